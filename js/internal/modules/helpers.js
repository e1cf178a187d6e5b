// What both loaders share: the require function of a module, the conditions and switches they were started with,
// and the built-in modules as users may see them.
'use strict';

const { codes: { ERR_INVALID_ARG_VALUE, ERR_UNKNOWN_BUILTIN_MODULE } } = require('internal/errors');
const { validateString } = require('internal/validators');
const { BuiltinModule } = require('internal/bootstrap/realm');

const fs = require('node:fs');
const path = require('node:path');

const binding = internalBinding('modules');

// Programs put archives or memory in place of the file system by replacing these: then the loaders ask the replacements.
const { readFileSync, realpathSync } = fs;

let switches;

// The command line's word on loading, read once.
function getLoaderSwitches() {
  if (switches !== undefined) return switches;
  const { getOptionValue } = require('internal/options');
  const user = getOptionValue('--conditions') || [];
  const addons = getOptionValue('--addons') === false ? [] : ['node-addons'];
  switches = {
    preserveSymlinks: Boolean(getOptionValue('--preserve-symlinks')) || process.env.NODE_PRESERVE_SYMLINKS === '1',
    preserveSymlinksMain: Boolean(getOptionValue('--preserve-symlinks-main')) || process.env.NODE_PRESERVE_SYMLINKS_MAIN === '1',
    detectModule: getOptionValue('--experimental-detect-module') !== false,
    addonModules: getOptionValue('--experimental-addon-modules'),
    requireModule: getOptionValue('--experimental-require-module') !== false,
    importText: getOptionValue('--experimental-import-text'),
    stripTypes: getOptionValue('--strip-types'),
    // Whether source maps of loaded texts are kept; programs switch it as well (internal/source_map/cache).
    sourceMaps: false,
    // What compiles with the cache on disk, where it is on (internal/modules/compile_cache).
    compileCache: undefined,
    requireConditions: ['require', 'node', ...addons, ...user, 'module-sync'],
    importConditions: ['node', 'import', 'module-sync', ...addons, ...user],
  };
  // From here on the resolver uses these wherever it is told no others.
  binding.setConditions(switches.requireConditions, switches.importConditions);
  return switches;
}

// The exports of the public module `id`, given with or without its scheme. It exists as far as Node.js is concerned.
function loadBuiltinModule(id) {
  return BuiltinModule.compileForPublicLoader(id.startsWith('node:') ? id.slice(5) : id);
}

// The exports for a `node:` request, which can only be a built-in module.
function loadNodeScheme(request) {
  const id = request.slice(5);
  if (!BuiltinModule.canBeRequiredByUsers(id)) throw new ERR_UNKNOWN_BUILTIN_MODULE(request);
  return BuiltinModule.compileForPublicLoader(id);
}

// The `require` that the code of `mod` gets.
function makeRequireFunction(mod) {
  const { Module, resolveOnly } = require('internal/modules/cjs/loader');
  const require_ = makeRequire(mod);

  // Defined by name so that `require.resolve.name` and `.paths` are as users know them.
  function resolve(request, options) {
    validateString(request, 'request');
    return resolveOnly(request, mod, options);
  }
  function paths(request) {
    validateString(request, 'request');
    return Module._resolveLookupPaths(request, mod);
  }
  require_.resolve = resolve;
  resolve.paths = paths;
  require_.main = process.mainModule;
  require_.extensions = Module._extensions;
  require_.cache = Module._cache;
  return require_;
}

function makeRequire(mod) {
  return function require(path) {
    return mod.require(path);
  };
}

// The text of a module's file. Imports name it by `url` as well.
function readSource(filename, url) {
  if (fs.readFileSync === readFileSync) return binding.readSource(filename);
  if (url === undefined) return fs.readFileSync(filename, 'utf8');
  const { URL } = require('internal/url');
  return String(fs.readFileSync(new URL(url)));
}

// The file that `find(preserveSymlinks)` gives, without symbolic links unless they are to be preserved. What is not a path
// is handed on.
function findRealPath(find, preserveSymlinks) {
  if (preserveSymlinks || fs.realpathSync === realpathSync) return find(preserveSymlinks);
  const found = find(true);
  return typeof found === 'string' && path.isAbsolute(found) ? fs.realpathSync(found, {}) : found;
}

function stripBOM(content) {
  return content.charCodeAt(0) === 0xFEFF ? content.slice(1) : content;
}

const pathRequirement = 'must be a file URL object, file URL string, or absolute path string';

// The path of what an API was given as "the file that asks".
function toFilename(value, name) {
  const { fileURLToPath, isURL } = require('internal/url');
  if (isURL(value) || (typeof value === 'string' && !path.isAbsolute(value))) {
    try {
      return fileURLToPath(value);
    } catch {
      throw new ERR_INVALID_ARG_VALUE(name, value, pathRequirement);
    }
  }
  if (typeof value !== 'string') throw new ERR_INVALID_ARG_VALUE(name, value, pathRequirement);
  return value;
}

// For -e, -p and the repl: every public module as a getter on `object`, loaded when it is first touched.
function addBuiltinLibsToObject(object, objectName) {
  const { Module } = require('internal/modules/cjs/loader');
  const dummy = new Module(objectName);
  for (const name of Module.builtinModules) {
    if (name.startsWith('_') || name.includes('/') || name.startsWith('node:') || Object.hasOwn(object, name)) continue;
    const set = (value) => {
      Object.defineProperty(object, name, { __proto__: null, configurable: true, enumerable: false, writable: true, value });
    };
    Object.defineProperty(object, name, {
      __proto__: null,
      configurable: true,
      enumerable: false,
      set,
      get() {
        const lib = dummy.require(name);
        set(lib);
        return lib;
      },
    });
  }
}

const warnedPackages = new Set();

// A file turned out to be an ES module only by its syntax, which costs a second parse: its package should say so.
function warnAboutTypelessPackage(filename, url) {
  if (filename === undefined || filename.includes('/node_modules/')) return;
  const packageJson = binding.nearestPackagePath(filename);
  if (typeof packageJson !== 'string' || warnedPackages.has(packageJson)) return;
  warnedPackages.add(packageJson);
  process.emitWarning(
    `Module type of ${url} is not specified and it doesn't parse as CommonJS.\nReparsing as ES module because module ` +
    'syntax was detected. This incurs a performance overhead.\nTo eliminate this warning, add "type": "module" to ' +
    `${packageJson}.`, { code: 'MODULE_TYPELESS_PACKAGE_JSON' });
}

module.exports = {
  addBuiltinLibsToObject,
  findRealPath,
  getLoaderSwitches,
  loadBuiltinModule,
  loadNodeScheme,
  makeRequireFunction,
  readSource,
  stripBOM,
  toFilename,
  warnAboutTypelessPackage,
};
