'use strict';

// pipeline(): connects streams, iterables, generators and web streams, and
// destroys all of them when one fails.

const {
  AbortError,
  aggregateTwoErrors,
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_RETURN_VALUE,
    ERR_MISSING_ARGS,
    ERR_STREAM_DESTROYED,
    ERR_STREAM_PREMATURE_CLOSE,
  },
} = require('internal/errors');
const { once } = require('internal/util');
const { validateAbortSignal, validateFunction } =
  require('internal/validators');
const { addAbortListener } = require('internal/events/abort_listener');
const { destroyer } = require('internal/streams/destroy');
const { eos } = require('internal/streams/end-of-stream');
const Duplex = require('internal/streams/duplex');
const PassThrough = require('internal/streams/passthrough');
const Readable = require('internal/streams/readable');
const {
  isIterable,
  isNodeStream,
  isReadable,
  isReadableFinished,
  isReadableNodeStream,
  isReadableStream,
  isTransformStream,
  isWebStream,
} = require('internal/streams/utils');

// An error that says no more than that a stream was ended early: what made it
// so is better to know.
function isConsequence(error) {
  return error.name === 'AbortError' ||
    error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

// The side of a web stream that is read.
function readableSide(stream) {
  return isTransformStream(stream) ? stream.readable : stream;
}

function isWebSource(value) {
  return isReadableStream(value) || isTransformStream(value);
}

function toAsyncIterable(value) {
  if (isIterable(value)) return value;
  // A stream of the first Node versions has no iterator.
  if (isReadableNodeStream(value)) return iterateOldStream(value);
  throw new ERR_INVALID_ARG_TYPE(
    'val', ['Readable', 'Iterable', 'AsyncIterable'], value);
}

async function* iterateOldStream(stream) {
  yield* Readable.prototype[Symbol.asyncIterator].call(stream);
}

class Pipeline {
  #streams;
  #callback;
  #outerSignal;
  #abortListener;
  // For the functions among the streams; undefined where there are none.
  #controller;
  // Whether the last stream is ended too.
  #endsLast;
  #error;
  #value;
  // Connections that have not come to their end.
  #pending = 0;
  #destroys = [];
  // What takes the listeners off a last stream that stays readable.
  #cleanups = [];

  constructor(streams, callback, opts) {
    if (streams.length === 1 && Array.isArray(streams[0])) [streams] = streams;
    if (streams.length < 2) throw new ERR_MISSING_ARGS('streams');
    validateAbortSignal(opts?.signal, 'options.signal');
    this.#streams = streams;
    this.#callback = callback;
    this.#outerSignal = opts?.signal;
    this.#endsLast = opts?.end !== false;
    if (streams.some((stream) => typeof stream === 'function')) this.#controller = new AbortController();
  }

  // Gives what can be read at the end.
  connect() {
    const outer = this.#outerSignal;
    if (outer) this.#abortListener = addAbortListener(outer, this.#abort);

    let source;
    for (let index = 0; index < this.#streams.length; index++) {
      const stream = this.#streams[index];
      if (isNodeStream(stream)) this.#watch(stream, index);
      source = index === 0 ?
        this.#open(stream) : this.#append(source, stream, index);
    }
    if (this.#controller?.signal.aborted || outer?.aborted) {
      process.nextTick(this.#abort);
    }
    return source;
  }

  #isLast(index) {
    return index === this.#streams.length - 1;
  }

  #isEnded(index) {
    return !this.#isLast(index) || this.#endsLast;
  }

  // --- what becomes of it ----------------------------------------------------

  #abort = () => {
    this.#fail(new AbortError(undefined, { cause: this.#outerSignal?.reason }));
  };

  #fail = (error) => {
    this.#settle(error, false);
  };

  // One connection has come to its end.
  #finish = (error) => {
    this.#pending--;
    this.#settle(error, this.#pending === 0);
  };

  #settle(error, isLast) {
    if (error) this.#keepError(error);
    if (!this.#error && !isLast) return;

    for (const destroy of this.#destroys.splice(0)) destroy(this.#error);
    this.#abortListener?.[Symbol.dispose]();
    this.#controller?.abort();
    if (!isLast) return;
    if (!this.#error) {
      for (const cleanup of this.#cleanups) cleanup();
    }
    process.nextTick(this.#callback, this.#error, this.#value);
  }

  #keepError(error) {
    const known = this.#error;
    if (!known || (isConsequence(known) && !isConsequence(error))) {
      this.#error = error;
    }
  }

  // Prepares for a stream to be destroyed with the others, and for its errors.
  #watch(stream, index) {
    const staysReadable = this.#isLast(index) && isReadable(stream);
    if (this.#isEnded(index)) {
      const cleanup = this.#destroyLater(stream, !this.#isLast(index), index > 0);
      if (staysReadable) this.#cleanups.push(cleanup);
    }
    // An error that comes after everything is done must not be lost.
    const onError = (error) => {
      if (error && !isConsequence(error)) this.#fail(error);
    };
    stream.on('error', onError);
    if (staysReadable) {
      this.#cleanups.push(() => stream.removeListener('error', onError));
    }
  }

  #destroyLater(stream, readable, writable) {
    let isOver = false;
    stream.on('close', () => {
      isOver = true;
    });
    this.#destroys.push((error) => {
      if (isOver) return;
      isOver = true;
      destroyer(stream, error || new ERR_STREAM_DESTROYED('pipe'));
    });
    return eos(stream, { readable, writable }, (error) => {
      isOver = !error;
    });
  }

  // --- connections -----------------------------------------------------------

  #open(stream) {
    if (typeof stream === 'function') {
      const source = stream({ signal: this.#controller.signal });
      if (isIterable(source)) return source;
      throw new ERR_INVALID_RETURN_VALUE(
        'Iterable, AsyncIterable or Stream', 'source', source);
    }
    const isSource = isIterable(stream) || isReadableNodeStream(stream) ||
      isTransformStream(stream);
    return isSource ? stream : Duplex.from(stream);
  }

  #append(source, stream, index) {
    if (typeof stream === 'function') return this.#call(source, stream, index);
    const end = this.#isEnded(index);
    if (isNodeStream(stream)) {
      if (isReadableNodeStream(source)) {
        const cleanup = this.#pipe(source, stream, end);
        if (this.#isLast(index) && isReadable(stream)) {
          this.#cleanups.push(cleanup);
        }
      } else {
        this.#pump(pumpToNode, checkSource(source), stream, end);
      }
      return stream;
    }
    if (isWebStream(stream)) {
      const values = isReadableNodeStream(source) ?
        toAsyncIterable(source) : checkSource(source);
      this.#pump(pumpToWeb, values, stream, end);
      return stream;
    }
    return Duplex.from(stream);
  }

  #call(source, fn, index) {
    const result = fn(
      toAsyncIterable(readableSide(source)),
      { signal: this.#controller.signal });
    if (this.#isLast(index)) return this.#endWith(result);
    if (isIterable(result, true)) return result;
    throw new ERR_INVALID_RETURN_VALUE(
      'AsyncIterable', `transform[${index - 1}]`, result);
  }

  // What a function at the end returns becomes a stream (of objects), so that
  // pipeline() always has one to return.
  #endWith(result) {
    const end = this.#endsLast;
    const output = new PassThrough({ objectMode: true });
    const then = result?.then;
    if (typeof then === 'function') {
      this.#pending++;
      const onValue = (value) => {
        this.#value = value;
        if (value !== null && value !== undefined) output.write(value);
        if (end) output.end();
        process.nextTick(this.#finish);
      };
      const onFailure = (error) => {
        output.destroy(error);
        process.nextTick(this.#finish, error);
      };
      Reflect.apply(then, result, [onValue, onFailure]);
    } else if (isIterable(result, true) || isWebSource(result)) {
      this.#pump(pumpToNode, isIterable(result, true) ?
        result : readableSide(result), output, end);
    } else {
      throw new ERR_INVALID_RETURN_VALUE(
        'AsyncIterable or Promise', 'destination', result);
    }
    this.#cleanups.push(this.#destroyLater(output, false, true));
    return output;
  }

  // The function counts as one connection.
  #pump(pump, values, destination, end) {
    this.#pending++;
    pump(values, destination, end).then(this.#finish, this.#finish);
  }

  // Between two Node streams: each side counts.
  #pipe(source, destination, end) {
    this.#pending += 2;
    let isEnded = false;
    destination.on('close', () => {
      // Closed before its end, though it may not know of an error.
      if (!isEnded) this.#fail(new ERR_STREAM_PREMATURE_CLOSE());
    });
    source.pipe(destination, { end: false });

    if (end) {
      const endDestination = () => {
        isEnded = true;
        destination.end();
      };
      if (isReadableFinished(source)) process.nextTick(endDestination);
      else source.once('end', endDestination);
    } else {
      this.#finish();
    }

    eos(source, { readable: true, writable: false }, (error) => {
      const state = source._readableState;
      const isOvertaken = error?.code === 'ERR_STREAM_PREMATURE_CLOSE' &&
        state?.ended && !state.errored && !state.errorEmitted;
      if (isOvertaken) {
        // All data has come, 'close' merely was before 'end': wait for it.
        source.once('end', this.#finish).once('error', this.#finish);
      } else {
        this.#finish(error);
      }
    });
    return eos(destination, { readable: false, writable: true }, this.#finish);
  }
}

function checkSource(value) {
  if (isWebSource(value)) return readableSide(value);
  if (isIterable(value)) return value;
  throw new ERR_INVALID_ARG_TYPE('val', [
    'Readable', 'Iterable', 'AsyncIterable', 'ReadableStream',
    'TransformStream',
  ], value);
}

// Resolves with an error instead of rejecting: see Pipeline.#pump().
async function pumpToNode(iterable, writable, end) {
  let failure;
  let wake = null;
  const onChange = (error) => {
    if (error) failure = error;
    const wakeNow = wake;
    wake = null;
    wakeNow?.();
  };
  const change = () => new Promise((resolve, reject) => {
    wake = () => (failure ? reject(failure) : resolve());
    if (failure) wake();
  });

  writable.on('drain', onChange);
  const cleanup = eos(writable, { readable: false }, onChange);
  try {
    if (writable.writableNeedDrain) await change();
    for await (const chunk of iterable) {
      if (!writable.write(chunk)) await change();
    }
    if (end) {
      writable.end();
      await change();
    }
    return undefined;
  } catch (error) {
    return error === failure ? error : aggregateTwoErrors(failure, error);
  } finally {
    cleanup();
    writable.off('drain', onChange);
  }
}

async function pumpToWeb(iterable, stream, end) {
  const writer =
    (isTransformStream(stream) ? stream.writable : stream).getWriter();
  try {
    for await (const chunk of iterable) {
      await writer.ready;
      // A failed write shows in `ready` and `closed`.
      writer.write(chunk).catch(() => {});
    }
    await writer.ready;
    if (end) await writer.close();
    return undefined;
  } catch (error) {
    return writer.abort(error).then(() => error, (failure) => failure);
  }
}

function pipeline(...streams) {
  // Before anything else, so that a forgotten callback fails at once.
  const callback = streams[streams.length - 1];
  validateFunction(callback, 'streams[stream.length - 1]');
  return pipelineImpl(streams.slice(0, -1), once(callback));
}

function pipelineImpl(streams, callback, opts) {
  return new Pipeline(streams, callback, opts).connect();
}

module.exports = { pipelineImpl, pipeline };
