'use strict';
// What the command line asks for: a script, code of -e and -p, or standard input.

const { getOptionValue } = require('internal/options');
const options = internalBinding('options');

// What comes before any program: the CommonJS loader's own start, and the modules of --require.
function prepare() {
  const { Module, initializeCJS } = require('internal/modules/cjs/loader');
  initializeCJS();
  if (process.env.NODE_COMPILE_CACHE) require('internal/modules/compile_cache').enableCompileCache();
  const preloads = getOptionValue('--require');
  if (preloads.length > 0) Module._preloadModules(preloads);
  return Module;
}

function runMain() {
  const code = getOptionValue('--eval');
  const script = options.script;
  const Module = prepare();
  if (getOptionValue('--check')) {
    require('internal/modules/eval').checkSyntax(process.argv[1]);
  } else if (code !== undefined) {
    require('internal/modules/eval').evalSource(code, '[eval]', getOptionValue('--print'));
  } else if (script !== undefined && getOptionValue('--entry-url')) {
    require('internal/modules/run_main').executeUserEntryPointUrl(script);
  } else if (script !== undefined) {
    Module.runMain(process.argv[1]);
  } else {
    require('internal/modules/eval').evalStandardInput(getOptionValue('--print'));
  }
}

// The script of a worker.
function runScript(path) {
  prepare().runMain(path);
}

// The code of a worker that has no file.
function evalForWorker(code) {
  prepare();
  require('internal/modules/eval').evalSource(code, '[worker eval]', false);
}

// A worker whose module is in its URL.
function importForWorker(url) {
  prepare();
  require('internal/modules/run_main').runEntryPointWithESMLoader((loader) => loader.import(url, undefined, undefined, true));
}

module.exports = { runMain, runScript, evalForWorker, importForWorker };
