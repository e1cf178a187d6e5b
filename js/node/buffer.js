// node:buffer: the Buffer class and the functions around it. The bytes are moved by
// src/builtins/buffer.rs; what needs no argument checks is in internal/buffer.

'use strict';

const { codes, genericNodeError, hideStackFrames } = require('internal/errors');
const {
  validateArray, validateBuffer, validateInteger, validateNumber, validateString,
} = require('internal/validators');
const {
  customInspectSymbol, isInsideNodeModules, kIsEncodingSymbol, lazyDOMException,
} = require('internal/util');
const { isAnyArrayBuffer, isArrayBufferView, isTypedArray, isUint8Array } = require('internal/util/types');
const {
  FastBuffer, addBufferPrototypeMethods, alignmentPadding, checkView, createBuffer, createUnsafeAlignedBuffer, createUnsafeBuffer,
} = require('internal/buffer');
const { getEncoding, utf8 } = require('internal/buffer/encodings');

const {
  ERR_BUFFER_OUT_OF_BOUNDS, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_BUFFER_SIZE, ERR_MISSING_ARGS,
  ERR_OUT_OF_RANGE, ERR_UNKNOWN_ENCODING,
} = codes;

const binding = internalBinding('buffer');

const kMaxLength = Number.MAX_SAFE_INTEGER;
const kStringMaxLength = 2 ** 29 - 24;

const TypedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype);
const typedArraySet = TypedArrayPrototype.set;
const typedArrayFill = TypedArrayPrototype.fill;
const typedArrayByteLength = Object.getOwnPropertyDescriptor(TypedArrayPrototype, 'byteLength').get;
const typedArrayLength = Object.getOwnPropertyDescriptor(TypedArrayPrototype, 'length').get;

FastBuffer.prototype.constructor = Buffer;
Buffer.prototype = FastBuffer.prototype;
Object.defineProperty(Buffer, 'prototype', { __proto__: null, enumerable: false, writable: true });
addBufferPrototypeMethods(Buffer.prototype);

// ---- the pool: small Buffers share one allocation ----------------------------------------

Buffer.poolSize = 64 * 1024;

let pool;
let poolBytes;
let poolOffset = 0;
let poolLength = 0;

function renewPool() {
  poolLength = Buffer.poolSize;
  pool = createUnsafeBuffer(poolLength).buffer;
  // Who transferred one Buffer's memory would take that of all the others with it, the runtime's own among them.
  internalBinding('messaging').markAsUntransferable(pool);
  poolBytes = new FastBuffer(pool);
  poolLength = poolBytes.length;
  poolOffset = 0;
}

// Takes `length` bytes of the pool and leaves its start aligned to 8 for the next taker.
function takeFromPool(length) {
  const buffer = new FastBuffer(pool, poolOffset, length);
  poolOffset = (poolOffset + length + 7) & ~7;
  return buffer;
}

function allocate(size) {
  if (size <= 0) return new FastBuffer();
  if (size >= Buffer.poolSize >>> 1) return createUnsafeBuffer(size);
  if (size > poolLength - poolOffset) renewPool();
  return takeFromPool(size);
}

function allocateAligned(size, alignment) {
  const needed = size + alignmentPadding(alignment);
  if (size <= 0 || needed >= Buffer.poolSize >>> 1) return createUnsafeAlignedBuffer(size, alignment);
  if (needed > poolLength - poolOffset) renewPool();
  poolOffset = binding.alignedOffset(pool, poolOffset, alignment);
  return takeFromPool(size);
}

// ---- checks of arguments -----------------------------------------------------------------

function notBytes(name, value) {
  return new ERR_INVALID_ARG_TYPE(name, ['Buffer', 'Uint8Array'], value);
}

const validateOffset = hideStackFrames((value, name, min = 0, max = kMaxLength) => {
  validateInteger(value, name, min, max);
});

// An offset that may be left out.
function offsetOr(fallback, value, name, max) {
  if (value === undefined) return fallback;
  validateOffset(value, name, 0, max);
  return value;
}

