// How `require` finds files: `Module._resolveFilename`, `._findPath` and what belongs to them. They call each other through
// the properties of `Module`, because packages replace them; the search itself runs in Rust (src/modules/resolver.rs).
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { BuiltinModule } = require('internal/bootstrap/realm');
const { findRealPath, getLoaderSwitches } = require('internal/modules/helpers');
const { makeResolveError } = require('internal/modules/resolve_errors');
const path = require('node:path');

const binding = internalBinding('modules');

let Module;
let moduleParentCache;

// The folders that NODE_PATH and the home directory give, set by initPaths.
let modulePaths = [];

// Arrays by directory; callers get copies, since programs change `module.paths`.
const nodeModulePathsCache = new Map();

let builtinsKnown = false;

// The resolver must know which bare names are built in before it follows an `imports` map.
function announceBuiltins() {
  if (builtinsKnown) return;
  builtinsKnown = true;
  binding.setBuiltins(BuiltinModule.getCanBeRequiredByUsersWithoutSchemeList());
}

function unwrap(found) {
  if (typeof found === 'object') throw makeResolveError(found);
  return found;
}

function warnAboutMain(packageJson, main) {
  process.emitWarning(
    `Invalid 'main' field in '${packageJson}' of '${main}'. Please either fix that or report it to the module author`,
    'DeprecationWarning', 'DEP0128');
}

function isRelative(request) {
  if (request.charCodeAt(0) !== 46) return false;
  const { length } = request;
  if (length === 1) return true;
  const second = request.charCodeAt(1);
  return second === 47 || (second === 46 && (length === 2 || request.charCodeAt(2) === 47));
}

function findPath(request, paths, isMain, conditions) {
  if (path.isAbsolute(request)) paths = [''];
  else if (!paths?.length) return false;
  const cacheKey = cacheKeyOf(request, paths);
  const cached = Module._pathCache[cacheKey];
  if (cached) return cached;
  const switches = getLoaderSwitches();
  const found = findRealPath(
    (keep) => binding.findPath(request, paths, Module._extensions, conditions, keep, warnAboutMain),
    isMain ? switches.preserveSymlinksMain : switches.preserveSymlinks);
  if (found === undefined) return false;
  return (Module._pathCache[cacheKey] = unwrap(found));
}

function nodeModulePaths(from) {
  from = path.resolve(from);
  let paths = nodeModulePathsCache.get(from);
  if (paths === undefined) {
    paths = [];
    let end = from.length;
    while (end > 0) {
      const slash = from.lastIndexOf('/', end - 1);
      if (from.slice(slash + 1, end) !== 'node_modules' && end > 1) paths.push(`${from.slice(0, end)}/node_modules`);
      end = slash;
    }
    paths.push('/node_modules');
    nodeModulePathsCache.set(from, paths);
  }
  return paths.slice();
}

function resolveLookupPaths(request, parent) {
  if (BuiltinModule.normalizeRequirableId(request)) return null;
  if (!isRelative(request)) {
    const own = parent?.paths;
    return own?.length ? own.concat(modulePaths) : modulePaths.slice();
  }
  // A relative path in the REPL is relative to the working directory.
  return [parent?.id && parent.filename ? path.dirname(parent.filename) : '.'];
}

function lookupPaths(request, parent, wanted) {
  if (wanted === undefined) return Module._resolveLookupPaths(request, parent);
  if (!Array.isArray(wanted)) throw new ERR_INVALID_ARG_VALUE('options.paths', wanted);
  return pathsFromOption(request, wanted);
}

// The key that packages look for in `Module._pathCache`.
function cacheKeyOf(request, paths) {
  return `${request}\x00${paths.join('\x00')}`;
}

// The lookup paths for `require.resolve(request, { paths })`.
function pathsFromOption(request, list) {
  if (isRelative(request)) {
    if (list.some((from) => typeof from !== 'string')) throw new ERR_INVALID_ARG_TYPE('paths', 'array of strings', list);
    return list;
  }
  const fakeParent = new Module('', null);
  const paths = [];
  for (const from of list) {
    fakeParent.paths = Module._nodeModulePaths(from);
    for (const lookup of Module._resolveLookupPaths(request, fakeParent)) {
      if (!paths.includes(lookup)) paths.push(lookup);
    }
  }
  return paths;
}

// The path that decides which package a module belongs to, if any.
function selfPath(parent) {
  if (parent?.filename) return parent.filename;
  return ['<repl>', 'internal/preload'].includes(parent?.id) ? `${process.cwd()}/` : undefined;
}

function notFound(request, parent) {
  const requireStack = [];
  for (let cursor = parent; cursor; cursor = moduleParentCache.get(cursor)) requireStack.push(cursor.filename || cursor.id);
  let message = `Cannot find module '${request}'`;
  if (requireStack.length > 0) message += `\nRequire stack:\n- ${requireStack.join('\n- ')}`;
  const error = new Error(message);
  error.code = 'MODULE_NOT_FOUND';
  error.requireStack = requireStack;
  return error;
}

function resolveFilename(request, parent, isMain, options) {
  if (BuiltinModule.normalizeRequirableId(request)) return request;

  const given = typeof options === 'object' ? options : null;
  const paths = lookupPaths(request, parent, given?.paths);
  const conditions = given?.conditions ? [...given.conditions] : undefined;

  const first = request.charCodeAt(0);
  if (first !== 46 && first !== 47) {
    const from = selfPath(parent);
    if (from !== undefined) {
      const found = resolveInOwnPackage(request, from, conditions);
      if (found !== undefined) {
        Module._pathCache[cacheKeyOf(request, paths)] = found;
        return found;
      }
    }
  }

  const filename = Module._findPath(request, paths, isMain, conditions);
  if (filename) return filename;
  throw notFound(request, parent);
}

// `#imports` and self references, by the package that `from` belongs to.
function resolveInOwnPackage(request, from, conditions) {
  const isImport = request.charCodeAt(0) === 35;
  if (isImport) announceBuiltins();
  return unwrap(findRealPath(
    (keep) => (isImport ? binding.resolveHash : binding.resolveSelf)(from, request, conditions, keep),
    getLoaderSwitches().preserveSymlinks));
}

function initPaths() {
  const { HOME, NODE_PATH } = process.env;
  modulePaths = [];
  if (require('internal/options').getOptionValue('--global-search-paths')) {
    if (NODE_PATH) modulePaths.push(...NODE_PATH.split(path.delimiter).filter(Boolean));
    if (HOME) modulePaths.push(path.resolve(HOME, '.node_modules'), path.resolve(HOME, '.node_libraries'));
    modulePaths.push(path.resolve(process.execPath, '..', '..', 'lib', 'node'));
  }
  // A copy: users who push to it must not change what the loader looks at.
  Module.globalPaths = modulePaths.slice();
}

// Called by the loader, which this file and it would otherwise require in a circle.
function installResolution(ModuleClass, parents) {
  Module = ModuleClass;
  moduleParentCache = parents;
  Module._findPath = function(request, paths, isMain, conditions = undefined) {
    return findPath(request, paths, isMain, conditions);
  };
  Module._nodeModulePaths = function(from) {
    return nodeModulePaths(from);
  };
  Module._resolveLookupPaths = function(request, parent) {
    return resolveLookupPaths(request, parent);
  };
}

function installResolveFilename() {
  Module._resolveFilename = function(request, parent, isMain, options) {
    return resolveFilename(request, parent, isMain, options);
  };
}

module.exports = { announceBuiltins, initPaths, installResolution, installResolveFilename, isRelative, selfPath };
