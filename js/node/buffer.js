// node:buffer: the Buffer class and the functions around it. The bytes are moved by
// src/builtins/buffer.rs; what needs no argument checks is in internal/buffer.

'use strict';

const {
  codes: {
    ERR_BUFFER_OUT_OF_BOUNDS,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_BUFFER_SIZE,
    ERR_MISSING_ARGS,
    ERR_OUT_OF_RANGE,
    ERR_UNKNOWN_ENCODING,
  },
  genericNodeError,
  hideStackFrames,
} = require('internal/errors');
const {
  validateArray,
  validateBuffer,
  validateInteger,
  validateNumber,
  validateString,
} = require('internal/validators');
const {
  customInspectSymbol,
  isInsideNodeModules,
  kIsEncodingSymbol,
  lazyDOMException,
} = require('internal/util');
const {
  isAnyArrayBuffer,
  isArrayBufferView,
  isTypedArray,
  isUint8Array,
} = require('internal/util/types');
const {
  FastBuffer,
  addBufferPrototypeMethods,
  alignmentPadding,
  createBuffer,
  createUnsafeAlignedBuffer,
  createUnsafeBuffer,
} = require('internal/buffer');
const { getEncoding, utf8 } = require('internal/buffer/encodings');

const binding = internalBinding('buffer');

const kMaxLength = Number.MAX_SAFE_INTEGER;
const kStringMaxLength = 2 ** 29 - 24;

const TypedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype);
const typedArraySet = TypedArrayPrototype.set;
const typedArrayFill = TypedArrayPrototype.fill;
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

// ---- construction ------------------------------------------------------------------------

const kDeprecation = 'Buffer() is deprecated due to security and usability issues. Please use the ' +
  'Buffer.alloc(), Buffer.allocUnsafe(), or Buffer.from() methods instead.';
let deprecationShown = false;
let deprecationChecks = 0;

// Dependencies are not what the user can change, so calls from node_modules do not warn.
function showDeprecation() {
  if (deprecationShown || ++deprecationChecks > 10000 || isInsideNodeModules(100)) return;
  process.emitWarning(kDeprecation, 'DeprecationWarning', 'DEP0005', Buffer);
  deprecationShown = true;
}

function Buffer(arg, encodingOrOffset, length) {
  showDeprecation();
  if (typeof arg === 'number') {
    if (typeof encodingOrOffset === 'string') {
      throw new ERR_INVALID_ARG_TYPE('string', 'string', arg);
    }
    return Buffer.alloc(arg);
  }
  return Buffer.from(arg, encodingOrOffset, length);
}

Object.setPrototypeOf(Buffer, Uint8Array);
Object.defineProperty(Buffer, Symbol.species, {
  __proto__: null,
  configurable: true,
  enumerable: false,
  get() { return FastBuffer; },
});

Buffer.from = function from(value, encodingOrOffset, length) {
  if (typeof value === 'string') return fromString(value, encodingOrOffset);

  if (typeof value === 'object' && value !== null) {
    if (isAnyArrayBuffer(value)) return fromArrayBuffer(value, encodingOrOffset, length);

    const primitive = value.valueOf?.();
    if (primitive !== null && primitive !== undefined && primitive !== value &&
        (typeof primitive === 'string' || typeof primitive === 'object')) {
      return from(primitive, encodingOrOffset, length);
    }

    const buffer = fromObject(value);
    if (buffer !== undefined) return buffer;

    if (typeof value[Symbol.toPrimitive] === 'function') {
      const string = value[Symbol.toPrimitive]('string');
      if (typeof string === 'string') return fromString(string, encodingOrOffset);
    }
  }

  throw new ERR_INVALID_ARG_TYPE(
    'first argument', ['string', 'Buffer', 'ArrayBuffer', 'Array', 'Array-like Object'], value);
};

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
  byteOffset = byteOffset === undefined ? 0 : +byteOffset;
  if (Number.isNaN(byteOffset)) byteOffset = 0;
  const available = memory.byteLength - byteOffset;
  if (available < 0) throw new ERR_BUFFER_OUT_OF_BOUNDS('offset');
  if (length !== undefined) {
    // NaN and everything below zero is an empty Buffer.
    length = +length;
    if (!(length > 0)) length = 0;
    else if (length > available) throw new ERR_BUFFER_OUT_OF_BOUNDS('length');
  } else {
    length = available;
  }
  return new FastBuffer(memory, byteOffset, length);
}

