'use strict';

// Writable: write(), the buffer in front of _write()/_writev(), cork(), end()
// and the way to 'finish'.

module.exports = Writable;

const { Buffer } = require('node:buffer');
const EventEmitter = require('node:events');
const { kJustLaidOut, kShapeMode } = require('internal/events/shape');
const { Stream } = require('internal/streams/legacy');
const destroyImpl = require('internal/streams/destroy');
const { eos } = require('internal/streams/end-of-stream');
const { addAbortSignal } = require('internal/streams/add-abort-signal');
const {
  AbortError,
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_METHOD_NOT_IMPLEMENTED,
    ERR_MULTIPLE_CALLBACK,
    ERR_STREAM_ALREADY_FINISHED,
    ERR_STREAM_CANNOT_PIPE,
    ERR_STREAM_DESTROYED,
    ERR_STREAM_NULL_VALUES,
    ERR_STREAM_WRITE_AFTER_END,
    ERR_UNKNOWN_ENCODING,
  },
} = require('internal/errors');
const { kOnConstructed, uint8ArrayToBuffer } =
  require('internal/streams/utils');
const {
  kState, kObjectMode, kErrorEmitted, kAutoDestroy, kDestroyed, kClosed,
  kCloseEmitted, kErrored, kConstructed,
} = require('internal/streams/state');
const {
  WritableState, resetBuffer, nop, kAfterWriteTickInfo,
  kAfterWriteTickInfoValue, kAllBuffers, kAllNoop, kBufferProcessing,
  kBuffered, kBufferedValue, kCorked, kDecodeStrings, kDefaultUTF8Encoding, kEnded, kEnding, kErroredValue, kExpectWriteCb,
  kFinalCalled, kFinished, kMakeOnwrite, kNeedDrain, kOnFinished, kOnFinishedValue,
  kPrefinished, kSync, kWriteCb, kWriteCbValue, kWriting,
} = require('internal/streams/writable_state');

const { errorOrDestroy } = destroyImpl;

Object.setPrototypeOf(Writable.prototype, Stream.prototype);
Object.setPrototypeOf(Writable, Stream);

Writable.WritableState = WritableState;

WritableState.prototype[kMakeOnwrite] = function(stream) {
  return (error) => onwrite(stream, error);
};

WritableState.prototype[kOnConstructed] = function onConstructed(stream) {
  if ((this[kState] & kWriting) === 0) clearBuffer(stream, this);
  if ((this[kState] & kEnding) !== 0) finishMaybe(stream, this);
};

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
    if (typeof options.write === 'function') this._write = options.write;
    if (typeof options.writev === 'function') this._writev = options.writev;
    if (typeof options.destroy === 'function') this._destroy = options.destroy;
    if (typeof options.final === 'function') this._final = options.final;
    if (typeof options.construct === 'function') {
      this._construct = options.construct;
    }
    if (options.signal) addAbortSignal(options.signal, this);
  }

  Stream.call(this, options);

  if (this._construct != null) {
    destroyImpl.construct(this, () => {
      this._writableState[kOnConstructed](this);
    });
  }
}

// A Duplex is a Writable too, though it does not inherit from it.
Object.defineProperty(Writable, Symbol.hasInstance, {
  __proto__: null,
  value: function(object) {
    if (Function.prototype[Symbol.hasInstance].call(this, object)) return true;
    if (this !== Writable) return false;
    return object && object._writableState instanceof WritableState;
  },
});

Writable.prototype.pipe = function() {
  errorOrDestroy(this, new ERR_STREAM_CANNOT_PIPE());
};

// --- write -------------------------------------------------------------------

