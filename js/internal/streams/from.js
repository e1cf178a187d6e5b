'use strict';

// Readable.from(): a stream over an iterable, reading one value ahead. Values
// of a synchronous iterable that are no promises are pushed at once.

const { Buffer } = require('node:buffer');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_STREAM_NULL_VALUES },
} = require('internal/errors');

const isPromise = (value) => typeof value?.then === 'function';

// One value, however long: text is not taken apart.
function fromValue(Readable, value, opts) {
  return new Readable({
    objectMode: true,
    ...opts,
    read() {
      this.push(value);
      this.push(null);
    },
  });
}

function from(Readable, iterable, opts) {
  if (typeof iterable === 'string' || iterable instanceof Buffer) {
    return fromValue(Readable, iterable, opts);
  }
  const isAsync = !!iterable?.[Symbol.asyncIterator];
  if (!isAsync && !iterable?.[Symbol.iterator]) {
    throw new ERR_INVALID_ARG_TYPE('iterable', ['Iterable'], iterable);
  }
  const iterator =
    iterable[isAsync ? Symbol.asyncIterator : Symbol.iterator]();
  const readable = new Readable({ objectMode: true, highWaterMark: 1, ...opts });

  let isReading = false;
  // A synchronous iterable that gave a promise is expected to give more.
  let pump = isAsync ? pumpAsync : pumpSync;

  function read() {
    if (isReading) return;
    isReading = true;
    pump();
  }
  function destroy(error, cb) {
    closeIterator(iterator, error).then(
      () => process.nextTick(cb, error),
      // The first error is the one that counts.
      (failure) => process.nextTick(cb, failure || error));
  }
  readable._read = read;
  readable._destroy = destroy;

  // Hands one result of the iterator on; whether the stream wants more at once.
  function take({ done, value }) {
    if (done) {
      readable.push(null);
      return false;
    }
    if (value !== null && readable.push(value)) return true;
    isReading = false;
    if (value === null) throw new ERR_STREAM_NULL_VALUES();
    return false;
  }

  function pumpSync() {
    try {
      let result;
      do {
        result = iterator.next();
        if (!result.done && isPromise(result.value)) {
          pump = pumpPromises;
          pumpPromises(result);
          return;
        }
      } while (take(result));
    } catch (error) {
      readable.destroy(error);
    }
  }

  async function pumpPromises(first) {
    try {
      let result = first ?? iterator.next();
      for (;;) {
        let { done, value } = result;
        if (!done && isPromise(value)) value = await value;
        if (!take({ done, value })) return;
        result = iterator.next();
      }
    } catch (error) {
      readable.destroy(error);
    }
  }

  async function pumpAsync() {
    try {
      while (take(await iterator.next()));
    } catch (error) {
      readable.destroy(error);
    }
  }

  return readable;
}

// Tells the iterator why it is not asked any more.
async function closeIterator(iterator, error) {
  const failed = error !== undefined && error !== null;
  if (failed && typeof iterator.throw === 'function') {
    const answer = await iterator.throw(error);
    await answer.value;
    if (answer.done) return;
  }
  if (typeof iterator.return === 'function') {
    const answer = await iterator.return();
    await answer.value;
  }
}

module.exports = from;