function fromArrayLike(source) {
  const { length } = source;
  if (!(length > 0)) return new FastBuffer();
  const buffer = allocate(length);
  typedArraySet.call(buffer, source, 0);
  return buffer;
}

function fromObject(object) {
  if (object.length !== undefined || isAnyArrayBuffer(object.buffer)) {
    if (typeof object.length !== 'number') return new FastBuffer();
    return fromArrayLike(object);
  }
  if (object.type === 'Buffer' && Array.isArray(object.data)) return fromArrayLike(object.data);
}

Buffer.copyBytesFrom = function copyBytesFrom(view, offset, length) {
  if (!isTypedArray(view)) throw new ERR_INVALID_ARG_TYPE('view', ['TypedArray'], view);
  const count = typedArrayLength.call(view);
  if (count === 0) return new FastBuffer();
  let start = 0;
  let end = count;
  if (offset !== undefined) {
    validateInteger(offset, 'offset', 0);
    if (offset >= count) return new FastBuffer();
    start = offset;
  }
  if (length !== undefined) {
    validateInteger(length, 'length', 0);
    end = Math.min(start + length, count);
  }
  if (end <= start) return new FastBuffer();
  const width = view.BYTES_PER_ELEMENT;
  return fromArrayLike(
    new Uint8Array(view.buffer, view.byteOffset + start * width, (end - start) * width));
};

Buffer.of = function of(...items) {
  const buffer = createUnsafeBuffer(items.length);
  for (let i = 0; i < items.length; i++) buffer[i] = items[i];
  return buffer;
};

const checkSize = hideStackFrames((size) => {
  validateNumber(size, 'size', 0, kMaxLength);
});

Buffer.alloc = function alloc(size, fill, encoding) {
  checkSize(size);
  if (fill !== undefined && fill !== 0 && size > 0) {
    const buffer = createUnsafeBuffer(size);
    return fillBuffer(buffer, fill, 0, buffer.length, encoding);
  }
  return createBuffer(size);
};

const kMaxAlignment = 2 ** 30;

function validateAlignment(alignment) {
  validateInteger(alignment, 'alignment', 1, kMaxAlignment);
  if (Math.log2(alignment) % 1 !== 0) {
    throw new ERR_INVALID_ARG_VALUE('alignment', alignment, 'must be a power of two');
  }
}

Buffer.allocUnsafe = function allocUnsafe(size, alignment) {
  checkSize(size);
  if (alignment === undefined) return allocate(size);
  validateAlignment(alignment);
  return allocateAligned(size, alignment);
};

Buffer.allocUnsafeSlow = function allocUnsafeSlow(size, alignment) {
  checkSize(size);
  if (alignment === undefined) return createUnsafeBuffer(size);
  validateAlignment(alignment);
  return createUnsafeAlignedBuffer(size, alignment);
};

Buffer.isBuffer = function isBuffer(value) {
  return value instanceof Buffer;
};

// ---- static functions over Buffers -------------------------------------------------------

Buffer.compare = function compare(buf1, buf2) {
  if (!isUint8Array(buf1)) throw new ERR_INVALID_ARG_TYPE('buf1', ['Buffer', 'Uint8Array'], buf1);
  if (!isUint8Array(buf2)) throw new ERR_INVALID_ARG_TYPE('buf2', ['Buffer', 'Uint8Array'], buf2);
  return buf1 === buf2 ? 0 : binding.compare(buf1, buf2);
};

