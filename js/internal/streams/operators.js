'use strict';

// The iterator-helper-like methods of Readable. Each is written as a method of
// an async iterable; readable_consume makes streams or promises of the results.

const {
  AbortError,
  abortError,
  codes: { ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { validateAbortSignal, validateFunction, validateInteger, validateObject } =
  require('internal/validators');
const { finished } = require('internal/streams/end-of-stream');
const { isNodeStream, isWritable } = require('internal/streams/utils');

// Stands for "no value" in the results of a function.
const kEmpty = Symbol('kEmpty');
const kEof = Symbol('kEof');

const isGiven = (value) => value !== undefined && value !== null;

function validateOptions(options) {
  if (isGiven(options)) validateObject(options, 'options');
  if (isGiven(options?.signal)) {
    validateAbortSignal(options.signal, 'options.signal');
  }
}

function throwIfAborted(signal, hasCause) {
  if (!signal?.aborted) return;
  throw hasCause ?
    abortError(signal) : new AbortError();
}

// --- map, and what is made of it -----------------------------------------------

// One side waits here until the other one opens.
class Gate {
  #open = null;

  wait() {
    return new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open() {
    const open = this.#open;
    this.#open = null;
    open?.();
  }
}

function map(fn, options) {
  validateFunction(fn, 'fn');
  validateOptions(options);
  const { concurrency = 1, highWaterMark } = options ?? {};
  const limits = { running: Math.floor(concurrency ?? 1) };
  limits.waiting = isGiven(highWaterMark) ?
    Math.floor(highWaterMark) : limits.running - 1;
  validateInteger(limits.running, 'options.concurrency', 1);
  validateInteger(limits.waiting, 'options.highWaterMark', 0);

  const signals = isGiven(options?.signal) ? [options.signal] : [];
  return mapIterable(this, fn, AbortSignal.any(signals), limits);
}

// So many calls run, so many results wait; they come out in the order of their
// inputs.
async function* mapIterable(iterable, fn, signal, limits) {
  const fnOptions = { signal };
  const results = [];
  const consumer = new Gate();
  const producer = new Gate();
  let running = 0;
  let isDone = false;

  const isFull = () => running >= limits.running ||
    results.length >= limits.running + limits.waiting;
  const goOn = () => {
    if (!isDone && !isFull()) producer.open();
  };
  const settled = () => {
    running--;
    goOn();
  };
  const failed = () => {
    isDone = true;
    settled();
  };

  function add(promise) {
    running++;
    promise.then(settled, failed);
    results.push(promise);
  }

  function call(value) {
    try {
      return fn(value, fnOptions);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async function produce() {
    try {
      for await (const value of iterable) {
        if (isDone) return;
        throwIfAborted(signal);
        const result = call(value);
        if (result === kEmpty) continue;
        add(Promise.resolve(result));
        consumer.open();
        if (!isDone && isFull()) await producer.wait();
      }
      results.push(kEof);
    } catch (error) {
      add(Promise.reject(error));
    } finally {
      isDone = true;
      consumer.open();
    }
  }

  produce();
  try {
    for (;;) {
      while (results.length > 0) {
        const result = await results[0];
        if (result === kEof) return;
        throwIfAborted(signal);
        if (result !== kEmpty) yield result;
        results.shift();
        goOn();
      }
      await consumer.wait();
    }
  } finally {
    isDone = true;
    producer.open();
  }
}

function filter(fn, options) {
  validateFunction(fn, 'fn');
  const passing = async (value, fnOptions) =>
    (await fn(value, fnOptions) ? value : kEmpty);
  return map.call(this, passing, options);
}

function flatMap(fn, options) {
  const results = map.call(this, fn, options);
  return (async function* flatMap() {
    for await (const values of results) yield* values;
  })();
}

async function forEach(fn, options) {
  validateFunction(fn, 'fn');
  const calls = map.call(this, async (value, fnOptions) => {
    await fn(value, fnOptions);
    return kEmpty;
  }, options);
  while (!(await calls.next()).done);
}

// --- one result ----------------------------------------------------------------

// The first value that passes, as an iterator result.
async function firstPassing(iterable, fn, options) {
  for await (const value of filter.call(iterable, fn, options)) {
    return { done: false, value };
  }
  return { done: true, value: undefined };
}

async function find(fn, options) {
  return (await firstPassing(this, fn, options)).value;
}

async function some(fn, options = undefined) {
  return !(await firstPassing(this, fn, options)).done;
}

async function every(fn, options = undefined) {
  validateFunction(fn, 'fn');
  const failing = async (...args) => !(await fn(...args));
  return (await firstPassing(this, failing, options)).done;
}

async function toArray(options) {
  validateOptions(options);
  const values = [];
  for await (const value of this) {
    throwIfAborted(options?.signal, true);
    values.push(value);
  }
  return values;
}

async function reduce(reducer, initialValue, options) {
  validateFunction(reducer, 'reducer');
  validateOptions(options);
  const outer = options?.signal;
  if (outer?.aborted) {
    const error = abortError(outer);
    this.once('error', () => {});
    await finished(this.destroy(error));
    throw error;
  }
  const controller = new AbortController();
  if (outer) abortWith(controller, outer, this);

  let hasResult = arguments.length > 1;
  let result = initialValue;
  try {
    for await (const value of this) {
      throwIfAborted(outer);
      result = hasResult ?
        await reducer(result, value, { signal: controller.signal }) : value;
      hasResult = true;
    }
  } finally {
    controller.abort();
  }
  if (hasResult) return result;
  const error = new ERR_MISSING_ARGS('reduce');
  error.message = 'Reduce of an empty stream requires an initial value';
  throw error;
}

// Does not keep `owner` alive.
function abortWith(controller, signal, owner) {
  const { kResistStopPropagation, kWeakHandler } =
    require('internal/event_target');
  signal.addEventListener('abort', () => controller.abort(), {
    once: true,
    [kWeakHandler]: owner,
    [kResistStopPropagation]: true,
  });
}

// --- a part --------------------------------------------------------------------

// As the iterator helpers of the language do it.
function toIntegerOrInfinity(number) {
  const integer = Number(number);
  if (integer < 0) throw new ERR_OUT_OF_RANGE('number', '>= 0', integer);
  return Number.isNaN(integer) ? 0 : integer;
}

async function* dropFrom(iterable, count, signal) {
  throwIfAborted(signal);
  let left = count;
  for await (const value of iterable) {
    throwIfAborted(signal);
    if (left-- <= 0) yield value;
  }
}

async function* takeFrom(iterable, count, signal) {
  throwIfAborted(signal);
  let left = count;
  for await (const value of iterable) {
    throwIfAborted(signal);
    if (left-- > 0) yield value;
    // Do not wait for one value more than is wanted.
    if (left <= 0) return;
  }
}

function drop(number, options = undefined) {
  validateOptions(options);
  return dropFrom(this, toIntegerOrInfinity(number), options?.signal);
}

function take(number, options = undefined) {
  validateOptions(options);
  return takeFrom(this, toIntegerOrInfinity(number), options?.signal);
}

// --- Readable.prototype.compose() ----------------------------------------------

function composeReadable(source, stream, options) {
  validateOptions(options);
  if (isNodeStream(stream) && !isWritable(stream)) {
    throw new ERR_INVALID_ARG_VALUE('stream', stream, 'must be writable');
  }
  const composed = require('internal/streams/compose')(source, stream);
  return options?.signal ?
    require('internal/streams/add-abort-signal')
      .addAbortSignalNoValidate(options.signal, composed) :
    composed;
}

module.exports = {
  composeReadable,
  drop,
  every,
  filter,
  find,
  flatMap,
  forEach,
  map,
  reduce,
  some,
  take,
  toArray,
};
