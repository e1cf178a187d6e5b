'use strict';

// node:string_decoder: bytes to text in pieces. What is left of a character at
// the end of a piece waits for the next one.

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_THIS,
    ERR_UNKNOWN_ENCODING,
  },
} = require('internal/errors');
const { assignFunctionName, normalizeEncoding } = require('internal/util');
const { Buffer } = require('node:buffer');
const { FastBuffer } = require('internal/buffer');

const kState = Symbol('kNativeDecoder');

// `bytes` holds what waits (up to 4; made when something does), `length` how
// many, `missing` how many more the character needs.
class DecoderState {
  constructor() {
    this.bytes = undefined;
    this.length = 0;
    this.missing = 0;
  }
}

function stateOf(decoder) {
  const state = decoder?.[kState];
  if (state === undefined) throw new ERR_INVALID_THIS('StringDecoder');
  return state;
}

function StringDecoder(encoding) {
  const normalized = normalizeEncoding(encoding);
  if (normalized === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
  this.encoding = normalized;
  Object.defineProperty(this, kState, {
    __proto__: null,
    value: new DecoderState(),
    writable: true,
    configurable: true,
  });
}

StringDecoder.prototype.write = function write(buf) {
  if (typeof buf === 'string') return buf;
  if (!ArrayBuffer.isView(buf)) {
    throw new ERR_INVALID_ARG_TYPE(
      'buf', ['Buffer', 'TypedArray', 'DataView'], buf);
  }
  const state = stateOf(this);
  const chunk = buf instanceof Buffer ?
    buf : new FastBuffer(buf.buffer, buf.byteOffset, buf.byteLength);
  if (chunk.length === 0) return '';
  switch (this.encoding) {
    case 'utf8':
      return writeUtf8(state, chunk);
    case 'utf16le':
      return writeUtf16(state, chunk);
    case 'base64':
    case 'base64url':
      return writeBase64(state, chunk, this.encoding);
    default:
      return chunk.toString(this.encoding);
  }
};

StringDecoder.prototype.end = function end(buf) {
  const text = buf === undefined ? '' : this.write(buf);
  return text + flush(stateOf(this), this.encoding);
};

// As it was in the JavaScript implementation of old: decode from an offset.
StringDecoder.prototype.text = function text(buf, offset) {
  const state = stateOf(this);
  state.length = 0;
  state.missing = 0;
  return this.write(buf.slice(offset));
};

const accessors = {
  get lastChar() {
    const state = stateOf(this);
    state.bytes ??= new Uint8Array(4);
    return new FastBuffer(state.bytes.buffer, 0, 4);
  },
  get lastNeed() {
    return stateOf(this).missing;
  },
  get lastTotal() {
    const { length, missing } = stateOf(this);
    return length + missing;
  },
};
for (const name of Object.keys(accessors)) {
  const { get } = Object.getOwnPropertyDescriptor(accessors, name);
  Object.defineProperty(StringDecoder.prototype, name,
    { __proto__: null, configurable: true, enumerable: true, get: assignFunctionName('get', get) });
}

// --- what waits ----------------------------------------------------------------

function keep(state, chunk, start, missing) {
  state.length = 0;
  state.bytes ??= new Uint8Array(4);
  for (let i = start; i < chunk.length; i++) state.bytes[state.length++] = chunk[i];
  state.missing = missing;
}

function take(state, encoding) {
  const { length } = state;
  state.length = 0;
  state.missing = 0;
  return new FastBuffer(state.bytes.buffer, 0, length).toString(encoding);
}

function flush(state, encoding) {
  // Half a code unit is dropped.
  if (encoding === 'utf16le' && state.length % 2 === 1) state.length--;
  return state.length === 0 ? (state.missing = 0, '') : take(state, encoding);
}

// --- UTF-8 -----------------------------------------------------------------------

function sequenceLength(byte) {
  if ((byte & 0xe0) === 0xc0) return 2;
  if ((byte & 0xf0) === 0xe0) return 3;
  if ((byte & 0xf8) === 0xf0) return 4;
  return 1;
}

function writeUtf8(state, chunk) {
  let text = '';
  let start = 0;
  if (state.missing > 0) {
    while (start < chunk.length && state.missing > 0 &&
           (chunk[start] & 0xc0) === 0x80) {
      state.bytes[state.length++] = chunk[start++];
      state.missing--;
    }
    // Neither complete nor interrupted.
    if (state.missing > 0 && start === chunk.length) return '';
    text = take(state, 'utf8');
    if (start === chunk.length) return text;
  }

  // A lead byte among the last three whose sequence goes on after the end.
  let end = chunk.length;
  const limit = Math.max(start, end - 3);
  for (let i = end - 1; i >= limit; i--) {
    if ((chunk[i] & 0xc0) === 0x80) continue;
    const total = sequenceLength(chunk[i]);
    const present = chunk.length - i;
    if (present < total) {
      keep(state, chunk, i, total - present);
      end = i;
    }
    break;
  }
  return text + chunk.utf8Slice(start, end);
}

// --- UTF-16 ----------------------------------------------------------------------

function isHighSurrogate(highByte) {
  return (highByte & 0xfc) === 0xd8;
}

function writeUtf16(state, chunk) {
  let text = '';
  let start = 0;
  if (state.missing > 0) {
    while (start < chunk.length && state.missing > 0) {
      state.bytes[state.length++] = chunk[start++];
      state.missing--;
    }
    if (state.missing > 0) return '';
    text = take(state, 'utf16le');
  }

  const rest = chunk.length - start;
  let end = chunk.length;
  if (rest % 2 === 1) {
    end -= 1;
    keep(state, chunk, end, 1);
  } else if (rest >= 2 && isHighSurrogate(chunk[end - 1])) {
    end -= 2;
    keep(state, chunk, end, 2);
  }
  return text + chunk.ucs2Slice(start, end);
}

// --- base64 ----------------------------------------------------------------------

function writeBase64(state, chunk, encoding) {
  let text = '';
  let start = 0;
  if (state.missing > 0) {
    while (start < chunk.length && state.missing > 0) {
      state.bytes[state.length++] = chunk[start++];
      state.missing--;
    }
    if (state.missing > 0) return '';
    text = take(state, encoding);
  }
  const extra = (chunk.length - start) % 3;
  const end = chunk.length - extra;
  if (extra > 0) keep(state, chunk, end, 3 - extra);
  return text + chunk.toString(encoding, start, end);
}

module.exports = { StringDecoder };
