// What Buffer is made of: the class that every Buffer is an instance of, memory that is not
// cleared, and the methods that other parts of the runtime use without loading node:buffer.

'use strict';

const { ERR_BUFFER_OUT_OF_BOUNDS } = require('internal/errors').codes;
const { getEncoding, utf8 } = require('internal/buffer/encodings');
const { addNumericAccessors } = require('internal/buffer/numbers');

const binding = internalBinding('buffer');

// `Buffer.prototype` is this class's prototype, so that `new FastBuffer` costs no more than
// a Uint8Array, and whoever has the prototype (Rust, addons) can make Buffers.
class FastBuffer extends Uint8Array {
  // The explicit parameters keep V8 from going through an array iterator.
  constructor(bufferOrLength, byteOffset, length) {
    super(bufferOrLength, byteOffset, length);
  }
}

let zeroFill = false;

// --zero-fill-buffers: no Buffer's memory holds anything.
function setZeroFill() {
  zeroFill = true;
}

// What the Buffers that Rust makes are to look like: empty, and for nobody else to see.
let sample;

// A Buffer whose memory is cleared.
function createBuffer(size) {
  sample ??= new FastBuffer();
  return binding.createBuffer(size, sample, true) ?? new FastBuffer(size);
}

// A Buffer whose memory may hold anything.
function createUnsafeBuffer(size) {
  if (zeroFill) return createBuffer(size);
  sample ??= new FastBuffer();
  return binding.createBuffer(size, sample, false) ??
    new FastBuffer(binding.createUnsafeArrayBuffer(size));
}

// The same at an address that is a multiple of `alignment` (a power of two).
function createUnsafeAlignedBuffer(size, alignment) {
  if (size === 0) return new FastBuffer();
  const length = size + alignmentPadding(alignment);
  const memory = zeroFill ? new ArrayBuffer(length) : binding.createUnsafeArrayBuffer(length);
  return new FastBuffer(memory, binding.alignedOffset(memory, 0, alignment), size);
}

// How many bytes may be needed in front to reach an alignment.
function alignmentPadding(alignment) {
  return Math.max(alignment, 8);
}

// The methods named after an encoding. Their indices are converted as Node does: whole numbers, of which none is negative.
function toIndex(value, missing) {
  if (value === undefined) return missing;
  const index = Math.trunc(value) || 0;
  if (index < 0) throw outOfRange();
  return index;
}

function outOfRange() {
  return Object.assign(new RangeError('Index out of range'), { code: 'ERR_OUT_OF_RANGE' });
}

// What optimised JavaScript calls of Rust's cannot throw: whoever calls it with `this` asks first.
function checkView(value) {
  if (!ArrayBuffer.isView(value)) {
    throw Object.assign(new TypeError('argument must be a buffer'), { code: 'ERR_INVALID_ARG_TYPE' });
  }
}

function sliceMethod(name) {
  return function(start, end) {
    if (start === undefined && end === undefined) return binding[name](this);
    const { byteLength } = this;
    const from = toIndex(start, 0);
    const to = toIndex(end, byteLength);
    if (to > byteLength) throw outOfRange();
    return binding[name](this, from, to);
  };
}

function writeMethod(name) {
  return function(string, offset, length) {
    const { byteLength } = this;
    const start = toIndex(offset, 0);
    if (start > byteLength) throw new ERR_BUFFER_OUT_OF_BOUNDS('offset');
    return binding[name](this, string, start, Math.min(toIndex(length, byteLength), byteLength - start));
  };
}

// Those of one byte a character and of UTF-8 compare first and convert afterwards.
function strictWriteMethod({ write }) {
  return function(string, offset = 0, length = this.byteLength - offset) {
    const { byteLength } = this;
    if (offset < 0 || offset > byteLength) throw new ERR_BUFFER_OUT_OF_BOUNDS('offset');
    if (length < 0 || length > byteLength - offset) throw new ERR_BUFFER_OUT_OF_BOUNDS('length');
    checkView(this);
    return write(this, string, Math.trunc(Number(offset)) || 0, Math.trunc(Number(length)) || 0);
  };
}

function addBufferPrototypeMethods(prototype) {
  addNumericAccessors(prototype);
  for (const encoding of ['ascii', 'base64', 'base64url', 'latin1', 'hex', 'ucs2', 'utf8']) {
    prototype[`${encoding}Slice`] = sliceMethod(`${encoding}Slice`);
  }
  prototype.asciiWrite = strictWriteMethod(getEncoding('latin1'));
  prototype.base64Write = writeMethod('base64Write');
  prototype.base64urlWrite = writeMethod('base64Write');
  prototype.latin1Write = strictWriteMethod(getEncoding('latin1'));
  prototype.hexWrite = writeMethod('hexWrite');
  prototype.ucs2Write = writeMethod('ucs2Write');
  prototype.utf8Write = strictWriteMethod(utf8);
}

module.exports = {
  FastBuffer,
  addBufferPrototypeMethods,
  alignmentPadding,
  checkView,
  createBuffer,
  createUnsafeAlignedBuffer,
  createUnsafeBuffer,
  setZeroFill,
};