// True or false as write() answers, or the error that was reported.
function write(stream, chunk, encoding, cb) {
  const state = stream._writableState;
  if (cb == null || typeof cb !== 'function') cb = nop;

  if (chunk === null) throw new ERR_STREAM_NULL_VALUES();
  if ((state[kState] & kObjectMode) === 0) {
    if (!encoding) {
      encoding = (state[kState] & kDefaultUTF8Encoding) !== 0 ?
        'utf8' : state.defaultEncoding;
    } else if (encoding !== 'buffer' && !Buffer.isEncoding(encoding)) {
      throw new ERR_UNKNOWN_ENCODING(encoding);
    }
    if (typeof chunk === 'string') {
      if ((state[kState] & kDecodeStrings) !== 0) {
        chunk = Buffer.from(chunk, encoding);
        encoding = 'buffer';
      }
    } else if (chunk instanceof Buffer) {
      encoding = 'buffer';
    } else if (ArrayBuffer.isView(chunk)) {
      chunk = uint8ArrayToBuffer(chunk);
      encoding = 'buffer';
    } else {
      throw new ERR_INVALID_ARG_TYPE(
        'chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk);
    }
  }

  let error;
  if ((state[kState] & kEnding) !== 0) {
    error = new ERR_STREAM_WRITE_AFTER_END();
  } else if ((state[kState] & kDestroyed) !== 0) {
    error = new ERR_STREAM_DESTROYED('write');
  }
  if (error) {
    process.nextTick(cb, error);
    errorOrDestroy(stream, error, true);
    return error;
  }

  state.pendingcb++;
  return writeOrBuffer(stream, state, chunk, encoding, cb);
}

Writable.prototype.write = function(chunk, encoding, cb) {
  if (encoding != null && typeof encoding === 'function') {
    cb = encoding;
    encoding = null;
  }
  return write(this, chunk, encoding, cb) === true;
};

function writeOrBuffer(stream, state, chunk, encoding, callback) {
  const len = (state[kState] & kObjectMode) !== 0 ? 1 : chunk.length;
  state.length += len;

  if ((state[kState] & (kWriting | kErrored | kCorked | kConstructed)) !==
      kConstructed) {
    if ((state[kState] & kBuffered) === 0) {
      state[kState] |= kBuffered;
      state[kBufferedValue] = [];
    }
    state[kBufferedValue].push({ chunk, encoding, callback });
    if ((state[kState] & kAllBuffers) !== 0 && encoding !== 'buffer') {
      state[kState] &= ~kAllBuffers;
    }
    if ((state[kState] & kAllNoop) !== 0 && callback !== nop) {
      state[kState] &= ~kAllNoop;
    }
  } else {
    state.writelen = len;
    if (callback !== nop) state.writecb = callback;
    state[kState] |= kWriting | kSync | kExpectWriteCb;
    stream._write(chunk, encoding, state.onwrite);
    state[kState] &= ~kSync;
  }

  // What was written at once takes no room.
  const ret = state.length < state.highWaterMark || state.length === 0;
  // Never cleared here: an earlier write() may have asked for 'drain'.
  if (!ret) state[kState] |= kNeedDrain;
  // An errored or destroyed stream tells its writer to stop.
  return ret && (state[kState] & (kDestroyed | kErrored)) === 0;
}

function doWrite(stream, state, writev, len, chunk, encoding, cb) {
  state.writelen = len;
  if (cb !== nop) state.writecb = cb;
  state[kState] |= kWriting | kSync | kExpectWriteCb;
  if ((state[kState] & kDestroyed) !== 0) {
    state.onwrite(new ERR_STREAM_DESTROYED('write'));
  } else if (writev) {
    stream._writev(chunk, state.onwrite);
  } else {
    stream._write(chunk, encoding, state.onwrite);
  }
  state[kState] &= ~kSync;
}

// --- after a write -------------------------------------------------------------

// What _write() and _writev() call back.
function onwrite(stream, error) {
  const state = stream._writableState;
  if ((state[kState] & kExpectWriteCb) === 0) {
    errorOrDestroy(stream, new ERR_MULTIPLE_CALLBACK());
    return;
  }
  const sync = (state[kState] & kSync) !== 0;
  const cb = (state[kState] & kWriteCb) !== 0 ? state[kWriteCbValue] : nop;
  state.writecb = null;
  state[kState] &= ~(kWriting | kExpectWriteCb | kWriteCb);
  state.length -= state.writelen;
  state.writelen = 0;

  if (error) {
    // Touched now, because a stack that is rendered later has lost its frames.
    error.stack; // eslint-disable-line no-unused-expressions
    if ((state[kState] & kErrored) === 0) {
      state[kErroredValue] = error;
      state[kState] |= kErrored;
    }
    // A Duplex must not go on reading while the error is under way.
    if (stream._readableState && !stream._readableState.errored) {
      stream._readableState.errored = error;
    }
    if (sync) process.nextTick(onwriteError, stream, state, error, cb);
    else onwriteError(stream, state, error, cb);
    return;
  }

  if ((state[kState] & kBuffered) !== 0) clearBuffer(stream, state);

  if (!sync) {
    afterWrite(stream, state, 1, cb);
    return;
  }
  const needDrain =
    (state[kState] & kNeedDrain) !== 0 && state.length === 0;
  // Object streams always finish a write on the next tick.
  const needTick = needDrain || cb !== nop ||
    (state[kState] & (kDestroyed | kObjectMode)) !== 0;
  if (cb === nop) {
    if ((state[kState] & kAfterWriteTickInfo) === 0 && needTick) {
      process.nextTick(afterPlainWriteTick, stream, state);
      state[kState] |= kAfterWriteTickInfo;
      state[kAfterWriteTickInfoValue] = null;
    } else {
      state.pendingcb--;
      if ((state[kState] & kEnding) !== 0) finishMaybe(stream, state, true);
    }
  } else if ((state[kState] & kAfterWriteTickInfo) !== 0 &&
             state[kAfterWriteTickInfoValue]?.cb === cb) {
    // The same callback again (of a pipeline, say): one tick for all.
    state[kAfterWriteTickInfoValue].count++;
  } else {
    const info = { count: 1, cb, stream, state };
    state[kAfterWriteTickInfoValue] = info;
    state[kState] |= kAfterWriteTickInfo;
    process.nextTick(afterWriteTick, info);
  }
}

function onwriteError(stream, state, error, cb) {
  --state.pendingcb;
  cb(error);
  // The write() callbacks that still wait will not be called by anyone else.
  errorBuffer(state);
  // This may call stream._destroy() in turn.
  errorOrDestroy(stream, error);
}

function afterWriteTick({ stream, state, count, cb }) {
  state[kState] &= ~kAfterWriteTickInfo;
  state[kAfterWriteTickInfoValue] = null;
  afterWrite(stream, state, count, cb);
}

function afterPlainWriteTick(stream, state) {
  state[kState] &= ~kAfterWriteTickInfo;
  afterWrite(stream, state, 1, nop);
}

function afterWrite(stream, state, count, cb) {
  const needDrain =
    (state[kState] & (kEnding | kNeedDrain | kDestroyed)) === kNeedDrain &&
    state.length === 0;
  if (needDrain) {
    state[kState] &= ~kNeedDrain;
    stream.emit('drain');
  }
  while (count-- > 0) {
    state.pendingcb--;
    cb(null);
  }
  if ((state[kState] & kDestroyed) !== 0) errorBuffer(state);
  if ((state[kState] & kEnding) !== 0) finishMaybe(stream, state, true);
}

// Fails everything that waits in the buffer.
function errorBuffer(state) {
  if ((state[kState] & kWriting) !== 0) return;

  if ((state[kState] & kBuffered) !== 0) {
    const buffered = state[kBufferedValue];
    const objectMode = (state[kState] & kObjectMode) !== 0;
    for (let n = state.bufferedIndex; n < buffered.length; ++n) {
      const { chunk, callback } = buffered[n];
      state.length -= objectMode ? 1 : chunk.length;
      callback(state.errored ?? new ERR_STREAM_DESTROYED('write'));
    }
  }
  callFinishedCallbacks(
    state, state.errored ?? new ERR_STREAM_DESTROYED('end'));
  resetBuffer(state);
}

function clearBuffer(stream, state) {
  if ((state[kState] &
       (kDestroyed | kBufferProcessing | kCorked | kBuffered | kConstructed)) !==
      (kBuffered | kConstructed)) {
    return;
  }
  const objectMode = (state[kState] & kObjectMode) !== 0;
  const buffered = state[kBufferedValue];
  const count = buffered.length - state.bufferedIndex;
  if (count === 0) return;

  let i = state.bufferedIndex;
  state[kState] |= kBufferProcessing;
  if (count > 1 && stream._writev) {
    // One callback stands for all of them.
    state.pendingcb -= count - 1;
    const callback = (state[kState] & kAllNoop) !== 0 ? nop : (error) => {
      for (let n = i; n < buffered.length; ++n) buffered[n].callback(error);
    };
    const chunks = (state[kState] & kAllNoop) !== 0 && i === 0 ?
      buffered : buffered.slice(i);
    chunks.allBuffers = (state[kState] & kAllBuffers) !== 0;
    doWrite(stream, state, true, state.length, chunks, '', callback);
    resetBuffer(state);
  } else {
    do {
      const { chunk, encoding, callback } = buffered[i];
      buffered[i++] = null;
      const len = objectMode ? 1 : chunk.length;
      doWrite(stream, state, false, len, chunk, encoding, callback);
    } while (i < buffered.length && (state[kState] & kWriting) === 0);

    if (i === buffered.length) {
      resetBuffer(state);
    } else if (i > 256) {
      buffered.splice(0, i);
      state.bufferedIndex = 0;
    } else {
      state.bufferedIndex = i;
    }
  }
  state[kState] &= ~kBufferProcessing;
}

Writable.prototype.cork = function() {
  const state = this._writableState;
  state[kState] |= kCorked;
  state.corked++;
};

Writable.prototype.uncork = function() {
  const state = this._writableState;
  if (!state.corked) return;
  state.corked--;
  if (state.corked === 0) state[kState] &= ~kCorked;
  if ((state[kState] & kWriting) === 0) clearBuffer(this, state);
};

Writable.prototype.setDefaultEncoding = function setDefaultEncoding(encoding) {
  if (typeof encoding === 'string') encoding = encoding.toLowerCase();
  if (!Buffer.isEncoding(encoding)) throw new ERR_UNKNOWN_ENCODING(encoding);
  this._writableState.defaultEncoding = encoding;
  return this;
};

Writable.prototype._write = function(chunk, encoding, cb) {
  if (!this._writev) throw new ERR_METHOD_NOT_IMPLEMENTED('_write()');
  this._writev([{ chunk, encoding }], cb);
};

Writable.prototype._writev = null;

// --- end ---------------------------------------------------------------------

Writable.prototype.end = function(chunk, encoding, cb) {
  const state = this._writableState;

  if (typeof chunk === 'function') {
    cb = chunk;
    chunk = null;
    encoding = null;
  } else if (typeof encoding === 'function') {
    cb = encoding;
    encoding = null;
  }

  let error;
  if (chunk !== null && chunk !== undefined) {
    const ret = write(this, chunk, encoding);
    if (Error.isError(ret)) error = ret;
  }

  // end() undoes every cork().
  if ((state[kState] & kCorked) !== 0) {
    state.corked = 1;
    this.uncork();
  }

  if (error) {
    // write() has reported it.
  } else if ((state[kState] & (kErrored | kEnding)) === 0) {
    // Ending twice is harmless; it only tells the second caller.
    state[kState] |= kEnding;
    finishMaybe(this, state, true);
    state[kState] |= kEnded;
  } else if ((state[kState] & kFinished) !== 0) {
    error = new ERR_STREAM_ALREADY_FINISHED('end');
  } else if ((state[kState] & kDestroyed) !== 0) {
    error = new ERR_STREAM_DESTROYED('end');
  }

  if (typeof cb === 'function') {
    if (error) {
      process.nextTick(cb, error);
    } else if ((state[kState] & kErrored) !== 0) {
      process.nextTick(cb, state[kErroredValue]);
    } else if ((state[kState] & kFinished) !== 0) {
      process.nextTick(cb);
    } else {
      state[kState] |= kOnFinished;
      state[kOnFinishedValue] ??= [];
      state[kOnFinishedValue].push(cb);
    }
  }
  return this;
};

function needFinish(state) {
  return (
    (state[kState] & (
      kEnding | kDestroyed | kConstructed | kFinished | kWriting |
      kErrorEmitted | kCloseEmitted | kErrored | kBuffered
    )) === (kEnding | kConstructed) &&
    state.length === 0
  );
}

function callFinal(stream, state) {
  let called = false;

  function onFinish(error) {
    if (called) {
      errorOrDestroy(stream, error ?? new ERR_MULTIPLE_CALLBACK());
      return;
    }
    called = true;
    state.pendingcb--;
    if (error) {
      callFinishedCallbacks(state, error);
      errorOrDestroy(stream, error, (state[kState] & kSync) !== 0);
    } else if (needFinish(state)) {
      state[kState] |= kPrefinished;
      stream.emit('prefinish');
      // Not at once: _final() may have called back synchronously.
      state.pendingcb++;
      process.nextTick(finish, stream, state);
    }
  }

  state[kState] |= kSync;
  state.pendingcb++;
  try {
    stream._final(onFinish);
  } catch (error) {
    onFinish(error);
  }
  state[kState] &= ~kSync;
}

function prefinish(stream, state) {
  if ((state[kState] & (kPrefinished | kFinalCalled)) !== 0) return;
  if (typeof stream._final === 'function' &&
      (state[kState] & kDestroyed) === 0) {
    state[kState] |= kFinalCalled;
    callFinal(stream, state);
  } else {
    state[kState] |= kPrefinished;
    stream.emit('prefinish');
  }
}

function finishMaybe(stream, state, sync) {
  if (!needFinish(state)) return;
  prefinish(stream, state);
  if (state.pendingcb !== 0) return;
  if (sync) {
    state.pendingcb++;
    process.nextTick(finishIfStillNeeded, stream, state);
  } else if (needFinish(state)) {
    state.pendingcb++;
    finish(stream, state);
  }
}

function finishIfStillNeeded(stream, state) {
  if (needFinish(state)) finish(stream, state);
  else state.pendingcb--;
}

function finish(stream, state) {
  state.pendingcb--;
  state[kState] |= kFinished;
  callFinishedCallbacks(state, null);
  stream.emit('finish');

  if ((state[kState] & kAutoDestroy) !== 0) {
    // A Duplex waits for its readable half.
    const r = stream._readableState;
    const autoDestroy = !r || (
      r.autoDestroy && (r.endEmitted || r.readable === false));
    if (autoDestroy) stream.destroy();
  }
}

function callFinishedCallbacks(state, error) {
  if ((state[kState] & kOnFinished) === 0) return;
  const callbacks = state[kOnFinishedValue];
  state[kOnFinishedValue] = null;
  state[kState] &= ~kOnFinished;
  for (let i = 0; i < callbacks.length; i++) callbacks[i](error);
}

// --- properties ------------------------------------------------------------------

function getter(get) {
  return { __proto__: null, get };
}

Object.defineProperties(Writable.prototype, {
  closed: getter(function() {
    return this._writableState ?
      (this._writableState[kState] & kClosed) !== 0 : false;
  }),
  destroyed: {
    __proto__: null,
    get() {
      return this._writableState ?
        (this._writableState[kState] & kDestroyed) !== 0 : false;
    },
    set(value) {
      // Userland streams used to set it.
      if (this._writableState) this._writableState.destroyed = value;
    },
  },
  writable: {
    __proto__: null,
    get() {
      const w = this._writableState;
      // `writable` of the state is false only for a Duplex without that half.
      return !!w && w.writable !== false &&
        (w[kState] & (kEnding | kEnded | kDestroyed | kErrored)) === 0;
    },
    set(value) {
      if (this._writableState) this._writableState.writable = !!value;
    },
  },
  writableFinished: getter(function() {
    return this._writableState ?
      (this._writableState[kState] & kFinished) !== 0 : false;
  }),
  writableObjectMode: getter(function() {
    return this._writableState ?
      (this._writableState[kState] & kObjectMode) !== 0 : false;
  }),
  writableBuffer: getter(function() {
    return this._writableState && this._writableState.getBuffer();
  }),
  writableEnded: getter(function() {
    return this._writableState ?
      (this._writableState[kState] & kEnding) !== 0 : false;
  }),
  writableNeedDrain: getter(function() {
    return this._writableState ?
      (this._writableState[kState] & (kDestroyed | kEnding | kNeedDrain)) ===
        kNeedDrain : false;
  }),
  writableHighWaterMark: getter(function() {
    return this._writableState && this._writableState.highWaterMark;
  }),
  writableCorked: getter(function() {
    return this._writableState ? this._writableState.corked : 0;
  }),
  writableLength: getter(function() {
    return this._writableState && this._writableState.length;
  }),
  errored: getter(function() {
    return this._writableState ? this._writableState.errored : null;
  }),
  writableAborted: getter(function() {
    const w = this._writableState;
    return w.writable !== false &&
      (w[kState] & (kDestroyed | kErrored)) !== 0 &&
      (w[kState] & kFinished) === 0;
  }),
});

// --- destroy -----------------------------------------------------------------

Writable.prototype.destroy = function(err, cb) {
  const state = this._writableState;
  // Let those who still wait in the buffer know.
  if ((state[kState] & (kBuffered | kOnFinished)) !== 0 &&
      (state[kState] & kDestroyed) === 0) {
    process.nextTick(errorBuffer, state);
  }
  destroyImpl.destroy.call(this, err, cb);
  return this;
};

Writable.prototype._undestroy = destroyImpl.undestroy;

Writable.prototype._destroy = function(err, cb) {
  cb(err);
};

Writable.prototype[EventEmitter.captureRejectionSymbol] = function(err) {
  this.destroy(err);
};

Writable.prototype[Symbol.asyncDispose] = async function() {
  let error;
  if (!this.destroyed) {
    error = this.writableFinished ? null : new AbortError();
    this.destroy(error);
  }
  await new Promise((resolve, reject) => {
    eos(this, (failure) => {
      if (failure && failure.name !== 'AbortError') reject(failure);
      else resolve(null);
    });
  });
};

// --- web streams ---------------------------------------------------------------

let webStreamsAdapters;
function lazyWebStreams() {
  return webStreamsAdapters ??= require('internal/webstreams/adapters');
}

Writable.fromWeb = function(writableStream, options) {
  return lazyWebStreams()
    .newStreamWritableFromWritableStream(writableStream, options);
};

Writable.toWeb = function(streamWritable) {
  return lazyWebStreams().newWritableStreamFromStreamWritable(streamWritable);
};
