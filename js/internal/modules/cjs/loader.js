// CommonJS: the Module class, loading and compiling. Whatever Node.js looks up on `Module`, `Module.prototype` or
// `Module._extensions` at the time of use is looked up there here as well, because packages replace it.
'use strict';

// The circle through helpers.js and the ESM loader closes on these.
module.exports = {
  Module,
  initializeCJS,
  findLongestRegisteredExtension,
  populateCJSExportsFromESM,
  loadFromHooks,
  resolveOnly,
  wrapModuleLoad,
  wrapSafe,
  kIsMainSymbol: Symbol('kIsMainSymbol'),
  // What modules exported when they had been loaded: that is what importing them gives, whatever became of it.
  loadedExports: new WeakMap(),
  kIsExecuting: Symbol('kIsExecuting'),
  kRequiredModuleSymbol: Symbol('kRequiredModuleSymbol'),
};

const { kIsMainSymbol, kIsExecuting, kRequiredModuleSymbol } = module.exports;
// What customization hooks said of a module.
const kURL = Symbol('kURL');
const kFormat = Symbol('kFormat');
// { source } of what hooks have been asked for already; without one the file is to be read.
const kGiven = Symbol('kGiven');
const kIsCachedByESMLoader = Symbol('kIsCachedByESMLoader');

const { BuiltinModule } = require('internal/bootstrap/realm');
const { state: traces, traceRequire } = require('internal/modules/traces');
const { codes: { ERR_INVALID_ARG_VALUE, ERR_REQUIRE_CYCLE_MODULE, ERR_REQUIRE_ESM } } = require('internal/errors');
const { removeItem } = require('internal/util');
const { validateString } = require('internal/validators');
const {
  getLoaderSwitches,
  loadBuiltinModule,
  loadNodeScheme,
  makeRequireFunction,
  readSource,
  stripBOM,
  toFilename,
} = require('internal/modules/helpers');
const { initPaths, installResolution, installResolveFilename } = require('internal/modules/cjs/resolve');
const path = require('node:path');

const binding = internalBinding('modules');
const contextify = internalBinding('contextify');

const moduleParentCache = new WeakMap();
let requireDepth = 0;
let isPreloading = false;

// Resolutions of relative requests: parent directory and request to filename.
const relativeResolveCache = Object.create(null);

// The `type` of the package that holds a directory, asked once.
const packageTypes = new Map();

function Module(id = '', parent) {
  this.id = id;
  this.path = path.dirname(id);
  // Its own, whatever programs have on Object.prototype.
  Object.defineProperty(this, 'exports', { __proto__: null, configurable: true, enumerable: true, writable: true, value: {} });
  updateChildren(parent, this, false);
  this.filename = null;
  this.loaded = false;
  this.children = [];
  if (parent !== undefined) moduleParentCache.set(this, parent);
}

Module._cache = { __proto__: null };
Module._pathCache = { __proto__: null };
Module._extensions = { __proto__: null };
Module.globalPaths = [];

// The wrapper is not used to compile unless somebody changed it.
let wrapperPatched = false;

function notingChange(operation) {
  return (...args) => {
    wrapperPatched = true;
    return operation(...args);
  };
}

let wrap = function(script) {
  const { 0: head, 1: tail } = Module.wrapper;
  return `${head}${script}${tail}`;
};
let wrapper = new Proxy(
  ['(function (exports, require, module, __filename, __dirname) { ', '\n});'],
  { __proto__: null, set: notingChange(Reflect.set), defineProperty: notingChange(Object.defineProperty) },
);

Object.defineProperty(Module, '_stat', {
  __proto__: null,
  get: () => stat,
  set: undefined,
  configurable: true,
});
Object.defineProperties(Module, {
  wrap: { __proto__: null, get: () => wrap, set: notingChange((value) => { wrap = value; }) },
  wrapper: { __proto__: null, get: () => wrapper, set: notingChange((value) => { wrapper = value; }) },
});

Object.defineProperty(Module.prototype, 'constructor', { __proto__: null, get: () => Module });
Object.defineProperty(Module.prototype, 'isPreloading', { __proto__: null, get: () => isPreloading });
Object.defineProperty(Module.prototype, 'parent', {
  __proto__: null,
  get() {
    return moduleParentCache.get(this);
  },
  set(value) {
    moduleParentCache.set(this, value);
  },
});

function stat(filename) {
  return binding.stat(filename);
}

