'use strict';

// performance.timerify(): a function that tells how long each call took.

const { validateFunction, validateObject } = require('internal/validators');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { now } = require('internal/perf/utils');
const { createPerformanceNodeEntry } = require('internal/perf/performance_entry');
const { enqueue } = require('internal/perf/observe');

// Tells of a call that has come to its end.
function report(name, startTime, args, histogram) {
  const duration = now() - startTime;
  histogram?.record(Math.ceil(duration * 1e6));
  // The arguments stand on the entry as well as in its detail.
  const entry = createPerformanceNodeEntry(name, 'function', startTime, duration, args);
  enqueue(Object.assign(entry, args));
}

function checkHistogram(histogram) {
  if (histogram !== undefined && typeof Object(histogram).record !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('options.histogram', 'RecordableHistogram', histogram);
  }
}

function timerify(fn, options = kEmptyObject) {
  validateFunction(fn, 'fn');
  validateObject(options, 'options');
  const { histogram } = options;
  checkHistogram(histogram);

  function timerified(...args) {
    const startTime = now();
    const done = () => report(fn.name, startTime, args, histogram);
    let result;
    if (new.target) {
      result = Reflect.construct(fn, args, fn);
    } else {
      result = Reflect.apply(fn, this, args);
      // What a promise stands for is a part of the call.
      if (typeof result?.finally === 'function') return result.finally(done);
    }
    done();
    return result;
  }
  const fixed = (value) => ({ __proto__: null, configurable: false, enumerable: true, value });
  return Object.defineProperties(timerified, { length: fixed(fn.length), name: fixed(`timerified ${fn.name}`) });
}

module.exports = { timerify };