const checkSize = hideStackFrames((size) => {
  validateNumber(size, 'size', 0, kMaxLength);
});

const kMaxAlignment = 2 ** 30;

function validateAlignment(alignment) {
  validateInteger(alignment, 'alignment', 1, kMaxAlignment);
  if (!Number.isInteger(Math.log2(alignment))) {
    throw new ERR_INVALID_ARG_VALUE('alignment', alignment, 'must be a power of two');
  }
}

// ---- construction ------------------------------------------------------------------------

const kDeprecation = 'Buffer() is deprecated due to security and usability issues. Please use the ' +
  'Buffer.alloc(), Buffer.allocUnsafe(), or Buffer.from() methods instead.';
let deprecationShown = false;
let deprecationChecks = 0;

// Dependencies are not what the user can change, so calls from node_modules do not warn, unless all warnings are wanted.
function showDeprecation() {
  if (deprecationShown || ++deprecationChecks > 10000) return;
  if (!require('internal/options').getOptionValue('--pending-deprecation') && isInsideNodeModules(100)) return;
  process.emitWarning(kDeprecation, 'DeprecationWarning', 'DEP0005', Buffer);
  deprecationShown = true;
}

function Buffer(arg, encodingOrOffset, length) {
  showDeprecation();
  if (typeof arg !== 'number') return Buffer.from(arg, encodingOrOffset, length);
  if (typeof encodingOrOffset === 'string') throw new ERR_INVALID_ARG_TYPE('string', 'string', arg);
  return Buffer.alloc(arg);
}

Object.setPrototypeOf(Buffer, Uint8Array);
Object.defineProperty(Buffer, Symbol.species, { __proto__: null, configurable: true, get: () => FastBuffer });

function from(value, encodingOrOffset, length) {
  if (typeof value === 'string') return fromString(value, encodingOrOffset);
  if (typeof value === 'object' && value !== null) {
    const buffer = fromObject(value, encodingOrOffset, length);
    if (buffer !== undefined) return buffer;
  }
  throw new ERR_INVALID_ARG_TYPE(
    'first argument', ['string', 'Buffer', 'ArrayBuffer', 'Array', 'Array-like Object'], value);
}

function fromString(string, encodingName) {
  let encoding = utf8;
  if (typeof encodingName === 'string' && encodingName.length !== 0) {
    encoding = getEncoding(encodingName);
    if (encoding === undefined) throw new ERR_UNKNOWN_ENCODING(encodingName);
  }

  const { length } = string;
  if (length === 0) return new FastBuffer();
  const limit = Buffer.poolSize >>> 1;

  // No character needs more than three bytes, so a short string can be written straight into
  // the pool without being measured first.
  if (length * 3 < limit) {
    if (length * 3 > poolLength - poolOffset) renewPool();
    return takeFromPool(encoding.write(poolBytes, string, poolOffset, poolLength - poolOffset));
  }

  const size = encoding.byteLength(string);
  if (size < limit) {
    if (size > poolLength - poolOffset) renewPool();
    return takeFromPool(encoding.write(poolBytes, string, poolOffset, size));
  }
  const buffer = createUnsafeBuffer(size);
  const written = encoding.write(buffer, string, 0, size);
  return written === size ? buffer : new FastBuffer(buffer.buffer, 0, written);
}

function fromArrayBuffer(memory, byteOffset, length) {
  const offset = +byteOffset || 0;
  const available = memory.byteLength - offset;
  if (available < 0) throw new ERR_BUFFER_OUT_OF_BOUNDS('offset');
  // Without a length it follows what can be resized.
  if (length === undefined) return new FastBuffer(memory, offset);
  // NaN and everything below zero is an empty Buffer.
  const size = +length > 0 ? +length : 0;
  if (size > available) throw new ERR_BUFFER_OUT_OF_BOUNDS('length');
  return new FastBuffer(memory, offset, size);
}