// `scan`: the child may be there already.
function updateChildren(parent, child, scan) {
  const siblings = parent?.children;
  if (!siblings || (scan && siblings.includes(child))) return;
  siblings.push(child);
}

installResolution(Module, moduleParentCache);

// Circular loads. While a module is still being loaded its plain exports object warns about reads of what is not there yet.

function emitCircularRequireWarning(property) {
  process.emitWarning(`Accessing non-existent property '${String(property)}' of module exports inside circular dependency`);
}

const circularRequirePrototype = new Proxy({}, {
  __proto__: null,
  get(target, property) {
    if (property in target || property === '__esModule') return target[property];
    emitCircularRequireWarning(property);
    return undefined;
  },
  getOwnPropertyDescriptor(target, property) {
    if (Object.hasOwn(target, property) || property === '__esModule') return Object.getOwnPropertyDescriptor(target, property);
    emitCircularRequireWarning(property);
    return undefined;
  },
});

function getExportsForCircularRequire(mod) {
  const required = mod[kRequiredModuleSymbol];
  if (required !== undefined && !required.isSettled()) {
    const parent = moduleParentCache.get(mod);
    throw new ERR_REQUIRE_CYCLE_MODULE(
      `Cannot require() ES Module ${mod.id} in a cycle.${parent ? ` (from ${parent.filename})` : ''}`);
  }
  const { exports } = mod;
  if (exports && typeof exports === 'object' && Object.getPrototypeOf(exports) === Object.prototype &&
      !require('internal/util/types').isProxy(exports) && !exports.__esModule) {
    Object.setPrototypeOf(exports, circularRequirePrototype);
  }
  return exports;
}

function isUnderCircularWarning(exports) {
  return exports && typeof exports === 'object' && !require('internal/util/types').isProxy(exports) &&
    Object.getPrototypeOf(exports) === circularRequirePrototype;
}

// The cached module that `parent` asked for again.
function reuse(cached, parent) {
  updateChildren(parent, cached, true);
  return cached.loaded ? cached.exports : getExportsForCircularRequire(cached);
}

function hooks() {
  const { registered } = require('internal/modules/customization_hooks');
  return registered.count === 0 ? undefined : require('internal/modules/customization_hooks');
}

let hooksUsed = false;

// Called when the first hook is registered: until then the loader does not look for any.
function noteHooks() {
  hooksUsed = true;
}
module.exports.noteHooks = noteHooks;

// { filename, source, isLeft } of a CommonJS module that is being imported, for which hooks have been asked already.
let imported;

Module._load = function(request, parent, isMain) {
  let relativeKey;
  if (parent) {
    relativeKey = `${parent.path}\x00${request}`;
    const filename = relativeResolveCache[relativeKey];
    if (filename !== undefined) {
      const cached = Module._cache[filename];
      if (cached !== undefined) return reuse(cached, parent);
      delete relativeResolveCache[relativeKey];
    }
  }
  let given = imported?.filename === request ? imported : undefined;
  imported = undefined;
  const customization = hooksUsed && given === undefined ? hooks() : undefined;
  if (customization === undefined && request.charCodeAt(4) === 58 && request.startsWith('node:')) {
    const replaced = Module._cache[request];
    return replaced !== undefined ? reuse(replaced, parent) : loadNodeScheme(request);
  }

  const resolved = customization?.resolveForRequire(request, parent, isMain);
  // In place of a built-in module a hook may give something else, which is loaded by the name that was asked for.
  const isReplaced = resolved?.format === 'builtin';
  if (isReplaced) {
    given = customization.loadForRequire(resolved.filename, 'builtin', resolved.url);
    if (given.format === undefined || given.format === 'builtin') return loadNodeScheme(resolved.url);
    given.isLeft = true;
  }
  let filename;
  if (resolved !== undefined) filename = resolved.filename;
  else if (given !== undefined) filename = request; // Hooks have said what it is, so it need not be a file.
  else filename = Module._resolveFilename(request, parent, isMain);

  const cached = Module._cache[filename];
  if (cached !== undefined) return reuse(cached, parent);

  if (!isReplaced) {
    if (BuiltinModule.canBeRequiredByUsersWithoutScheme(filename)) return loadBuiltinModule(filename);
    if (filename.startsWith('node:')) return loadNodeScheme(filename);
  }

  const mod = new Module(filename, parent);
  if (isMain) {
    process.mainModule = mod;
    mod.id = '.';
  }
  mod[kIsMainSymbol] = Boolean(isMain);
  mod[kIsCachedByESMLoader] = false;
  mod[kURL] = resolved?.url;
  mod[kFormat] = given === undefined ? resolved?.format : given.format;
  if (given !== undefined) mod[kGiven] = given;
  Module._cache[filename] = mod;
  if (relativeKey !== undefined) relativeResolveCache[relativeKey] = filename;

  // No catch: an error that is thrown again is shown where that was done.
  let isLoaded = false;
  try {
    if (given?.source === undefined || given.isLeft) mod.load(filename);
    else loadGiven(mod, filename, given.source);
    isLoaded = true;
  } finally {
    if (!isLoaded) forget(filename, relativeKey, mod, parent);
  }
  if (isUnderCircularWarning(mod.exports)) Object.setPrototypeOf(mod.exports, Object.prototype);
  return mod.exports;
};

