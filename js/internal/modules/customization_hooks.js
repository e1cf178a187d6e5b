// `module.registerHooks`: hooks that run on the program's own thread, for `require` and `import` alike. The hook that was
// registered last is asked first; each may pass on to the next, and the last of all is the loader itself.
'use strict';

const {
  codes: { ERR_INVALID_RETURN_PROPERTY_VALUE },
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

// Runs a chain of hooks. `check(result)` throws when a hook returned nonsense.
function runChain(hooks, name, first, context, last, check) {
  const next = (index) => (request, given) => {
    const merged = { ...context, ...given };
    if (index < 0) return last(request, merged);
    let called = false;
    const following = next(index - 1);
    const result = hooks[index][name](request, merged, (nextRequest = request, nextContext = undefined) => {
      called = true;
      return following(nextRequest, { ...merged, ...nextContext });
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

function checkLoaded(result, name) {
  const format = result?.format;
  if (format === 'builtin') return;
  const source = result?.source;
  const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
  if (typeof source === 'string' || isAnyArrayBuffer(source) || isArrayBufferView(source)) return;
  // Of CommonJS and addons the loader itself gives no source to hooks for `import`.
  if ((source === undefined || source === null) && result?.[kWithoutSource]) return;
  throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string, an ArrayBuffer, or a TypedArray', name, 'source', source);
}

// On what the loader itself loaded without reading a source.
const kWithoutSource = Symbol('kWithoutSource');

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

// `require`: { filename, url, format } of a request, or what a hook made of it.
function resolveForRequire(request, parent, isMain) {
  const { Module } = require('internal/modules/cjs/loader');
  const conditions = getLoaderSwitches().requireConditions;
  const context = {
    parentURL: parent?.filename ? urlOf(parent.filename) : undefined,
    importAttributes: undefined,
    conditions,
  };
  const result = runChain(resolveHooks, 'resolve', request, context, (specifier, { conditions: wanted }) => {
    const id = BuiltinModule.normalizeRequirableId(specifier);
    if (id !== undefined || specifier.startsWith('node:')) {
      return { url: `node:${id ?? specifier.slice(5)}`, format: 'builtin' };
    }
    const given = specifier.startsWith('file:') ? require('internal/modules/esm/resolve').hrefToPath(specifier) : specifier;
    const filename = Module._resolveFilename(given, parent, isMain,
      wanted === conditions ? undefined : { __proto__: null, conditions: wanted });
    return { url: urlOf(filename), format: undefined };
  }, checkResolved);
  const { url } = result;
  const { hrefToPath } = require('internal/modules/esm/resolve');
  if (url.startsWith('node:')) return { url, format: 'builtin', filename: url };
  const filename = url.startsWith('file:') ? hrefToPath(url.replace(/[?#].*$/s, '')) : url;
  return { url, format: result.format ?? undefined, filename };
}

// `require`: { source, format } of a file.
function loadForRequire(mod, filename, format, url = urlOf(filename)) {
  const context = { conditions: getLoaderSwitches().requireConditions, format, importAttributes: {} };
  const result = runChain(loadHooks, 'load', url, context, (wanted, { format: wantedFormat }) => {
    const { hrefToPath } = require('internal/modules/esm/resolve');
    const path = wanted.startsWith('file:') ? hrefToPath(wanted) : wanted;
    return { source: Buffer.from(readSource(path)), format: wantedFormat };
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
  const context = { parentURL, importAttributes: attributes ?? { __proto__: null }, conditions };
  const { defaultGetFormat } = require('internal/modules/esm/load');
  const result = runChain(resolveHooks, 'resolve', specifier, context, (wanted, merged) => {
    const { conditions: given, importAttributes, parentURL: from } = merged;
    if (thread !== undefined) return thread.ask('resolve', [wanted, { conditions: given, importAttributes, parentURL: from }]);
    const url = defaultResolve(wanted, from, given === conditions ? undefined : [...given]);
    let format;
    try {
      format = defaultGetFormat(url);
    } catch { /* Loading it says what is wrong. */ }
    return { url, format };
  }, checkResolved);
  return { url: result.url, format: result.format ?? undefined };
}

function loadForImport(url, format, attributes, getFormat, defaultLoad) {
  const context = {
    conditions: getLoaderSwitches().importConditions,
    format: format ?? formatOrUndefined(url, getFormat),
    importAttributes: attributes ?? { __proto__: null },
  };
  const result = runChain(loadHooks, 'load', url, context,
    (wanted, merged) => {
      const loaded = thread === undefined ? defaultLoad(wanted, merged.format ?? undefined, attributes) :
        { ...thread.ask('load', [wanted, { format: merged.format, importAttributes: merged.importAttributes }]) };
      loaded.source ??= undefined;
      if (loaded.source === undefined) loaded[kWithoutSource] = true;
      return loaded;
    }, checkLoaded);
  if (typeof result.format !== 'string') {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string', 'load', 'format', result.format);
  }
  return { format: result.format, source: result.source, filename: result.filename };
}

function formatOrUndefined(url, getFormat) {
  try {
    return getFormat(url);
  } catch {
    return undefined;
  }
}

module.exports = {
  registerHooks, registered, setThread, resolveForImport, resolveForRequire, loadForImport, loadForRequire,
};
