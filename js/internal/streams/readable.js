'use strict';

// Readable: push(), read() and what is read ahead of it, flowing and paused
// mode, and the way to 'end'. pipe() is in readable_pipe, async iteration and
// the other ways to consume in readable_consume.

module.exports = Readable;

const { Buffer } = require('node:buffer');
const { kJustLaidOut, kShapeMode } = require('internal/events/shape');
const { Stream } = require('internal/streams/legacy');
const { adoptLife, construct, destroy, errorOrDestroy, installEnd } =
  require('internal/streams/destroy');
const { codes } = require('internal/errors');
const { kOnConstructed, uint8ArrayToBuffer } =
  require('internal/streams/utils');
const {
  defineAccessors, hasFlag, kState, kObjectMode, kErrorEmitted, kAutoDestroy,
  kDestroyed, kClosed, kCloseEmitted, kErrored, kConstructed,
} = require('internal/streams/state');
const { inherit } = require('internal/util');
const {
  ReadableState, adoptReading, append, decodeBuffer, forgetAwaitedDrains,
  fromList, prepend, kDataEmitted, kDataListening, kDecoder, kDecoderValue, kEmittedReadable,
  kEndEmitted, kEndScheduled, kEnded, kFlowing, kHasPaused, kNeedReadable,
  kPaused, kReadableListening, kReadableOwed, kReading, kReadingMore,
  kResumeScheduled, kSync,
} = require('internal/streams/readable_state');

inherit(Readable, Stream);

Readable.ReadableState = ReadableState;
Readable._fromList = fromList;

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
    adoptReading(this, options);
    adoptLife(this, options);
  }
  Stream.call(this, options);

  if (this._construct != null) {
    construct(this, () => this._readableState[kOnConstructed](this));
  }
}

ReadableState.prototype[kOnConstructed] = function onConstructed(stream) {
  if (this[kState] & kNeedReadable) readAhead(stream, this);
};

// --- into the buffer -----------------------------------------------------------

// Both answer whether more is welcome.

Readable.prototype.push = function(chunk, encoding) {
  const state = this._readableState;
  if (chunk === null) return endInput(this, state);

  const isObject = (state[kState] & kObjectMode) !== 0;
  // Who names the encoding of an object has decoded it.
  let isDecoded = isObject && !!encoding;
  if (!isObject) {
    const stored = toStored(state, chunk, encoding);
    if (stored === null) return refuse(this, invalidChunk(chunk));
    if (stored.length === 0) {
      state[kState] &= ~kReading;
      readAhead(this, state);
      return isWelcome(state);
    }
    chunk = stored;
    isDecoded = typeof stored === 'string';
  }

  if (state[kState] & kEnded) {
    return refuse(this, new codes.ERR_STREAM_PUSH_AFTER_EOF());
  }
  if (state[kState] & (kDestroyed | kErrored)) return false;

  state[kState] &= ~kReading;
  if (!isDecoded && state[kState] & kDecoder) {
    chunk = state[kDecoderValue].write(chunk);
  }
  // Of bytes that are only part of a character there is nothing to show yet.
  if (isObject || chunk.length > 0) add(this, state, chunk);
  readAhead(this, state);
  return isWelcome(state);
};

Readable.prototype.unshift = function(chunk, encoding) {
  const state = this._readableState;
  if (chunk === null) return endInput(this, state);

  let stored = chunk;
  if (!(state[kState] & kObjectMode)) {
    stored = toStored(state, chunk, encoding);
    if (stored === null) return refuse(this, invalidChunk(chunk));
    if (stored.length === 0) return isWelcome(state);
    // What is in the buffer already is text in the stream's encoding.
    if (typeof chunk === 'string' && typeof stored !== 'string' &&
        state.encoding) {
      stored = stored.toString(state.encoding);
    }
  }

  if (state[kState] & kEndEmitted) {
    errorOrDestroy(this, new codes.ERR_STREAM_UNSHIFT_AFTER_END_EVENT());
    return isWelcome(state);
  }
  if (state[kState] & (kDestroyed | kErrored)) return false;
  if (!passThrough(this, state, stored)) {
    prepend(state, stored);
    grow(this, state, stored);
  }
  readAhead(this, state);
  return isWelcome(state);
};