// Imported with a source from hooks.
function loadGiven(mod, filename, source) {
  mod.filename ??= filename;
  mod.paths ??= Module._nodeModulePaths(path.dirname(filename));
  mod._compile(source, filename, 'commonjs');
  mod.loaded = true;
}

// `source`: undefined where the file is to be read. `isLeft`: whatever is in Module._extensions has its say.
function loadFromHooks(filename, source, isMain, isLeft) {
  // What is read from the file has the format of the file.
  imported = { filename, source, isLeft, format: source === undefined ? undefined : 'commonjs' };
  try {
    return wrapModuleLoad(filename, undefined, isMain);
  } finally {
    imported = undefined;
  }
}

// A module that failed to load is as if it had never been asked for.
function forget(filename, relativeKey, mod, parent) {
  delete Module._cache[filename];
  if (relativeKey === undefined) return;
  delete relativeResolveCache[relativeKey];
  if (Array.isArray(parent?.children)) removeItem(parent.children, mod);
}

installResolveFilename();

// The extension of `filename` that has a loader, the longest first: `.js` when none has.
function findLongestRegisteredExtension(filename) {
  const name = path.basename(filename);
  // The dot of a dotfile begins no extension.
  for (let dot = name.indexOf('.', 1); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    const extension = name.slice(dot);
    if (Module._extensions[extension]) return extension;
  }
  return '.js';
}

Module.prototype.load = function(filename) {
  if (this.loaded) {
    const { ERR_INTERNAL_ASSERTION } = require('internal/errors').codes;
    throw new ERR_INTERNAL_ASSERTION(`Module ${this.id} is loaded already`);
  }
  this.filename ??= filename;
  this.paths ??= Module._nodeModulePaths(path.dirname(filename));
  Module._extensions[findLongestRegisteredExtension(filename)](this, filename);
  this.loaded = true;
  module.exports.loadedExports.set(this, this.exports);
};

Module.prototype.require = function(id) {
  validateString(id, 'id');
  if (id === '') throw new ERR_INVALID_ARG_VALUE('id', id, 'must be a non-empty string');
  // While the outermost load is at work the file system is taken not to change.
  if (requireDepth === 0) binding.begin();
  requireDepth++;
  try {
    return traces.isHeard ? traceRequire(() => Module._load(id, this, false), id, this) : Module._load(id, this, false);
  } finally {
    requireDepth--;
    if (requireDepth === 0) binding.end();
  }
};

// What the entry points call: `Module._load` with the file system remembered.
function wrapModuleLoad(request, parent, isMain) {
  binding.begin();
  requireDepth++;
  try {
    const load = () => Module._load(request, parent, isMain);
    return traces.isHeard ? traceRequire(load, request, parent) : load();
  } finally {
    requireDepth--;
    binding.end();
  }
}

// What `require.resolve` gives.
function resolveOnly(request, parent, options) {
  const customization = hooksUsed ? hooks() : undefined;
  if (customization === undefined) return Module._resolveFilename(request, parent, false, options);
  return customization.resolveForRequire(request, parent, false, options ?? {}).filename;
}

// Compiling

// The exports of an ES module as `require` gives them.
function populateCJSExportsFromESM(mod, record, namespace) {
  const has = (name) => Object.hasOwn(namespace, name);
  if (has('module.exports')) mod.exports = namespace['module.exports'];
  else if (has('__esModule') || !has('default')) mod.exports = namespace;
  else mod.exports = require('internal/modules/esm/utils').createRequiredFacade(record);
}

