'use strict';
// The thread of `module.register`'s hooks: it loads them, and runs their chains for the thread of the program, which waits. The last
// of a chain is this thread's own loader. Hooks are loaded through those that were registered before them.

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_RETURN_PROPERTY_VALUE,
    ERR_INVALID_RETURN_VALUE,
    ERR_LOADER_CHAIN_INCOMPLETE,
    ERR_UNKNOWN_MODULE_FORMAT,
  },
} = require('internal/errors');
const { kValidateObjectAllowNullable, validateFunction, validateObject, validateString } = require('internal/validators');
const { getOrInitializeCascadedLoader } = require('internal/modules/esm/loader');
const { defaultResolve } = require('internal/modules/esm/resolve');
const { getLoaderSwitches } = require('internal/modules/helpers');
const { URL } = require('internal/url');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { formatForHooks, loadForHooks } = require('internal/modules/esm/load');

// { specifier, hook } of each, the one that was registered last at the end.
const hooks = { __proto__: null, resolve: [], load: [] };

const operations = {
  __proto__: null,

  async register(specifier, parentURL, data) {
    const namespace = await importThroughHooks(specifier, parentURL);
    for (const name of ['initialize', 'resolve', 'load']) {
      if (namespace[name] !== undefined) validateFunction(namespace[name], name);
    }
    for (const name of ['resolve', 'load']) {
      if (namespace[name] !== undefined) hooks[name].push({ specifier, hook: namespace[name] });
    }
    const { initialize } = namespace;
    await initialize?.(data);
  },

  resolve(specifier, context) {
    return runChain('resolve', specifier, context, (wanted, { conditions, parentURL, importAttributes }) => {
      const url = defaultResolve(wanted, parentURL, conditions);
      const result = { __proto__: null, url };
      const format = formatForHooks(wanted, url, importAttributes);
      if (format !== undefined || url.startsWith('file:')) result.format = format;
      return result;
    }, checkResolved);
  },

  load(url, context) {
    return runChain('load', url, context, (wanted, { format: given, importAttributes }) => {
      const attributes = Object.keys(importAttributes).length > 0 ? importAttributes : undefined;
      const result = loadForHooks(wanted, given, attributes);
      // The program's thread reads the source itself.
      if (result.format === 'commonjs') result.source = given === null ? null : undefined;
      return result;
    }, checkLoaded);
  },
};

// The loader does not wait, hooks do: it starts anew for each answer that it needs and that is not there yet.
async function importThroughHooks(specifier, parentURL) {
  const loader = getOrInitializeCascadedLoader();
  if (hooks.resolve.length === 0 && hooks.load.length === 0) return loader.import(specifier, parentURL);
  const answers = new Map();
  let question;
  const ask = (name, ...args) => {
    const key = JSON.stringify([name, ...args]);
    if (answers.has(key)) return answers.get(key);
    question = { key, name, args };
    throw question;
  };
  const importAttributes = { __proto__: null };
  const conditions = getLoaderSwitches().importConditions;
  const loadWith = (asked) => {
    loader.setHooks(asked);
    try {
      return loader.load(specifier, parentURL);
    } catch (error) {
      if (error !== question) throw error;
      return undefined;
    } finally {
      loader.setHooks(undefined);
    }
  };
  const asking = {
    registered: { count: 1 },
    resolveForImport: (wanted, from, attributes = importAttributes) =>
      ask('resolve', wanted, { conditions, importAttributes: attributes, parentURL: from }),
    loadForImport(url, format, attributes = importAttributes) {
      const { format: found, source } = ask('load', url, { format, importAttributes: attributes });
      return { format: found, source: source ?? undefined, fromHooks: { isLeft: false } };
    },
  };
  for (;;) {
    const record = loadWith(asking);
    if (record !== undefined) return record.run();
    answers.set(question.key, await operations[question.name](...question.args));
  }
}

