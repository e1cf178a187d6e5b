// Random bytes, numbers and identifiers.

'use strict';

const { codes: { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const {
  validateBoolean,
  validateFunction,
  validateNumber,
  validateObject,
} = require('internal/validators');
const { kEmptyObject, lazyDOMException } = require('internal/util');
const { isAnyArrayBuffer, isArrayBufferView, isTypedArray } = require('internal/util/types');
const { FastBuffer } = require('internal/buffer');

const binding = internalBinding('crypto');

const kMaxSize = 2 ** 31 - 1;
const kMaxRange = 0xffffffffffff;

// Offsets and sizes count elements of the view; the results count bytes.
function checkOffset(offset, elementSize, length) {
  validateNumber(offset, 'offset');
  offset *= elementSize;
  const limit = Math.min(length, kMaxSize);
  if (Number.isNaN(offset) || offset > limit || offset < 0) {
    throw new ERR_OUT_OF_RANGE('offset', `>= 0 && <= ${limit}`, offset);
  }
  return offset >>> 0;
}

function checkSize(size, elementSize, offset, length) {
  validateNumber(size, 'size');
  size *= elementSize;
  if (Number.isNaN(size) || size > kMaxSize || size < 0) {
    throw new ERR_OUT_OF_RANGE('size', `>= 0 && <= ${kMaxSize}`, size);
  }
  if (size + offset > length) {
    throw new ERR_OUT_OF_RANGE('size + offset', `<= ${length}`, size + offset);
  }
  return size >>> 0;
}

function randomBytes(size, callback) {
  size = checkSize(size, 1, 0, Infinity);
  if (callback !== undefined) validateFunction(callback, 'callback');
  const bytes = new FastBuffer(size);
  if (callback === undefined) {
    randomFillSync(bytes.buffer, 0, size);
    return bytes;
  }
  randomFill(bytes.buffer, 0, size, (error) => {
    if (error) callback.call(undefined, error);
    else callback.call(undefined, null, bytes);
  });
}

function randomFillSync(buf, offset = 0, size) {
  if (!isArrayBufferView(buf) && !isAnyArrayBuffer(buf)) {
    throw new ERR_INVALID_ARG_TYPE('buf', ['ArrayBuffer', 'ArrayBufferView'], buf);
  }
  const elementSize = buf.BYTES_PER_ELEMENT || 1;
  offset = checkOffset(offset, elementSize, buf.byteLength);
  size = size === undefined ? buf.byteLength - offset :
    checkSize(size, elementSize, offset, buf.byteLength);
  if (size > 0) binding.randomFill(buf, offset, size);
  return buf;
}

function randomFill(buf, offset, size, callback) {
  if (!isArrayBufferView(buf) && !isAnyArrayBuffer(buf)) {
    throw new ERR_INVALID_ARG_TYPE('buf', ['ArrayBuffer', 'ArrayBufferView'], buf);
  }
  const elementSize = buf.BYTES_PER_ELEMENT || 1;
  if (typeof offset === 'function') {
    callback = offset;
    offset = 0;
    size = undefined;
  } else if (typeof size === 'function') {
    callback = size;
    size = undefined;
  } else {
    validateFunction(callback, 'callback');
  }
  offset = checkOffset(offset ?? 0, elementSize, buf.byteLength);
  size = size === undefined ? buf.byteLength - offset :
    checkSize(size, elementSize, offset, buf.byteLength);
  if (size === 0) {
    callback(null, buf);
    return;
  }
  binding.randomFill(buf, offset, size, (error) => {
    if (error) callback(error);
    else callback(null, buf);
  });
}

// Random bytes for many small numbers at once.
const kPoolSize = 6 * 1024;
let pool;
let poolOffset = kPoolSize;
// The pool in hexadecimal, for identifiers.
let poolText;

function takeFromPool(size) {
  if (poolOffset + size > kPoolSize) {
    pool ??= new FastBuffer(kPoolSize);
    binding.randomFill(pool, 0, kPoolSize);
    poolOffset = 0;
    poolText = undefined;
  }
  const start = poolOffset;
  poolOffset += size;
  return start;
}

// A number below `range`, made of four bytes or of six, without preferring any: what does not fit a whole multiple of the range is
// thrown away.
function randomBelow(range) {
  const isShort = range <= 0x1_0000_0000;
  const count = isShort ? 0x1_0000_0000 : kMaxRange;
  const limit = count - count % range;
  for (;;) {
    let at = takeFromPool(isShort ? 4 : 6);
    let value = ((pool[at++] << 24 | pool[at++] << 16 | pool[at++] << 8 | pool[at++]) >>> 0);
    if (!isShort) value = value * 0x10000 + (pool[at++] << 8) + pool[at];
    if (value < limit) return value % range;
  }
}

function randomInt(min, max, callback) {
  const isSingle = max === undefined || typeof max === 'function';
  if (isSingle) {
    callback = max;
    max = min;
    min = 0;
  }
  const isSync = callback === undefined;
  if (!isSync) validateFunction(callback, 'callback');
  if (!Number.isSafeInteger(min)) throw new ERR_INVALID_ARG_TYPE('min', 'a safe integer', min);
  if (!Number.isSafeInteger(max)) throw new ERR_INVALID_ARG_TYPE('max', 'a safe integer', max);
  if (max <= min) {
    throw new ERR_OUT_OF_RANGE('max', `greater than the value of "min" (${min})`, max);
  }
  const range = max - min;
  if (!(range <= kMaxRange)) {
    throw new ERR_OUT_OF_RANGE(isSingle ? 'max' : 'max - min', `<= ${kMaxRange}`, range);
  }
  const value = randomBelow(range) + min;
  if (isSync) return value;
  process.nextTick(callback, undefined, value);
}

// ---- identifiers -------------------------------------------------------------------------

// Thirty-two random digits: of the pool, or fresh ones.
function randomDigits(options) {
  if (options !== undefined) validateObject(options, 'options');
  const { disableEntropyCache = false } = options ?? kEmptyObject;
  validateBoolean(disableEntropyCache, 'options.disableEntropyCache');
  if (!disableEntropyCache) {
    const at = takeFromPool(16) * 2;
    poolText ??= pool.hexSlice(0, kPoolSize);
    return poolText.slice(at, at + 32);
  }
  const bytes = new FastBuffer(16);
  binding.randomFill(bytes, 0, 16);
  return bytes.hexSlice(0, 16);
}

// The digit that says that the identifier is one of RFC 9562, with the two low bits of another digit.
function variant(code) {
  return '89ab'[(code < 0x3a ? code : code + 1) & 3];
}

function formatUUID(digits, start, version) {
  return start + version + digits.slice(13, 16) + '-' + variant(digits.charCodeAt(16)) + digits.slice(17, 20) + '-' +
    digits.slice(20, 32);
}

function randomUUID(options) {
  const digits = randomDigits(options);
  return formatUUID(digits, digits.slice(0, 8) + '-' + digits.slice(8, 12) + '-', '4');
}

// Begins with the time in milliseconds, so that later ones sort after earlier ones.
function randomUUIDv7(options) {
  const digits = randomDigits(options);
  const time = Date.now().toString(16).padStart(12, '0');
  return formatUUID(digits, time.slice(0, 8) + '-' + time.slice(8) + '-', '7');
}

// ---- of the web --------------------------------------------------------------------------

const kQuota = 65536;

function getRandomValues(data) {
  if (!isTypedArray(data) || /^Float/.test(data[Symbol.toStringTag])) {
    throw lazyDOMException('The data argument must be an integer-type TypedArray',
                           'TypeMismatchError');
  }
  if (data.byteLength > kQuota) {
    throw lazyDOMException('The requested length exceeds 65,536 bytes', 'QuotaExceededError');
  }
  if (data.byteLength > 0) binding.randomFill(data, 0, data.byteLength);
  return data;
}

module.exports = {
  getRandomValues,
  randomBytes,
  randomFill,
  randomFillSync,
  randomInt,
  randomUUID,
  randomUUIDv7,
};