function requireEsmError(mod, filename, source) {
  const packageJson = filename.endsWith('.js') ? binding.nearestPackagePath(filename) : undefined;
  return new ERR_REQUIRE_ESM(filename, contextify.containsModuleSyntax(source, filename), moduleParentCache.get(mod)?.filename, packageJson);
}

// What --trace-require-module asks for.
function traceRequiredModule(from, filename) {
  const traced = require('internal/options').getOptionValue('--trace-require-module');
  if (traced === undefined || (traced === 'no-node-modules' && from?.includes('/node_modules/'))) return;
  const who = from === undefined ? '' : `CommonJS module ${from} is loading ES Module ${filename} using require().\n`;
  require('internal/util').emitExperimentalWarning('Support for loading ES Module in require()', who);
}

// The source of an ES module reached the CommonJS loader: the entry point, or a require.
function loadESMFromCJS(mod, filename, source) {
  const { pathToFileURL } = require('internal/url');
  const url = mod[kURL] ?? pathToFileURL(filename).href;
  if (mod[kIsMainSymbol]) {
    require('internal/modules/run_main').runEntryPointWithESMLoader((loader) => {
      process.mainModule = undefined;
      return loader.import(url, undefined, { __proto__: null }, true);
    });
    return;
  }
  if (!getLoaderSwitches().requireModule) {
    throw requireEsmError(mod, filename, source);
  }
  traceRequiredModule(moduleParentCache.get(mod)?.filename, filename);
  const loader = require('internal/modules/esm/loader').getOrInitializeCascadedLoader();
  const record = loader.importSyncForRequire(mod, url, filename, source, moduleParentCache.get(mod));
  populateCJSExportsFromESM(mod, record, record.getNamespace());
}

// A function of the five variables for `content`, or undefined when it turned out to be an ES module. Where nothing can be made of
// one, the text is wrong as CommonJS.
function wrapSafe(filename, content, format, isMain = false) {
  if (wrapperPatched) {
    return require('internal/vm').runWrapper(Module.wrap(content), filename);
  }
  const { compileCache, detectModule, requireModule, sourceMaps } = getLoaderSwitches();
  if (sourceMaps) require('internal/source_map/cache').maybeCacheSourceMap(filename, content);
  const detect = format === undefined && detectModule && (requireModule || isMain);
  // No catch: an error that is thrown again is shown where that was done.
  let compiled;
  try {
    compiled = compileCache === undefined ? contextify.compileFunctionForCJSLoader(content, filename, detect) :
      compileCache.compileWrapper(content, filename, detect);
  } finally {
    if (compiled === undefined && contextify.containsModuleSyntax(content, filename)) warnOfModuleSyntax(filename);
  }
  return compiled === true ? undefined : compiled;
}

// It is CommonJS by its name or its package, and does not parse as such.
function warnOfModuleSyntax(filename) {
  require('internal/process/warning').emitWarningSync(`Failed to load the ES module: ${filename}. Make sure to set "type": "module" ` +
    'in the nearest package.json file or use the .mjs extension.');
}

Module.prototype._compile = function(content, filename, format) {
  if (format === 'module') {
    loadESMFromCJS(this, filename, content);
    return undefined;
  }
  const kind = /^(?:(commonjs|module)-)?typescript$/.exec(format);
  if (kind !== null) {
    const script = require('internal/modules/typescript').stripTypeScriptModuleTypes(content, filename);
    return this._compile(script, filename, kind[1]);
  }
  const compiledWrapper = wrapSafe(filename, content, format, this[kIsMainSymbol]);
  if (compiledWrapper === undefined) {
    loadESMFromCJS(this, filename, content);
    return undefined;
  }
  const { exports } = this;
  const require_ = makeRequireFunction(this);
  const dirname = path.dirname(filename);
  this[kIsExecuting] = true;
  let result;
  if (requireDepth === 0) {
    binding.begin();
    try {
      result = Reflect.apply(compiledWrapper, exports, [exports, require_, this, filename, dirname]);
    } finally {
      binding.end();
    }
  } else {
    result = Reflect.apply(compiledWrapper, exports, [exports, require_, this, filename, dirname]);
  }
  this[kIsExecuting] = false;
  return result;
};

