// Random bytes, numbers and identifiers.

'use strict';

const { codes: { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { validateBoolean, validateFunction, validateNumber, validateObject } = require('internal/validators');
const { kEmptyObject, lazyDOMException } = require('internal/util');
const { isAnyArrayBuffer, isArrayBufferView, isTypedArray } = require('internal/util/types');
const { FastBuffer } = require('internal/buffer');

const binding = internalBinding('crypto');

const kMaxSize = 2 ** 31 - 1;
const kMaxRange = 0xffffffffffff;

// A number of elements of a view, as bytes. What is compared with `limit` is shown if it is none.
function toBytes(value, name, elementSize, limit) {
  validateNumber(value, name);
  const bytes = value * elementSize;
  if (bytes >= 0 && bytes <= limit) return bytes >>> 0;
  throw new ERR_OUT_OF_RANGE(name, `>= 0 && <= ${limit}`, bytes);
}

// The part of `buf` that is meant, in bytes.
function rangeOf(buf, offset, size) {
  const length = buf.byteLength;
  const elementSize = buf.BYTES_PER_ELEMENT || 1;
  const start = toBytes(offset, 'offset', elementSize, Math.min(length, kMaxSize));
  if (size === undefined) return { start, count: length - start };
  const count = toBytes(size, 'size', elementSize, kMaxSize);
  if (start + count > length) throw new ERR_OUT_OF_RANGE('size + offset', `<= ${length}`, start + count);
  return { start, count };
}

function checkBuffer(buf) {
  if (isArrayBufferView(buf) || isAnyArrayBuffer(buf)) return;
  throw new ERR_INVALID_ARG_TYPE('buf', ['ArrayBuffer', 'ArrayBufferView'], buf);
}

function randomFillSync(buf, offset = 0, size) {
  checkBuffer(buf);
  const { start, count } = rangeOf(buf, offset, size);
  if (count > 0) binding.randomFill(buf, start, count);
  return buf;
}

// Without the offset or the size, or both, the callback comes earlier.
function randomFill(buf, offset, size, callback) {
  checkBuffer(buf);
  if (typeof offset === 'function') [offset, size, callback] = [0, undefined, offset];
  else if (typeof size === 'function') [size, callback] = [undefined, size];
  else validateFunction(callback, 'callback');
  const { start, count } = rangeOf(buf, offset, size);
  if (count === 0) callback(null, buf);
  else fillLater(buf, start, count, callback);
}

function fillLater(buf, start, count, callback) {
  binding.randomFill(buf, start, count, (error) => {
    if (error) callback(error);
    else callback(null, buf);
  });
}

function randomBytes(size, callback) {
  const count = toBytes(size, 'size', 1, kMaxSize);
  if (callback !== undefined) validateFunction(callback, 'callback');
  const bytes = new FastBuffer(count);
  if (callback === undefined) return randomFillSync(bytes);
  if (count === 0) callback.call(undefined, null, bytes);
  else fillLater(bytes, 0, count, callback);
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
    const { QuotaExceededError } = require('internal/per_context/domexception');
    throw new QuotaExceededError('The requested length exceeds 65,536 bytes');
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