function fromArrayLike(source) {
  const { length } = source;
  if (!(length > 0)) return new FastBuffer();
  const buffer = allocate(length);
  typedArraySet.call(buffer, source, 0);
  return buffer;
}

// In this order: memory, a wrapper of something else, what looks like an array, what JSON has made of a Buffer, what turns
// itself into a string. Undefined for anything else.
function fromObject(object, encodingOrOffset, length) {
  if (isAnyArrayBuffer(object)) return fromArrayBuffer(object, encodingOrOffset, length);
  const wrapped = object.valueOf?.() ?? object;
  if (wrapped !== object && (typeof wrapped === 'object' || typeof wrapped === 'string')) {
    return from(wrapped, encodingOrOffset, length);
  }
  const count = object.length;
  if (count !== undefined || isAnyArrayBuffer(object.buffer)) {
    return typeof count === 'number' ? fromArrayLike(object) : new FastBuffer();
  }
  if (object.type === 'Buffer' && Array.isArray(object.data)) return fromArrayLike(object.data);
  const text = typeof object[Symbol.toPrimitive] === 'function' ? object[Symbol.toPrimitive]('string') : undefined;
  return typeof text === 'string' ? fromString(text, encodingOrOffset) : undefined;
}

// ---- static functions --------------------------------------------------------------------

// Writes as much of `item` into `buffer` as there is room for; answers where the next one goes.
function append(buffer, item, position) {
  const size = typedArrayLength.call(item);
  const room = buffer.length - position;
  const part = size <= room ? item : TypedArrayPrototype.subarray.call(item, 0, room);
  typedArraySet.call(buffer, part, position);
  return position + Math.min(size, room);
}

function isEncoding(encoding) {
  return typeof encoding === 'string' && encoding.length !== 0 && getEncoding(encoding) !== undefined;
}

Object.assign(Buffer, {
  from,

  copyBytesFrom: function(view, offset, length) {
    if (!isTypedArray(view)) throw new ERR_INVALID_ARG_TYPE('view', ['TypedArray'], view);
    const count = typedArrayLength.call(view);
    const start = count === 0 ? 0 : offsetOr(0, offset, 'offset');
    if (start >= count) return new FastBuffer();
    const end = Math.min(start + offsetOr(count, length, 'length'), count);
    const width = view.BYTES_PER_ELEMENT;
    return fromArrayLike(new Uint8Array(view.buffer, view.byteOffset + start * width, (end - start) * width));
  },

  of: function(...items) {
    const buffer = createUnsafeBuffer(items.length);
    for (let i = 0; i < items.length; i++) buffer[i] = items[i];
    return buffer;
  },

  alloc: function(size, fill, encoding) {
    checkSize(size);
    if (size === 0 || fill === undefined || fill === 0) return createBuffer(size);
    const buffer = createUnsafeBuffer(size);
    // Its length is whole, where the size is not.
    return fillBuffer(buffer, fill, 0, buffer.length, encoding);
  },

  allocUnsafe: function(size, alignment) {
    checkSize(size);
    if (alignment === undefined) return allocate(size);
    validateAlignment(alignment);
    return allocateAligned(size, alignment);
  },

  allocUnsafeSlow: function(size, alignment) {
    checkSize(size);
    if (alignment === undefined) return createUnsafeBuffer(size);
    validateAlignment(alignment);
    return createUnsafeAlignedBuffer(size, alignment);
  },

  isBuffer: function(value) {
    return value instanceof Buffer;
  },

  compare: function(buf1, buf2) {
    if (!isUint8Array(buf1)) throw notBytes('buf1', buf1);
    if (!isUint8Array(buf2)) throw notBytes('buf2', buf2);
    return buf1 === buf2 ? 0 : binding.compare(buf1, buf2);
  },

  isEncoding,
  [kIsEncodingSymbol]: isEncoding,

  concat: function(list, length) {
    validateArray(list, 'list');
    const count = list.length;
    if (count === 0) return new FastBuffer();
    if (length !== undefined) validateOffset(length, 'length');
    let total = 0;
    for (let i = 0; i < count; i++) {
      if (!isUint8Array(list[i])) throw notBytes(`list[${i}]`, list[i]);
      total += typedArrayLength.call(list[i]);
    }
    const buffer = allocate(length ?? total);
    const size = buffer.length;
    let position = 0;
    for (let i = 0; position < size && i < count; i++) position = append(buffer, list[i], position);
    return position < size ? typedArrayFill.call(buffer, 0, position) : buffer;
  },

  byteLength: function(string, encoding) {
    if (typeof string === 'string') {
      if (string.length === 0) return 0;
      const known = encoding ? getEncoding(encoding) : undefined;
      return (known ?? utf8).byteLength(string);
    }
    if (isArrayBufferView(string) || isAnyArrayBuffer(string)) return string.byteLength;
    throw new ERR_INVALID_ARG_TYPE('string', ['string', 'Buffer', 'ArrayBuffer'], string);
  },
});