function packageTypeOf(filename) {
  const directory = path.dirname(filename);
  let type = packageTypes.get(directory);
  if (type === undefined) {
    type = binding.getPackageType(filename);
    if (typeof type === 'object') throw require('internal/modules/resolve_errors').makeResolveError(type);
    // A package.json may still come where there is none.
    if (type !== 'none') packageTypes.set(directory, type);
  }
  return type;
}

// 'commonjs' or 'module' where the file name or the package says so, else undefined: the syntax decides.
function formatOf(filename) {
  const dot = filename.lastIndexOf('.');
  const extension = dot > filename.lastIndexOf('/') + 1 ? filename.slice(dot) : '';
  switch (extension) {
    case '.js':
    case '': {
      const type = packageTypeOf(filename);
      return type === 'none' ? undefined : type;
    }
    case '.cjs':
      return 'commonjs';
    case '.mjs':
      return 'module';
    case '.cts':
    case '.mts':
    case '.ts':
      if (getLoaderSwitches().stripTypes) return typeScriptFormatOf(filename, extension);
    // falls through
    default:
      return undefined;
  }
}

function typeScriptFormatOf(filename, extension) {
  if (extension === '.cts') return 'commonjs-typescript';
  if (extension === '.mts') return 'module-typescript';
  const type = packageTypeOf(filename);
  return type === 'none' ? 'typescript' : `${type}-typescript`;
}

// The source of `filename`, and its format, after the load hooks had their say.
function loadSource(mod, filename, format) {
  const given = mod[kGiven];
  if (given !== undefined) return { source: given.source ?? readSource(filename), format };
  const customization = hooksUsed ? hooks() : undefined;
  if (customization === undefined) return { source: readSource(filename), format };
  return customization.loadForRequire(filename, format, mod[kURL]);
}

Module._extensions['.js'] = function(module, filename) {
  let format = module[kFormat] ?? formatOf(filename);
  let content;
  if (hooksUsed) {
    ({ source: content, format } = loadSource(module, filename, format));
    if (format === 'json') {
      module.exports = parseJSON(filename, content);
      return;
    }
    if (format === 'builtin') return;
  } else {
    content = readSource(filename);
  }
  module._compile(content, filename, format);
};

function parseJSON(filename, content) {
  try {
    return JSON.parse(stripBOM(content));
  } catch (error) {
    error.message = `${filename}: ${error.message}`;
    throw error;
  }
}

Module._extensions['.json'] = function(module, filename) {
  const { source } = loadSource(module, filename, 'json');
  module.exports = parseJSON(filename, source);
};

Module._extensions['.node'] = function(module, filename) {
  return process.dlopen(module, path.toNamespacedPath(filename));
};

// A require for code that is no CommonJS module.
function createRequire(filename) {
  const filepath = toFilename(filename, 'filename');
  // In a directory: what is required is looked for inside it.
  const proxyPath = filepath.endsWith('/') ? path.join(filepath, 'noop.js') : filepath;
  const mod = new Module(proxyPath);
  mod.filename = proxyPath;
  mod.paths = Module._nodeModulePaths(mod.path);
  // What hooks are told: the URL with its query.
  if (typeof filename !== 'string' || filename.startsWith('file:')) mod[kURL] = `${filename}`;
  return makeRequireFunction(mod);
}

Module.createRequire = createRequire;

Module._initPaths = function() {
  initPaths();
};

// `--require` of the command line.
Module._preloadModules = function(requests) {
  if (!Array.isArray(requests)) return;
  isPreloading = true;
  const preload = new Module('internal/preload', null);
  preload.paths = workingDirectoryPaths();
  for (const request of requests) preload.require(request);
  isPreloading = false;
};

// Where modules are looked up that no file asks for. The directory may be gone.
function workingDirectoryPaths() {
  try {
    return Module._nodeModulePaths(process.cwd());
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    isPreloading = false;
    throw error;
  }
}

Module.Module = Module;

// Run at start-up: what depends on the environment and the command line.
function initializeCJS() {
  initPaths();
  if (require('internal/options').getOptionValue('--experimental-vm-modules')) {
    const { Module: VMModule, SourceTextModule, SyntheticModule } = require('internal/vm/module');
    Object.assign(require('node:vm'), { Module: VMModule, SourceTextModule, SyntheticModule });
  }
}

Object.assign(module.exports, {
  packageTypeOf, formatOf, wrapSafe, isWrapperPatched: () => wrapperPatched, urlOfModule: (mod) => mod[kURL], getModuleParent: (mod) => moduleParentCache.get(mod),
});
