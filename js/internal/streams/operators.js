'use strict';

// The iterator-helper-like methods of Readable. Each is written as a method of
// an async iterable; readable_consume makes streams or promises of the results.

const {
  AbortError,
  codes: {
    ERR_INVALID_ARG_VALUE,
    ERR_MISSING_ARGS,
    ERR_OUT_OF_RANGE,
  },
} = require('internal/errors');
const {
  validateAbortSignal,
  validateFunction,
  validateInteger,
  validateObject,
} = require('internal/validators');
const { finished } = require('internal/streams/end-of-stream');
const { isNodeStream, isWritable } = require('internal/streams/utils');

const kEmpty = Symbol('kEmpty');
const kEof = Symbol('kEof');

function validateOptions(options) {
  if (options != null) validateObject(options, 'options');
  if (options?.signal != null) {
    validateAbortSignal(options.signal, 'options.signal');
  }
}

function checkFunction(fn) {
  validateFunction(fn, 'fn');
}

function map(fn, options) {
  checkFunction(fn);
  validateOptions(options);

  let concurrency = 1;
  if (options?.concurrency != null) {
    concurrency = Math.floor(options.concurrency);
  }
  let highWaterMark = concurrency - 1;
  if (options?.highWaterMark != null) {
    highWaterMark = Math.floor(options.highWaterMark);
  }
  validateInteger(concurrency, 'options.concurrency', 1);
  validateInteger(highWaterMark, 'options.highWaterMark', 0);
  highWaterMark += concurrency;

  return mapIterable(this, fn, options, concurrency, highWaterMark);
}

// Up to `concurrency` calls run, up to `highWaterMark` results wait; results
// come out in the order of their inputs.
async function* mapIterable(stream, fn, options, concurrency, highWaterMark) {
  const signal = AbortSignal.any([options?.signal].filter(Boolean));
  const queue = [];
  const fnOptions = { signal };
  let wakeConsumer;
  let wakeProducer;
  let done = false;
  let running = 0;

  function onSettled() {
    running -= 1;
    letProducerGoOn();
  }

  function onRejected() {
    done = true;
    onSettled();
  }

  function letProducerGoOn() {
    if (wakeProducer && !done && running < concurrency &&
        queue.length < highWaterMark) {
      wakeProducer();
      wakeProducer = null;
    }
  }

  function enqueue(promise) {
    running += 1;
    promise.then(onSettled, onRejected);
    queue.push(promise);
  }

  async function produce() {
    try {
      for await (const value of stream) {
        if (done) return;
        if (signal.aborted) throw new AbortError();
        let result;
        try {
          result = fn(value, fnOptions);
          if (result === kEmpty) continue;
          result = Promise.resolve(result);
        } catch (error) {
          result = Promise.reject(error);
        }
        enqueue(result);
        if (wakeConsumer) {
          wakeConsumer();
          wakeConsumer = null;
        }
        if (!done && (queue.length >= highWaterMark ||
                      running >= concurrency)) {
          await new Promise((resolve) => {
            wakeProducer = resolve;
          });
        }
      }
      queue.push(kEof);
    } catch (error) {
      enqueue(Promise.reject(error));
    } finally {
      done = true;
      if (wakeConsumer) {
        wakeConsumer();
        wakeConsumer = null;
      }
    }
  }

  produce();
  try {
    while (true) {
      while (queue.length > 0) {
        const value = await queue[0];
        if (value === kEof) return;
        if (signal.aborted) throw new AbortError();
        if (value !== kEmpty) yield value;
        queue.shift();
        letProducerGoOn();
      }
      await new Promise((resolve) => {
        wakeConsumer = resolve;
      });
    }
  } finally {
    done = true;
    if (wakeProducer) {
      wakeProducer();
      wakeProducer = null;
    }
  }
}

function filter(fn, options) {
  checkFunction(fn);
  return map.call(this, async function filterFn(value, fnOptions) {
    return await fn(value, fnOptions) ? value : kEmpty;
  }, options);
}