// ---- methods -----------------------------------------------------------------------------

// Before Node.js 6 this was how code found out whether it had a slice.
for (const [name, source] of [['parent', 'buffer'], ['offset', 'byteOffset']]) {
  Object.defineProperty(Buffer.prototype, name, {
    __proto__: null,
    enumerable: true,
    get() { return this instanceof Buffer ? this[source] : undefined; },
  });
}

// An index of copy(), which takes what can be converted to a number.
function indexOr(fallback, value) {
  if (value === undefined) return fallback;
  if (Number.isInteger(value)) return value;
  const number = +value;
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? Math.trunc(number) : 0;
}

// An index of subarray(): negative ones count from the end.
function clampIndex(value, length) {
  const index = Math.trunc(value) || 0;
  return index < 0 ? Math.max(index + length, 0) : Math.min(index, length);
}

let inspectMaxBytes = 50;

// The properties of a Buffer other than its bytes, as text between braces.
function inspectProperties(buffer, options) {
  const { getOwnNonIndexProperties } = internalBinding('util');
  // V8's filters of properties: all, or only those that are enumerable.
  const keys = getOwnNonIndexProperties(buffer, options.showHidden ? 0 : 2);
  if (keys.length === 0) return '';
  const properties = { __proto__: null };
  for (const key of keys) properties[key] = buffer[key];
  const { inspect } = require('internal/util/inspect');
  const text = inspect(properties, { ...options, breakLength: Infinity, compact: true });
  // What is between the braces of `[Object: null prototype] { ... }`.
  return text.slice(text.indexOf('{') + 2, -2);
}

