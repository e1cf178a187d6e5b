// From a format and a source to a module that V8 can link: ES modules are compiled, everything else becomes a synthetic
// module whose exports are set when it is evaluated.
'use strict';

const { codes: { ERR_INVALID_RETURN_PROPERTY_VALUE, ERR_UNKNOWN_MODULE_FORMAT } } = require('internal/errors');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { BuiltinModule } = require('internal/bootstrap/realm');
const { getLoaderSwitches, readSource, stripBOM } = require('internal/modules/helpers');
const path = require('node:path');

const binding = internalBinding('module_wrap');
const modules = internalBinding('modules');

// The synthetic modules of built-in modules, for `syncBuiltinESMExports`.
const builtinRecords = new Map();

function translateModule(record, source) {
  record.source = source;
  const { compileCache, sourceMaps } = getLoaderSwitches();
  if (sourceMaps) require('internal/source_map/cache').maybeCacheSourceMap(record.url, source);
  record.handle = (compileCache ?? binding).compileModule(record.url, source, 0, 0);
  record.handle.record = record;
}

function synthetic(record, names, evaluate) {
  record.exportNames = names;
  record.handle = binding.createSyntheticModule(record.url, names, evaluate);
}

// What a CommonJS file exports as far as its text tells, re-exports included: what a module that is loaded already has besides
// has no name here, as in Node.js. `seen` ends cycles.
function commonJSExports(filename, source, seen = new Set()) {
  seen.add(filename);
  const { Module } = require('internal/modules/cjs/loader');
  const names = new Set();
  const [exports, reexports] = modules.lexCommonJS(source);
  for (const name of exports) names.add(name);
  if (reexports.length > 0) {
    const parent = new Module(filename, undefined);
    parent.filename = filename;
    parent.paths = Module._nodeModulePaths(parent.path);
    for (const request of reexports) {
      for (const name of reexported(Module, request, parent, seen)) names.add(name);
    }
  }
  return names;
}

function reexported(Module, request, parent, seen) {
  let filename;
  try {
    filename = Module._resolveFilename(request, parent);
  } catch {
    return [];
  }
  if (!path.isAbsolute(filename) || seen.has(filename)) return [];
  const extension = path.extname(filename);
  if (extension !== '.js' && extension !== '.cjs' && Module._extensions[extension]) return [];
  try {
    return commonJSExports(filename, readSource(filename), seen);
  } catch {
    return [];
  }
}

// `given`: the source, unless the file is to be read.
function translateCommonJS(record, given) {
  const { filename } = record;
  const source = given === undefined ? readSource(filename) : text(given);
  const found = filename === undefined ? new Set(modules.lexCommonJS(source)[0]) : commonJSExports(filename, source);
  found.delete('default');
  found.delete('module.exports');
  const names = [...found];
  synthetic(record, [...names, 'default', 'module.exports'], () => {
    const exports = filename === undefined ? runDataModule(record.url, source) :
      loadCommonJS(record, given === undefined ? undefined : source);
    setCommonJSExports(record, names, exports);
  });
}

function setCommonJSExports(record, names, exports) {
  for (const name of names) {
    if (exports === undefined || exports === null || !Object.hasOwn(exports, name)) continue;
    let value;
    try {
      value = exports[name];
    } catch { /* A getter that throws is as good as none. */ }
    binding.setExport(record.handle, name, value);
  }
  binding.setExport(record.handle, 'default', exports);
  binding.setExport(record.handle, 'module.exports', exports);
}

function loadCommonJS(record, source) {
  const { Module, loadedExports } = require('internal/modules/cjs/loader');
  const cached = Module._cache[record.filename];
  if (cached === undefined) return loadFile(record, source);
  return loadedExports.has(cached) ? loadedExports.get(cached) : cached.exports;
}

// Through the CommonJS loader. Hooks are not asked a second time.
function loadFile({ filename, fromHooks, isMain }, source) {
  const { loadFromHooks, wrapModuleLoad } = require('internal/modules/cjs/loader');
  if (fromHooks === undefined) return wrapModuleLoad(filename, undefined, isMain);
  return loadFromHooks(filename, source, isMain, fromHooks.isLeft);
}

