'use strict';

// Duplex.from(): a Duplex made of whatever can be read, written, iterated,
// awaited or called.

const {
  abortError,
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_RETURN_VALUE },
} = require('internal/errors');
const utils = require('internal/streams/utils');
const { eos } = require('internal/streams/end-of-stream');
const { destroyer } = require('internal/streams/destroy');
const { Front } = require('internal/streams/halves');
const Duplex = require('internal/streams/duplex');
const Readable = require('internal/streams/readable');
const Writable = require('internal/streams/writable');
const from = require('internal/streams/from');

class Duplexify extends Duplex {}

const isGiven = (value) => value !== undefined && value !== null;
const isBlob = (value) => typeof Blob === 'function' && value instanceof Blob;
const isHalf = (value) => typeof value === 'object';

function duplexify(body, name) {
  if (utils.isDuplexNodeStream(body)) return body;
  if (utils.isReadableNodeStream(body)) return fromPair(body, undefined);
  if (utils.isWritableNodeStream(body)) return fromPair(undefined, body);
  if (utils.isNodeStream(body)) return fromPair(undefined, undefined);
  if (utils.isReadableStream(body)) {
    return fromPair(Readable.fromWeb(body), undefined);
  }
  if (utils.isWritableStream(body)) {
    return fromPair(undefined, Writable.fromWeb(body));
  }
  if (typeof body === 'function') return fromFunction(body, name);
  if (isBlob(body)) return duplexify(body.arrayBuffer());
  if (utils.isIterable(body)) {
    return from(Duplexify, body, { objectMode: true, writable: false });
  }

  const { readable, writable, then } = body ?? {};
  if (utils.isReadableStream(readable) && utils.isWritableStream(writable)) {
    return Duplexify.fromWeb(body);
  }
  if (isHalf(readable) || isHalf(writable)) {
    return fromPair(
      toHalf(readable, utils.isReadableNodeStream),
      toHalf(writable, utils.isWritableNodeStream));
  }
  if (typeof then === 'function') return fromPromise(body, then);

  throw new ERR_INVALID_ARG_TYPE(name, [
    'Blob', 'ReadableStream', 'WritableStream', 'Stream', 'Iterable',
    'AsyncIterable', 'Function', '{ readable, writable } pair', 'Promise',
  ], body);
}

function toHalf(value, isUsable) {
  if (!value) return undefined;
  return isUsable(value) ? value : duplexify(value);
}

function fromPromise(promise, then) {
  const duplex =
    new Duplexify({ objectMode: true, writable: false, read() {} });
  const onValue = (value) => {
    if (isGiven(value)) duplex.push(value);
    duplex.push(null);
  };
  Reflect.apply(then, promise, [onValue, (error) => destroyer(duplex, error)]);
  return duplex;
}

// --- functions -----------------------------------------------------------------

// What is written to the stream, as the async iterable that a function gets.
class Input {
  #controller = new AbortController();
  #next = Promise.withResolvers();
  signal = this.#controller.signal;

  // A chunk, or the end (`isEnd`), with the callback of who wrote it.
  put(item) {
    this.#next.resolve(item);
  }

  // Who waits for more gets the end.
  abort(reason) {
    this.#controller.abort(reason);
    this.put({ isEnd: true, callback() {} });
  }

  async *read() {
    for (;;) {
      const { chunk, isEnd, callback } = await this.#next.promise;
      process.nextTick(callback);
      if (isEnd) return;
      if (this.signal.aborted) {
        throw abortError(this.signal);
      }
      this.#next = Promise.withResolvers();
      yield chunk;
    }
  }
}

function fromFunction(fn, name) {
  const input = new Input();
  const value = fn(input.read(), { signal: input.signal });
  const write = (chunk, encoding, callback) => input.put({ chunk, callback });

  if (utils.isIterable(value)) {
    const final = (callback) => input.put({ isEnd: true, callback });
    const duplex = from(Duplexify, value, { objectMode: true, write, final });
    // The iterator can only be closed once it does not wait for input.
    const closeIterator = duplex._destroy;
    duplex._destroy = (error, callback) => {
      input.abort(error);
      closeIterator(error, callback);
    };
    return duplex;
  }

  const then = value?.then;
  if (typeof then !== 'function') {
    throw new ERR_INVALID_RETURN_VALUE(
      'Iterable, AsyncIterable or AsyncFunction', name, value);
  }
  const onValue = (result) => {
    if (!isGiven(result)) return;
    throw new ERR_INVALID_RETURN_VALUE('nully', 'body', result);
  };
  const result = Reflect.apply(
    then, value, [onValue, (error) => destroyer(duplex, error)]);
  const duplex = new Duplexify({
    objectMode: true,
    readable: false,
    write,
    // The function has something to do after its input has ended.
    final(callback) {
      const done = (error) => process.nextTick(callback, error);
      const awaitResult = async () => {
        try {
          await result;
        } catch (error) {
          done(error);
          return;
        }
        done(null);
      };
      input.put({ isEnd: true, callback: awaitResult });
    },
    destroy(error, callback) {
      input.abort(error);
      callback(error);
    },
  });
  return duplex;
}

// --- pairs ---------------------------------------------------------------------

function fromPair(readable, writable) {
  const r = readable && typeof readable.read !== 'function' ?
    Readable.wrap(readable) : readable;
  const w = writable;
  const canRead = !!utils.isReadable(r);
  const canWrite = !!utils.isWritable(w);
  const duplex = new Duplexify({
    readableObjectMode: !!r?.readableObjectMode,
    writableObjectMode: !!w?.writableObjectMode,
    readable: canRead,
    writable: canWrite,
  });
  const front = new Front(duplex);

  // An error of one half is one of both.
  if (canWrite) {
    eos(w, (error) => {
      if (error) destroyer(r, error);
      front.finished(error);
    });
    front.writeTo(w);
    w.on('finish', () => front.happen('finish'));
  }
  if (canRead) {
    eos(r, (error) => {
      if (error) destroyer(w, error);
      front.finished(error);
    });
    readFrom(front, r);
  }
  front.destroyInner((error, isOver) => {
    if (isOver) return;
    destroyer(w, error);
    destroyer(r, error);
  });
  return duplex;
}

function readFrom(front, inner) {
  const { duplex } = front;
  duplex._read = () => {
    let chunk;
    do {
      chunk = inner.read();
    } while (chunk !== null && duplex.push(chunk));
    if (chunk === null) front.wait('readable', duplex._read);
  };
  inner.on('readable', () => front.happen('readable'));
  inner.on('end', () => duplex.push(null));
}

module.exports = duplexify;
