'use strict';

// performance.timerify(): a function that tells how long each call took.

const { validateFunction, validateObject } = require('internal/validators');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { now } = require('internal/perf/utils');
const { createPerformanceNodeEntry } = require('internal/perf/performance_entry');
const { enqueue } = require('internal/perf/observe');

function finish(name, start, histogram, args) {
  const duration = now() - start;
  if (histogram !== undefined)
    histogram.record(Math.ceil(duration * 1e6));
  // The arguments stand on the entry as well as in its detail.
  enqueue(Object.assign(createPerformanceNodeEntry(name, 'function', start, duration, args), args));
}

function timerify(fn, options = kEmptyObject) {
  validateFunction(fn, 'fn');
  validateObject(options, 'options');
  const { histogram } = options;
  if (histogram !== undefined &&
      (histogram === null || typeof histogram !== 'object' || typeof histogram.record !== 'function'))
    throw new ERR_INVALID_ARG_TYPE('options.histogram', 'RecordableHistogram', histogram);

  function timerified(...args) {
    const isConstructorCall = new.target !== undefined;
    const start = now();
    const result = isConstructorCall ?
      Reflect.construct(fn, args, fn) : Reflect.apply(fn, this, args);
    if (!isConstructorCall && typeof result?.finally === 'function')
      return result.finally(() => finish(fn.name, start, histogram, args));
    finish(fn.name, start, histogram, args);
    return result;
  }
  Object.defineProperties(timerified, {
    length: { __proto__: null, configurable: false, enumerable: true, value: fn.length },
    name: { __proto__: null, configurable: false, enumerable: true, value: `timerified ${fn.name}` },
  });
  return timerified;
}

module.exports = { timerify };
