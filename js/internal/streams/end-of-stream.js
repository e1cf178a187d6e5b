'use strict';

// finished(): calls back once when a stream can no longer be read or written,
// or has failed.

const {
  AbortError,
  abortError,
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_STREAM_PREMATURE_CLOSE,
  },
} = require('internal/errors');
const { kEmptyObject, once } = require('internal/util');
const { validateAbortSignal, validateBoolean, validateFunction, validateObject } =
  require('internal/validators');
const utils = require('internal/streams/utils');
const { Listeners } = require('internal/streams/listeners');
const { addAbortListener } = require('internal/events/abort_listener');
const AsyncContextFrame = require('internal/async_context_frame');

function nop() {}

// The callback belongs to the asynchronous context of who asked for it.
function bindContext(callback) {
  const frame = AsyncContextFrame.current();
  if (frame === undefined) return callback;
  return function(...args) {
    const previous = AsyncContextFrame.exchange(frame);
    try {
      return Reflect.apply(callback, this, args);
    } finally {
      AsyncContextFrame.set(previous);
    }
  };
}

// Calls `onAbort` with an AbortError when the signal aborts. What is returned
// lets go of the signal.
function whenAborted(signal, onAbort) {
  const abort = () => {
    onAbort(abortError(signal));
  };
  if (signal.aborted) {
    process.nextTick(abort);
    return nop;
  }
  const listener = addAbortListener(signal, abort);
  return () => listener[Symbol.dispose]();
}

// Waits for the end of a Node stream, of the halves that are `readable` and
// `writable`.
class Completion {
  #stream;
  #callback;
  #readable;
  #writable;
  // What has been seen of the stream so far.
  #readableDone;
  #writableDone;
  #closed;
  // A stream that will emit 'close' is awaited up to there, but only if the
  // caller waits for all its halves.
  #awaitsClose;
  // It was over before: what goes wrong until that is said is no concern of it.
  #isDecided = false;
  #listeners = new Listeners();
  #releaseSignal = nop;

