// `module.registerHooks`: hooks that run on the program's own thread, for `require` and `import` alike. The hook that was
// registered last is asked first; each may pass on to the next, and the last of all is the loader itself.
'use strict';

const {
  codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_RETURN_PROPERTY_VALUE },
} = require('internal/errors');
const { removeItem } = require('internal/util');
const { validateFunction } = require('internal/validators');
const { BuiltinModule } = require('internal/bootstrap/realm');
const { getLoaderSwitches, readSource } = require('internal/modules/helpers');

const resolveHooks = [];
const loadHooks = [];
const registered = { count: 0 };

class ModuleHooks {
  constructor(resolve, load) {
    this.resolve = resolve;
    this.load = load;
    Object.freeze(this);
  }

  deregister() {
    for (const list of [resolveHooks, loadHooks]) {
      if (removeItem(list, this)) registered.count--;
    }
  }
}

function registerHooks(hooks) {
  const { resolve, load } = hooks;
  if (resolve) validateFunction(resolve, 'hooks.resolve');
  if (load) validateFunction(load, 'hooks.load');
  const entry = new ModuleHooks(resolve, load);
  if (resolve) {
    resolveHooks.push(entry);
    registered.count++;
  }
  if (load) {
    loadHooks.push(entry);
    registered.count++;
  }
  require('internal/modules/cjs/loader').noteHooks();
  require('internal/modules/esm/loader').getOrInitializeCascadedLoader().setHooks(module.exports);
  return entry;
}

// What hooks are told about a request.
class ModuleResolveContext {
  constructor(parentURL, importAttributes, conditions) {
    Object.assign(this, { parentURL, importAttributes, conditions });
  }
}

class ModuleLoadContext {
  constructor(format, importAttributes, conditions) {
    Object.assign(this, { format, importAttributes, conditions });
  }
}

// Runs a chain of hooks. `check(result)` throws when a hook returned nonsense.
function runChain(hooks, name, first, context, last, check) {
  const next = (index) => (request, merged) => {
    if (index < 0) return last(request, merged);
    let called = false;
    const following = next(index - 1);
    const result = hooks[index][name](request, merged, (nextRequest = request, nextContext = undefined) => {
      called = true;
      if (nextContext === undefined) return following(nextRequest, merged);
      return following(nextRequest, Object.assign(Object.create(Object.getPrototypeOf(context)), merged, nextContext));
    });
    if (!called && result?.shortCircuit !== true) {
      throw new ERR_INVALID_RETURN_PROPERTY_VALUE('true', name, 'shortCircuit', result?.shortCircuit);
    }
    check(result, name);
    return result;
  };
  return next(hooks.length - 1)(first, context);
}

function checkResolved(result, name) {
  const url = result?.url;
  if (typeof url !== 'string') throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a URL string', name, 'url', url);
  const { format } = result;
  if (format !== undefined && format !== null && typeof format !== 'string') {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string', name, 'format', format);
  }
}

// What needs no source to be imported: of CommonJS the file is read then.
const kSourceless = new Set(['addon', 'builtin', 'commonjs']);

function checkLoaded({ format, source } = {}, name, isImport) {
  if (format === 'builtin') return;
  const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
  if (typeof source === 'string' || isAnyArrayBuffer(source) || isArrayBufferView(source)) return;
  if (isImport && (source === undefined || source === null) && kSourceless.has(format)) return;
  throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string, an ArrayBuffer, or a TypedArray', name, 'source', source);
}

// Sources may be bytes.
function sourceText(source) {
  if (typeof source === 'string' || source === undefined || source === null) return source;
  return new TextDecoder().decode(source);
}

function urlOf(filename) {
  const { pathToHref } = require('internal/modules/esm/resolve');
  const path = require('node:path');
  return path.isAbsolute(filename) ? pathToHref(filename) : filename;
}

// Those that a hook passed on: no list stands for the usual ones.
function givenConditions(given) {
  if (given === undefined || given === null) return undefined;
  if (!Array.isArray(given)) throw new ERR_INVALID_ARG_VALUE('conditions', given, 'must be an array');
  return given;
}

