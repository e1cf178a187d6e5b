// The numeric accessors of Buffer: read and write of integers of every width, 64-bit
// BigInts, floats and doubles, in both byte orders.

'use strict';

const {
  codes: {
    ERR_BUFFER_OUT_OF_BOUNDS,
    ERR_INVALID_ARG_TYPE,
    ERR_OUT_OF_RANGE,
  },
} = require('internal/errors');
const { validateNumber } = require('internal/validators');

// Called only once an access is known to be out of bounds: finds the reason.
function throwBounds(value, limit, name) {
  if (Math.floor(value) !== value) {
    validateNumber(value, name ?? 'offset');
    throw new ERR_OUT_OF_RANGE(name ?? 'offset', 'an integer', value);
  }
  if (limit < 0) throw new ERR_BUFFER_OUT_OF_BOUNDS();
  throw new ERR_OUT_OF_RANGE(name ?? 'offset', `>= ${name ? 1 : 0} and <= ${limit}`, value);
}

function checkOffset(buffer, offset, size) {
  if (typeof offset !== 'number') throw new ERR_INVALID_ARG_TYPE('offset', 'number', offset);
  // A missing element covers negative, fractional, NaN and too large offsets at once.
  if (buffer[offset] === undefined || buffer[offset + size - 1] === undefined) {
    throwBounds(offset, buffer.length - size);
  }
}

function throwValueRange(value, min, max, bytes) {
  const n = typeof min === 'bigint' ? 'n' : '';
  let range = `>= ${min}${n} and <= ${max}${n}`;
  if (bytes > 4) {
    range = min < 0 ?
      `>= -(2${n} ** ${bytes * 8 - 1}${n}) and < 2${n} ** ${bytes * 8 - 1}${n}` :
      `>= 0${n} and < 2${n} ** ${bytes * 8}${n}`;
  }
  throw new ERR_OUT_OF_RANGE('value', range, value);
}

function checkWrite(buffer, value, offset, min, max, bytes) {
  if (value > max || value < min) throwValueRange(value, min, max, bytes);
  checkOffset(buffer, offset, bytes);
}

// ---- integers of 8, 16 and 32 bits -------------------------------------------------------

function readUInt8(offset = 0) {
  const value = this[offset];
  if (value === undefined || typeof offset !== 'number') checkOffset(this, offset, 1);
  return value;
}

function readInt8(offset = 0) {
  const value = this[offset];
  if (value === undefined || typeof offset !== 'number') checkOffset(this, offset, 1);
  return value << 24 >> 24;
}

function readUInt16LE(offset = 0) {
  checkOffset(this, offset, 2);
  return this[offset] | this[offset + 1] << 8;
}

function readUInt16BE(offset = 0) {
  checkOffset(this, offset, 2);
  return this[offset] << 8 | this[offset + 1];
}

function readInt16LE(offset = 0) {
  checkOffset(this, offset, 2);
  return this[offset] | this[offset + 1] << 24 >> 16;
}

function readInt16BE(offset = 0) {
  checkOffset(this, offset, 2);
  return this[offset] << 24 >> 16 | this[offset + 1];
}

function readInt32LE(offset = 0) {
  checkOffset(this, offset, 4);
  return this[offset] | this[offset + 1] << 8 | this[offset + 2] << 16 | this[offset + 3] << 24;
}

function readInt32BE(offset = 0) {
  checkOffset(this, offset, 4);
  return this[offset] << 24 | this[offset + 1] << 16 | this[offset + 2] << 8 | this[offset + 3];
}

function readUInt32LE(offset = 0) {
  checkOffset(this, offset, 4);
  return (this[offset] | this[offset + 1] << 8 | this[offset + 2] << 16 |
    this[offset + 3] << 24) >>> 0;
}

function readUInt32BE(offset = 0) {
  checkOffset(this, offset, 4);
  return (this[offset] << 24 | this[offset + 1] << 16 | this[offset + 2] << 8 |
    this[offset + 3]) >>> 0;
}

// The 8-bit forms report the value before the offset's type, and a range for the offset.
function write8(buffer, value, offset, min, max) {
  value = +value;
  if (typeof offset !== 'number') throw new ERR_INVALID_ARG_TYPE('offset', 'number', offset);
  if (value > max || value < min) throwValueRange(value, min, max, 1);
  if (buffer[offset] === undefined) throwBounds(offset, buffer.length - 1);
  buffer[offset] = value;
  return offset + 1;
}

