'use strict';
// v8.queryObjects(): the objects of the heap that inherit from a constructor's prototype, as V8's inspector finds them.

const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { emitExperimentalWarning, kEmptyObject } = require('internal/util');
const { validateFunction, validateObject } = require('internal/validators');

// Hands a value to a function that the inspector runs and back, while nobody else runs.
const kExchange = Symbol('kExchange');

// Posted commands are answered at once.
function post(session, method, params) {
  let answer;
  session.post(method, params, (error, result) => {
    if (error) throw error;
    answer = result;
  });
  return answer;
}

function heirsOf(prototype) {
  const { Session } = require('node:inspector');
  const session = new Session();
  const exchange = { prototype };
  session.connect();
  globalThis[kExchange] = exchange;
  try {
    const expression = 'Object.getOwnPropertySymbols(globalThis).find((symbol) => symbol.description === "kExchange")';
    const { result } = post(session, 'Runtime.evaluate', { expression: `globalThis[${expression}].prototype` });
    const { objects } = post(session, 'Runtime.queryObjects', { prototypeObjectId: result.objectId });
    post(session, 'Runtime.callFunctionOn', {
      objectId: objects.objectId,
      functionDeclaration: `function() { globalThis[${expression}].found = this; }`,
    });
    return exchange.found;
  } finally {
    delete globalThis[kExchange];
    session.disconnect();
  }
}

function queryObjects(ctor, options = kEmptyObject) {
  validateFunction(ctor, 'constructor');
  validateObject(options, 'options');
  const { format = 'count' } = options;
  if (format !== 'count' && format !== 'summary') throw new ERR_INVALID_ARG_VALUE('options.format', format);
  emitExperimentalWarning('v8.queryObjects()');
  const { prototype } = ctor;
  const isObject = (typeof prototype === 'object' && prototype !== null) || typeof prototype === 'function';
  const found = isObject ? heirsOf(prototype) : [];
  if (format === 'count') return found.length;
  const { inspect } = require('internal/util/inspect');
  return found.map((object) => inspect(object, { depth: 0 }));
}

module.exports = { queryObjects };
