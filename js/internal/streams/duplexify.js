'use strict';

// Duplex.from(): a Duplex made of whatever can be read, written, iterated,
// awaited or called.

const {
  AbortError,
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_RETURN_VALUE,
  },
} = require('internal/errors');
const {
  isDuplexNodeStream,
  isIterable,
  isNodeStream,
  isReadable,
  isReadableNodeStream,
  isReadableStream,
  isWritable,
  isWritableNodeStream,
  isWritableStream,
} = require('internal/streams/utils');
const { eos } = require('internal/streams/end-of-stream');
const { destroyer } = require('internal/streams/destroy');
const Duplex = require('internal/streams/duplex');
const Readable = require('internal/streams/readable');
const Writable = require('internal/streams/writable');
const from = require('internal/streams/from');
const { Waiting, connectWritable } =
  require('internal/streams/halves');

class Duplexify extends Duplex {}

function isBlob(value) {
  return typeof Blob === 'function' && value instanceof Blob;
}

function duplexify(body, name) {
  if (isDuplexNodeStream(body)) return body;
  if (isReadableNodeStream(body)) return fromPair({ readable: body });
  if (isWritableNodeStream(body)) return fromPair({ writable: body });
  if (isNodeStream(body)) return fromPair({ writable: false, readable: false });
  if (isReadableStream(body)) {
    return fromPair({ readable: Readable.fromWeb(body) });
  }
  if (isWritableStream(body)) {
    return fromPair({ writable: Writable.fromWeb(body) });
  }
  if (typeof body === 'function') return fromFunction(body, name);
  if (isBlob(body)) return duplexify(body.arrayBuffer());
  if (isIterable(body)) {
    return from(Duplexify, body, { objectMode: true, writable: false });
  }
  if (isReadableStream(body?.readable) && isWritableStream(body?.writable)) {
    return Duplexify.fromWeb(body);
  }
  if (typeof body?.writable === 'object' ||
      typeof body?.readable === 'object') {
    const readable = body?.readable ?
      (isReadableNodeStream(body.readable) ?
        body.readable : duplexify(body.readable)) :
      undefined;
    const writable = body?.writable ?
      (isWritableNodeStream(body.writable) ?
        body.writable : duplexify(body.writable)) :
      undefined;
    return fromPair({ readable, writable });
  }
  const then = body?.then;
  if (typeof then === 'function') return fromPromise(body, then);

  throw new ERR_INVALID_ARG_TYPE(name, [
    'Blob', 'ReadableStream', 'WritableStream', 'Stream', 'Iterable',
    'AsyncIterable', 'Function', '{ readable, writable } pair', 'Promise',
  ], body);
}

function fromPromise(promise, then) {
  const duplex = new Duplexify({
    objectMode: true,
    writable: false,
    read() {},
  });
  then.call(promise,
    (value) => {
      if (value != null) duplex.push(value);
      duplex.push(null);
    },
    (error) => {
      destroyer(duplex, error);
    });
  return duplex;
}

function fromFunction(body, name) {
  const { value, write, final, destroy } = callWithSource(body);

  if (isIterable(value)) {
    return from(Duplexify, value, { objectMode: true, write, final, destroy });
  }
  const then = value?.then;
  if (typeof then === 'function') {
    let duplex;
    const promise = then.call(value,
      (result) => {
        if (result != null) {
          throw new ERR_INVALID_RETURN_VALUE('nully', 'body', result);
        }
      },
      (error) => {
        destroyer(duplex, error);
      });
    duplex = new Duplexify({
      objectMode: true,
      readable: false,
      write,
      final(cb) {
        final(async () => {
          try {
            await promise;
            process.nextTick(cb, null);
          } catch (error) {
            process.nextTick(cb, error);
          }
        });
      },
      destroy,
    });
    return duplex;
  }
  throw new ERR_INVALID_RETURN_VALUE(
    'Iterable, AsyncIterable or AsyncFunction', name, value);
}

// Calls `fn` with an async iterable over what is written to the stream.
function callWithSource(fn) {
  let { promise, resolve } = Promise.withResolvers();
  const ac = new AbortController();
  const { signal } = ac;

  async function* source() {
    while (true) {
      const current = promise;
      promise = null;
      const { chunk, done, cb } = await current;
      process.nextTick(cb);
      if (done) return;
      if (signal.aborted) {
        throw new AbortError(undefined, { cause: signal.reason });
      }
      ({ promise, resolve } = Promise.withResolvers());
      yield chunk;
    }
  }

  function hand(item) {
    const current = resolve;
    resolve = null;
    current(item);
  }

  return {
    value: fn(source(), { signal }),
    write(chunk, encoding, cb) {
      hand({ chunk, done: false, cb });
    },
    final(cb) {
      hand({ done: true, cb });
    },
    destroy(error, cb) {
      ac.abort();
      cb(error);
    },
  };
}

function connectReadable(outer, inner, waiting) {
  inner.on('readable', () => waiting.settle('readable'));
  inner.on('end', () => {
    outer.push(null);
  });
  outer._read = function() {
    while (true) {
      const chunk = inner.read();
      if (chunk === null) {
        waiting.readable = outer._read;
        return;
      }
      if (!outer.push(chunk)) return;
    }
  };
}

function fromPair(pair) {
  const r = pair.readable && typeof pair.readable.read !== 'function' ?
    Readable.wrap(pair.readable) : pair.readable;
  const w = pair.writable;
  let readable = !!isReadable(r);
  let writable = !!isWritable(w);
  const waiting = new Waiting();

  const duplex = new Duplexify({
    readableObjectMode: !!r?.readableObjectMode,
    writableObjectMode: !!w?.writableObjectMode,
    readable,
    writable,
  });

  function onfinished(error) {
    if (waiting.settle('close', error)) return;
    if (error) duplex.destroy(error);
    else if (!readable && !writable) duplex.destroy();
  }

  if (writable) {
    eos(w, (error) => {
      writable = false;
      if (error) destroyer(r, error);
      onfinished(error);
    });
    connectWritable(duplex, w, waiting);
    w.on('finish', () => waiting.settle('finish'));
  }
  if (readable) {
    eos(r, (error) => {
      readable = false;
      if (error) destroyer(r, error);
      onfinished(error);
    });
    connectReadable(duplex, r, waiting);
  }

  duplex._destroy = function(error, callback) {
    if (!error && waiting.close !== null) error = new AbortError();
    waiting.drop();
    if (waiting.close === null) {
      callback(error);
    } else {
      waiting.close = callback;
      destroyer(w, error);
      destroyer(r, error);
    }
  };
  return duplex;
}

module.exports = duplexify;
