// node:module: the Module class of CommonJS with what belongs to loading in general.
'use strict';

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_MISSING_ARGS },
} = require('internal/errors');
const { BuiltinModule } = require('internal/bootstrap/realm');
const { validateBoolean, validateObject, validateOneOf, validateString } = require('internal/validators');
const { Module } = require('internal/modules/cjs/loader');
const { emitExperimentalWarning, kEmptyObject } = require('internal/util');

const binding = internalBinding('modules');

Module.isBuiltin = function isBuiltin(moduleName) {
  return typeof moduleName === 'string' && BuiltinModule.isBuiltin(moduleName);
};

Module.syncBuiltinESMExports = function syncBuiltinESMExports() {
  require('internal/modules/esm/translators').syncBuiltinESMExports();
};

Module.registerHooks = function registerHooks(hooks) {
  return require('internal/modules/customization_hooks').registerHooks(hooks);
};

Module.builtinModules = Object.freeze(BuiltinModule.getAllBuiltinModuleIds());

Module.runMain = function executeUserEntryPoint(main) {
  return require('internal/modules/run_main').executeUserEntryPoint(main);
};
Object.defineProperty(Module.runMain, 'length', { __proto__: null, value: 0, configurable: true });

Module.register = function register(specifier, parentURL = undefined, options = undefined) {
  return require('internal/modules/register').register(specifier, parentURL, options);
};

const compileCache = require('internal/modules/compile_cache');

const constants = { __proto__: null };
constants.compileCacheStatus = compileCache.kStatus;
Module.constants = Object.freeze(constants);

Module.enableCompileCache = compileCache.enableCompileCache;

Module.findPackageJSON = function findPackageJSON(specifier, base = 'data:') {
  const { isURL, URL, fileURLToPath } = require('internal/url');
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('specifier');
  if (!isURL(specifier)) validateString(specifier, 'specifier');
  const path = require('node:path');
  const text = isURL(specifier) ? specifier.href : specifier;
  let baseUrl;
  if (typeof base === 'string') {
    baseUrl = path.isAbsolute(base) ? require('internal/url').pathToFileURL(base) : new URL(base);
  } else if (isURL(base)) {
    baseUrl = new URL(base);
  } else {
    throw new ERR_INVALID_ARG_TYPE('base', ['string', 'URL'], base);
  }
  const isBare = !/^(?:\.{0,2}\/|\.{1,2}$|[A-Za-z][A-Za-z0-9+.-]*:)/.test(text);
  if (isBare) {
    return unwrap(binding.findPackagePath(text, fileURLToPath(baseUrl)));
  }
  let target = fileURLToPath(path.isAbsolute(text) ? require('internal/url').pathToFileURL(text) : new URL(text, baseUrl));
  if (binding.stat(target) === 1) target = path.join(target, 'noop.js');
  return unwrap(binding.nearestPackagePath(target));
};
Object.defineProperty(Module.findPackageJSON, 'length', { __proto__: null, value: 1, configurable: true });

function unwrap(found) {
  if (typeof found === 'object') throw require('internal/modules/resolve_errors').makeResolveError(found);
  return found;
}

// The package.json in a directory, as the loader sees it.
Object.defineProperty(Module, '_readPackage', {
  __proto__: null,
  configurable: true,
  get: () => readPackage,
});

function readPackage(directory) {
  const path = require('node:path');
  const found = binding.readPackage(path.resolve(directory));
  if (found === undefined) {
    return { __proto__: null, type: 'none', exists: false, pjsonPath: path.resolve(directory, 'package.json') };
  }
  if (typeof found[1] !== 'string' && found.length < 6) throw require('internal/modules/resolve_errors').makeResolveError(found);
  const [pjsonPath, name, main, type, exports, imports] = found;
  return {
    __proto__: null,
    ...(name !== undefined && { name }),
    ...(main !== undefined && { main }),
    type,
    ...(exports !== undefined && { exports: JSON.parse(exports) }),
    ...(imports !== undefined && { imports: JSON.parse(imports) }),
    exists: true,
    pjsonPath,
  };
}

Module.flushCompileCache = compileCache.flushCompileCache;
Module.getCompileCacheDir = compileCache.getCompileCacheDir;

Module.stripTypeScriptTypes = function stripTypeScriptTypes(code, options = {}) {
  validateString(code, 'code');
  validateObject(options, 'options');
  emitExperimentalWarning('stripTypeScriptTypes');
  const { mode = 'strip', sourceUrl = '', sourceMap = false } = options;
  validateOneOf(mode, 'options.mode', ['strip']);
  validateString(sourceUrl, 'options.sourceUrl');
  validateOneOf(sourceMap, 'options.sourceMap', [false, undefined]);
  return require('internal/modules/typescript').stripTypes(code, sourceUrl);
};
Object.defineProperty(Module.stripTypeScriptTypes, 'length', { __proto__: null, value: 1, configurable: true });

Module.findSourceMap = function findSourceMap(sourceURL) {
  return require('internal/source_map/cache').findSourceMap(sourceURL);
};

Module.SourceMap = require('internal/source_map/source_map').SourceMap;

Module.getSourceMapsSupport = function getSourceMapsSupport() {
  return require('internal/source_map/cache').getSourceMapsSupport();
};

Module.setSourceMapsSupport = function setSourceMapsSupport(enabled, options = kEmptyObject) {
  validateBoolean(enabled, 'enabled');
  validateObject(options, 'options');
  const { nodeModules = false, generatedCode = false } = options;
  const whose = { nodeModules, generatedCode };
  for (const name of Object.keys(whose)) validateBoolean(whose[name], `options.${name}`);
  require('internal/source_map/cache').setSourceMapsSupport({ enabled, ...whose });
};
Object.defineProperty(Module.setSourceMapsSupport, 'length', { __proto__: null, value: 1, configurable: true });

module.exports = Module;
