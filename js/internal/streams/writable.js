'use strict';

// Writable: write(), the way of a chunk to _write() or _writev(), cork(), end()
// and the way to 'finish'.

module.exports = Writable;

const { Buffer } = require('node:buffer');
const { kJustLaidOut, kShapeMode } = require('internal/events/shape');
const { Stream } = require('internal/streams/legacy');
const { adoptLife, construct, destroy, errorOrDestroy, installEnd, keepError } =
  require('internal/streams/destroy');
const { eos } = require('internal/streams/end-of-stream');
const { AbortError, codes } = require('internal/errors');
const { kOnConstructed, uint8ArrayToBuffer } =
  require('internal/streams/utils');
const {
  defineAccessors, hasFlag, kState, kObjectMode, kErrorEmitted, kAutoDestroy,
  kDestroyed, kClosed, kCloseEmitted, kErrored, kConstructed,
} = require('internal/streams/state');
const { inherit } = require('internal/util');
const {
  WritableState, nop, addOnFinished, adoptWriting, advanceQueue, callOnFinished,
  emptyQueue, enqueue, failQueue, sizeOf, kAfterWriteScheduled, kAfterWriteTickInfo,
  kAfterWriteTickInfoValue, kAllBuffers, kAllNoop, kBufferProcessing, kBuffered,
  kBufferedValue, kCorked, kDecodeStrings, kDefaultUTF8Encoding, kEnded,
  kEnding, kExpectWriteCb, kFinalCalled, kFinished, kNeedDrain,
  kOnFinished, kOnWrite, kPrefinished, kSync, kWriteCb, kWriteCbValue, kWriting,
} = require('internal/streams/writable_state');

inherit(Writable, Stream);

Writable.WritableState = WritableState;

function Writable(options) {
  if (!(this instanceof Writable)) return new Writable(options);

  if (this._events === undefined) {
    this._events = {
      close: undefined,
      error: undefined,
      prefinish: undefined,
      finish: undefined,
      drain: undefined,
    };
    this[kShapeMode] = kJustLaidOut;
  }
  this._writableState = new WritableState(options, this, false);
  if (options) {
    adoptWriting(this, options);
    adoptLife(this, options);
  }
  Stream.call(this, options);

  if (this._construct != null) {
    construct(this, () => this._writableState[kOnConstructed](this));
  }
}

// A Duplex is a Writable too, though it does not inherit from it.
const ordinaryHasInstance = Function.prototype[Symbol.hasInstance];
Object.defineProperty(Writable, Symbol.hasInstance, {
  __proto__: null,
  value(object) {
    return ordinaryHasInstance.call(this, object) ||
      (this === Writable && object &&
        object._writableState instanceof WritableState);
  },
});

WritableState.prototype[kOnConstructed] = function onConstructed(stream) {
  if (!(this[kState] & kWriting)) flush(stream, this);
  advanceEnd(stream, this, false);
};

// --- into the stream -----------------------------------------------------------

Writable.prototype.write = function(chunk, encoding, cb) {
  return typeof encoding === 'function' ?
    write(this, chunk, null, encoding) === true :
    write(this, chunk, encoding, cb) === true;
};

// True or false as write() answers, or the error that was reported.
function write(stream, chunk, encoding, cb) {
  const state = stream._writableState;
  const callback = typeof cb === 'function' ? cb : nop;
  if (chunk === null) throw new codes.ERR_STREAM_NULL_VALUES();

  let size = 1;
  if (!(state[kState] & kObjectMode)) {
    encoding = encodingOf(state, encoding);
    if (typeof chunk !== 'string') {
      chunk = toBuffer(chunk);
      encoding = 'buffer';
    } else if (state[kState] & kDecodeStrings) {
      chunk = Buffer.from(chunk, encoding);
      encoding = 'buffer';
    }
    size = chunk.length;
  }

  if (state[kState] & (kEnding | kDestroyed)) {
    const error = state[kState] & kEnding ?
      new codes.ERR_STREAM_WRITE_AFTER_END() : new codes.ERR_STREAM_DESTROYED('write');
    process.nextTick(callback, error);
    errorOrDestroy(stream, error, true);
    return error;
  }

  state.pendingcb++;
  state.length += size;
  if ((state[kState] & kMayStart) === kConstructed) {
    startWrite(state, size, callback);
    stream._write(chunk, encoding, state.onwrite);
    state[kState] &= ~kSync;
  } else {
    enqueue(state, chunk, encoding, callback);
  }

  // What was written at once takes no room.
  const hasRoom = state.length < state.highWaterMark || state.length === 0;
  // Never cleared here: an earlier write() may have asked for 'drain'.
  if (!hasRoom) state[kState] |= kNeedDrain;
  // An errored or destroyed stream tells its writer to stop.
  return hasRoom && !(state[kState] & (kDestroyed | kErrored));
}