function write16LE(buffer, value, offset, min, max) {
  value = +value;
  checkWrite(buffer, value, offset, min, max, 2);
  buffer[offset] = value;
  buffer[offset + 1] = value >>> 8;
  return offset + 2;
}

function write16BE(buffer, value, offset, min, max) {
  value = +value;
  checkWrite(buffer, value, offset, min, max, 2);
  buffer[offset] = value >>> 8;
  buffer[offset + 1] = value;
  return offset + 2;
}

function write32LE(buffer, value, offset, min, max) {
  value = +value;
  checkWrite(buffer, value, offset, min, max, 4);
  buffer[offset] = value;
  buffer[offset + 1] = value >>> 8;
  buffer[offset + 2] = value >>> 16;
  buffer[offset + 3] = value >>> 24;
  return offset + 4;
}

function write32BE(buffer, value, offset, min, max) {
  value = +value;
  checkWrite(buffer, value, offset, min, max, 4);
  buffer[offset] = value >>> 24;
  buffer[offset + 1] = value >>> 16;
  buffer[offset + 2] = value >>> 8;
  buffer[offset + 3] = value;
  return offset + 4;
}

function writeUInt8(value, offset = 0) {
  return write8(this, value, offset, 0, 0xff);
}

function writeInt8(value, offset = 0) {
  return write8(this, value, offset, -0x80, 0x7f);
}

function writeUInt16LE(value, offset = 0) {
  return write16LE(this, value, offset, 0, 0xffff);
}

function writeUInt16BE(value, offset = 0) {
  return write16BE(this, value, offset, 0, 0xffff);
}

function writeInt16LE(value, offset = 0) {
  return write16LE(this, value, offset, -0x8000, 0x7fff);
}

function writeInt16BE(value, offset = 0) {
  return write16BE(this, value, offset, -0x8000, 0x7fff);
}

function writeUInt32LE(value, offset = 0) {
  return write32LE(this, value, offset, 0, 0xffffffff);
}

function writeUInt32BE(value, offset = 0) {
  return write32BE(this, value, offset, 0, 0xffffffff);
}

function writeInt32LE(value, offset = 0) {
  return write32LE(this, value, offset, -0x80000000, 0x7fffffff);
}

function writeInt32BE(value, offset = 0) {
  return write32BE(this, value, offset, -0x80000000, 0x7fffffff);
}

// ---- integers of 1 to 6 bytes ------------------------------------------------------------

function checkByteLength(byteLength) {
  if (!(byteLength >= 1 && byteLength <= 6 && Number.isInteger(byteLength))) {
    throwBounds(byteLength, 6, 'byteLength');
  }
}

function checkVariableRead(buffer, offset, byteLength) {
  if (offset === undefined) throw new ERR_INVALID_ARG_TYPE('offset', 'number', offset);
  checkByteLength(byteLength);
  checkOffset(buffer, offset, byteLength);
}

// Bytes above the 32nd bit are added as doubles, since the bit operators stop there.
function readUIntLE(offset, byteLength) {
  checkVariableRead(this, offset, byteLength);
  let value = 0;
  for (let i = byteLength - 1; i >= 0; i--) value = value * 0x100 + this[offset + i];
  return value;
}

function readUIntBE(offset, byteLength) {
  checkVariableRead(this, offset, byteLength);
  let value = 0;
  for (let i = 0; i < byteLength; i++) value = value * 0x100 + this[offset + i];
  return value;
}

function toSigned(value, byteLength) {
  const limit = 2 ** (byteLength * 8 - 1);
  return value >= limit ? value - 2 * limit : value;
}

function readIntLE(offset, byteLength) {
  return toSigned(readUIntLE.call(this, offset, byteLength), byteLength);
}

function readIntBE(offset, byteLength) {
  return toSigned(readUIntBE.call(this, offset, byteLength), byteLength);
}

