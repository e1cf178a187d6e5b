'use strict';

// ReadableState: what a Readable knows about itself, and its buffer. Flags are
// bits of `[kState]`; what few streams need sits in slots that exist only when
// set. The buffer is an array that is read at `bufferIndex`.

const { Buffer } = require('node:buffer');
const {
  codes: { ERR_UNKNOWN_ENCODING },
} = require('internal/errors');
const {
  defineFlags, defineSlot, getHighWaterMark, sharedFlags, kFirstOwnBit,
  kState, kObjectMode, kAutoDestroy, kEmitClose, kErrored, kConstructed,
} = require('internal/streams/state');
const { kOnConstructed } = require('internal/streams/utils');
const { FastBuffer } = require('internal/buffer');

const kErroredValue = Symbol('kErroredValue');
const kDefaultEncodingValue = Symbol('kDefaultEncodingValue');
const kDecoderValue = Symbol('kDecoderValue');
const kEncodingValue = Symbol('kEncodingValue');

const bit = (n) => 1 << (kFirstOwnBit + n);
const kEnded = bit(0);
const kEndEmitted = bit(1);
const kReading = bit(2);
const kSync = bit(3);
const kNeedReadable = bit(4);
const kEmittedReadable = bit(5);
const kReadableListening = bit(6);
const kResumeScheduled = bit(7);
const kMultiAwaitDrain = bit(8);
const kReadingMore = bit(9);
const kDataEmitted = bit(10);
const kDefaultUTF8Encoding = bit(11);
const kDecoder = bit(12);
const kEncoding = bit(13);
const kHasFlowing = bit(14);
const kFlowing = bit(15);
const kHasPaused = bit(16);
const kPaused = bit(17);
const kDataListening = bit(18);

function ReadableState(options, stream, isDuplex) {
  this[kState] = kEmitClose | kAutoDestroy | kConstructed | kSync;

  if (options?.objectMode) this[kState] |= kObjectMode;
  if (isDuplex && options?.readableObjectMode) this[kState] |= kObjectMode;

  // 0 still calls _read(), for streams that only react to pulls.
  this.highWaterMark = options ?
    getHighWaterMark(this, options, 'readableHighWaterMark', isDuplex) :
    getHighWaterMark(this, {}, 'readableHighWaterMark', false);

  this.buffer = [];
  this.bufferIndex = 0;
  // Bytes (or objects) in the buffer.
  this.length = 0;
  this.pipes = [];

  if (options && options.emitClose === false) this[kState] &= ~kEmitClose;
  if (options && options.autoDestroy === false) this[kState] &= ~kAutoDestroy;

  const encoding = options?.defaultEncoding;
  if (encoding == null || encoding === 'utf8' || encoding === 'utf-8') {
    this[kState] |= kDefaultUTF8Encoding;
  } else if (Buffer.isEncoding(encoding)) {
    this.defaultEncoding = encoding;
  } else {
    throw new ERR_UNKNOWN_ENCODING(encoding);
  }

  // The destination whose 'drain' is awaited, or the set of them.
  this.awaitDrainWriters = null;

  if (options?.encoding) {
    const { StringDecoder } = require('node:string_decoder');
    this.decoder = new StringDecoder(options.encoding);
    this.encoding = options.encoding;
  }
}

defineFlags(ReadableState.prototype, {
  ...sharedFlags,
  ended: kEnded,
  endEmitted: kEndEmitted,
  reading: kReading,
  sync: kSync,
  needReadable: kNeedReadable,
  emittedReadable: kEmittedReadable,
  readableListening: kReadableListening,
  resumeScheduled: kResumeScheduled,
  multiAwaitDrain: kMultiAwaitDrain,
  readingMore: kReadingMore,
  dataEmitted: kDataEmitted,
  paused: kPaused,
});
defineSlot(ReadableState.prototype, 'errored', kErrored, kErroredValue, null);
defineSlot(ReadableState.prototype, 'decoder', kDecoder, kDecoderValue, null);
defineSlot(ReadableState.prototype, 'encoding', kEncoding, kEncodingValue, null);