function encodingOf(state, given) {
  if (!given) {
    return state[kState] & kDefaultUTF8Encoding ?
      'utf8' : state.defaultEncoding;
  }
  if (given !== 'buffer' && !Buffer.isEncoding(given)) {
    throw new codes.ERR_UNKNOWN_ENCODING(given);
  }
  return given;
}

function toBuffer(chunk) {
  if (chunk instanceof Buffer) return chunk;
  if (ArrayBuffer.isView(chunk)) return uint8ArrayToBuffer(chunk);
  throw new codes.ERR_INVALID_ARG_TYPE(
    'chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk);
}

// A chunk goes to _write() at once if it is constructed and nothing else is set.
const kMayStart = kConstructed | kWriting | kErrored | kCorked;

// Precedes each call of _write() and _writev(). Clearing kSync follows it.
function startWrite(state, size, callback) {
  state.writelen = size;
  if (callback !== nop) {
    state[kWriteCbValue] = callback;
    state[kState] |= kWriteCb;
  }
  state[kState] |= kWriting | kSync | kExpectWriteCb;
}

// Hands on what waits, in one piece if the stream has _writev().
function flush(stream, state) {
  const stopped = kDestroyed | kBufferProcessing | kCorked;
  if ((state[kState] & (stopped | kBuffered | kConstructed)) !==
      (kBuffered | kConstructed)) {
    return;
  }
  const count = state.bufferedRequestCount;
  if (count === 0) return;

  state[kState] |= kBufferProcessing;
  if (count > 1 && stream._writev) flushTogether(stream, state);
  else flushOneByOne(stream, state);
  state[kState] &= ~kBufferProcessing;
}

function flushTogether(stream, state) {
  const noop = (state[kState] & kAllNoop) !== 0;
  const queue = state[kBufferedValue];
  const chunks = noop && state.bufferedIndex === 0 ?
    queue : queue.slice(state.bufferedIndex);
  chunks.allBuffers = (state[kState] & kAllBuffers) !== 0;
  // One callback stands for all of them.
  state.pendingcb -= chunks.length - 1;
  const callback = noop ? nop : (error) => {
    for (const each of chunks) each.callback(error);
  };
  startWrite(state, state.length, callback);
  stream._writev(chunks, state.onwrite);
  state[kState] &= ~kSync;
  emptyQueue(state);
}

function flushOneByOne(stream, state) {
  const queue = state[kBufferedValue];
  let index = state.bufferedIndex;
  do {
    const { chunk, encoding, callback } = queue[index];
    queue[index++] = null;
    startWrite(state, sizeOf(state, chunk), callback);
    // A write before this one may have destroyed the stream.
    if (state[kState] & kDestroyed) {
      state.onwrite(new codes.ERR_STREAM_DESTROYED('write'));
    } else {
      stream._write(chunk, encoding, state.onwrite);
    }
    state[kState] &= ~kSync;
  } while (index < queue.length && !(state[kState] & kWriting));
  advanceQueue(state, index);
}

Writable.prototype.cork = function() {
  const state = this._writableState;
  state.corked++;
  state[kState] |= kCorked;
};

Writable.prototype.uncork = function() {
  const state = this._writableState;
  if (!state.corked) return;
  if (--state.corked === 0) state[kState] &= ~kCorked;
  if (!(state[kState] & kWriting)) flush(this, state);
};

Writable.prototype.setDefaultEncoding = function setDefaultEncoding(encoding) {
  const name = typeof encoding === 'string' ? encoding.toLowerCase() : encoding;
  if (!Buffer.isEncoding(name)) throw new codes.ERR_UNKNOWN_ENCODING(name);
  this._writableState.defaultEncoding = name;
  return this;
};

Writable.prototype._write = function(chunk, encoding, cb) {
  if (!this._writev) throw new codes.ERR_METHOD_NOT_IMPLEMENTED('_write()');
  this._writev([{ chunk, encoding }], cb);
};

Writable.prototype._writev = null;

// --- after a write -------------------------------------------------------------

// What _write() and _writev() call back.
WritableState.prototype[kOnWrite] = function onwrite(stream, error) {
  if (!(this[kState] & kExpectWriteCb)) {
    errorOrDestroy(stream, new codes.ERR_MULTIPLE_CALLBACK());
    return;
  }
  const sync = (this[kState] & kSync) !== 0;
  const callback = this[kState] & kWriteCb ? this[kWriteCbValue] : nop;
  this[kWriteCbValue] = null;
  this[kState] &= ~(kWriting | kExpectWriteCb | kWriteCb);
  this.length -= this.writelen;
  this.writelen = 0;

  if (error) {
    // A Duplex must not go on reading while the error is under way.
    keepError(stream, error);
    if (sync) process.nextTick(reportWriteError, stream, this, error, callback);
    else reportWriteError(stream, this, error, callback);
    return;
  }
  if (this[kState] & kBuffered) flush(stream, this);
  if (!sync) afterWrite(stream, this, 1, callback);
  else if (callback === nop) afterSyncWrite(stream, this);
  else scheduleCallback(stream, this, callback);
};

function reportWriteError(stream, state, error, callback) {
  state.pendingcb--;
  callback(error);
  // The write() callbacks that still wait will not be called by anyone else.
  failQueue(state);
  errorOrDestroy(stream, error);
}

// A write that nobody waits for needs a tick of its own only if there is
// something to say afterwards. Object streams always take one.
function afterSyncWrite(stream, state) {
  const flags = state[kState];
  const needsTick = (flags & (kDestroyed | kObjectMode)) !== 0 ||
    ((flags & kNeedDrain) !== 0 && state.length === 0);
  if (needsTick && !(flags & kAfterWriteScheduled)) {
    state[kState] |= kAfterWriteScheduled;
    process.nextTick(afterPlainWrites, stream, state);
    return;
  }
  state.pendingcb--;
  advanceEnd(stream, state, true);
}

function afterPlainWrites(stream, state) {
  afterWrite(stream, state, 1, nop);
}

function scheduleCallback(stream, state, cb) {
  if (state.afterWriteTickInfo?.cb === cb) {
    // The same callback again (of a pipeline, say): one tick for all.
    state[kAfterWriteTickInfoValue].count++;
    return;
  }
  const info = { count: 1, cb, stream, state };
  state[kAfterWriteTickInfoValue] = info;
  state[kState] |= kAfterWriteTickInfo | kAfterWriteScheduled;
  process.nextTick(afterWritesWithCallback, info);
}

function afterWritesWithCallback({ stream, state, count, cb }) {
  state[kState] &= ~kAfterWriteTickInfo;
  state[kAfterWriteTickInfoValue] = null;
  afterWrite(stream, state, count, cb);
}

function afterWrite(stream, state, count, callback) {
  state[kState] &= ~kAfterWriteScheduled;
  if ((state[kState] & (kEnding | kNeedDrain | kDestroyed)) === kNeedDrain &&
      state.length === 0) {
    state[kState] &= ~kNeedDrain;
    stream.emit('drain');
  }
  for (; count > 0; count--) {
    state.pendingcb--;
    callback(null);
  }
  if (state[kState] & kDestroyed) failQueue(state);
  advanceEnd(stream, state, true);
}

// --- end -----------------------------------------------------------------------

Writable.prototype.end = function(chunk, encoding, cb) {
  if (typeof chunk === 'function') [chunk, encoding, cb] = [null, null, chunk];
  else if (typeof encoding === 'function') [encoding, cb] = [null, encoding];

  const state = this._writableState;
  let error = null;
  if (chunk !== null && chunk !== undefined) {
    const answer = write(this, chunk, encoding);
    if (typeof answer !== 'boolean') error = answer;
  }
  // end() undoes every cork().
  if (state[kState] & kCorked) {
    state.corked = 1;
    this.uncork();
  }

  if (error === null) {
    if (!(state[kState] & (kErrored | kEnding))) {
      state[kState] |= kEnding;
      advanceEnd(this, state, true);
      state[kState] |= kEnded;
    } else if (state[kState] & kFinished) {
      // Ending twice is harmless; it only tells the second caller.
      error = new codes.ERR_STREAM_ALREADY_FINISHED('end');
    } else if (state[kState] & kDestroyed) {
      error = new codes.ERR_STREAM_DESTROYED('end');
    }
  }

  if (typeof cb !== 'function') return this;
  error ??= state.errored;
  if (error !== null) process.nextTick(cb, error);
  else if (state[kState] & kFinished) process.nextTick(cb);
  else addOnFinished(state, cb);
  return this;
};

const kOfEnd = kEnding | kConstructed;
const kNotAtEnd = kDestroyed | kFinished | kWriting | kErrorEmitted |
  kCloseEmitted | kErrored | kBuffered;

// Everything is written and nothing went wrong: only 'finish' is missing.
function isAtEnd(state) {
  return (state[kState] & (kOfEnd | kNotAtEnd)) === kOfEnd &&
    state.length === 0;
}

// Takes an ended stream as far towards 'finish' as it can get: _final(), then
// 'prefinish', then, once no callback is owed, 'finish'. `later` if the caller
// is not to see that happen.
function advanceEnd(stream, state, later) {
  if (!isAtEnd(state)) return;
  if (!(state[kState] & (kPrefinished | kFinalCalled))) {
    state[kState] |= kFinalCalled;
    if (typeof stream._final === 'function') callFinal(stream, state);
    else emitPrefinish(stream, state);
  }
  if (state.pendingcb !== 0) return;
  if (later) {
    state.pendingcb++;
    process.nextTick(finishIfAtEnd, stream, state);
  } else if (isAtEnd(state)) {
    state.pendingcb++;
    finish(stream, state);
  }
}

function callFinal(stream, state) {
  let answered = false;
  const onFinish = (error) => {
    if (answered) {
      errorOrDestroy(stream, error ?? new codes.ERR_MULTIPLE_CALLBACK());
      return;
    }
    answered = true;
    state.pendingcb--;
    if (error) {
      callOnFinished(state, error);
      errorOrDestroy(stream, error, (state[kState] & kSync) !== 0);
    } else if (isAtEnd(state)) {
      emitPrefinish(stream, state);
      // Not at once: _final() may have called back synchronously.
      state.pendingcb++;
      process.nextTick(finish, stream, state);
    }
  };

  state[kState] |= kSync;
  state.pendingcb++;
  try {
    stream._final(onFinish);
  } catch (error) {
    onFinish(error);
  }
  state[kState] &= ~kSync;
}

function emitPrefinish(stream, state) {
  state[kState] |= kPrefinished;
  stream.emit('prefinish');
}

function finishIfAtEnd(stream, state) {
  if (isAtEnd(state)) finish(stream, state);
  else state.pendingcb--;
}

function finish(stream, state) {
  state.pendingcb--;
  state[kState] |= kFinished;
  callOnFinished(state, null);
  stream.emit('finish');

  if (!(state[kState] & kAutoDestroy)) return;
  // A Duplex waits for its readable half.
  const r = stream._readableState;
  const waits = r && !(r.autoDestroy && (r.endEmitted || r.readable === false));
  if (!waits) stream.destroy();
}

// --- destroy -------------------------------------------------------------------

Writable.prototype.destroy = function(err, cb) {
  const state = this._writableState;
  // Let those who still wait know.
  if (!(state[kState] & kDestroyed) &&
      state[kState] & (kBuffered | kOnFinished)) {
    process.nextTick(failQueue, state);
  }
  return destroy.call(this, err, cb);
};

installEnd(Writable.prototype);

// A Writable has nothing to give.
Writable.prototype.pipe = function() {
  errorOrDestroy(this, new codes.ERR_STREAM_CANNOT_PIPE());
};

Writable.prototype[Symbol.asyncDispose] = async function() {
  if (!this.destroyed) {
    this.destroy(this.writableFinished ? null : new AbortError());
  }
  const { promise, resolve, reject } = Promise.withResolvers();
  eos(this, (failure) => {
    if (failure && failure.name !== 'AbortError') reject(failure);
    else resolve(null);
  });
  await promise;
};

// --- properties ----------------------------------------------------------------

defineAccessors(Writable.prototype, {
  get closed() {
    return hasFlag(this._writableState, kClosed);
  },
  get destroyed() {
    return hasFlag(this._writableState, kDestroyed);
  },
  // Userland streams used to set it.
  set destroyed(value) {
    if (this._writableState) this._writableState.destroyed = value;
  },
  get errored() {
    return this._writableState ? this._writableState.errored : null;
  },
  get writable() {
    const state = this._writableState;
    return !!state && state.writable !== false &&
      !hasFlag(state, kEnding | kEnded | kDestroyed | kErrored);
  },
  // What it says for a Duplex that has no such half.
  set writable(value) {
    if (this._writableState) this._writableState.writable = !!value;
  },
  get writableAborted() {
    const state = this._writableState;
    return state.writable !== false && !hasFlag(state, kFinished) &&
      hasFlag(state, kDestroyed | kErrored);
  },
  get writableBuffer() {
    return this._writableState?.getBuffer();
  },
  get writableCorked() {
    return this._writableState ? this._writableState.corked : 0;
  },
  get writableEnded() {
    return hasFlag(this._writableState, kEnding);
  },
  get writableFinished() {
    return hasFlag(this._writableState, kFinished);
  },
  get writableHighWaterMark() {
    return this._writableState?.highWaterMark;
  },
  get writableLength() {
    return this._writableState?.length;
  },
  get writableNeedDrain() {
    const state = this._writableState;
    return hasFlag(state, kNeedDrain) && !hasFlag(state, kDestroyed | kEnding);
  },
  get writableObjectMode() {
    return hasFlag(this._writableState, kObjectMode);
  },
});

// --- web streams ---------------------------------------------------------------

Writable.fromWeb = function(writableStream, options) {
  return require('internal/webstreams/adapters')
    .newStreamWritableFromWritableStream(writableStream, options);
};

Writable.toWeb = function(streamWritable) {
  return require('internal/webstreams/adapters')
    .newWritableStreamFromStreamWritable(streamWritable);
};

