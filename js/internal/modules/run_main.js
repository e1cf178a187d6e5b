// The entry points of a program: a file, or source text that is a module; and what is left unfinished when it ends.
'use strict';

const path = require('node:path');

const binding = internalBinding('module_wrap');
const files = internalBinding('modules');

// The record of the entry point, while it is an ES module.
let entryRecord;
// Entry points that are still being loaded or evaluated.
let pending = 0;

function resolveMainPath(main) {
  const { Module } = require('internal/modules/cjs/loader');
  const { getLoaderSwitches } = require('internal/modules/helpers');
  const mainPath = Module._findPath(path.resolve(main), null, true);
  if (!mainPath) return undefined;
  return getLoaderSwitches().preserveSymlinksMain ? mainPath : files.realpath(mainPath);
}

// Whether modules are to be imported, or hooks to be registered, before the program.
function hasPreloads() {
  const { getOptionValue } = require('internal/options');
  return getOptionValue('--import')?.length > 0 || getOptionValue('--experimental-loader')?.length > 0;
}

function shouldUseESMLoader(mainPath) {
  if (hasPreloads()) return true;
  const extension = path.extname(mainPath);
  if (extension === '.mjs' || extension === '.wasm' || extension === '.mts') return true;
  if (extension === '.cjs' || extension === '.cts') return false;
  if (extension !== '.js' && extension !== '.ts' && extension !== '') return false;
  const type = files.getPackageType(mainPath);
  return type === 'module';
}

// Runs the program `main`, a path relative to the working directory.
function executeUserEntryPoint(main = process.argv[1]) {
  files.begin();
  try {
    runEntryPoint(main);
  } finally {
    files.end();
  }
}

function runEntryPoint(main) {
  const { wrapModuleLoad } = require('internal/modules/cjs/loader');
  const mainPath = resolveMainPath(main);
  if (mainPath === undefined || !shouldUseESMLoader(mainPath)) {
    wrapModuleLoad(path.resolve(main), null, true);
    return;
  }
  const { pathToHref } = require('internal/modules/esm/resolve');
  runEntryPointWithESMLoader((loader) => {
    if (require('internal/options').getOptionValue('--input-type') !== undefined) {
      throw new (require('internal/errors').codes.ERR_INPUT_TYPE_NOT_ALLOWED)();
    }
    return loader.import(pathToHref(mainPath), undefined, undefined, true);
  });
}

// Runs the program at `url`, which may be relative to the working directory (`--entry-url`).
function executeUserEntryPointUrl(url) {
  require('internal/util').emitExperimentalWarning('--entry-url');
  const { URL, pathToFileURL } = require('internal/url');
  const parentURL = pathToFileURL(`${process.cwd()}/`).href;
  return runEntryPointWithESMLoader((loader) => loader.import(new URL(url, parentURL).href, parentURL, undefined, true));
}

// Runs `callback(loader)` after the modules of `--import`. What it rejects with is an uncaught exception.
async function runEntryPointWithESMLoader(callback) {
  const { getOrInitializeCascadedLoader } = require('internal/modules/esm/loader');
  const loader = getOrInitializeCascadedLoader();
  pending++;
  try {
    await importPreloads(loader);
    await callback(loader);
  } catch (error) {
    require('internal/process/uncaught').triggerUncaughtException(error, true);
  } finally {
    pending--;
  }
}

let preloaded = false;

async function importPreloads(loader) {
  if (preloaded || !hasPreloads()) return;
  preloaded = true;
  const { getOptionValue } = require('internal/options');
  const parentURL = require('internal/url').pathToFileURL(`${process.cwd()}/`).href;
  const loaders = getOptionValue('--experimental-loader');
  if (loaders.length > 0) require('internal/modules/register').registerLoaders(loaders, parentURL);
  for (const specifier of getOptionValue('--import')) await loader.import(specifier, parentURL, undefined);
}

// The source text of -e or standard input, run as an ES module. `sourceOf(url)` gives it.
function evalModuleEntryPoint(sourceOf) {
  return runEntryPointWithESMLoader((loader) => {
    const url = loader.nextEvalUrl();
    return loader.eval(sourceOf(url), url, true);
  });
}

// What loading has left for a tick, warnings among it, comes before the module runs, as on Node.js, where loading takes turns of the loop.
function beforeEntryPoint(record) {
  entryRecord = record;
  const { hasTicks, nextTick } = require('internal/process/task_queues');
  return hasTicks() ? new Promise((resolve) => nextTick(resolve)) : undefined;
}

// Whether the program ends although a top-level await of its entry point never settled: says where on standard error.
function hasUnsettledTopLevelAwait() {
  if (pending === 0) return false;
  if (entryRecord !== undefined && require('internal/options').getOptionValue('--warnings') !== false) {
    const list = binding.getStalledLocations(entryRecord.handle);
    for (let at = 0; at < list.length; at += 5) {
      const [file, line, source, start, end] = list.slice(at, at + 5);
      const indent = String(source ?? '').slice(0, start).replace(/[^\t]/g, ' ');
      const caret = '^'.repeat(Math.max(1, end - start));
      process._rawDebug(`Warning: Detected unsettled top-level await at ${file}:${line}\n${source}\n${indent}${caret}\n\n`);
    }
  }
  return true;
}

module.exports = {
  evalModuleEntryPoint,
  executeUserEntryPoint,
  executeUserEntryPointUrl,
  hasPreloads,
  hasUnsettledTopLevelAwait,
  beforeEntryPoint,
  runEntryPointWithESMLoader,
};