Buffer.isEncoding = function isEncoding(encoding) {
  return typeof encoding === 'string' && encoding.length !== 0 && getEncoding(encoding) !== undefined;
};
Buffer[kIsEncodingSymbol] = Buffer.isEncoding;

Buffer.concat = function concat(list, length) {
  validateArray(list, 'list');
  if (list.length === 0) return new FastBuffer();

  if (length !== undefined) validateOffset(length, 'length');
  let total = 0;
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    if (!isUint8Array(item)) {
      throw new ERR_INVALID_ARG_TYPE(`list[${i}]`, ['Buffer', 'Uint8Array'], item);
    }
    total += typedArrayLength.call(item);
  }
  length ??= total;

  const buffer = allocate(length);
  let position = 0;
  for (let i = 0; i < list.length && position < length; i++) {
    let item = list[i];
    const size = typedArrayLength.call(item);
    if (size > length - position) item = TypedArrayPrototype.subarray.call(item, 0, length - position);
    typedArraySet.call(buffer, item, position);
    position += size;
  }
  if (position < length) typedArrayFill.call(buffer, 0, position, length);
  return buffer;
};

Buffer.byteLength = function byteLength(string, encoding) {
  if (typeof string !== 'string') {
    if (isArrayBufferView(string) || isAnyArrayBuffer(string)) return string.byteLength;
    throw new ERR_INVALID_ARG_TYPE('string', ['string', 'Buffer', 'ArrayBuffer'], string);
  }
  if (string.length === 0) return 0;
  const found = encoding ? getEncoding(encoding) : utf8;
  return (found ?? utf8).byteLength(string);
};

// ---- methods -----------------------------------------------------------------------------

// Before Node.js 6 this was how code found out whether it had a slice.
Object.defineProperty(Buffer.prototype, 'parent', {
  __proto__: null,
  enumerable: true,
  get() { return this instanceof Buffer ? this.buffer : undefined; },
});
Object.defineProperty(Buffer.prototype, 'offset', {
  __proto__: null,
  enumerable: true,
  get() { return this instanceof Buffer ? this.byteOffset : undefined; },
});

const validateOffset = hideStackFrames((value, name, min = 0, max = kMaxLength) => {
  validateInteger(value, name, min, max);
});

function toInteger(value, fallback) {
  value = +value;
  if (value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER) return Math.trunc(value);
  return fallback;
}

Buffer.prototype.copy = function copy(target, targetStart, sourceStart, sourceEnd) {
  if (!isArrayBufferView(this)) throw new ERR_INVALID_ARG_TYPE('source', ['Buffer', 'Uint8Array'], this);
  if (!isArrayBufferView(target)) {
    throw new ERR_INVALID_ARG_TYPE('target', ['Buffer', 'Uint8Array'], target);
  }

  if (targetStart === undefined) targetStart = 0;
  else {
    targetStart = Number.isInteger(targetStart) ? targetStart : toInteger(targetStart, 0);
    if (targetStart < 0) throw new ERR_OUT_OF_RANGE('targetStart', '>= 0', targetStart);
  }

  const available = this.byteLength;
  if (sourceStart === undefined) sourceStart = 0;
  else {
    sourceStart = Number.isInteger(sourceStart) ? sourceStart : toInteger(sourceStart, 0);
    if (sourceStart < 0 || sourceStart > available) {
      throw new ERR_OUT_OF_RANGE('sourceStart', `>= 0 && <= ${available}`, sourceStart);
    }
  }

  if (sourceEnd === undefined) sourceEnd = available;
  else {
    sourceEnd = Number.isInteger(sourceEnd) ? sourceEnd : toInteger(sourceEnd, 0);
    if (sourceEnd < 0) throw new ERR_OUT_OF_RANGE('sourceEnd', '>= 0', sourceEnd);
  }

  if (targetStart >= target.byteLength || sourceStart >= sourceEnd) return 0;
  const count = Math.min(sourceEnd - sourceStart, target.byteLength - targetStart,
                         available - sourceStart);
  if (count === available && isUint8Array(target)) {
    typedArraySet.call(target, this, targetStart);
  } else {
    binding.copy(this, target, targetStart, sourceStart, count);
  }
  return count;
};

