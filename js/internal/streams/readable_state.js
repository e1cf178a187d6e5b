'use strict';

// ReadableState: what a Readable knows about itself, and its buffer. Flags are
// bits of `[kState]`; what few streams need sits in slots that exist only when
// set.

const { Buffer } = require('node:buffer');
const {
  codes: { ERR_UNKNOWN_ENCODING },
} = require('internal/errors');
const { FastBuffer } = require('internal/buffer');
const {
  bitsFrom, defineAccessors, defineDefaultEncoding, defineFlags, defineMaybe,
  defineSlot, getHighWaterMark, initialFlags, sharedFlags, kState, kObjectMode,
  kErrored,
} = require('internal/streams/state');
const { kOnConstructed } = require('internal/streams/utils');

const kErroredValue = Symbol('kErroredValue');
const kDefaultEncodingValue = Symbol('kDefaultEncodingValue');
const kDecoderValue = Symbol('kDecoderValue');
const kEncodingValue = Symbol('kEncodingValue');

// kReading: _read() was called and has not pushed yet; kSync: it has not even
// returned. kReadableOwed: the end came when nobody listened to 'readable'.
const [
  kEnded, kEndEmitted, kReading, kSync, kNeedReadable, kEmittedReadable,
  kReadableListening, kResumeScheduled, kMultiAwaitDrain, kReadingMore,
  kDataEmitted, kDefaultUTF8Encoding, kDecoder, kEncoding, kHasFlowing,
  kFlowing, kHasPaused, kPaused, kDataListening, kEndScheduled, kReadableOwed,
] = bitsFrom(9);

function ReadableState(options, stream, isDuplex) {
  const objectMode =
    options?.objectMode || (isDuplex && options?.readableObjectMode);
  this[kState] = initialFlags(options, objectMode) | kSync;

  // 0 still calls _read(), for streams that only react to pulls.
  this.highWaterMark = options ?
    getHighWaterMark(this, options, 'readableHighWaterMark', isDuplex) :
    getHighWaterMark(this, {});

  // What was pushed and not yet read: an array that is read at `bufferIndex`.
  this.buffer = [];
  this.bufferIndex = 0;
  // How many bytes (or objects) that is.
  this.length = 0;
  this.pipes = [];

  const encoding = options?.defaultEncoding ?? 'utf8';
  if (!Buffer.isEncoding(encoding)) throw new ERR_UNKNOWN_ENCODING(encoding);
  this.defaultEncoding = encoding;

  // The destination whose 'drain' is awaited or, once there were several, the
  // set of them.
  this.awaitDrainWriters = null;

  if (options?.encoding) {
    const { StringDecoder } = require('node:string_decoder');
    this.decoder = new StringDecoder(options.encoding);
    this.encoding = options.encoding;
  }
}

// Installed by Readable, which knows what to do then.
ReadableState.prototype[kOnConstructed] = undefined;

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
});
defineSlot(ReadableState.prototype, 'errored', kErrored, kErroredValue, null);
defineSlot(ReadableState.prototype, 'decoder', kDecoder, kDecoderValue, null);
defineSlot(ReadableState.prototype, 'encoding', kEncoding, kEncodingValue, null);
// null until somebody decides.
defineMaybe(ReadableState.prototype, 'flowing', kFlowing, kHasFlowing, null);
defineDefaultEncoding(
  ReadableState.prototype, kDefaultUTF8Encoding, kDefaultEncodingValue);

defineAccessors(ReadableState.prototype, {
  get paused() {
    return (this[kState] & kPaused) !== 0;
  },
  set paused(value) {
    this[kState] |= kHasPaused;
    if (value) this[kState] |= kPaused;
    else this[kState] &= ~kPaused;
  },
  get pipesCount() {
    return this.pipes.length;
  },
});

// The option that is the method of a readable half.
function adoptReading(stream, { read }) {
  if (typeof read === 'function') stream._read = read;
}

// --- the buffer ----------------------------------------------------------------

