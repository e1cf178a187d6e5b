'use strict';

// The end of a stream's life: destroy(), the 'error' and 'close' events that
// follow it, and the asynchronous construction that it may have to wait for.

const {
  AbortError,
  aggregateTwoErrors,
  codes: { ERR_MULTIPLE_CALLBACK },
} = require('internal/errors');
const {
  isDestroyed,
  isFinished,
  isServerRequest,
  kIsDestroyed,
} = require('internal/streams/utils');
const {
  kState, kErrorEmitted, kAutoDestroy, kEmitClose, kDestroyed, kClosed,
  kCloseEmitted, kConstructed,
} = require('internal/streams/state');

const kDestroy = Symbol('kDestroy');
const kConstruct = Symbol('kConstruct');

function recordError(error, w, r) {
  if (!error) return;
  // Touched now, because a stack that is rendered later has lost its frames.
  error.stack; // eslint-disable-line no-unused-expressions
  if (w && !w.errored) w.errored = error;
  if (r && !r.errored) r.errored = error;
}

function hasFlag(w, r, bit) {
  return (w && (w[kState] & bit) !== 0) || (r && (r[kState] & bit) !== 0);
}

function setFlag(w, r, bit) {
  if (w) w[kState] |= bit;
  if (r) r[kState] |= bit;
}

// Both Readable.prototype.destroy and, after its own work, Writable's.
function destroy(err, cb) {
  const r = this._readableState;
  const w = this._writableState;
  if (hasFlag(w, r, kDestroyed)) {
    if (typeof cb === 'function') cb();
    return this;
  }
  recordError(err, w, r);
  setFlag(w, r, kDestroyed);

  if (((w || r)[kState] & kConstructed) === 0) {
    this.once(kDestroy, (error) => {
      callDestroy(this, aggregateTwoErrors(error, err), cb);
    });
  } else {
    callDestroy(this, err, cb);
  }
  return this;
}

function callDestroy(stream, err, cb) {
  let called = false;

  function onDestroy(error) {
    if (called) return;
    called = true;
    const r = stream._readableState;
    const w = stream._writableState;
    recordError(error, w, r);
    setFlag(w, r, kClosed);
    if (typeof cb === 'function') cb(error);
    if (error) process.nextTick(emitErrorAndClose, stream, error);
    else process.nextTick(emitClose, stream);
  }

  try {
    stream._destroy(err || null, onDestroy);
  } catch (error) {
    onDestroy(error);
  }
}

function emitErrorAndClose(stream, error) {
  emitError(stream, error);
  emitClose(stream);
}

function emitClose(stream) {
  const r = stream._readableState;
  const w = stream._writableState;
  setFlag(w, r, kCloseEmitted);
  if (hasFlag(w, r, kEmitClose)) stream.emit('close');
}

function emitError(stream, error) {
  const r = stream._readableState;
  const w = stream._writableState;
  if (hasFlag(w, r, kErrorEmitted)) return;
  setFlag(w, r, kErrorEmitted);
  stream.emit('error', error);
}

// Makes a destroyed stream usable again (net.Socket reconnects this way).
function undestroy() {
  const r = this._readableState;
  const w = this._writableState;
  if (r) {
    r.constructed = true;
    r.closed = false;
    r.closeEmitted = false;
    r.destroyed = false;
    r.errored = null;
    r.errorEmitted = false;
    r.reading = false;
    r.ended = r.readable === false;
    r.endEmitted = r.readable === false;
  }
  if (w) {
    w.constructed = true;
    w.destroyed = false;
    w.closed = false;
    w.closeEmitted = false;
    w.errored = null;
    w.errorEmitted = false;
    w.finalCalled = false;
    w.prefinished = false;
    w.ended = w.writable === false;
    w.ending = w.writable === false;
    w.finished = w.writable === false;
  }
}

// Reports an error: by destroying the stream if it destroys itself, else by
// 'error' alone, now or (`sync`) after the current call.
function errorOrDestroy(stream, err, sync) {
  const r = stream._readableState;
  const w = stream._writableState;
  if (hasFlag(w, r, kDestroyed)) return;
  if (hasFlag(w, r, kAutoDestroy)) {
    stream.destroy(err);
  } else if (err) {
    recordError(err, w, r);
    if (sync) process.nextTick(emitError, stream, err);
    else emitError(stream, err);
  }
}

function construct(stream, cb) {
  if (typeof stream._construct !== 'function') return;
  const r = stream._readableState;
  const w = stream._writableState;
  if (r) r.constructed = false;
  if (w) w.constructed = false;
  stream.once(kConstruct, cb);
  // A Duplex comes here for each half; it is constructed once.
  if (stream.listenerCount(kConstruct) > 1) return;
  process.nextTick(callConstruct, stream);
}

function callConstruct(stream) {
  let called = false;

  function onConstruct(err) {
    if (called) {
      errorOrDestroy(stream, err ?? new ERR_MULTIPLE_CALLBACK());
      return;
    }
    called = true;
    const r = stream._readableState;
    const w = stream._writableState;
    const s = w || r;
    setFlag(w, r, kConstructed);
    if (s.destroyed) stream.emit(kDestroy, err);
    else if (err) errorOrDestroy(stream, err, true);
    else stream.emit(kConstruct);
  }

  try {
    stream._construct((err) => {
      process.nextTick(onConstruct, err);
    });
  } catch (err) {
    process.nextTick(onConstruct, err);
  }
}

function isRequest(stream) {
  return stream?.setHeader && typeof stream.abort === 'function';
}

// Destroys whatever acts as a stream; an unfinished one without a reason of
// the caller gets an AbortError.
function destroyer(stream, err) {
  if (!stream || isDestroyed(stream)) return;
  if (!err && !isFinished(stream)) err = new AbortError();

  if (isServerRequest(stream)) {
    stream.socket = null;
    stream.destroy(err);
  } else if (isRequest(stream)) {
    stream.abort();
  } else if (isRequest(stream.req)) {
    stream.req.abort();
  } else if (typeof stream.destroy === 'function') {
    stream.destroy(err);
  } else if (typeof stream.close === 'function') {
    stream.close();
  }
  if (!stream.destroyed) stream[kIsDestroyed] = true;
}

module.exports = { construct, destroyer, destroy, undestroy, errorOrDestroy };
