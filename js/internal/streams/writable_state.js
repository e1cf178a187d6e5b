'use strict';

// WritableState: what a Writable knows about itself, and the chunks that wait
// for it. Flags are bits of `[kState]`; what few streams need sits in slots
// that exist only when set.

const { Buffer } = require('node:buffer');
const {
  codes: { ERR_STREAM_DESTROYED, ERR_UNKNOWN_ENCODING },
} = require('internal/errors');
const {
  bitsFrom, defineAccessors, defineDefaultEncoding, defineFlags, defineMaybe,
  defineSlot, getHighWaterMark, initialFlags, sharedFlags, kState, kObjectMode,
  kErrored,
} = require('internal/streams/state');
const { kOnConstructed } = require('internal/streams/utils');

const kErroredValue = Symbol('kErroredValue');
const kDefaultEncodingValue = Symbol('kDefaultEncodingValue');
const kWriteCbValue = Symbol('kWriteCbValue');
const kAfterWriteTickInfoValue = Symbol('kAfterWriteTickInfoValue');
const kBufferedValue = Symbol('kBufferedValue');
const kOnFinishedValue = Symbol('kOnFinishedValue');

// kSync: inside _write(), which has not returned yet. kAllBuffers and kAllNoop:
// of what waits, all is Buffers, and nobody waits for any of it.
const [
  kSync, kFinalCalled, kNeedDrain, kEnding, kFinished, kDecodeStrings,
  kWriting, kBufferProcessing, kPrefinished, kAllBuffers, kAllNoop,
  kOnFinished, kHasWritable, kWritable, kCorked, kDefaultUTF8Encoding,
  kWriteCb, kExpectWriteCb, kAfterWriteTickInfo, kAfterWriteScheduled,
  kBuffered, kEnded,
] = bitsFrom(9);

function nop() {}

function WritableState(options, stream, isDuplex) {
  const objectMode =
    options?.objectMode || (isDuplex && options?.writableObjectMode);
  this[kState] = initialFlags(options, objectMode) |
    kSync | kAllBuffers | kAllNoop;
  if (options?.decodeStrings !== false) this[kState] |= kDecodeStrings;

  // 0 buffers nothing: write() always returns false.
  this.highWaterMark = options ?
    getHighWaterMark(this, options, 'writableHighWaterMark', isDuplex) :
    getHighWaterMark(this, {});

  const encoding = options?.defaultEncoding ?? 'utf8';
  if (!Buffer.isEncoding(encoding)) throw new ERR_UNKNOWN_ENCODING(encoding);
  this.defaultEncoding = encoding;

  // Bytes (or objects) taken and not yet written.
  this.length = 0;
  this.corked = 0;
  // What _write() and _writev() call back.
  this.onwrite = makeOnwrite(this, stream);
  // How much of `length` is being written.
  this.writelen = 0;
  // What waits: an array that is read at `bufferedIndex`.
  this[kBufferedValue] = null;
  this.bufferedIndex = 0;
  // Callbacks owed to users; 'finish' waits for them.
  this.pendingcb = 0;
}

// V8 makes a function that is assigned to a property in the old generation, so
// that it would keep the stream from dying young: this one is returned first.
function makeOnwrite(state, stream) {
  return (error) => state[kOnWrite](stream, error);
}

// Installed by Writable, which knows what to do then.
const kOnWrite = Symbol('kOnWrite');
WritableState.prototype[kOnConstructed] = undefined;
WritableState.prototype[kOnWrite] = undefined;

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
defineSlot(WritableState.prototype, 'writecb', kWriteCb, kWriteCbValue, nop);
defineSlot(WritableState.prototype, 'afterWriteTickInfo',
  kAfterWriteTickInfo, kAfterWriteTickInfoValue, null);
// Set on the state of a Duplex that was made without a writable half.
defineMaybe(
  WritableState.prototype, 'writable', kWritable, kHasWritable, undefined);
