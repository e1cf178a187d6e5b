'use strict';

// Readable: push(), the buffer behind read(), flowing and paused mode, and the
// way to 'end'. pipe() is in readable_pipe, async iteration and the other
// ways to consume in readable_consume.

module.exports = Readable;

const { Buffer } = require('node:buffer');
const EventEmitter = require('node:events');
const { kJustLaidOut, kShapeMode } = require('internal/events/shape');
const { Stream } = require('internal/streams/legacy');
const destroyImpl = require('internal/streams/destroy');
const { addAbortSignal } = require('internal/streams/add-abort-signal');
const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_METHOD_NOT_IMPLEMENTED,
    ERR_OUT_OF_RANGE,
    ERR_STREAM_PUSH_AFTER_EOF,
    ERR_STREAM_UNSHIFT_AFTER_END_EVENT,
  },
} = require('internal/errors');
const { kOnConstructed, uint8ArrayToBuffer } =
  require('internal/streams/utils');
const {
  kState, kObjectMode, kErrorEmitted, kAutoDestroy, kDestroyed, kClosed,
  kCloseEmitted, kErrored, kConstructed,
} = require('internal/streams/state');
const {
  ReadableState, fromList, kDataEmitted, kDataListening, kDecoder,
  kDecoderValue, kEmittedReadable, kEndEmitted, kEnded, kFlowing, kHasFlowing,
  kHasPaused, kMultiAwaitDrain, kNeedReadable, kPaused, kReadableListening,
  kReading, kReadingMore, kResumeScheduled, kSync,
} = require('internal/streams/readable_state');

const { errorOrDestroy } = destroyImpl;

Object.setPrototypeOf(Readable.prototype, Stream.prototype);
Object.setPrototypeOf(Readable, Stream);

Readable.ReadableState = ReadableState;
Readable._fromList = fromList;

ReadableState.prototype[kOnConstructed] = function onConstructed(stream) {
  if ((this[kState] & kNeedReadable) !== 0) maybeReadMore(stream, this);
};

function Readable(options) {
  if (!(this instanceof Readable)) return new Readable(options);

  if (this._events === undefined) {
    this._events = {
      close: undefined,
      error: undefined,
      data: undefined,
      end: undefined,
      readable: undefined,
    };
    this[kShapeMode] = kJustLaidOut;
  }
  this._readableState = new ReadableState(options, this, false);

  if (options) {
    if (typeof options.read === 'function') this._read = options.read;
    if (typeof options.destroy === 'function') this._destroy = options.destroy;
    if (typeof options.construct === 'function') {
      this._construct = options.construct;
    }
    if (options.signal) addAbortSignal(options.signal, this);
  }

  Stream.call(this, options);

  if (this._construct != null) {
    destroyImpl.construct(this, () => {
      this._readableState[kOnConstructed](this);
    });
  }
}

Readable.prototype.destroy = destroyImpl.destroy;
Readable.prototype._undestroy = destroyImpl.undestroy;
Readable.prototype._destroy = function(err, cb) {
  cb(err);
};

Readable.prototype[EventEmitter.captureRejectionSymbol] = function(err) {
  this.destroy(err);
};

// --- push ----------------------------------------------------------------------

// Manually shove something into the buffer; true when more is welcome.
Readable.prototype.push = function(chunk, encoding) {
  const state = this._readableState;
  return (state[kState] & kObjectMode) === 0 ?
    pushBytes(this, state, chunk, encoding) :
    pushObject(this, state, chunk, encoding);
};

Readable.prototype.unshift = function(chunk, encoding) {
  const state = this._readableState;
  return (state[kState] & kObjectMode) === 0 ?
    unshiftBytes(this, state, chunk, encoding) :
    unshiftObject(this, state, chunk);
};

