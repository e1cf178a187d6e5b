'use strict';

// WritableState: what a Writable knows about itself. Flags are bits of
// `[kState]`; what few streams need sits in slots that exist only when set.

const { Buffer } = require('node:buffer');
const {
  codes: { ERR_UNKNOWN_ENCODING },
} = require('internal/errors');
const {
  defineFlags, defineSlot, getHighWaterMark, sharedFlags, kFirstOwnBit,
  kState, kObjectMode, kAutoDestroy, kEmitClose, kErrored, kConstructed,
} = require('internal/streams/state');
const { kOnConstructed } = require('internal/streams/utils');

const kErroredValue = Symbol('kErroredValue');
const kDefaultEncodingValue = Symbol('kDefaultEncodingValue');
const kWriteCbValue = Symbol('kWriteCbValue');
const kAfterWriteTickInfoValue = Symbol('kAfterWriteTickInfoValue');
const kBufferedValue = Symbol('kBufferedValue');
const kOnFinishedValue = Symbol('kOnFinishedValue');
const kMakeOnwrite = Symbol('kMakeOnwrite');

const bit = (n) => 1 << (kFirstOwnBit + n);
const kSync = bit(0);
const kFinalCalled = bit(1);
const kNeedDrain = bit(2);
const kEnding = bit(3);
const kFinished = bit(4);
const kDecodeStrings = bit(5);
const kWriting = bit(6);
const kBufferProcessing = bit(7);
const kPrefinished = bit(8);
const kAllBuffers = bit(9);
const kAllNoop = bit(10);
const kWritable = bit(11);
const kHasWritable = bit(12);
const kEnded = bit(13);
const kCorked = bit(14);
const kDefaultUTF8Encoding = bit(15);
const kWriteCb = bit(16);
const kExpectWriteCb = bit(17);
const kAfterWriteTickInfo = bit(18);
const kOnFinished = bit(19);
const kBuffered = bit(20);

function WritableState(options, stream, isDuplex) {
  this[kState] = kSync | kConstructed | kEmitClose | kAutoDestroy;

  if (options?.objectMode) this[kState] |= kObjectMode;
  if (isDuplex && options?.writableObjectMode) this[kState] |= kObjectMode;

  // 0 buffers nothing: write() always returns false.
  this.highWaterMark = options ?
    getHighWaterMark(this, options, 'writableHighWaterMark', isDuplex) :
    getHighWaterMark(this, {}, 'writableHighWaterMark', false);

  if (!options || options.decodeStrings !== false) {
    this[kState] |= kDecodeStrings;
  }
  if (options && options.emitClose === false) this[kState] &= ~kEmitClose;
  if (options && options.autoDestroy === false) this[kState] &= ~kAutoDestroy;

  const encoding = options ? options.defaultEncoding : null;
  if (encoding == null || encoding === 'utf8' || encoding === 'utf-8') {
    this[kState] |= kDefaultUTF8Encoding;
  } else if (Buffer.isEncoding(encoding)) {
    this[kState] &= ~kDefaultUTF8Encoding;
    this[kDefaultEncodingValue] = encoding;
  } else {
    throw new ERR_UNKNOWN_ENCODING(encoding);
  }

  // Bytes (or objects) taken and not yet written.
  this.length = 0;
  this.corked = 0;
  // What _write() calls back.
  this.onwrite = this[kMakeOnwrite](stream);
  this.writelen = 0;
  resetBuffer(this);
  // Callbacks owed to users; 'finish' waits for them.
  this.pendingcb = 0;
}

function resetBuffer(state) {
  state[kBufferedValue] = null;
  state.bufferedIndex = 0;
  state[kState] |= kAllBuffers | kAllNoop;
  state[kState] &= ~kBuffered;
}

defineFlags(WritableState.prototype, {
  ...sharedFlags,
  finalCalled: kFinalCalled,
  needDrain: kNeedDrain,
  ending: kEnding,
  ended: kEnded,
  finished: kFinished,
  decodeStrings: kDecodeStrings,
  writing: kWriting,
  sync: kSync,
  bufferProcessing: kBufferProcessing,
  prefinished: kPrefinished,
  allBuffers: kAllBuffers,
  allNoop: kAllNoop,
});
defineSlot(WritableState.prototype, 'errored', kErrored, kErroredValue, null);
defineSlot(WritableState.prototype, 'afterWriteTickInfo',
  kAfterWriteTickInfo, kAfterWriteTickInfoValue, null);

Object.defineProperties(WritableState.prototype, {
  // Set on the state of a Duplex that was made without a writable half.
  writable: {
    __proto__: null,
    enumerable: false,
    get() {
      return (this[kState] & kHasWritable) !== 0 ?
        (this[kState] & kWritable) !== 0 : undefined;
    },
    set(value) {
      if (value == null) {
        this[kState] &= ~(kHasWritable | kWritable);
      } else if (value) {
        this[kState] |= kHasWritable | kWritable;
      } else {
        this[kState] |= kHasWritable;
        this[kState] &= ~kWritable;
      }
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
  writecb: {
    __proto__: null,
    enumerable: false,
    get() {
      return (this[kState] & kWriteCb) !== 0 ? this[kWriteCbValue] : nop;
    },
    set(value) {
      this[kWriteCbValue] = value;
      if (value) this[kState] |= kWriteCb;
      else this[kState] &= ~kWriteCb;
    },
  },
  buffered: {
    __proto__: null,
    enumerable: false,
    get() {
      return (this[kState] & kBuffered) !== 0 ? this[kBufferedValue] : [];
    },
    set(value) {
      this[kBufferedValue] = value;
      if (value) this[kState] |= kBuffered;
      else this[kState] &= ~kBuffered;
    },
  },
  bufferedRequestCount: {
    __proto__: null,
    enumerable: false,
    get() {
      return (this[kState] & kBuffered) === 0 ?
        0 : this[kBufferedValue].length - this.bufferedIndex;
    },
  },
});

WritableState.prototype.getBuffer = function getBuffer() {
  return (this[kState] & kBuffered) === 0 ?
    [] : this.buffered.slice(this.bufferedIndex);
};

// Installed by Writable, which knows what to do with the buffer.
WritableState.prototype[kOnConstructed] = undefined;

function nop() {}

module.exports = {
  WritableState,
  resetBuffer,
  nop,
  kAfterWriteTickInfo,
  kAfterWriteTickInfoValue,
  kAllBuffers,
  kAllNoop,
  kBufferProcessing,
  kBuffered,
  kBufferedValue,
  kCorked,
  kDecodeStrings,
  kDefaultEncodingValue,
  kDefaultUTF8Encoding,
  kEnded,
  kEnding,
  kErroredValue,
  kExpectWriteCb,
  kFinalCalled,
  kFinished,
  kHasWritable,
  kNeedDrain,
  kOnFinished,
  kMakeOnwrite,
  kOnFinishedValue,
  kPrefinished,
  kSync,
  kWritable,
  kWriteCb,
  kWriteCbValue,
  kWriting,
};