// `length` is up to the callers of all these.

function append(state, chunk) {
  state.buffer.push(chunk);
}

function prepend(state, chunk) {
  if (state.bufferIndex > 0) state.buffer[--state.bufferIndex] = chunk;
  else state.buffer.unshift(chunk);
}

// Takes the first chunk out.
function shift(state) {
  const { buffer, bufferIndex } = state;
  const chunk = buffer[bufferIndex];
  const next = bufferIndex + 1;
  if (next === buffer.length) {
    buffer.length = 0;
    state.bufferIndex = 0;
  } else if (next > 1024) {
    buffer.splice(0, next);
    state.bufferIndex = 0;
  } else {
    buffer[bufferIndex] = null;
    state.bufferIndex = next;
  }
  return chunk;
}

// Takes the first `n` bytes or characters out of the first chunk.
function split(state, n) {
  const { buffer, bufferIndex } = state;
  const chunk = buffer[bufferIndex];
  if (typeof chunk === 'string') {
    buffer[bufferIndex] = chunk.slice(n);
    return chunk.slice(0, n);
  }
  const { buffer: memory, byteOffset, length } = chunk;
  buffer[bufferIndex] = new FastBuffer(memory, byteOffset + n, length - n);
  return new FastBuffer(memory, byteOffset, n);
}

// Takes the first chunk out, or as much of it as is wanted.
function takeUpTo(state, n) {
  return state.buffer[state.bufferIndex].length > n ?
    split(state, n) : shift(state);
}

// Takes `n` characters of several chunks out, as one text.
function gatherText(state, n) {
  let text = '';
  while (text.length < n && state.buffer.length > 0) {
    text += takeUpTo(state, n - text.length);
  }
  return text;
}

// Takes `n` bytes of several chunks out, as one Buffer.
function gatherBytes(state, n) {
  const bytes = Buffer.allocUnsafe(n);
  for (let offset = 0; offset < n;) {
    const piece = takeUpTo(state, n - offset);
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}

// Takes out the next object, or `n` bytes or characters: all if there is no n
// or not as much.
function fromList(n, state) {
  if (state.length === 0) return null;
  if (state[kState] & kObjectMode) return shift(state);
  const isText = (state[kState] & kDecoder) !== 0;
  const all = !n || n >= state.length;
  // Text comes out as text, though unshift() may have put Buffers before it.
  if (all && isText) return gatherText(state, state.length);
  const wanted = all ? state.length : n;
  if (state.buffer[state.bufferIndex].length >= wanted) {
    return takeUpTo(state, wanted);
  }
  return isText ? gatherText(state, wanted) : gatherBytes(state, wanted);
}

// Makes text of what is in the buffer already, `isAll` if nothing will follow.
function decodeBuffer(state, decoder, isAll) {
  let text = '';
  for (let i = state.bufferIndex; i < state.buffer.length; i++) {
    text += decoder.write(state.buffer[i]);
  }
  if (isAll) text += decoder.end();
  state.buffer.length = 0;
  state.bufferIndex = 0;
  if (text !== '') append(state, text);
  state.length = text.length;
}

// --- the destinations that are full --------------------------------------------

function forgetAwaitedDrains(state) {
  if (state[kState] & kMultiAwaitDrain) state.awaitDrainWriters.clear();
  else state.awaitDrainWriters = null;
}

module.exports = {
  ReadableState,
  adoptReading,
  append,
  decodeBuffer,
  forgetAwaitedDrains,
  fromList,
  prepend,
  kDataEmitted,
  kDataListening,
  kDecoder,
  kDecoderValue,
  kEmittedReadable,
  kEndEmitted,
  kEndScheduled,
  kEnded,
  kFlowing,
  kHasFlowing,
  kHasPaused,
  kMultiAwaitDrain,
  kNeedReadable,
  kPaused,
  kReadableListening,
  kReadableOwed,
  kReading,
  kReadingMore,
  kResumeScheduled,
  kSync,
};