async function runChain(name, first, context, last, check) {
  const chain = hooks[name];
  const nextName = name === 'load' ? 'nextLoad' : 'nextResolve';
  const validateRequest = name === 'load' ? validateLoadRequest : validateResolveRequest;
  const next = (index, merged) => async (request, given) => {
    merged = { ...merged, ...given };
    if (index < 0) return last(request, merged);
    const { specifier, hook } = chain[index];
    let called = false;
    const following = next(index - 1, merged);
    const nextPlace = `${index > 0 ? chain[index - 1].specifier : `node:internal/modules/esm/${name}`} '${name}' hook's ${nextName}()`;
    const callNext = async (nextRequest, nextContext) => {
      validateRequest(nextRequest, nextContext, nextPlace);
      called = true;
      return following(nextRequest, nextContext);
    };
    Object.defineProperty(callNext, 'name', { __proto__: null, value: nextName });
    Object.defineProperty(callNext, 'length', { __proto__: null, value: 0 });
    const result = await hook(request, merged, callNext);
    const place = `${specifier} '${name}'`;
    if (typeof result !== 'object' || result === null) {
      throw new ERR_INVALID_RETURN_VALUE('an object', `${place} hook's ${nextName}()`, result);
    }
    if (!called && result.shortCircuit !== true) throw new ERR_LOADER_CHAIN_INCOMPLETE(place);
    check(result, place, request);
    return result;
  };
  return next(chain.length - 1, context)(first);
}

function validateResolveRequest(specifier, context, place) {
  validateString(specifier, `${place} specifier`);
  if (context !== undefined) validateObject(context, `${place} context`, kValidateObjectAllowNullable);
}

function validateLoadRequest(url, context, place) {
  if (typeof url !== 'string') throw new ERR_INVALID_ARG_TYPE(`${place} url`, 'a URL string', url);
  if (!URL.canParse(url)) throw new ERR_INVALID_ARG_VALUE(`${place} url`, url, 'should be a URL string');
  if (context !== undefined) validateObject(context, `${place} context`, kValidateObjectAllowNullable);
}

function checkResolved({ url, format, importAttributes }, place) {
  if (typeof url !== 'string' || !URL.canParse(url)) throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a URL string', place, 'url', url);
  if (format !== undefined && format !== null && typeof format !== 'string') {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string', place, 'format', format);
  }
  if (importAttributes !== undefined && importAttributes !== null && typeof importAttributes !== 'object') {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('an object', place, 'importAttributes', importAttributes);
  }
}

function checkLoaded({ format, responseURL, source }, place, url) {
  if (responseURL !== undefined && !URL.canParse(responseURL)) {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('undefined or a fully resolved URL string', place, 'responseURL', responseURL);
  }
  if (format === undefined || format === null) throw new ERR_UNKNOWN_MODULE_FORMAT(format, url);
  if (source !== undefined && source !== null && typeof source !== 'string' && !isAnyArrayBuffer(source) && !isArrayBufferView(source)) {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string, an ArrayBuffer, or a TypedArray', place, 'source', source);
  }
  if (typeof format !== 'string') throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string', place, 'format', format);
}

// Called in the new thread. `lock` counts the answers, `port` brings the questions.
function run({ lock, port }) {
  const preloads = require('internal/options').getOptionValue('--require');
  if (preloads.length > 0) require('internal/modules/cjs/loader').Module._preloadModules(preloads);
  const answer = (message) => {
    port.postMessage(message);
    Atomics.add(lock, 0, 1);
    Atomics.notify(lock, 0);
  };
  port.on('message', async ({ name, args }) => {
    const { serializeError } = require('internal/error_serdes');
    // What the program told the hooks over ports of their own before it asked this comes first. This port may have received the
    // question together with the one before, in the midst of a turn: what was told then comes in the next one.
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    try {
      answer({ value: await operations[name](...args) });
    } catch (error) {
      answer({ error: serializeError(error) });
    }
  });
  // The thread that waits must not wait for ever.
  process.on('exit', (code) => answer({ exit: code }));
}

module.exports = { run };