async function forEach(fn, options) {
  checkFunction(fn);
  async function forEachFn(value, fnOptions) {
    await fn(value, fnOptions);
    return kEmpty;
  }
  // eslint-disable-next-line no-unused-vars
  for await (const unused of map.call(this, forEachFn, options));
}

async function some(fn, options = undefined) {
  // eslint-disable-next-line no-unused-vars
  for await (const unused of filter.call(this, fn, options)) return true;
  return false;
}

async function every(fn, options = undefined) {
  checkFunction(fn);
  // Every one does if none does not.
  return !(await some.call(this, async (...args) => !(await fn(...args)),
    options));
}

async function find(fn, options) {
  for await (const result of filter.call(this, fn, options)) return result;
  return undefined;
}

function emptyReduceError() {
  const error = new ERR_MISSING_ARGS('reduce');
  error.message = 'Reduce of an empty stream requires an initial value';
  return error;
}

async function reduce(reducer, initialValue, options) {
  validateFunction(reducer, 'reducer');
  validateOptions(options);

  let hasInitialValue = arguments.length > 1;
  if (options?.signal?.aborted) {
    const error = new AbortError(undefined, { cause: options.signal.reason });
    this.once('error', () => {});
    await finished(this.destroy(error));
    throw error;
  }
  const ac = new AbortController();
  const { signal } = ac;
  if (options?.signal) {
    const { kResistStopPropagation, kWeakHandler } =
      require('internal/event_target');
    options.signal.addEventListener('abort', () => ac.abort(), {
      once: true,
      [kWeakHandler]: this,
      [kResistStopPropagation]: true,
    });
  }

  let any = false;
  try {
    for await (const value of this) {
      any = true;
      if (options?.signal?.aborted) throw new AbortError();
      if (hasInitialValue) {
        initialValue = await reducer(initialValue, value, { signal });
      } else {
        initialValue = value;
        hasInitialValue = true;
      }
    }
    if (!any && !hasInitialValue) throw emptyReduceError();
  } finally {
    ac.abort();
  }
  return initialValue;
}

async function toArray(options) {
  validateOptions(options);
  const result = [];
  for await (const value of this) {
    if (options?.signal?.aborted) {
      throw new AbortError(undefined, { cause: options.signal.reason });
    }
    result.push(value);
  }
  return result;
}

function flatMap(fn, options) {
  const values = map.call(this, fn, options);
  return async function* flatMap() {
    for await (const value of values) yield* value;
  }.call(this);
}

function toIntegerOrInfinity(number) {
  // As the iterator helpers of the language do it.
  number = Number(number);
  if (Number.isNaN(number)) return 0;
  if (number < 0) throw new ERR_OUT_OF_RANGE('number', '>= 0', number);
  return number;
}

function drop(number, options = undefined) {
  validateOptions(options);
  number = toIntegerOrInfinity(number);
  return async function* drop() {
    if (options?.signal?.aborted) throw new AbortError();
    for await (const value of this) {
      if (options?.signal?.aborted) throw new AbortError();
      if (number-- <= 0) yield value;
    }
  }.call(this);
}

function take(number, options = undefined) {
  validateOptions(options);
  number = toIntegerOrInfinity(number);
  return async function* take() {
    if (options?.signal?.aborted) throw new AbortError();
    for await (const value of this) {
      if (options?.signal?.aborted) throw new AbortError();
      if (number-- > 0) yield value;
      // Do not wait for one value more than is wanted.
      if (number <= 0) return;
    }
  }.call(this);
}

// Readable.prototype.compose().
function composeReadable(source, stream, options) {
  validateOptions(options);
  if (isNodeStream(stream) && !isWritable(stream)) {
    throw new ERR_INVALID_ARG_VALUE('stream', stream, 'must be writable');
  }
  const composed = require('internal/streams/compose')(source, stream);
  if (options?.signal) {
    require('internal/streams/add-abort-signal')
      .addAbortSignalNoValidate(options.signal, composed);
  }
  return composed;
}

module.exports = {
  composeReadable,
  streamReturningOperators: { drop, filter, flatMap, map, take },
  promiseReturningOperators: { every, forEach, reduce, toArray, some, find },
};