// A chunk as a stream of bytes keeps it: a Buffer, or text in the stream's own
// encoding. null for what it cannot be.
function toStored(state, chunk, encoding) {
  if (typeof chunk === 'string') {
    const given = encoding || state.defaultEncoding;
    return given === state.encoding ? chunk : Buffer.from(chunk, given);
  }
  if (chunk instanceof Buffer) return chunk;
  if (ArrayBuffer.isView(chunk)) return uint8ArrayToBuffer(chunk);
  return chunk === undefined ? '' : null;
}

function invalidChunk(chunk) {
  return new codes.ERR_INVALID_ARG_TYPE(
    'chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk);
}

function refuse(stream, error) {
  errorOrDestroy(stream, error);
  return false;
}

function isWelcome(state) {
  return !(state[kState] & kEnded) &&
    (state.length < state.highWaterMark || state.length === 0);
}

function add(stream, state, chunk) {
  if (passThrough(stream, state, chunk)) return;
  append(state, chunk);
  grow(stream, state, chunk);
}

// When the stream flows and nothing is before it, a chunk does not wait.
function passThrough(stream, state, chunk) {
  if (state.length !== 0 ||
      (state[kState] & (kFlowing | kDataListening | kSync)) !==
        (kFlowing | kDataListening)) {
    return false;
  }
  forgetAwaitedDrains(state);
  state[kState] |= kDataEmitted;
  stream.emit('data', chunk);
  return true;
}

function grow(stream, state, chunk) {
  state.length += state[kState] & kObjectMode ? 1 : chunk.length;
  if (state[kState] & kNeedReadable) emitReadable(stream, state);
}

// push(null).
function endInput(stream, state) {
  state[kState] &= ~kReading;
  if (state[kState] & kEnded) return false;

  // Half of a character that nothing will complete any more.
  const rest = state.decoder?.end();
  if (rest?.length) {
    append(state, rest);
    state.length += state[kState] & kObjectMode ? 1 : rest.length;
  }
  state[kState] |= kEnded;

  if (state[kState] & kSync) {
    // Inside read(), or before the first one: to be told later, if there is
    // anybody to tell, or when somebody comes to listen.
    const isAwaited = (state[kState] & (kNeedReadable | kFlowing)) !== 0 ||
      stream.listenerCount('readable') > 0;
    if (isAwaited) emitReadable(stream, state);
    else state[kState] |= kReadableOwed;
  } else {
    state[kState] &= ~kNeedReadable;
    state[kState] |= kEmittedReadable;
    emitReadableNow(stream, state);
  }
  return false;
}

// --- out of the buffer ---------------------------------------------------------

Readable.prototype.read = function(n) {
  const state = this._readableState;
  let wanted = NaN;
  if (n !== undefined) wanted = Number.isInteger(n) ? n : Number.parseInt(n, 10);

  if (wanted > state.highWaterMark) state.highWaterMark = raisedMark(wanted);
  if (wanted !== 0) {
    state[kState] &= ~(kEmittedReadable | kReadableOwed);
  } else if (isReadableDue(state)) {
    // read(0) is there to make the event happen, not to read.
    if (isExhausted(state)) endReadable(this, state);
    else emitReadable(this, state);
    return null;
  }

  let count = readableCount(state, wanted);
  if (count === 0 && state[kState] & kEnded) {
    if (state.length === 0) endReadable(this, state);
    return null;
  }
  if (shouldPull(state, count)) {
    pull(this, state);
    // _read() may have pushed synchronously.
    if (!(state[kState] & kReading)) count = readableCount(state, wanted);
  }

  const chunk = count > 0 ? fromList(count, state) : null;
  if (chunk === null) {
    count = 0;
    if (state.length <= state.highWaterMark) state[kState] |= kNeedReadable;
  } else {
    state.length -= count;
    forgetAwaitedDrains(state);
  }

  if (state.length === 0) {
    if (!(state[kState] & kEnded)) state[kState] |= kNeedReadable;
    // The last of it was just read.
    else if (count !== wanted) endReadable(this, state);
  }
  if (chunk !== null && !(state[kState] & (kErrorEmitted | kCloseEmitted))) {
    state[kState] |= kDataEmitted;
    this.emit('data', chunk);
  }
  return chunk;
};

Readable.prototype._read = function(n) {
  throw new codes.ERR_METHOD_NOT_IMPLEMENTED('_read()');
};

// Who asks for more than the buffer may hold makes it larger, to the next power
// of two.
function raisedMark(n) {
  if (n > 2 ** 30) throw new codes.ERR_OUT_OF_RANGE('size', '<= 1GiB', n);
  return 2 ** Math.ceil(Math.log2(n));
}

// Nothing is left and nothing will come.
function isExhausted(state) {
  return state.length === 0 && (state[kState] & kEnded) !== 0;
}

// Somebody waits for 'readable', and there is a reason for it.
function isReadableDue(state) {
  if (!(state[kState] & kNeedReadable)) return false;
  return (state[kState] & kEnded) !== 0 ||
    state.length >= Math.max(state.highWaterMark, 1);
}

// How much a read(wanted) gets at this moment; 0 if it has to wait.
function readableCount(state, wanted) {
  if (wanted <= 0 || isExhausted(state)) return 0;
  if (state[kState] & kObjectMode) return 1;
  if (wanted <= state.length) return wanted;
  if (!Number.isNaN(wanted)) return state[kState] & kEnded ? state.length : 0;
  // One chunk at a time, as it was pushed; text may as well come in one.
  const byChunk = (state[kState] & (kFlowing | kDecoder)) !== kDecoder;
  return byChunk && state.length > 0 ?
    state.buffer[state.bufferIndex].length : state.length;
}

// Below the mark after this read, or somebody waits: get more first.
function shouldPull(state, count) {
  const blocked = kEnded | kReading | kDestroyed | kErrored;
  if ((state[kState] & (blocked | kConstructed)) !== kConstructed) return false;
  return (state[kState] & kNeedReadable) !== 0 || state.length === 0 ||
    state.length - count < state.highWaterMark;
}

function pull(stream, state) {
  state[kState] |= kReading | kSync;
  if (state.length === 0) state[kState] |= kNeedReadable;
  try {
    stream._read(state.highWaterMark);
  } catch (error) {
    errorOrDestroy(stream, error);
  }
  state[kState] &= ~kSync;
}

function emitReadable(stream, state) {
  state[kState] &= ~kNeedReadable;
  if (state[kState] & kEmittedReadable) return;
  state[kState] |= kEmittedReadable;
  process.nextTick(emitReadableNow, stream, state);
}

function emitReadableNow(stream, state) {
  if (!(state[kState] & (kDestroyed | kErrored)) &&
      (state.length > 0 || state[kState] & kEnded)) {
    stream.emit('readable');
    state[kState] &= ~kEmittedReadable;
  }
  // Another one is due when nobody flows, it has not ended, and there is room.
  if (!(state[kState] & (kFlowing | kEnded)) &&
      state.length <= state.highWaterMark) {
    state[kState] |= kNeedReadable;
  }
  flow(stream, state);
}

// Fills the buffer up to the mark ahead of the consumer, from the next tick on.
function readAhead(stream, state) {
  const underWay = kReadingMore | kReading;
  if ((state[kState] & (underWay | kConstructed)) !== kConstructed) return;
  state[kState] |= kReadingMore;
  process.nextTick(readAheadNow, stream, state);
}

function readAheadNow(stream, state) {
  let before = -1;
  // Once nothing comes at once, the next push() leads back here.
  while (before !== state.length && isBelowMark(state)) {
    before = state.length;
    stream.read(0);
  }
  state[kState] &= ~kReadingMore;
}

function isBelowMark(state) {
  if (state[kState] & (kReading | kEnded)) return false;
  return state.length < state.highWaterMark ||
    (state.length === 0 && (state[kState] & kFlowing) !== 0);
}

Readable.prototype.setEncoding = function(enc) {
  const { StringDecoder } = require('node:string_decoder');
  const state = this._readableState;
  const decoder = new StringDecoder(enc);
  state.decoder = decoder;
  // As the decoder calls it.
  state.encoding = decoder.encoding;
  decodeBuffer(state, decoder, (state[kState] & kEnded) !== 0);
  return this;
};

// --- modes ---------------------------------------------------------------------

// A listener to 'data' makes the stream flow, one to 'readable' keeps it from
// flowing.

Readable.prototype.on = function(ev, fn) {
  const result = Stream.prototype.on.call(this, ev, fn);
  if (ev === 'data') onDataListener(this, this._readableState);
  else if (ev === 'readable') onReadableListener(this, this._readableState);
  return result;
};
Readable.prototype.addListener = Readable.prototype.on;

function onDataListener(stream, state) {
  state[kState] |= kDataListening;
  if (stream.listenerCount('readable') > 0) state[kState] |= kReadableListening;
  // Unless somebody explicitly paused.
  if (state.flowing !== false) stream.resume();
}

function onReadableListener(stream, state) {
  if (state[kState] & (kEndEmitted | kReadableListening)) return;
  state.flowing = false;
  state[kState] &= ~kEmittedReadable;
  state[kState] |= kReadableListening | kNeedReadable;
  if (state.length > 0) {
    emitReadable(stream, state);
    return;
  }
  if (state[kState] & kReadableOwed) {
    state[kState] &= ~kReadableOwed;
    emitReadable(stream, state);
  }
  if (!(state[kState] & kReading)) process.nextTick(readNothing, stream);
}

function readNothing(stream) {
  stream.read(0);
}

Readable.prototype.removeListener = function(ev, fn) {
  const result = Stream.prototype.removeListener.call(this, ev, fn);
  if (ev === 'readable') updateModeLater(this);
  const isLast = ev === 'data' && this.listenerCount(ev) === 0;
  if (isLast) this._readableState[kState] &= ~kDataListening;
  return result;
};
Readable.prototype.off = Readable.prototype.removeListener;

Readable.prototype.removeAllListeners = function(ev) {
  // Without an argument all events are meant.
  const result = Stream.prototype.removeAllListeners.apply(this, arguments);
  const isMeant = ev === undefined || ev === 'readable';
  if (isMeant) updateModeLater(this);
  return result;
};

// Not at once: the listener may be about to be replaced.
function updateModeLater(stream) {
  process.nextTick(updateMode, stream);
}

function updateMode(stream) {
  const state = stream._readableState;
  state.readableListening = stream.listenerCount('readable') > 0;
  const resumed = kHasPaused | kResumeScheduled;
  if ((state[kState] & (resumed | kPaused)) === resumed) {
    // Flowing was held up only by the 'readable' listener.
    state.flowing = true;
  } else if (state[kState] & kDataListening) {
    stream.resume();
  } else if (!(state[kState] & kReadableListening)) {
    state.flowing = null;
  }
}

Readable.prototype.resume = function() {
  const state = this._readableState;
  if (state[kState] & kDestroyed) return this;
  if (!(state[kState] & kFlowing)) {
    state.flowing = !(state[kState] & kReadableListening);
    if (!(state[kState] & kResumeScheduled)) {
      state[kState] |= kResumeScheduled;
      process.nextTick(resumeNow, this, state);
    }
  }
  state.paused = false;
  return this;
};

function resumeNow(stream, state) {
  readUnlessReading(stream, state);
  state[kState] &= ~kResumeScheduled;
  stream.emit('resume');
  flow(stream, state);
  if (state[kState] & kFlowing) readUnlessReading(stream, state);
}

function readUnlessReading(stream, state) {
  if (!(state[kState] & kReading)) stream.read(0);
}

Readable.prototype.pause = function() {
  const state = this._readableState;
  if (state[kState] & kDestroyed) return this;
  if (state.flowing !== false) {
    state.flowing = false;
    this.emit('pause');
  }
  state.paused = true;
  return this;
};

Readable.prototype.isPaused = function() {
  const state = this._readableState;
  return state.paused === true || state.flowing === false;
};

function flow(stream, state) {
  while (state[kState] & kFlowing && stream.read() !== null);
}

// --- end -----------------------------------------------------------------------

function endReadable(stream, state) {
  if (state[kState] & (kEndEmitted | kEndScheduled)) return;
  state[kState] |= kEnded | kEndScheduled;
  process.nextTick(endReadableNow, stream, state);
}

function endReadableNow(stream, state) {
  state[kState] &= ~kEndScheduled;
  if (state[kState] & (kErrored | kCloseEmitted | kEndEmitted)) return;
  // unshift() may have brought something back.
  if (state.length > 0) return;

  state[kState] |= kEndEmitted;
  stream.emit('end');

  if (stream.allowHalfOpen === false && stream.writable) {
    process.nextTick(endOtherHalf, stream);
    return;
  }
  if (!(state[kState] & kAutoDestroy)) return;
  // A Duplex waits for its writable half.
  const w = stream._writableState;
  const waits = w && !(w.autoDestroy && (w.finished || w.writable === false));
  if (!waits) stream.destroy();
}

function endOtherHalf(stream) {
  const isOpen =
    stream.writable && !stream.writableEnded && !stream.destroyed;
  if (isOpen) stream.end();
}

// --- destroy -------------------------------------------------------------------

Readable.prototype.destroy = destroy;
installEnd(Readable.prototype);

// --- properties ----------------------------------------------------------------

defineAccessors(Readable.prototype, {
  get closed() {
    return hasFlag(this._readableState, kClosed);
  },
  get destroyed() {
    return hasFlag(this._readableState, kDestroyed);
  },
  // Userland streams used to set it.
  set destroyed(value) {
    if (this._readableState) this._readableState.destroyed = value;
  },
  get errored() {
    return this._readableState ? this._readableState.errored : null;
  },
  get readable() {
    const state = this._readableState;
    return !!state && state.readable !== false &&
      !hasFlag(state, kDestroyed | kErrorEmitted | kEndEmitted);
  },
  // What it says for a Duplex that has no such half.
  set readable(value) {
    if (this._readableState) this._readableState.readable = !!value;
  },
  get readableAborted() {
    const state = this._readableState;
    return state.readable !== false && !hasFlag(state, kEndEmitted) &&
      hasFlag(state, kDestroyed | kErrored);
  },
  get readableBuffer() {
    return this._readableState?.buffer;
  },
  get readableDidRead() {
    return hasFlag(this._readableState, kDataEmitted);
  },
  get readableEncoding() {
    return this._readableState ? this._readableState.encoding : null;
  },
  get readableEnded() {
    return hasFlag(this._readableState, kEndEmitted);
  },
  get readableFlowing() {
    return this._readableState.flowing;
  },
  set readableFlowing(value) {
    if (this._readableState) this._readableState.flowing = value;
  },
  get readableHighWaterMark() {
    return this._readableState.highWaterMark;
  },
  get readableLength() {
    return this._readableState.length;
  },
  get readableObjectMode() {
    return hasFlag(this._readableState, kObjectMode);
  },
});

require('internal/streams/readable_pipe').install(Readable);
require('internal/streams/readable_consume').install(Readable);