// The whole-width forms word their range errors in numbers, not in powers.
function checkVariableWrite(buffer, value, offset, byteLength, signed) {
  checkByteLength(byteLength);
  const min = signed ? -(2 ** (byteLength * 8 - 1)) : 0;
  const max = 2 ** (signed ? byteLength * 8 - 1 : byteLength * 8) - 1;
  if (byteLength === 1 && typeof offset !== 'number') {
    throw new ERR_INVALID_ARG_TYPE('offset', 'number', offset);
  }
  checkWrite(buffer, value, offset, min, max, byteLength);
}

function writeVariableLE(buffer, value, offset, byteLength, signed) {
  value = +value;
  checkVariableWrite(buffer, value, offset, byteLength, signed);
  // Floor division keeps the two's complement of negative values.
  for (let i = 0; i < byteLength; i++) {
    buffer[offset + i] = value;
    value = Math.floor(value / 0x100);
  }
  return offset + byteLength;
}

function writeVariableBE(buffer, value, offset, byteLength, signed) {
  value = +value;
  checkVariableWrite(buffer, value, offset, byteLength, signed);
  for (let i = byteLength - 1; i >= 0; i--) {
    buffer[offset + i] = value;
    value = Math.floor(value / 0x100);
  }
  return offset + byteLength;
}

function writeUIntLE(value, offset, byteLength) {
  return writeVariableLE(this, value, offset, byteLength, false);
}

function writeUIntBE(value, offset, byteLength) {
  return writeVariableBE(this, value, offset, byteLength, false);
}

function writeIntLE(value, offset, byteLength) {
  return writeVariableLE(this, value, offset, byteLength, true);
}

function writeIntBE(value, offset, byteLength) {
  return writeVariableBE(this, value, offset, byteLength, true);
}

// ---- 64-bit integers, floats and doubles -------------------------------------------------

// One scratch area converts between bytes and the wider representations. It is made on first
// use: an ArrayBuffer has no place in the startup snapshot.
let scratch;

function getScratch() {
  const bytes = new Uint8Array(8);
  scratch = {
    bytes,
    float32: new Float32Array(bytes.buffer, 0, 1),
    float64: new Float64Array(bytes.buffer),
    int64: new BigInt64Array(bytes.buffer),
    uint64: new BigUint64Array(bytes.buffer),
  };
  return scratch;
}

// `at + step` walks the buffer upwards, or downwards for the other byte order.
function load4(buffer, offset, at, step) {
  checkOffset(buffer, offset, 4);
  const area = scratch ?? getScratch();
  const { bytes } = area;
  bytes[0] = buffer[at];
  bytes[1] = buffer[at + step];
  bytes[2] = buffer[at + 2 * step];
  bytes[3] = buffer[at + 3 * step];
  return area;
}

function load8(buffer, offset, at, step) {
  checkOffset(buffer, offset, 8);
  const area = scratch ?? getScratch();
  const { bytes } = area;
  bytes[0] = buffer[at];
  bytes[1] = buffer[at + step];
  bytes[2] = buffer[at + 2 * step];
  bytes[3] = buffer[at + 3 * step];
  bytes[4] = buffer[at + 4 * step];
  bytes[5] = buffer[at + 5 * step];
  bytes[6] = buffer[at + 6 * step];
  bytes[7] = buffer[at + 7 * step];
  return area;
}

function store4(buffer, offset, at, step) {
  checkOffset(buffer, offset, 4);
  const { bytes } = scratch;
  buffer[at] = bytes[0];
  buffer[at + step] = bytes[1];
  buffer[at + 2 * step] = bytes[2];
  buffer[at + 3 * step] = bytes[3];
  return offset + 4;
}

function store8(buffer, offset, at, step) {
  checkOffset(buffer, offset, 8);
  const { bytes } = scratch;
  buffer[at] = bytes[0];
  buffer[at + step] = bytes[1];
  buffer[at + 2 * step] = bytes[2];
  buffer[at + 3 * step] = bytes[3];
  buffer[at + 4 * step] = bytes[4];
  buffer[at + 5 * step] = bytes[5];
  buffer[at + 6 * step] = bytes[6];
  buffer[at + 7 * step] = bytes[7];
  return offset + 8;
}

// Every platform that anode runs on is little-endian: only BE has to reverse.
function readBigUInt64LE(offset = 0) {
  return load8(this, offset, offset, 1).uint64[0];
}

