'use strict';

// Readable.from(): a stream over an iterable, reading one value ahead. Values
// of a synchronous iterable that are no promises are pushed at once.

const { Buffer } = require('node:buffer');
const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_STREAM_NULL_VALUES,
  },
} = require('internal/errors');

function from(Readable, iterable, opts) {
  if (typeof iterable === 'string' || iterable instanceof Buffer) {
    return new Readable({
      objectMode: true,
      ...opts,
      read() {
        this.push(iterable);
        this.push(null);
      },
    });
  }

  let iterator;
  let isAsync;
  if (iterable?.[Symbol.asyncIterator]) {
    isAsync = true;
    iterator = iterable[Symbol.asyncIterator]();
  } else if (iterable?.[Symbol.iterator]) {
    isAsync = false;
    iterator = iterable[Symbol.iterator]();
  } else {
    throw new ERR_INVALID_ARG_TYPE('iterable', ['Iterable'], iterable);
  }

  const readable = new Readable({
    objectMode: true,
    highWaterMark: 1,
    ...opts,
  });
  let reading = false;
  let valuesArePromises = false;

  readable._read = function() {
    if (reading) return;
    reading = true;
    if (isAsync) nextAsync();
    else if (valuesArePromises) nextAwaited();
    else nextSync();
  };

  readable._destroy = function(error, cb) {
    close(error).then(
      () => process.nextTick(cb, error),
      // The first error is the one that counts.
      (failure) => process.nextTick(cb, failure || error));
  };

  async function close(error) {
    const hadError = error !== undefined && error !== null;
    if (hadError && typeof iterator.throw === 'function') {
      const { value, done } = await iterator.throw(error);
      await value;
      if (done) return;
    }
    if (typeof iterator.return === 'function') {
      const { value } = await iterator.return();
      await value;
    }
  }

  // Whether the stream wants more at once.
  function push(value) {
    if (value === null) {
      reading = false;
      throw new ERR_STREAM_NULL_VALUES();
    }
    if (readable.push(value)) return true;
    reading = false;
    return false;
  }

  function nextSync() {
    for (;;) {
      try {
        const { value, done } = iterator.next();
        if (done) {
          readable.push(null);
          return;
        }
        if (value && typeof value.then === 'function') {
          valuesArePromises = true;
          pushAwaited(value);
          return;
        }
        if (!push(value)) return;
      } catch (error) {
        readable.destroy(error);
        return;
      }
    }
  }

  async function pushAwaited(promise) {
    try {
      if (!push(await promise)) return;
    } catch (error) {
      readable.destroy(error);
      return;
    }
    nextAwaited();
  }

  async function nextAwaited() {
    for (;;) {
      try {
        const { value, done } = iterator.next();
        if (done) {
          readable.push(null);
          return;
        }
        const result = value && typeof value.then === 'function' ?
          await value : value;
        if (!push(result)) return;
      } catch (error) {
        readable.destroy(error);
        return;
      }
    }
  }

  async function nextAsync() {
    for (;;) {
      try {
        const { value, done } = await iterator.next();
        if (done) {
          readable.push(null);
          return;
        }
        if (!push(value)) return;
      } catch (error) {
        readable.destroy(error);
        return;
      }
    }
  }

  return readable;
}

module.exports = from;