Object.defineProperties(ReadableState.prototype, {
  // null until somebody decides.
  flowing: {
    __proto__: null,
    enumerable: false,
    get() {
      return (this[kState] & kHasFlowing) !== 0 ?
        (this[kState] & kFlowing) !== 0 : null;
    },
    set(value) {
      this[kState] &= ~(kHasFlowing | kFlowing);
      if (value != null) this[kState] |= kHasFlowing;
      if (value) this[kState] |= kFlowing;
    },
  },
  defaultEncoding: {
    __proto__: null,
    enumerable: false,
    get() {
      return (this[kState] & kDefaultUTF8Encoding) !== 0 ?
        'utf8' : this[kDefaultEncodingValue];
    },
    set(value) {
      if (value === 'utf8' || value === 'utf-8') {
        this[kState] |= kDefaultUTF8Encoding;
      } else {
        this[kState] &= ~kDefaultUTF8Encoding;
        this[kDefaultEncodingValue] = value;
      }
    },
  },
  pipesCount: {
    __proto__: null,
    enumerable: false,
    get() {
      return this.pipes.length;
    },
  },
});

// Installed by Readable.
ReadableState.prototype[kOnConstructed] = undefined;

// Takes n bytes (or the next object) out of the buffer. `length` is up to the
// caller. In byte mode n is never more than there is.
function fromList(n, state) {
  if (state.length === 0) return null;

  const { buffer } = state;
  let index = state.bufferIndex;
  let ret;

  if ((state[kState] & kObjectMode) !== 0) {
    ret = buffer[index];
    buffer[index++] = null;
  } else if (!n || n >= state.length) {
    if ((state[kState] & kDecoder) !== 0) {
      ret = '';
      while (index < buffer.length) {
        ret += buffer[index];
        buffer[index++] = null;
      }
    } else if (buffer.length - index === 0) {
      ret = Buffer.alloc(0);
    } else if (buffer.length - index === 1) {
      ret = buffer[index];
      buffer[index++] = null;
    } else {
      ret = Buffer.allocUnsafe(state.length);
      let offset = 0;
      while (index < buffer.length) {
        ret.set(buffer[index], offset);
        offset += buffer[index].length;
        buffer[index++] = null;
      }
    }
  } else if (n < buffer[index].length) {
    const first = buffer[index];
    ret = takeFront(first, n);
    buffer[index] = dropFront(first, n);
  } else if (n === buffer[index].length) {
    ret = buffer[index];
    buffer[index++] = null;
  } else if ((state[kState] & kDecoder) !== 0) {
    ret = '';
    while (n > 0) {
      const item = buffer[index];
      if (n < item.length) {
        ret += item.slice(0, n);
        buffer[index] = item.slice(n);
        break;
      }
      ret += item;
      n -= item.length;
      buffer[index++] = null;
    }
  } else {
    ret = Buffer.allocUnsafe(n);
    let offset = 0;
    while (offset < n) {
      const item = buffer[index];
      const missing = n - offset;
      if (missing < item.length) {
        ret.set(takeFront(item, missing), offset);
        buffer[index] = dropFront(item, missing);
        break;
      }
      ret.set(item, offset);
      offset += item.length;
      buffer[index++] = null;
    }
  }

  if (index === buffer.length) {
    state.buffer.length = 0;
    state.bufferIndex = 0;
  } else if (index > 1024) {
    state.buffer.splice(0, index);
    state.bufferIndex = 0;
  } else {
    state.bufferIndex = index;
  }
  return ret;
}

function takeFront(chunk, n) {
  return typeof chunk === 'string' ?
    chunk.slice(0, n) : new FastBuffer(chunk.buffer, chunk.byteOffset, n);
}

function dropFront(chunk, n) {
  return typeof chunk === 'string' ?
    chunk.slice(n) :
    new FastBuffer(chunk.buffer, chunk.byteOffset + n, chunk.length - n);
}

module.exports = {
  ReadableState,
  fromList,
  kDataEmitted,
  kDataListening,
  kDecoder,
  kDecoderValue,
  kDefaultUTF8Encoding,
  kEmittedReadable,
  kEncodingValue,
  kEndEmitted,
  kEnded,
  kFlowing,
  kHasFlowing,
  kHasPaused,
  kMultiAwaitDrain,
  kNeedReadable,
  kPaused,
  kReadableListening,
  kReading,
  kReadingMore,
  kResumeScheduled,
  kSync,
};