// `require`: { filename, url, format } of a request, or what a hook made of it. The file name of a built-in module is the name that
// it was asked for. `options`: those of `require.resolve`, for which a scheme makes no built-in module of what is none.
function resolveForRequire(request, parent, isMain, options) {
  const { Module, urlOfModule } = require('internal/modules/cjs/loader');
  const conditions = getLoaderSwitches().requireConditions;
  const parentURL = parent?.filename ? urlOfModule(parent) ?? urlOf(parent.filename) : undefined;
  const context = new ModuleResolveContext(parentURL, undefined, conditions);
  let builtin;
  const result = runChain(resolveHooks, 'resolve', request, context, (specifier, { conditions: wanted }) => {
    const resolved = { __proto__: null, url: undefined, format: undefined, importAttributes: undefined };
    const id = BuiltinModule.normalizeRequirableId(specifier);
    if (id !== undefined || (specifier.startsWith('node:') && options === undefined)) {
      builtin = specifier;
      resolved.url = `node:${id ?? specifier.slice(5)}`;
      if (specifier.startsWith('node:')) resolved.format = 'builtin';
      return resolved;
    }
    const filename = Module._resolveFilename(specifier, parent, isMain,
      wanted === conditions ? options : { ...options, __proto__: null, conditions: givenConditions(wanted) });
    resolved.url = urlOf(filename);
    return resolved;
  }, checkResolved);
  const { url } = result;
  const { hrefToPath } = require('internal/modules/esm/resolve');
  if (url.startsWith('node:')) return { url, format: 'builtin', filename: builtin ?? url };
  const filename = url.startsWith('file:') ? hrefToPath(url.replace(/[?#].*$/s, '')) : url;
  return { url, format: result.format ?? undefined, filename };
}

// `require`: { source, format } of a file or a built-in module.
function loadForRequire(filename, format, url = urlOf(filename)) {
  const context = new ModuleLoadContext(format, undefined, getLoaderSwitches().requireConditions);
  const result = runChain(loadHooks, 'load', url, context, (wanted, { format: wantedFormat }) => {
    if (wanted.startsWith('node:')) return { source: null, format: 'builtin' };
    const { hrefToPath } = require('internal/modules/esm/resolve');
    const path = wanted.startsWith('file:') ? hrefToPath(wanted) : wanted;
    return { source: readSource(path), format: wantedFormat };
  }, checkLoaded);
  return { source: sourceText(result.source), format: result.format ?? undefined };
}

// The thread of `module.register`'s hooks, which are asked for `import` after all others.
let thread;

function setThread(made) {
  thread = made;
  registered.count++;
}

function resolveForImport(specifier, parentURL, attributes, defaultResolve) {
  const conditions = getLoaderSwitches().importConditions;
  const context = new ModuleResolveContext(parentURL, attributes ?? { __proto__: null }, conditions);
  const result = runChain(resolveHooks, 'resolve', specifier, context, (wanted, merged) => {
    const { conditions: given, importAttributes, parentURL: from } = merged;
    if (thread !== undefined) return thread.ask('resolve', [wanted, { conditions: given, importAttributes, parentURL: from }]);
    const url = defaultResolve(wanted, from, given === conditions ? undefined : givenConditions(given));
    const { formatForHooks } = require('internal/modules/esm/load');
    return { __proto__: null, url, format: formatForHooks(wanted, url, importAttributes), importAttributes: undefined };
  }, checkResolved);
  return { url: result.url, format: result.format, importAttributes: result.importAttributes ?? undefined };
}

function loadForImport(url, format, attributes) {
  const context = new ModuleLoadContext(format, attributes ?? { __proto__: null }, getLoaderSwitches().importConditions);
  const result = runChain(loadHooks, 'load', url, context, (wanted, { format: given, importAttributes }) => {
    if (thread !== undefined) return { ...thread.ask('load', [wanted, { format: given, importAttributes }]) };
    return require('internal/modules/esm/load').loadForHooks(wanted, given, attributes);
  }, (loaded, name) => checkLoaded(loaded, name, true));
  if (typeof result.format !== 'string') {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string', 'load', 'format', result.format);
  }
  const { source, shouldBeReloadedByCJSLoader: isLeft } = result;
  return { format: result.format, source: source ?? undefined, fromHooks: { isLeft: Boolean(isLeft) } };
}

module.exports = {
  loadForImport, loadForRequire, registerHooks, registered, resolveForImport, resolveForRequire, setThread,
};