// CommonJS in a `data:` URL: there is no file it could require relative paths from.
function runDataModule(url, source) {
  const { Module } = require('internal/modules/cjs/loader');
  const mod = new Module(url, undefined);
  mod.filename = url;
  mod.paths = [];
  mod._compile(source, url, 'commonjs');
  mod.loaded = true;
  return mod.exports;
}

function translateBuiltin(record) {
  const id = record.url.slice(5);
  const exports = BuiltinModule.compileForPublicLoader(id);
  const names = BuiltinModule.exportNamesOf(id).filter((name) => name !== 'default');
  builtinRecords.set(record.url, { record, names, exports });
  synthetic(record, [...names, 'default'], () => setBuiltinExports(record, names, exports));
}

function setBuiltinExports(record, names, exports) {
  for (const name of names) {
    let value;
    try {
      value = exports[name];
    } catch { /* A getter that throws is as good as none. */ }
    binding.setExport(record.handle, name, value);
  }
  binding.setExport(record.handle, 'default', exports);
}

// What programs changed in the exports of built-in modules becomes visible to those who import them by name.
function syncBuiltinESMExports() {
  for (const { record, names, exports } of builtinRecords.values()) {
    if (record.getStatus() >= binding.kEvaluated) setBuiltinExports(record, names, exports);
  }
}

function translateJson(record, source) {
  const { filename } = record;
  const { Module } = require('internal/modules/cjs/loader');
  // Shared with `require` of the same file.
  const shared = filename !== undefined && !/[?#]/.test(record.url);
  const cached = shared ? Module._cache[filename] : undefined;
  let value;
  if (cached?.loaded) {
    value = cached.exports;
  } else {
    try {
      value = JSON.parse(stripBOM(source));
    } catch (error) {
      error.message = `${filename ?? record.url}: ${error.message}`;
      throw error;
    }
    if (shared) {
      const mod = new Module(filename, undefined);
      mod.filename = filename;
      mod.exports = value;
      mod.loaded = true;
      Module._cache[filename] = mod;
    }
  }
  synthetic(record, ['default'], () => binding.setExport(record.handle, 'default', value));
}

function translateText(record, source) {
  synthetic(record, ['default'], () => binding.setExport(record.handle, 'default', stripBOM(source)));
}

function translateAddon(record) {
  synthetic(record, ['default', 'module.exports'], () => {
    const exports = loadFile(record);
    binding.setExport(record.handle, 'default', exports);
    binding.setExport(record.handle, 'module.exports', exports);
  });
}

// Gives `record` its module.
function translate(record, source) {
  const { format } = record;
  switch (format) {
    case 'module':
      return translateModule(record, text(source));
    case 'commonjs':
      return translateCommonJS(record, source);
    case 'builtin':
      return translateBuiltin(record);
    case 'json':
      return translateJson(record, text(source));
    case 'text':
      return translateText(record, text(source));
    case 'addon':
      return translateAddon(record);
    case 'module-typescript':
    case 'commonjs-typescript':
    case 'typescript':
      return translateTypeScript(record, text(source));
    case 'wasm':
      return require('internal/modules/esm/wasm').translateWasm(record, source);
    default:
      throw new ERR_UNKNOWN_MODULE_FORMAT(format, record.url);
  }
}

function translateTypeScript(record, source) {
  const erased = require('internal/modules/typescript').stripTypeScriptModuleTypes(source, record.filename ?? record.url);
  if (record.format === 'typescript') {
    record.format = internalBinding('contextify').containsModuleSyntax(erased, record.filename) ? 'module' : 'commonjs';
  } else {
    record.format = record.format.slice(0, -11);
  }
  return translate(record, erased);
}

// Load hooks may give bytes.
function text(source) {
  if (typeof source === 'string') return source;
  if (!isAnyArrayBuffer(source) && !isArrayBufferView(source)) {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('string, array buffer, or typed array', 'load', 'source', source);
  }
  return new TextDecoder().decode(source);
}

module.exports = { syncBuiltinESMExports, translate };