function readBigUInt64BE(offset = 0) {
  return load8(this, offset, offset + 7, -1).uint64[0];
}

function readBigInt64LE(offset = 0) {
  return load8(this, offset, offset, 1).int64[0];
}

function readBigInt64BE(offset = 0) {
  return load8(this, offset, offset + 7, -1).int64[0];
}

function readFloatLE(offset = 0) {
  return load4(this, offset, offset, 1).float32[0];
}

function readFloatBE(offset = 0) {
  return load4(this, offset, offset + 3, -1).float32[0];
}

function readDoubleLE(offset = 0) {
  return load8(this, offset, offset, 1).float64[0];
}

function readDoubleBE(offset = 0) {
  return load8(this, offset, offset + 7, -1).float64[0];
}

const kMaxUint64 = 0xffffffffffffffffn;
const kMinInt64 = -0x8000000000000000n;
const kMaxInt64 = 0x7fffffffffffffffn;

function writeBig(buffer, value, offset, min, max, reverse) {
  if (value > max || value < min) throwValueRange(value, min, max, 8);
  checkOffset(buffer, offset, 8);
  // The mask also refuses what is not a BigInt.
  (scratch ?? getScratch()).uint64[0] = value & kMaxUint64;
  return reverse ? store8(buffer, offset, offset + 7, -1) : store8(buffer, offset, offset, 1);
}

function writeBigUInt64LE(value, offset = 0) {
  return writeBig(this, value, offset, 0n, kMaxUint64, false);
}

function writeBigUInt64BE(value, offset = 0) {
  return writeBig(this, value, offset, 0n, kMaxUint64, true);
}

function writeBigInt64LE(value, offset = 0) {
  return writeBig(this, value, offset, kMinInt64, kMaxInt64, false);
}

function writeBigInt64BE(value, offset = 0) {
  return writeBig(this, value, offset, kMinInt64, kMaxInt64, true);
}

// V8 has NaNs of other bit patterns (`+undefined` is one), and would store them as they are.
function canonical(value) {
  return value !== value ? NaN : value;
}

function writeFloat(buffer, value, offset, reverse) {
  value = +value;
  (scratch ?? getScratch()).float32[0] = canonical(value);
  return reverse ? store4(buffer, offset, offset + 3, -1) : store4(buffer, offset, offset, 1);
}

function writeDouble(buffer, value, offset, reverse) {
  value = +value;
  (scratch ?? getScratch()).float64[0] = canonical(value);
  return reverse ? store8(buffer, offset, offset + 7, -1) : store8(buffer, offset, offset, 1);
}

function writeFloatLE(value, offset = 0) {
  return writeFloat(this, value, offset, false);
}

function writeFloatBE(value, offset = 0) {
  return writeFloat(this, value, offset, true);
}

function writeDoubleLE(value, offset = 0) {
  return writeDouble(this, value, offset, false);
}

function writeDoubleBE(value, offset = 0) {
  return writeDouble(this, value, offset, true);
}

const accessors = {
  readBigUInt64LE, readBigUInt64BE, readBigInt64LE, readBigInt64BE,
  writeBigUInt64LE, writeBigUInt64BE, writeBigInt64LE, writeBigInt64BE,
  readUIntLE, readUInt32LE, readUInt16LE, readUInt8,
  readUIntBE, readUInt32BE, readUInt16BE,
  readIntLE, readInt32LE, readInt16LE, readInt8,
  readIntBE, readInt32BE, readInt16BE,
  writeUIntLE, writeUInt32LE, writeUInt16LE, writeUInt8,
  writeUIntBE, writeUInt32BE, writeUInt16BE,
  writeIntLE, writeInt32LE, writeInt16LE, writeInt8,
  writeIntBE, writeInt32BE, writeInt16BE,
  readFloatLE, readFloatBE, readDoubleLE, readDoubleBE,
  writeFloatLE, writeFloatBE, writeDoubleLE, writeDoubleBE,
};

// Every `UInt` method is also there as `Uint`.
function addNumericAccessors(prototype) {
  for (const name of Object.keys(accessors)) {
    prototype[name] = accessors[name];
    if (name.includes('UInt')) prototype[name.replace('UInt', 'Uint')] = accessors[name];
  }
}

module.exports = { addNumericAccessors, readUInt16BE, readUInt32BE };
