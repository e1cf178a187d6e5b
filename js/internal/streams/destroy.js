'use strict';

// The end of a stream's life: destroy(), the 'error' and 'close' events that
// follow it, and the asynchronous construction that it may have to wait for.

const {
  AbortError,
  aggregateTwoErrors,
  codes: { ERR_MULTIPLE_CALLBACK },
} = require('internal/errors');
const { isDestroyed, isFinished, isServerRequest, kIsDestroyed } =
  require('internal/streams/utils');
const {
  flagsOf, setFlags, kState, kErrorEmitted, kAutoDestroy, kEmitClose,
  kDestroyed, kClosed, kCloseEmitted, kErrored, kConstructed,
} = require('internal/streams/state');

// Events between the functions of this file.
const kDestroy = Symbol('kDestroy');
const kConstruct = Symbol('kConstruct');

// Keeps the first error of a stream in both halves.
function keepError(stream, error) {
  // Touched now, because a stack that is rendered later has lost its frames.
  void error.stack;
  for (const half of [stream._writableState, stream._readableState]) {
    if (half && !half.errored) half.errored = error;
  }
}

// The destroy() of Readable; Writable's does some work of its own before.
function destroy(err, cb) {
  const flags = flagsOf(this);
  if (flags & kDestroyed) {
    if (typeof cb === 'function') cb();
    return this;
  }
  if (err) keepError(this, err);
  setFlags(this, kDestroyed);

  if (flags & kConstructed) {
    callDestroy(this, err, cb);
  } else {
    this.once(kDestroy, (failure) => {
      callDestroy(this, aggregateTwoErrors(failure, err), cb);
    });
  }
  return this;
}

function callDestroy(stream, reason, cb) {
  let answered = false;
  const onDestroy = (error) => {
    if (answered) return;
    answered = true;
    if (error) keepError(stream, error);
    setFlags(stream, kClosed);
    if (typeof cb === 'function') cb(error);
    process.nextTick(emitLastEvents, stream, error);
  };
  try {
    stream._destroy(reason || null, onDestroy);
  } catch (error) {
    onDestroy(error);
  }
}

function emitLastEvents(stream, error) {
  if (error) emitError(stream, error);
  setFlags(stream, kCloseEmitted);
  if (flagsOf(stream) & kEmitClose) stream.emit('close');
}

// A stream has one 'error' at most.
function emitError(stream, error) {
  if (flagsOf(stream) & kErrorEmitted) return;
  setFlags(stream, kErrorEmitted);
  stream.emit('error', error);
}

const kLifeIsOver =
  kDestroyed | kClosed | kCloseEmitted | kErrored | kErrorEmitted;

// Makes a destroyed stream usable again (net.Socket reconnects this way). A
// half that a Duplex was made without stays away.
function undestroy() {
  const { _readableState: r, _writableState: w } = this;
  if (r) {
    r[kState] = (r[kState] & ~kLifeIsOver) | kConstructed;
    r.reading = false;
    r.ended = r.endEmitted = r.readable === false;
  }
  if (w) {
    w[kState] = (w[kState] & ~kLifeIsOver) | kConstructed;
    w.finalCalled = w.prefinished = false;
    w.ending = w.ended = w.finished = w.writable === false;
  }
}

// Reports an error: by destroying the stream if it destroys itself, else by
// 'error' alone, now or (`sync`) after the current call.
function errorOrDestroy(stream, err, sync) {
  const flags = flagsOf(stream);
  if (flags & kDestroyed) return;
  if (flags & kAutoDestroy) {
    stream.destroy(err);
    return;
  }
  if (!err) return;
  keepError(stream, err);
  if (sync) process.nextTick(emitError, stream, err);
  else emitError(stream, err);
}

// The options that say how a stream comes into being and how it ends.
function adoptLife(stream, { construct: ownConstruct, destroy: ownDestroy, signal }) {
  if (typeof ownDestroy === 'function') stream._destroy = ownDestroy;
  if (typeof ownConstruct === 'function') stream._construct = ownConstruct;
  if (!signal) return;
  const { addAbortSignal } = require('internal/streams/add-abort-signal');
  addAbortSignal(signal, stream);
}

// Runs _construct(), if there is one, on the next tick; `ready` follows.
function construct(stream, ready) {
  if (typeof stream._construct !== 'function') return;
  for (const half of [stream._readableState, stream._writableState]) {
    if (half) half.constructed = false;
  }
  // Both halves of a stream that calls two constructors wait for one call.
  const first = stream.listenerCount(kConstruct) === 0;
  stream.once(kConstruct, ready);
  if (first) process.nextTick(callConstruct, stream);
}

function callConstruct(stream) {
  let answered = false;
  const onConstruct = (error) => {
    if (answered) {
      errorOrDestroy(stream, error ?? new ERR_MULTIPLE_CALLBACK());
      return;
    }
    answered = true;
    setFlags(stream, kConstructed);
    if (flagsOf(stream) & kDestroyed) stream.emit(kDestroy, error);
    else if (error) errorOrDestroy(stream, error, true);
    else stream.emit(kConstruct);
  };
  const onConstructLater = (error) => process.nextTick(onConstruct, error);
  try {
    stream._construct(onConstructLater);
  } catch (error) {
    onConstructLater(error);
  }
}

// The methods for the end that both kinds of streams begin with.
function installEnd(prototype) {
  prototype._undestroy = undestroy;
  prototype._destroy = function(err, cb) {
    cb(err);
  };
  prototype[Symbol.for('nodejs.rejection')] = function(err) {
    this.destroy(err);
  };
}

const isClientRequest = (value) =>
  value?.setHeader && typeof value.abort === 'function';

// Destroys whatever acts as a stream; an unfinished one without a reason of
// the caller gets an AbortError.
function destroyer(stream, err) {
  if (!stream || isDestroyed(stream)) return;
  const reason = err || isFinished(stream) ? err : new AbortError();

  const forServer = isServerRequest(stream);
  const request = forServer ? undefined :
    [stream, stream.req].find(isClientRequest);
  // The connection outlives the request.
  if (forServer) stream.socket = null;

  if (request) request.abort();
  else if (typeof stream.destroy === 'function') stream.destroy(reason);
  else if (typeof stream.close === 'function') stream.close();
  if (!stream.destroyed) stream[kIsDestroyed] = true;
}

module.exports = {
  adoptLife, construct, destroyer, destroy, errorOrDestroy, installEnd, keepError,
};
