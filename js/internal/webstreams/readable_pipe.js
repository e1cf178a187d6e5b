'use strict';

// ReadableStream's pipeTo(): moves chunks from a stream to another, and errors,
// closing and aborting in both directions.

const {
  codes: { ERR_INVALID_STATE },
} = require('internal/errors');
const { Promise, kState, nop, react } = require('internal/webstreams/util');
const { ReadableStreamDefaultReader } =
  require('internal/webstreams/readable_readers');
const {
  readableStreamCancel, readableStreamDefaultReaderRead,
  readableStreamDefaultReaderRelease,
} = require('internal/webstreams/readable_ops');
const {
  WritableStreamDefaultWriter, writableStreamAbort,
  writableStreamCloseQueuedOrInFlight,
  writableStreamDefaultWriterCloseWithErrorPropagation,
  writableStreamDefaultWriterGetDesiredSize,
  writableStreamDefaultWriterRelease,
  writableStreamDefaultWriterWriteWithRequest,
} = require('internal/webstreams/writablestream');

const resolved = Promise.resolve();

class Pipe {
  constructor(source, dest, options) {
    this.source = source;
    this.dest = dest;
    this.options = options;
    this.reader = new ReadableStreamDefaultReader(source);
    this.writer = new WritableStreamDefaultWriter(dest);
    source[kState].disturbed = true;
    this.shuttingDown = false;
    // Writes that have not been answered, and who waits for the last of them.
    this.writes = 0;
    this.onWritesDone = undefined;
    this.writeRequest = {
      resolve: () => this.#writeDone(),
      reject: () => this.#writeDone(),
    };
    this.result = Promise.withResolvers();
    this.abort = undefined;
  }

  start() {
    const { source, dest, options } = this;
    const { signal, preventClose, preventAbort, preventCancel } = options;

    if (signal !== undefined) {
      this.abort = () => this.#onAbort(signal.reason);
      if (signal.aborted) {
        this.abort();
        return this.result.promise;
      }
      signal.addEventListener('abort', this.abort, { once: true });
    }

    this.#whenErrored(source, this.reader, (error) => {
      if (preventAbort) this.#shutdown(true, error);
      else this.#shutdownWith(() => writableStreamAbort(dest, error), true, error);
    });
    this.#whenErrored(dest, this.writer, (error) => {
      if (preventCancel) this.#shutdown(true, error);
      else this.#shutdownWith(() => readableStreamCancel(source, error), true, error);
    });
    this.#whenClosed(source, this.reader, () => {
      if (preventClose) {
        this.#shutdown();
      } else {
        this.#shutdownWith(() =>
          writableStreamDefaultWriterCloseWithErrorPropagation(this.writer));
      }
    });
    if (writableStreamCloseQueuedOrInFlight(dest) ||
        dest[kState].state === 'closed') {
      const error = new ERR_INVALID_STATE.TypeError(
        'Destination WritableStream is closed');
      if (preventCancel) this.#shutdown(true, error);
      else this.#shutdownWith(() => readableStreamCancel(source, error), true, error);
    }

    this.#pump();
    return this.result.promise;
  }

  #onAbort(reason) {
    const { source, dest, options } = this;
    const actions = [];
    if (!options.preventAbort && dest[kState].state === 'writable') {
      actions.push(() => writableStreamAbort(dest, reason));
    }
    if (!options.preventCancel && source[kState].state === 'readable') {
      actions.push(() => readableStreamCancel(source, reason));
    }
    this.#shutdownWith(
      () => Promise.all(actions.map((action) => action())), true, reason);
  }

  // Reads as long as the destination wants more, then waits for it.
  #pump() {
    let reading = false;
    let again = false;

    const next = () => {
      if (reading) {
        again = true;
        return;
      }
      do {
        again = false;
        if (this.shuttingDown) return;
        const desired = writableStreamDefaultWriterGetDesiredSize(this.writer);
        // Errored: the watchers deal with it.
        if (desired === null) return;
        if (desired <= 0) {
          react(this.writer[kState].ready.promise, next, nop);
          return;
        }
        reading = true;
        readableStreamDefaultReaderRead(this.reader, request);
        reading = false;
      } while (again);
    };
    const request = {
      chunk: (chunk) => {
        this.writes++;
        // When the chunk came at once, the loop above goes on.
        if (reading) {
          this.#write(chunk);
          again = true;
          return;
        }
        // Whoever enqueued it does not see it written before it goes on.
        react(resolved, () => {
          this.#write(chunk);
          next();
        });
      },
      close: nop,
      error: nop,
    };
    next();
  }

  #whenErrored(stream, end, action) {
    if (stream[kState].state === 'errored') action(stream[kState].storedError);
    else react(end[kState].close.promise, undefined, action);
  }

  #whenClosed(stream, end, action) {
    if (stream[kState].state === 'closed') action();
    else react(end[kState].close.promise, action, nop);
  }

  #write(chunk) {
    if (this.writer[kState].stream === undefined) this.#writeDone();
    else writableStreamDefaultWriterWriteWithRequest(this.writer, chunk, this.writeRequest);
  }

  // An error of a write shows in the state of the destination.
  #writeDone() {
    if (--this.writes === 0) this.onWritesDone?.();
  }

  // At once, unless the destination may have yet to write what was read.
  #afterWrites(action) {
    const isOpen = this.dest[kState].state === 'writable' && !writableStreamCloseQueuedOrInFlight(this.dest);
    if (!isOpen) action();
    else if (this.writes === 0) react(resolved, action);
    else this.onWritesDone = () => react(resolved, action);
  }

  #shutdownWith(action, rejected = false, error = undefined) {
    if (this.shuttingDown) return;
    this.shuttingDown = true;
    this.#afterWrites(() => react(action(),
      () => this.#finalize(rejected, error), (failure) => this.#finalize(true, failure)));
  }

  #shutdown(rejected = false, error = undefined) {
    if (this.shuttingDown) return;
    this.shuttingDown = true;
    this.#afterWrites(() => this.#finalize(rejected, error));
  }

  #finalize(rejected, error) {
    writableStreamDefaultWriterRelease(this.writer);
    readableStreamDefaultReaderRelease(this.reader);
    if (this.abort !== undefined) {
      this.options.signal.removeEventListener('abort', this.abort);
    }
    if (rejected) this.result.reject(error);
    else this.result.resolve();
  }
}

function readableStreamPipeTo(source, dest, preventClose, preventAbort,
  preventCancel, signal) {
  const pipe = new Pipe(source, dest, {
    preventClose, preventAbort, preventCancel, signal,
  });
  return pipe.start();
}

module.exports = { readableStreamPipeTo };
