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
  if (!isAnyArrayBuffer(buf) && !isArrayBufferView(buf)) {
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
  if (!isAnyArrayBuffer(buf) && !isArrayBufferView(buf)) {
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

function takeFromPool(size) {
  if (poolOffset + size > kPoolSize) {
    pool ??= new FastBuffer(kPoolSize);
    binding.randomFill(pool, 0, kPoolSize);
    poolOffset = 0;
  }
  const start = poolOffset;
  poolOffset += size;
  return start;
}

// A number of six bytes below `range`, without preferring any: what does not fit a whole
// multiple of the range is thrown away.
function randomBelow(range) {
  const limit = kMaxRange - kMaxRange % range;
  for (;;) {
    const start = takeFromPool(6);
    const value = pool.readUIntBE(start, 6);
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

const kHex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function formatUUID(bytes, at, version) {
  const hex = (index) => kHex[bytes[at + index]];
  return `${hex(0)}${hex(1)}${hex(2)}${hex(3)}-${hex(4)}${hex(5)}-` +
    `${kHex[bytes[at + 6] & 0x0f | version << 4]}${hex(7)}-` +
    `${kHex[bytes[at + 8] & 0x3f | 0x80]}${hex(9)}-` +
    `${hex(10)}${hex(11)}${hex(12)}${hex(13)}${hex(14)}${hex(15)}`;
}

// Sixteen random bytes: of the pool, or fresh ones.
function uuidBytes(options) {
  if (options !== undefined) validateObject(options, 'options');
  const { disableEntropyCache = false } = options ?? kEmptyObject;
  validateBoolean(disableEntropyCache, 'options.disableEntropyCache');
  if (!disableEntropyCache) {
    const at = takeFromPool(16);
    return { bytes: pool, at };
  }
  const bytes = new FastBuffer(16);
  binding.randomFill(bytes, 0, 16);
  return { bytes, at: 0 };
}

function randomUUID(options) {
  const { bytes, at } = uuidBytes(options);
  return formatUUID(bytes, at, 4);
}

// Begins with the time in milliseconds, so that later ones sort after earlier ones.
function randomUUIDv7(options) {
  const { bytes, at } = uuidBytes(options);
  bytes.writeUIntBE(Date.now(), at, 6);
  return formatUUID(bytes, at, 7);
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
