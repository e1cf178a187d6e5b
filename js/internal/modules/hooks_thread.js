'use strict';
// The thread of `module.register`'s hooks: it loads them, and runs their chains for the thread of the program, which waits. The last
// of a chain is this thread's own loader. The hooks themselves are loaded without the hooks before them.

const {
  codes: { ERR_INVALID_RETURN_PROPERTY_VALUE, ERR_INVALID_RETURN_VALUE, ERR_LOADER_CHAIN_INCOMPLETE },
} = require('internal/errors');
const { validateFunction } = require('internal/validators');
const { getOrInitializeCascadedLoader } = require('internal/modules/esm/loader');
const { defaultResolve } = require('internal/modules/esm/resolve');
const { formatForHooks, loadForHooks } = require('internal/modules/esm/load');

// { specifier, hook } of each, the one that was registered last at the end.
const hooks = { __proto__: null, resolve: [], load: [] };

const operations = {
  __proto__: null,

  async register(specifier, parentURL, data) {
    const namespace = await getOrInitializeCascadedLoader().import(specifier, parentURL);
    for (const name of ['initialize', 'resolve', 'load']) {
      if (namespace[name] !== undefined) validateFunction(namespace[name], name);
    }
    for (const name of ['resolve', 'load']) {
      if (namespace[name] !== undefined) hooks[name].push({ specifier, hook: namespace[name] });
    }
    await namespace.initialize?.(data);
  },

  resolve(specifier, context) {
    return runChain('resolve', specifier, context, (wanted, { conditions, parentURL }) => {
      const url = defaultResolve(wanted, parentURL, conditions);
      const result = { __proto__: null, url };
      const format = formatForHooks(wanted, url);
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

async function runChain(name, first, context, last, check) {
  const chain = hooks[name];
  const next = (index, merged) => async (request, given) => {
    merged = { ...merged, ...given };
    if (index < 0) return last(request, merged);
    const { specifier, hook } = chain[index];
    let called = false;
    const following = next(index - 1, merged);
    const result = await hook(request, merged, (nextRequest = request, nextContext = undefined) => {
      called = true;
      return following(nextRequest, nextContext);
    });
    const place = `${specifier} '${name}'`;
    if (typeof result !== 'object' || result === null) {
      throw new ERR_INVALID_RETURN_VALUE('an object', `${place} hook's next${name === 'load' ? 'Load' : 'Resolve'}()`, result);
    }
    if (!called && result.shortCircuit !== true) throw new ERR_LOADER_CHAIN_INCOMPLETE(place);
    check(result, place);
    return result;
  };
  return next(chain.length - 1, context)(first);
}

function checkResolved({ url, format }, place) {
  if (typeof url !== 'string') throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a URL string', place, 'url', url);
  if (format !== undefined && format !== null && typeof format !== 'string') {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string', place, 'format', format);
  }
}

function checkLoaded({ format }, place) {
  if (typeof format !== 'string') throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string', place, 'format', format);
}

// Called in the new thread. `lock` counts the answers, `port` brings the questions.
function run({ lock, port }) {
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