  constructor(stream, options, callback) {
    const canRead = utils.isReadableNodeStream(stream);
    const canWrite = utils.isWritableNodeStream(stream);
    this.#stream = stream;
    this.#callback = callback;
    this.#readable = options.readable ?? canRead;
    this.#writable = options.writable ?? canWrite;
    this.#readableDone = utils.isReadableFinished(stream, false);
    this.#writableDone = utils.isWritableFinished(stream, false);
    this.#closed = utils.isClosed(stream);
    this.#awaitsClose = utils.willEmitClose(stream) &&
      this.#readable === canRead && this.#writable === canWrite;

    const past = this.#whatHasHappened();
    if (past) {
      this.#isDecided = true;
      process.nextTick(() => {
        this.#isDecided = false;
        past();
      });
    }
    // In any case: a stream with a listener to 'error' does not throw.
    this.#listen(options.error !== false);
    if (options.signal && !this.#closed) {
      this.#releaseSignal = whenAborted(options.signal, (error) => {
        const report = this.#callback;
        this.stop();
        report.call(stream, error);
      });
    }
  }

  #listen(errorsToo) {
    const stream = this.#stream;
    const listeners = this.#listeners;
    const isRequest = stream.setHeader && typeof stream.abort === 'function';
    if (isRequest) {
      listeners.on(stream, 'complete', this.onfinish);
      if (!this.#awaitsClose) listeners.on(stream, 'abort', this.onclose);
      if (stream.req) this.onrequest();
      else listeners.on(stream, 'request', this.onrequest);
    } else if (this.#writable && !stream._writableState) {
      // An old stream that only says by `writable` that it has ended.
      const onlegacyfinish = () => stream.writable || this.onfinish();
      listeners.on(stream, 'end', onlegacyfinish);
      listeners.on(stream, 'close', onlegacyfinish);
    }
    if (!this.#awaitsClose && typeof stream.aborted === 'boolean') {
      listeners.on(stream, 'aborted', this.onclose);
    }
    listeners.on(stream, 'end', this.onend);
    listeners.on(stream, 'finish', this.onfinish);
    if (errorsToo) listeners.on(stream, 'error', this.onerror);
    listeners.on(stream, 'close', this.onclose);
  }

  // What has happened already will not be announced again: gives what its
  // announcement would have called.
  #whatHasHappened() {
    const stream = this.#stream;
    const { _readableState: r, _writableState: w } = stream;
    if (this.#closed) return this.onclose;
    if (w?.errorEmitted || r?.errorEmitted) {
      return this.#awaitsClose ? null : this.#onclosed;
    }
    const { isReadable, isWritable } = utils;
    const isOver =
      (!this.#readable && !w?.pendingcb &&
        (!this.#awaitsClose || isReadable(stream)) &&
        (this.#writableDone || isWritable(stream) === false)) ||
      (!this.#writable &&
        (!this.#awaitsClose || isWritable(stream)) &&
        (this.#readableDone || isReadable(stream) === false)) ||
      (r && stream.req && stream.aborted);
    if (!isOver) return null;
    const isErrored =
      utils.isWritableErrored(stream) || utils.isReadableErrored(stream);
    return isErrored ? this.#onclosed : this.#ondone;
  }

  // The listeners, under the names by which people find them on a stream.

  onerror = (error) => {
    this.#report(error);
  };

  onrequest = () => {
    this.#listeners.on(this.#stream.req, 'finish', this.onfinish);
  };

  onfinish = () => {
    this.#writableDone = true;
    this.#halfDone(
      this.#stream.writable, this.#readable, this.#readableDone);
  };

  onend = () => {
    this.#readableDone = true;
    this.#halfDone(
      this.#stream.readable, this.#writable, this.#writableDone);
  };

  #halfDone(isStillOpen, otherIsAwaited, otherIsDone) {
    // A destroyed stream may never come to its 'close'.
    if (this.#stream.destroyed) this.#awaitsClose = false;
    if (this.#awaitsClose && (!isStillOpen || otherIsAwaited)) return;
    if (!otherIsAwaited || otherIsDone) this.#report();
  }

  onclose = () => {
    // A 'close' that had been on its way is no news.
    if (!this.#closed) this.#isDecided = false;
    this.#closed = true;
    if (!this.#reportErrored()) {
      if (this.#isPremature()) this.#report(new ERR_STREAM_PREMATURE_CLOSE());
      else this.#report();
    }
  };

  #onclosed = () => {
    this.#closed = true;
    if (!this.#reportErrored()) this.#report();
  };

  #ondone = () => {
    this.#report();
  };

  #isPremature() {
    const stream = this.#stream;
    const unread = this.#readable && !this.#readableDone &&
      utils.isReadableNodeStream(stream, true) &&
      !utils.isReadableFinished(stream, false);
    const wasWritten =
      this.#writableDone && !utils.isWritableErrored(stream);
    return unread || (this.#writable && !wasWritten &&
      !utils.isWritableFinished(stream, false));
  }

  #reportErrored() {
    const error = utils.isWritableErrored(this.#stream) ||
      utils.isReadableErrored(this.#stream);
    // Some streams say no more than that there was an error.
    if (!error || typeof error === 'boolean') return false;
    this.#report(error);
    return true;
  }

  // Success has no argument.
  #report(...error) {
    if (this.#isDecided) return;
    this.#releaseSignal();
    Reflect.apply(this.#callback, this.#stream, error);
  }

  stop() {
    this.#callback = nop;
    this.#releaseSignal();
    this.#listeners.removeAll();
  }
}

// A web stream has a promise for its end.
function whenWebStreamEnds(stream, { signal }, callback) {
  let isAborted = false;
  let releaseSignal = nop;
  if (signal) {
    releaseSignal = whenAborted(signal, (error) => {
      isAborted = true;
      callback.call(stream, error);
    });
  }
  const onClosed = (outcome) => {
    if (isAborted) return;
    process.nextTick(() => {
      releaseSignal();
      callback.call(stream, outcome);
    });
  };
  stream[utils.kIsClosedPromise].promise.then(onClosed, onClosed);
}

function eos(stream, options, callback) {
  if (arguments.length === 2) {
    callback = options;
    options = kEmptyObject;
  } else if (options !== null && options !== undefined) {
    validateObject(options, 'options');
  }
  options ??= kEmptyObject;
  validateFunction(callback, 'callback');
  validateAbortSignal(options.signal, 'options.signal');
  const report = once(bindContext(callback));

  if (utils.isReadableStream(stream) || utils.isWritableStream(stream)) {
    whenWebStreamEnds(stream, options, report);
    return nop;
  }
  if (!utils.isNodeStream(stream)) {
    throw new ERR_INVALID_ARG_TYPE(
      'stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }
  const completion = new Completion(stream, options, report);
  return () => completion.stop();
}

// finished() of node:stream/promises.
function finished(stream, opts) {
  const options = opts === null ? kEmptyObject : opts;
  const wantsCleanup = options?.cleanup;
  if (wantsCleanup) validateBoolean(wantsCleanup, 'cleanup');
  return new Promise((resolve, reject) => {
    const cleanup = eos(stream, options, (error) => {
      if (wantsCleanup) cleanup();
      if (error) reject(error);
      else resolve();
    });
  });
}

module.exports = { eos, finished };