Buffer.prototype.toString = function toString(encoding, start, end) {
  if (arguments.length === 0) return binding.utf8Slice(this, 0, this.length);

  const length = typedArrayLength.call(this);
  if (start <= 0) start = 0;
  else if (start >= length) return '';
  else start = Math.trunc(start) || 0;

  if (end === undefined || end > length) end = length;
  else end = Math.trunc(end) || 0;

  if (end <= start) return '';
  if (encoding === undefined) return binding.utf8Slice(this, start, end);
  const found = getEncoding(encoding);
  if (found === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
  return found.slice(this, start, end);
};
Buffer.prototype.toLocaleString = Buffer.prototype.toString;

Buffer.prototype.equals = function equals(otherBuffer) {
  if (!isUint8Array(otherBuffer)) {
    throw new ERR_INVALID_ARG_TYPE('otherBuffer', ['Buffer', 'Uint8Array'], otherBuffer);
  }
  if (this === otherBuffer) return true;
  if (this.byteLength !== otherBuffer.byteLength) return false;
  return this.byteLength === 0 || binding.compare(this, otherBuffer) === 0;
};

let inspectMaxBytes = 50;

// V8's filters of properties.
const kAllProperties = 0;
const kOnlyEnumerable = 2;

Buffer.prototype[customInspectSymbol] = function inspect(recurseTimes, ctx) {
  const shown = Math.min(inspectMaxBytes, this.length);
  const remaining = this.length - inspectMaxBytes;
  let text = binding.hexSlice(this, 0, shown).replace(/(.{2})/g, '$1 ').trim();
  if (remaining > 0) text += ` ... ${remaining} more byte${remaining > 1 ? 's' : ''}`;
  if (ctx) {
    const { getOwnNonIndexProperties } = internalBinding('util');
    const filter = ctx.showHidden ? kAllProperties : kOnlyEnumerable;
    const properties = { __proto__: null };
    for (const key of getOwnNonIndexProperties(this, filter)) properties[key] = this[key];
    if (Reflect.ownKeys(properties).length > 0) {
      const { inspect } = require('internal/util/inspect');
      const printed = inspect(properties, { ...ctx, breakLength: Infinity, compact: true });
      if (this.length !== 0) text += ', ';
      // Keep what is between the braces of `[Object: null prototype] { ... }`.
      text += printed.slice(printed.indexOf('{') + 2, -2);
    }
  }
  return `<${this.constructor.name} ${text}>`;
};
Buffer.prototype.inspect = Buffer.prototype[customInspectSymbol];

Buffer.prototype.compare = function compare(target, targetStart, targetEnd, sourceStart, sourceEnd) {
  if (!isUint8Array(target)) {
    throw new ERR_INVALID_ARG_TYPE('target', ['Buffer', 'Uint8Array'], target);
  }
  if (arguments.length === 1) return binding.compare(this, target);

  if (targetStart === undefined) targetStart = 0;
  else validateOffset(targetStart, 'targetStart');
  if (targetEnd === undefined) targetEnd = target.length;
  else validateOffset(targetEnd, 'targetEnd', 0, target.length);
  if (sourceStart === undefined) sourceStart = 0;
  else validateOffset(sourceStart, 'sourceStart');
  if (sourceEnd === undefined) sourceEnd = this.length;
  else validateOffset(sourceEnd, 'sourceEnd', 0, this.length);

  if (sourceStart >= sourceEnd) return targetStart >= targetEnd ? 0 : -1;
  if (targetStart >= targetEnd) return 1;
  return binding.compareRange(this, sourceStart, sourceEnd, target, targetStart, targetEnd);
};

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

Buffer.prototype.indexOf = function indexOf(value, byteOffset, end, encoding) {
  return search(this, value, byteOffset, end, encoding, true);
};

Buffer.prototype.lastIndexOf = function lastIndexOf(value, byteOffset, end, encoding) {
  return search(this, value, byteOffset, end, encoding, false);
};

Buffer.prototype.includes = function includes(value, byteOffset, end, encoding) {
  return search(this, value, byteOffset, end, encoding, true) !== -1;
};

Buffer.prototype.fill = function fill(value, offset, end, encoding) {
  return fillBuffer(this, value, offset, end, encoding);
};

function fillBuffer(buffer, value, offset, end, encoding) {
  if (typeof value === 'string') {
    if (offset === undefined || typeof offset === 'string') {
      encoding = offset;
      offset = 0;
      end = buffer.length;
    } else if (typeof end === 'string') {
      encoding = end;
      end = buffer.length;
    }

    const found = encoding ? getEncoding(encoding) : utf8;
    if (found === undefined) {
      validateString(encoding, 'encoding');
      throw new ERR_UNKNOWN_ENCODING(encoding);
    }
    if (value.length === 0) {
      value = 0;
    } else if (value.length === 1) {
      const code = value.charCodeAt(0);
      // One character that is one byte in this encoding.
      if ((found === utf8 && code < 0x80) || (found.name === 'latin1' && code < 0x100)) value = code;
    }
    encoding = found;
  }

  if (offset === undefined) {
    offset = 0;
    end = buffer.length;
  } else {
    validateOffset(offset, 'offset');
    if (end === undefined) end = buffer.length;
    else validateOffset(end, 'end', 0, buffer.length);
    if (offset >= end) return buffer;
  }

  if (typeof value === 'number' || typeof value === 'boolean' ||
      !(typeof value === 'string' || isUint8Array(value))) {
    typedArrayFill.call(buffer, value & 255, offset, end);
    return buffer;
  }

  const pattern = typeof value === 'string' ? fromString(value, encoding.name) : value;
  if (pattern.length === 0) throw new ERR_INVALID_ARG_VALUE('value', value);
  binding.fill(buffer, pattern, offset, end);
  return buffer;
}

Buffer.prototype.write = function write(string, offset, length, encoding) {
  const available = typedArrayLength.call(this);
  if (offset === undefined) return binding.utf8Write(this, string, 0, available);
  if (length === undefined && typeof offset === 'string') {
    encoding = offset;
    length = available;
    offset = 0;
  } else {
    validateOffset(offset, 'offset', 0, available);
    const remaining = available - offset;
    if (length === undefined) {
      length = remaining;
    } else if (typeof length === 'string') {
      encoding = length;
      length = remaining;
    } else {
      validateOffset(length, 'length', 0, available);
      if (length > remaining) length = remaining;
    }
  }

  if (!encoding) return binding.utf8Write(this, string, offset, length);
  const found = getEncoding(encoding);
  if (found === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
  return found.write(this, string, offset, length);
};

Buffer.prototype.toJSON = function toJSON() {
  const length = typedArrayLength.call(this);
  const data = new Array(length);
  for (let i = 0; i < length; i++) data[i] = this[i];
  return { type: 'Buffer', data };
};

function clampIndex(index, length) {
  index = Math.trunc(index) || 0;
  if (index < 0) index = Math.max(index + length, 0);
  return Math.min(index, length);
}

Buffer.prototype.subarray = function subarray(start, end) {
  const length = typedArrayLength.call(this);
  start = clampIndex(start, length);
  end = end !== undefined ? clampIndex(end, length) : length;
  return new FastBuffer(this.buffer, this.byteOffset + start, end > start ? end - start : 0);
};

// Unlike Uint8Array's, a Buffer's slice shares its memory.
Buffer.prototype.slice = function slice(start, end) {
  return this.subarray(start, end);
};

Buffer.prototype.swap16 = function swap16() {
  if (this.length % 2 !== 0) throw new ERR_INVALID_BUFFER_SIZE('16-bits');
  binding.swap(this, 2);
  return this;
};

Buffer.prototype.swap32 = function swap32() {
  if (this.length % 4 !== 0) throw new ERR_INVALID_BUFFER_SIZE('32-bits');
  binding.swap(this, 4);
  return this;
};

Buffer.prototype.swap64 = function swap64() {
  if (this.length % 8 !== 0) throw new ERR_INVALID_BUFFER_SIZE('64-bits');
  binding.swap(this, 8);
  return this;
};

// ---- functions of the module -------------------------------------------------------------

function isUtf8(input) {
  if (!isTypedArray(input) && !isAnyArrayBuffer(input)) {
    throw new ERR_INVALID_ARG_TYPE('input', ['ArrayBuffer', 'Buffer', 'TypedArray'], input);
  }
  return binding.isUtf8(input);
}

function isAscii(input) {
  if (!isTypedArray(input) && !isAnyArrayBuffer(input)) {
    throw new ERR_INVALID_ARG_TYPE('input', ['ArrayBuffer', 'Buffer', 'TypedArray'], input);
  }
  return binding.isAscii(input);
}

const kTranscodable = ['utf8', 'utf16le', 'latin1', 'ascii'];

// Characters that the target encoding does not have become '?'.
function transcode(source, fromEncoding, toEncoding) {
  if (!isUint8Array(source)) {
    throw new ERR_INVALID_ARG_TYPE('source', ['Buffer', 'Uint8Array'], source);
  }
  if (source.length === 0) return Buffer.alloc(0);
  const from = fromEncoding === undefined ? utf8 : getEncoding(fromEncoding);
  const to = toEncoding === undefined ? utf8 : getEncoding(toEncoding);
  if (!kTranscodable.includes(from?.name) || !kTranscodable.includes(to?.name)) {
    throw genericNodeError('Unable to transcode Buffer [U_ILLEGAL_ARGUMENT_ERROR]',
                           { code: 'U_ILLEGAL_ARGUMENT_ERROR', errno: 1 });
  }
  let text = from.slice(source, 0, source.length);
  if (from.name === 'ascii' && to.name !== 'utf16le') text = transcodeAscii(source);
  else if (from.name === 'ascii') text = source.latin1Slice();
  if (to.name === 'latin1') text = text.replace(/[^\x00-\xff]/gu, '?');
  else if (to.name === 'ascii') text = text.replace(/[^\x00-\x7f]/gu, '?');
  const result = createUnsafeBuffer(to.byteLength(text));
  to.write(result, text, 0, result.length);
  return result;
}

// Where toString('ascii') drops the high bit, the converter replaces the byte.
function transcodeAscii(source) {
  let text = '';
  for (const byte of source) text += byte < 0x80 ? String.fromCharCode(byte) : '\ufffd';
  return text;
}

function btoa(input) {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('input');
  const result = binding.btoa(`${input}`);
  if (result === undefined) throw lazyDOMException('Invalid character', 'InvalidCharacterError');
  return result;
}

function atob(input) {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('input');
  const result = binding.atob(`${input}`);
  if (result === -1) {
    throw lazyDOMException('The string to be decoded is not correctly encoded.',
                           'InvalidCharacterError');
  }
  if (result === -2) throw lazyDOMException('Invalid character', 'InvalidCharacterError');
  return result;
}

module.exports = {
  Buffer,
  transcode,
  isUtf8,
  isAscii,
  kMaxLength,
  kStringMaxLength,
  btoa,
  atob,
};

Object.defineProperties(module.exports, {
  constants: {
    __proto__: null,
    enumerable: true,
    value: Object.defineProperties({}, {
      MAX_LENGTH: { __proto__: null, enumerable: true, value: kMaxLength },
      MAX_STRING_LENGTH: { __proto__: null, enumerable: true, value: kStringMaxLength },
    }),
  },
  INSPECT_MAX_BYTES: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return inspectMaxBytes; },
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