defineDefaultEncoding(
  WritableState.prototype, kDefaultUTF8Encoding, kDefaultEncodingValue);

defineAccessors(WritableState.prototype, {
  get buffered() {
    return this[kState] & kBuffered ? this[kBufferedValue] : [];
  },
  set buffered(value) {
    this[kBufferedValue] = value;
    if (value) this[kState] |= kBuffered;
    else this[kState] &= ~kBuffered;
  },
  get bufferedRequestCount() {
    return this.buffered.length - this.bufferedIndex;
  },
});

WritableState.prototype.getBuffer = function getBuffer() {
  return this.buffered.slice(this.bufferedIndex);
};

// The options that are methods of a writable half.
function adoptWriting(stream, { write, writev, final }) {
  if (typeof write === 'function') stream._write = write;
  if (typeof writev === 'function') stream._writev = writev;
  if (typeof final === 'function') stream._final = final;
}

// --- the chunks that wait ------------------------------------------------------

function enqueue(state, chunk, encoding, callback) {
  if (!(state[kState] & kBuffered)) {
    state[kBufferedValue] = [];
    state[kState] |= kBuffered;
  }
  if (encoding !== 'buffer') state[kState] &= ~kAllBuffers;
  if (callback !== nop) state[kState] &= ~kAllNoop;
  state[kBufferedValue].push({ chunk, encoding, callback });
}

function emptyQueue(state) {
  state[kBufferedValue] = null;
  state.bufferedIndex = 0;
  state[kState] = (state[kState] | kAllBuffers | kAllNoop) & ~kBuffered;
}

// A long queue gives up the room of what has left it.
function advanceQueue(state, index) {
  const queue = state[kBufferedValue];
  if (index === queue.length) {
    emptyQueue(state);
  } else if (index > 256) {
    queue.splice(0, index);
    state.bufferedIndex = 0;
  } else {
    state.bufferedIndex = index;
  }
}

// Fails everything that waits: for its turn, or for the end.
function failQueue(state) {
  if (state[kState] & kWriting) return;
  const errorOf = (method) =>
    state.errored ?? new ERR_STREAM_DESTROYED(method);
  if (state[kState] & kBuffered) {
    const queue = state[kBufferedValue];
    for (let i = state.bufferedIndex; i < queue.length; i++) {
      state.length -= sizeOf(state, queue[i].chunk);
      queue[i].callback(errorOf('write'));
    }
  }
  if (state[kState] & kOnFinished) callOnFinished(state, errorOf('end'));
  emptyQueue(state);
}

// What a chunk counts for in `length`.
function sizeOf(state, chunk) {
  return state[kState] & kObjectMode ? 1 : chunk.length;
}

// --- the callbacks of end() ----------------------------------------------------

function addOnFinished(state, callback) {
  state[kState] |= kOnFinished;
  (state[kOnFinishedValue] ??= []).push(callback);
}

function callOnFinished(state, error) {
  if (!(state[kState] & kOnFinished)) return;
  const callbacks = state[kOnFinishedValue];
  state[kState] &= ~kOnFinished;
  state[kOnFinishedValue] = null;
  for (const callback of callbacks) callback(error);
}

module.exports = {
  WritableState,
  nop,
  addOnFinished,
  adoptWriting,
  advanceQueue,
  callOnFinished,
  emptyQueue,
  enqueue,
  failQueue,
  sizeOf,
  kAfterWriteScheduled,
  kAfterWriteTickInfo,
  kAfterWriteTickInfoValue,
  kAllBuffers,
  kAllNoop,
  kBufferProcessing,
  kBuffered,
  kBufferedValue,
  kCorked,
  kDecodeStrings,
  kDefaultUTF8Encoding,
  kEnded,
  kEnding,
  kExpectWriteCb,
  kFinalCalled,
  kFinished,
  kNeedDrain,
  kOnFinished,
  kOnWrite,
  kPrefinished,
  kSync,
  kWriteCb,
  kWriteCbValue,
  kWriting,
};
