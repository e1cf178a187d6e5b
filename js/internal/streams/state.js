'use strict';

// What the classes and the two halves of a stream share: the default high water
// marks, and the flags, one bit each, that both state objects keep in
// `[kState]`.
//
// util.inspect() shows that number and everybody prints streams, so each bit
// is where Node.js has it.

const {
  codes: { ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const { validateInteger } = require('internal/validators');

const { defineProperty } = Object;

const defaultHighWaterMarks = { bytes: 64 * 1024, objects: 16 };

function getDefaultHighWaterMark(objectMode) {
  return objectMode ?
    defaultHighWaterMarks.objects : defaultHighWaterMarks.bytes;
}

function setDefaultHighWaterMark(objectMode, value) {
  validateInteger(value, 'value', 0);
  defaultHighWaterMarks[objectMode ? 'objects' : 'bytes'] = value;
}

// `ownKey` is the option that is about this half of a Duplex alone.
function getHighWaterMark(state, options, ownKey, isDuplex) {
  let mark = options.highWaterMark;
  if (mark == null && isDuplex) mark = options[ownKey];
  if (mark == null) return getDefaultHighWaterMark(state.objectMode);
  if (Number.isInteger(mark) && mark >= 0) return mark;
  throw new ERR_INVALID_ARG_VALUE(
    `options.${isDuplex ? ownKey : 'highWaterMark'}`, mark);
}

const kState = Symbol('kState');

// Bits for flags, from the n-th on.
function* bitsFrom(n) {
  for (;;) yield 1 << n++;
}

const [
  kObjectMode, kErrorEmitted, kAutoDestroy, kEmitClose, kDestroyed, kClosed,
  kCloseEmitted, kErrored, kConstructed,
] = bitsFrom(0);

const sharedFlags = {
  __proto__: null,
  objectMode: kObjectMode,
  errorEmitted: kErrorEmitted,
  autoDestroy: kAutoDestroy,
  emitClose: kEmitClose,
  destroyed: kDestroyed,
  closed: kClosed,
  closeEmitted: kCloseEmitted,
  constructed: kConstructed,
};

// The flags that every state starts with, as the options of its half have it.
function initialFlags(options, objectMode) {
  let flags = kConstructed;
  if (objectMode) flags |= kObjectMode;
  if (options?.emitClose !== false) flags |= kEmitClose;
  if (options?.autoDestroy !== false) flags |= kAutoDestroy;
  return flags;
}

// The accessors of a table, for states and streams alike: neither enumerable
// nor configurable.
function defineAccessors(prototype, table) {
  for (const name of Object.keys(table)) {
    const { get, set } = Object.getOwnPropertyDescriptor(table, name);
    defineProperty(prototype, name, { __proto__: null, get, set });
  }
}

// Makes each flag readable and writable as a boolean property.
function defineFlags(prototype, flags) {
  for (const name in flags) {
    const bit = flags[name];
    defineProperty(prototype, name, {
      __proto__: null,
      get() {
        return (this[kState] & bit) !== 0;
      },
      set(value) {
        this[kState] = value ? this[kState] | bit : this[kState] & ~bit;
      },
    });
  }
}

// A property that most streams never set: a bit says that the slot is there.
function defineSlot(prototype, name, bit, slot, empty) {
  defineProperty(prototype, name, {
    __proto__: null,
    get() {
      return this[kState] & bit ? this[slot] : empty;
    },
    set(value) {
      if (value) this[slot] = value;
      this[kState] = value ? this[kState] | bit : this[kState] & ~bit;
    },
  });
}

// A boolean that may also not be known: `knownBit` says whether it is. What
// `unknown` gives is read as long as it is not.
function defineMaybe(prototype, name, bit, knownBit, unknown) {
  defineProperty(prototype, name, {
    __proto__: null,
    get() {
      return this[kState] & knownBit ? (this[kState] & bit) !== 0 : unknown;
    },
    set(value) {
      this[kState] &= ~(bit | knownBit);
      if (value != null) this[kState] |= value ? bit | knownBit : knownBit;
    },
  });
}

// The encoding of strings that come without one: a bit stands for utf8.
function defineDefaultEncoding(prototype, utf8Bit, slot) {
  defineProperty(prototype, 'defaultEncoding', {
    __proto__: null,
    get() {
      return this[kState] & utf8Bit ? 'utf8' : this[slot];
    },
    set(value) {
      if (value === 'utf8' || value === 'utf-8') {
        this[kState] |= utf8Bit;
      } else {
        this[kState] &= ~utf8Bit;
        this[slot] = value;
      }
    },
  });
}

// Whether a half has a flag; there may be no such half.
function hasFlag(state, bit) {
  return state ? (state[kState] & bit) !== 0 : false;
}

// The flags of both halves in one. Those of this file are at the same place in
// each. A stream of another implementation has none.
function flagsOf(stream) {
  const r = stream._readableState;
  const w = stream._writableState;
  return (r ? r[kState] : 0) | (w ? w[kState] : 0);
}

function setFlags(stream, bits) {
  const r = stream._readableState;
  const w = stream._writableState;
  if (r) r[kState] |= bits;
  if (w) w[kState] |= bits;
}

module.exports = {
  bitsFrom,
  getHighWaterMark,
  getDefaultHighWaterMark,
  setDefaultHighWaterMark,
  initialFlags,
  defineAccessors,
  defineFlags,
  defineSlot,
  defineMaybe,
  defineDefaultEncoding,
  sharedFlags,
  hasFlag,
  flagsOf,
  setFlags,
  kState,
  kObjectMode,
  kErrorEmitted,
  kAutoDestroy,
  kEmitClose,
  kDestroyed,
  kClosed,
  kCloseEmitted,
  kErrored,
  kConstructed,
};