function invalidChunk(stream, chunk) {
  errorOrDestroy(stream, new ERR_INVALID_ARG_TYPE(
    'chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk));
  return false;
}

function pushEnd(stream, state) {
  state[kState] &= ~kReading;
  onEndOfChunks(stream, state);
  return false;
}

function canPushMore(state) {
  return (state[kState] & kEnded) === 0 &&
    (state.length < state.highWaterMark || state.length === 0);
}

function canTake(stream, state) {
  if ((state[kState] & kEnded) !== 0) {
    errorOrDestroy(stream, new ERR_STREAM_PUSH_AFTER_EOF());
    return false;
  }
  return (state[kState] & (kDestroyed | kErrored)) === 0;
}

function pushBytes(stream, state, chunk, encoding) {
  if (chunk === null) return pushEnd(stream, state);

  if (typeof chunk === 'string') {
    encoding ||= state.defaultEncoding;
    if (state.encoding !== encoding) {
      chunk = Buffer.from(chunk, encoding);
      encoding = '';
    }
  } else if (chunk instanceof Buffer) {
    encoding = '';
  } else if (ArrayBuffer.isView(chunk)) {
    chunk = uint8ArrayToBuffer(chunk);
    encoding = '';
  } else if (chunk !== undefined) {
    return invalidChunk(stream, chunk);
  }

  if (!chunk || chunk.length <= 0) {
    state[kState] &= ~kReading;
    maybeReadMore(stream, state);
    return canPushMore(state);
  }
  if (!canTake(stream, state)) return false;

  state[kState] &= ~kReading;
  if ((state[kState] & kDecoder) !== 0 && !encoding) {
    chunk = state[kDecoderValue].write(chunk);
    if (chunk.length === 0) {
      // Part of a character: nothing to show yet.
      maybeReadMore(stream, state);
      return canPushMore(state);
    }
  }
  addChunk(stream, state, chunk, false);
  return canPushMore(state);
}

function pushObject(stream, state, chunk, encoding) {
  if (chunk === null) return pushEnd(stream, state);
  if (!canTake(stream, state)) return false;

  state[kState] &= ~kReading;
  if ((state[kState] & kDecoder) !== 0 && !encoding) {
    chunk = state[kDecoderValue].write(chunk);
  }
  addChunk(stream, state, chunk, false);
  return canPushMore(state);
}

function unshiftBytes(stream, state, chunk, encoding) {
  if (chunk === null) return pushEnd(stream, state);

  if (typeof chunk === 'string') {
    encoding ||= state.defaultEncoding;
    if (state.encoding !== encoding) {
      chunk = Buffer.from(chunk, encoding);
      // What is in the buffer already is text in the stream's encoding.
      if (state.encoding) chunk = chunk.toString(state.encoding);
    }
  } else if (ArrayBuffer.isView(chunk) && !(chunk instanceof Buffer)) {
    chunk = uint8ArrayToBuffer(chunk);
  } else if (chunk !== undefined && !(chunk instanceof Buffer)) {
    return invalidChunk(stream, chunk);
  }

  if (!(chunk && chunk.length > 0)) return canPushMore(state);
  return unshiftChunk(stream, state, chunk);
}

function unshiftObject(stream, state, chunk) {
  if (chunk === null) return pushEnd(stream, state);
  return unshiftChunk(stream, state, chunk);
}

function unshiftChunk(stream, state, chunk) {
  if ((state[kState] & kEndEmitted) !== 0) {
    errorOrDestroy(stream, new ERR_STREAM_UNSHIFT_AFTER_END_EVENT());
  } else if ((state[kState] & (kDestroyed | kErrored)) !== 0) {
    return false;
  } else {
    addChunk(stream, state, chunk, true);
  }
  return canPushMore(state);
}

function addChunk(stream, state, chunk, addToFront) {
  if ((state[kState] & (kFlowing | kSync | kDataListening)) ===
      (kFlowing | kDataListening) && state.length === 0) {
    // Straight through: nobody has to wait.
    if ((state[kState] & kMultiAwaitDrain) !== 0) {
      state.awaitDrainWriters.clear();
    } else {
      state.awaitDrainWriters = null;
    }
    state[kState] |= kDataEmitted;
    stream.emit('data', chunk);
  } else {
    state.length += (state[kState] & kObjectMode) !== 0 ? 1 : chunk.length;
    if (!addToFront) state.buffer.push(chunk);
    else if (state.bufferIndex > 0) state.buffer[--state.bufferIndex] = chunk;
    else state.buffer.unshift(chunk);
    if ((state[kState] & kNeedReadable) !== 0) emitReadable(stream);
  }
  maybeReadMore(stream, state);
}

function onEndOfChunks(stream, state) {
  if ((state[kState] & kEnded) !== 0) return;
  const decoder = (state[kState] & kDecoder) !== 0 ?
    state[kDecoderValue] : null;
  if (decoder) {
    const chunk = decoder.end();
    if (chunk?.length) {
      state.buffer.push(chunk);
      state.length += (state[kState] & kObjectMode) !== 0 ? 1 : chunk.length;
    }
  }
  state[kState] |= kEnded;

  if ((state[kState] & kSync) !== 0) {
    // Inside read(): whoever reads will see it after that.
    emitReadable(stream);
  } else {
    state[kState] &= ~kNeedReadable;
    state[kState] |= kEmittedReadable;
    emitReadableNow(stream);
  }
}

// --- read ----------------------------------------------------------------------

// A buffer that is asked for more than it may hold grows, in powers of two.
const MAX_HIGH_WATER_MARK = 0x40000000;

function computeNewHighWaterMark(n) {
  if (n > MAX_HIGH_WATER_MARK) {
    throw new ERR_OUT_OF_RANGE('size', '<= 1GiB', n);
  }
  return n <= 1 ? 1 : 2 ** Math.ceil(Math.log2(n));
}

function howMuchToRead(n, state) {
  if (n <= 0 || (state.length === 0 && (state[kState] & kEnded) !== 0)) {
    return 0;
  }
  if ((state[kState] & kObjectMode) !== 0) return 1;
  if (Number.isNaN(n)) {
    // One chunk at a time, as it was pushed; text may as well come in one.
    if (state.length && (state[kState] & (kFlowing | kDecoder)) !== kDecoder) {
      return state.buffer[state.bufferIndex].length;
    }
    return state.length;
  }
  if (n <= state.length) return n;
  return (state[kState] & kEnded) !== 0 ? state.length : 0;
}

Readable.prototype.read = function(n) {
  if (n === undefined) n = NaN;
  else if (!Number.isInteger(n)) n = Number.parseInt(n, 10);

  const state = this._readableState;
  const asked = n;

  if (n > state.highWaterMark) state.highWaterMark = computeNewHighWaterMark(n);
  if (n !== 0) state[kState] &= ~kEmittedReadable;

  // read(0) only triggers 'readable' when there is enough already.
  if (n === 0 &&
      (state[kState] & kNeedReadable) !== 0 &&
      ((state.highWaterMark !== 0 ?
        state.length >= state.highWaterMark : state.length > 0) ||
       (state[kState] & kEnded) !== 0)) {
    if (state.length === 0 && (state[kState] & kEnded) !== 0) endReadable(this);
    else emitReadable(this);
    return null;
  }

  n = howMuchToRead(n, state);
  if (n === 0 && (state[kState] & kEnded) !== 0) {
    if (state.length === 0) endReadable(this);
    return null;
  }

  // Below the mark after this read, or somebody waits: get more first.
  const doRead = (state[kState] & kNeedReadable) !== 0 ||
    state.length === 0 || state.length - n < state.highWaterMark;
  if (doRead && (state[kState] & (kEnded | kReading | kDestroyed | kErrored |
                                  kConstructed)) === kConstructed) {
    state[kState] |= kReading | kSync;
    if (state.length === 0) state[kState] |= kNeedReadable;
    try {
      this._read(state.highWaterMark);
    } catch (error) {
      errorOrDestroy(this, error);
    }
    state[kState] &= ~kSync;
    // _read() may have pushed synchronously.
    if ((state[kState] & kReading) === 0) n = howMuchToRead(asked, state);
  }

  const ret = n > 0 ? fromList(n, state) : null;
  if (ret === null) {
    if (state.length <= state.highWaterMark) state[kState] |= kNeedReadable;
    n = 0;
  } else {
    state.length -= n;
    if ((state[kState] & kMultiAwaitDrain) !== 0) {
      state.awaitDrainWriters.clear();
    } else {
      state.awaitDrainWriters = null;
    }
  }

  if (state.length === 0) {
    if ((state[kState] & kEnded) === 0) state[kState] |= kNeedReadable;
    // The last of it was just read.
    if (asked !== n && (state[kState] & kEnded) !== 0) endReadable(this);
  }

  if (ret !== null && (state[kState] & (kErrorEmitted | kCloseEmitted)) === 0) {
    state[kState] |= kDataEmitted;
    this.emit('data', ret);
  }
  return ret;
};

Readable.prototype._read = function(n) {
  throw new ERR_METHOD_NOT_IMPLEMENTED('_read()');
};

function emitReadable(stream) {
  const state = stream._readableState;
  state[kState] &= ~kNeedReadable;
  if ((state[kState] & kEmittedReadable) !== 0) return;
  state[kState] |= kEmittedReadable;
  process.nextTick(emitReadableNow, stream);
}

function emitReadableNow(stream) {
  const state = stream._readableState;
  if ((state[kState] & (kDestroyed | kErrored)) === 0 &&
      (state.length || (state[kState] & kEnded) !== 0)) {
    stream.emit('readable');
    state[kState] &= ~kEmittedReadable;
  }
  // Another 'readable' is due when nobody flows, it has not ended, and there
  // is room.
  if ((state[kState] & (kFlowing | kEnded)) === 0 &&
      state.length <= state.highWaterMark) {
    state[kState] |= kNeedReadable;
  } else {
    state[kState] &= ~kNeedReadable;
  }
  flow(stream);
}

// Fills the buffer up to the mark ahead of the consumer.
function maybeReadMore(stream, state) {
  if ((state[kState] & (kReadingMore | kReading | kConstructed)) ===
      kConstructed) {
    state[kState] |= kReadingMore;
    process.nextTick(readMore, stream, state);
  }
}

function readMore(stream, state) {
  while ((state[kState] & (kReading | kEnded)) === 0 &&
         (state.length < state.highWaterMark ||
          ((state[kState] & kFlowing) !== 0 && state.length === 0))) {
    const { length } = state;
    stream.read(0);
    // Nothing came at once: the next push() comes back here.
    if (length === state.length) break;
  }
  state[kState] &= ~kReadingMore;
}

// --- modes ---------------------------------------------------------------------

Readable.prototype.isPaused = function() {
  return this._readableState.paused === true ||
    this._readableState.flowing === false;
};

Readable.prototype.setEncoding = function(enc) {
  const state = this._readableState;
  const { StringDecoder } = require('node:string_decoder');
  const decoder = new StringDecoder(enc);
  state.decoder = decoder;
  // As the decoder calls it.
  state.encoding = decoder.encoding;

  // What is buffered becomes text too.
  let content = '';
  for (const data of state.buffer.slice(state.bufferIndex)) {
    content += decoder.write(data);
  }
  state.buffer.length = 0;
  state.bufferIndex = 0;
  if (content !== '') state.buffer.push(content);
  state.length = content.length;
  return this;
};

Readable.prototype.on = function(ev, fn) {
  const res = Stream.prototype.on.call(this, ev, fn);
  const state = this._readableState;

  if (ev === 'data') {
    state[kState] |= kDataListening;
    if (this.listenerCount('readable') > 0) state[kState] |= kReadableListening;
    else state[kState] &= ~kReadableListening;
    // Flow, unless somebody explicitly paused.
    if (state.flowing !== false) this.resume();
  } else if (ev === 'readable') {
    if ((state[kState] & (kEndEmitted | kReadableListening)) === 0) {
      state[kState] |= kReadableListening | kNeedReadable | kHasFlowing;
      state[kState] &= ~(kFlowing | kEmittedReadable);
      if (state.length) {
        emitReadable(this);
      } else if ((state[kState] & kReading) === 0) {
        process.nextTick(readZero, this);
      }
    }
  }
  return res;
};
Readable.prototype.addListener = Readable.prototype.on;

function readZero(stream) {
  stream.read(0);
}

Readable.prototype.removeListener = function(ev, fn) {
  const res = Stream.prototype.removeListener.call(this, ev, fn);
  if (ev === 'readable') {
    // Later: the listener may be about to be replaced.
    process.nextTick(updateReadableListening, this);
  } else if (ev === 'data' && this.listenerCount('data') === 0) {
    this._readableState[kState] &= ~kDataListening;
  }
  return res;
};
Readable.prototype.off = Readable.prototype.removeListener;

Readable.prototype.removeAllListeners = function(ev) {
  const res = Stream.prototype.removeAllListeners.apply(this, arguments);
  if (ev === 'readable' || ev === undefined) {
    process.nextTick(updateReadableListening, this);
  }
  return res;
};

function updateReadableListening(stream) {
  const state = stream._readableState;
  if (stream.listenerCount('readable') > 0) state[kState] |= kReadableListening;
  else state[kState] &= ~kReadableListening;

  if ((state[kState] & (kHasPaused | kPaused | kResumeScheduled)) ===
      (kHasPaused | kResumeScheduled)) {
    // Flowing was held up only by the 'readable' listener.
    state[kState] |= kHasFlowing | kFlowing;
  } else if (stream.listenerCount('data') > 0) {
    stream.resume();
  } else if ((state[kState] & kReadableListening) === 0) {
    state[kState] &= ~(kHasFlowing | kFlowing);
  }
}

Readable.prototype.resume = function() {
  const state = this._readableState;
  if ((state[kState] & kDestroyed) !== 0) return this;
  if ((state[kState] & kFlowing) === 0) {
    // With a 'readable' listener resume() has no effect on the flow.
    state[kState] |= kHasFlowing;
    if ((state[kState] & kReadableListening) === 0) state[kState] |= kFlowing;
    if ((state[kState] & kResumeScheduled) === 0) {
      state[kState] |= kResumeScheduled;
      process.nextTick(resumeLater, this, state);
    }
  }
  state[kState] |= kHasPaused;
  state[kState] &= ~kPaused;
  return this;
};

function resumeLater(stream, state) {
  if ((state[kState] & kReading) === 0) stream.read(0);
  state[kState] &= ~kResumeScheduled;
  stream.emit('resume');
  flow(stream);
  if ((state[kState] & (kFlowing | kReading)) === kFlowing) stream.read(0);
}

Readable.prototype.pause = function() {
  const state = this._readableState;
  if ((state[kState] & kDestroyed) !== 0) return this;
  if ((state[kState] & (kHasFlowing | kFlowing)) !== kHasFlowing) {
    state[kState] |= kHasFlowing;
    state[kState] &= ~kFlowing;
    this.emit('pause');
  }
  state[kState] |= kHasPaused | kPaused;
  return this;
};

function flow(stream) {
  const state = stream._readableState;
  while ((state[kState] & kFlowing) !== 0 && stream.read() !== null);
}

// --- end -----------------------------------------------------------------------

function endReadable(stream) {
  const state = stream._readableState;
  if ((state[kState] & kEndEmitted) !== 0) return;
  state[kState] |= kEnded;
  process.nextTick(endReadableLater, state, stream);
}

function endReadableLater(state, stream) {
  // unshift() may have brought something back.
  if ((state[kState] & (kErrored | kCloseEmitted | kEndEmitted)) !== 0 ||
      state.length !== 0) {
    return;
  }
  state[kState] |= kEndEmitted;
  stream.emit('end');

  if (stream.writable && stream.allowHalfOpen === false) {
    process.nextTick(endWritable, stream);
  } else if ((state[kState] & kAutoDestroy) !== 0) {
    // A Duplex waits for its writable half.
    const w = stream._writableState;
    const autoDestroy = !w || (
      w.autoDestroy && (w.finished || w.writable === false));
    if (autoDestroy) stream.destroy();
  }
}

function endWritable(stream) {
  if (stream.writable && !stream.writableEnded && !stream.destroyed) {
    stream.end();
  }
}

// --- properties ------------------------------------------------------------------

function getter(get) {
  return { __proto__: null, get };
}

Object.defineProperties(Readable.prototype, {
  readable: {
    __proto__: null,
    get() {
      const r = this._readableState;
      // `readable` of the state is false only for a Duplex without that half.
      return !!r && r.readable !== false &&
        (r[kState] & (kDestroyed | kErrorEmitted | kEndEmitted)) === 0;
    },
    set(value) {
      if (this._readableState) this._readableState.readable = !!value;
    },
  },
  readableDidRead: getter(function() {
    return (this._readableState[kState] & kDataEmitted) !== 0;
  }),
  readableAborted: getter(function() {
    const r = this._readableState;
    return r.readable !== false &&
      (r[kState] & (kDestroyed | kErrored)) !== 0 &&
      (r[kState] & kEndEmitted) === 0;
  }),
  readableHighWaterMark: getter(function() {
    return this._readableState.highWaterMark;
  }),
  readableBuffer: getter(function() {
    return this._readableState?.buffer;
  }),
  readableFlowing: {
    __proto__: null,
    get() {
      return this._readableState.flowing;
    },
    set(value) {
      if (this._readableState) this._readableState.flowing = value;
    },
  },
  readableLength: getter(function() {
    return this._readableState.length;
  }),
  readableObjectMode: getter(function() {
    return this._readableState ? this._readableState.objectMode : false;
  }),
  readableEncoding: getter(function() {
    return this._readableState ? this._readableState.encoding : null;
  }),
  errored: getter(function() {
    return this._readableState ? this._readableState.errored : null;
  }),
  closed: getter(function() {
    return this._readableState ?
      (this._readableState[kState] & kClosed) !== 0 : false;
  }),
  destroyed: {
    __proto__: null,
    get() {
      return this._readableState ?
        (this._readableState[kState] & kDestroyed) !== 0 : false;
    },
    set(value) {
      // Userland streams used to set it.
      if (this._readableState) this._readableState.destroyed = value;
    },
  },
  readableEnded: getter(function() {
    return this._readableState ?
      (this._readableState[kState] & kEndEmitted) !== 0 : false;
  }),
});

require('internal/streams/readable_pipe').install(Readable);
require('internal/streams/readable_consume').install(Readable);