function search(buffer, value, byteOffset, end, encoding, forward) {
  validateBuffer(buffer);
  const { length } = buffer;
  if (typeof end === 'string') {
    encoding = end;
    end = length;
  } else {
    end = end === undefined ? length : Math.min(Math.max(Math.trunc(end) || 0, 0), length);
  }
  if (typeof byteOffset === 'string') {
    encoding = byteOffset;
    byteOffset = undefined;
  }
  byteOffset = +byteOffset;
  // Without an offset the search begins where its direction begins.
  if (Number.isNaN(byteOffset)) byteOffset = forward ? 0 : length;
  else byteOffset = Math.trunc(Math.min(Math.max(byteOffset, -0x80000000), 0x7fffffff));

  if (typeof value === 'number') {
    return binding.indexOfNumber(buffer, value >>> 0, byteOffset, end, forward);
  }
  const found = encoding === undefined ? utf8 : getEncoding(encoding);
  if (typeof value === 'string') {
    if (found === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
    return binding.indexOfString(buffer, value, byteOffset, end, found.id, forward);
  }
  if (isUint8Array(value)) {
    return binding.indexOfBuffer(buffer, value, byteOffset, end, (found ?? utf8).id, forward);
  }
  throw new ERR_INVALID_ARG_TYPE('value', ['number', 'string', 'Buffer', 'Uint8Array'], value);
}

// The value as what Rust or V8 fills with: a byte, or bytes.
function fillPattern(value, encoding) {
  if (typeof value !== 'string') return isUint8Array(value) ? value : value & 255;
  if (value.length === 0) return 0;
  if (value.length === 1) {
    const code = value.charCodeAt(0);
    // One character that is one byte in this encoding.
    const limit = encoding === utf8 ? 0x80 : encoding.name === 'latin1' ? 0x100 : 0;
    if (code < limit) return code;
  }
  return fromString(value, encoding.name);
}

function fillBuffer(buffer, value, offset, end, encoding) {
  let known = utf8;
  if (typeof value === 'string') {
    // The encoding comes in the place of what is left out.
    if (typeof offset === 'string' || offset === undefined) {
      encoding = offset;
      offset = undefined;
    } else if (typeof end === 'string') {
      encoding = end;
      end = undefined;
    }
    if (encoding) known = getEncoding(encoding);
    if (known === undefined) {
      validateString(encoding, 'encoding');
      throw new ERR_UNKNOWN_ENCODING(encoding);
    }
  }
  const start = offsetOr(0, offset, 'offset');
  const stop = offset === undefined ? buffer.length : offsetOr(buffer.length, end, 'end', buffer.length);
  if (offset !== undefined && start >= stop) return buffer;
  const pattern = fillPattern(value, known);
  if (typeof pattern === 'number') return typedArrayFill.call(buffer, pattern, start, stop);
  if (pattern.length === 0) throw new ERR_INVALID_ARG_VALUE('value', value);
  binding.fill(buffer, pattern, start, stop);
  return buffer;
}

function toString(encoding, start, end) {
  if (arguments.length === 0) return binding.utf8Slice(this, 0, this.length);
  const length = typedArrayLength.call(this);
  const from = start > 0 ? Math.trunc(start) : 0;
  const to = end === undefined || end > length ? length : Math.trunc(end);
  // Also of NaN.
  if (!(from < to)) return '';
  if (encoding === undefined) return binding.utf8Slice(this, from, to);
  const known = getEncoding(encoding);
  if (known === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
  return known.slice(this, from, to);
}

function inspectBuffer(recurseTimes, ctx) {
  const more = this.length - inspectMaxBytes;
  const hex = binding.hexSlice(this, 0, Math.min(inspectMaxBytes, this.length));
  const parts = [hex.replace(/..(?=.)/g, '$& ')];
  if (more > 0) parts[0] += ` ... ${more} more byte${more > 1 ? 's' : ''}`;
  if (ctx) parts.push(inspectProperties(this, ctx));
  return `<${this.constructor.name} ${parts.filter((part) => part !== '').join(', ')}>`;
}

Object.assign(Buffer.prototype, {
  copy: function(target, targetStart, sourceStart, sourceEnd) {
    if (!isArrayBufferView(this)) throw notBytes('source', this);
    if (!isArrayBufferView(target)) throw notBytes('target', target);
    const available = this.byteLength;
    const to = indexOr(0, targetStart);
    if (to < 0) throw new ERR_OUT_OF_RANGE('targetStart', '>= 0', to);
    const start = indexOr(0, sourceStart);
    if (start < 0 || start > available) throw new ERR_OUT_OF_RANGE('sourceStart', `>= 0 && <= ${available}`, start);
    const end = indexOr(available, sourceEnd);
    if (end < 0) throw new ERR_OUT_OF_RANGE('sourceEnd', '>= 0', end);

    const count = Math.min(Math.min(end, available) - start, target.byteLength - to);
    if (count <= 0) return 0;
    if (count === available && isUint8Array(target)) typedArraySet.call(target, this, to);
    else binding.copy(this, target, to, start, count);
    return count;
  },

  toString,
  toLocaleString: toString,

  equals: function(otherBuffer) {
    if (!isUint8Array(otherBuffer)) throw notBytes('otherBuffer', otherBuffer);
    const byteLength = typedArrayByteLength.call(this);
    if (byteLength !== typedArrayByteLength.call(otherBuffer)) return false;
    return byteLength === 0 || this === otherBuffer || binding.compare(this, otherBuffer) === 0;
  },

  [customInspectSymbol]: inspectBuffer,
  inspect: inspectBuffer,

  compare: function(target, targetStart, targetEnd, sourceStart, sourceEnd) {
    if (!isUint8Array(target)) throw notBytes('target', target);
    if (arguments.length === 1) {
      checkView(this);
      return binding.compare(this, target);
    }
    const theirs = [
      offsetOr(0, targetStart, 'targetStart'), offsetOr(target.length, targetEnd, 'targetEnd', target.length),
    ];
    const ours = [offsetOr(0, sourceStart, 'sourceStart'), offsetOr(this.length, sourceEnd, 'sourceEnd', this.length)];
    const isEmpty = ([start, end]) => start >= end;
    if (isEmpty(ours)) return isEmpty(theirs) ? 0 : -1;
    return isEmpty(theirs) ? 1 : binding.compareRange(this, ...ours, target, ...theirs);
  },

  indexOf: function(value, byteOffset, end, encoding) {
    return search(this, value, byteOffset, end, encoding, true);
  },

  lastIndexOf: function(value, byteOffset, end, encoding) {
    return search(this, value, byteOffset, end, encoding, false);
  },

  includes: function(value, byteOffset, end, encoding) {
    return search(this, value, byteOffset, end, encoding, true) !== -1;
  },

  fill: function(value, offset, end, encoding) {
    return fillBuffer(this, value, offset, end, encoding);
  },

  write: function(string, offset, length, encoding) {
    const available = typedArrayLength.call(this);
    if (offset === undefined) return binding.utf8Write(this, string, 0, available);
    let start = 0;
    let room = available;
    if (typeof offset === 'string' && length === undefined) {
      encoding = offset;
    } else {
      validateOffset(offset, 'offset', 0, available);
      start = offset;
      room -= offset;
      if (typeof length === 'string') encoding = length;
      else room = Math.min(room, offsetOr(room, length, 'length', available));
    }
    if (!encoding) return binding.utf8Write(this, string, start, room);
    const known = getEncoding(encoding);
    if (known === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
    return known.write(this, string, start, room);
  },

  toJSON: function() {
    const data = new Array(typedArrayLength.call(this));
    for (let i = 0; i < data.length; i++) data[i] = this[i];
    return { type: 'Buffer', data };
  },

  subarray: function(start, end) {
    const length = typedArrayLength.call(this);
    const first = clampIndex(start, length);
    const last = end === undefined ? length : clampIndex(end, length);
    return new FastBuffer(this.buffer, this.byteOffset + first, Math.max(last - first, 0));
  },

  // Unlike Uint8Array's, a Buffer's slice shares its memory.
  slice: function(start, end) {
    return this.subarray(start, end);
  },
});

for (const bits of [16, 32, 64]) {
  const name = `swap${bits}`;
  Buffer.prototype[name] = {
    [name]() {
      if (this.length % (bits / 8) !== 0) throw new ERR_INVALID_BUFFER_SIZE(`${bits}-bits`);
      binding.swap(this, bits / 8);
      return this;
    },
  }[name];
}

// ---- functions of the module -------------------------------------------------------------

function checkInput(input) {
  if (isTypedArray(input) || isAnyArrayBuffer(input)) return;
  throw new ERR_INVALID_ARG_TYPE('input', ['ArrayBuffer', 'Buffer', 'TypedArray'], input);
}

function isUtf8(input) {
  checkInput(input);
  return binding.isUtf8(input);
}

function isAscii(input) {
  checkInput(input);
  return binding.isAscii(input);
}

const kTranscodable = ['utf8', 'utf16le', 'latin1', 'ascii'];

// Characters that the target encoding does not have become '?'.
function transcode(source, fromEncoding, toEncoding) {
  if (!isUint8Array(source)) throw notBytes('source', source);
  if (source.length === 0) return Buffer.alloc(0);
  const from = fromEncoding === undefined ? utf8 : getEncoding(fromEncoding);
  const to = toEncoding === undefined ? utf8 : getEncoding(toEncoding);
  if (!kTranscodable.includes(from?.name) || !kTranscodable.includes(to?.name)) {
    throw genericNodeError('Unable to transcode Buffer [U_ILLEGAL_ARGUMENT_ERROR]',
                           { code: 'U_ILLEGAL_ARGUMENT_ERROR', errno: 1 });
  }
  let text = from.slice(source, 0, source.length);
  if (from.name === 'utf16le' && to.name === 'utf16le') {
    // Half a character and half a unit after it are one mistake.
    const isWhole = source.length % 2 === 0 || /[\ud800-\udbff]$/.test(text);
    text = text.toWellFormed() + (isWhole ? '' : '\ufffd');
  } else if (from.name === 'utf16le' && to.name === 'utf8') {
    if (text === '' || !text.isWellFormed()) throw invalidCharacter();
  } else if (from.name === 'utf8' && to.name === 'utf16le') {
    if (!isUtf8(source)) throw invalidCharacter();
  }
  if (from.name === 'ascii' && to.name !== 'utf16le') text = transcodeAscii(source);
  else if (from.name === 'ascii') text = source.latin1Slice();
  if (to.name === 'latin1') text = text.replace(/[^\x00-\xff]/gu, replacementOf);
  else if (to.name === 'ascii') text = text.replace(/[^\x00-\x7f]/gu, replacementOf);
  const result = createUnsafeBuffer(to.byteLength(text));
  to.write(result, text, 0, result.length);
  return result;
}

// What stands for a character that an encoding does not have: nothing, where it is nothing to be seen (U+FEFF, a soft hyphen).
function replacementOf(character) {
  return /\p{Default_Ignorable_Code_Point}/u.test(character) ? '' : '?';
}

function invalidCharacter() {
  return genericNodeError('Unable to transcode Buffer [U_INVALID_CHAR_FOUND]',
                          { code: 'U_INVALID_CHAR_FOUND', errno: 10 });
}

// Where toString('ascii') drops the high bit, the converter replaces the byte.
function transcodeAscii(source) {
  let text = '';
  for (const byte of source) text += byte < 0x80 ? String.fromCharCode(byte) : '\ufffd';
  return text;
}

// What the numbers say that Rust answers instead of a string.
const kBase64Problems = {
  '__proto__': null,
  '-1': 'The string to be decoded is not correctly encoded.',
  '-2': 'Invalid character',
};

function convert(result) {
  if (typeof result === 'string') return result;
  throw lazyDOMException(kBase64Problems[result ?? -2], 'InvalidCharacterError');
}

function btoa(input) {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('input');
  return convert(binding.btoa(`${input}`));
}

function atob(input) {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('input');
  return convert(binding.atob(`${input}`));
}

module.exports = { Buffer, transcode, isUtf8, isAscii, kMaxLength, kStringMaxLength, btoa, atob };

const constant = (value) => ({ __proto__: null, enumerable: true, value });

Object.defineProperties(module.exports, {
  constants: constant(Object.defineProperties({}, {
    MAX_LENGTH: constant(kMaxLength), MAX_STRING_LENGTH: constant(kStringMaxLength),
  })),
  INSPECT_MAX_BYTES: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get: () => inspectMaxBytes,
    set(value) {
      validateNumber(value, 'INSPECT_MAX_BYTES', 0);
      inspectMaxBytes = value;
    },
  },
});

const lazy = {
  Blob: () => require('internal/blob').Blob,
  resolveObjectURL: () => require('internal/blob').resolveObjectURL,
  File: () => require('internal/file').File,
};
for (const name of Object.keys(lazy)) {
  const define = (object, value) => Object.defineProperty(object, name, {
    __proto__: null, configurable: true, enumerable: true, writable: true, value,
  });
  Object.defineProperty(module.exports, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      const value = lazy[name]();
      define(module.exports, value);
      return value;
    },
    set(value) { define(module.exports, value); },
  });
}
