// What Buffer is made of: the class that every Buffer is an instance of, memory that is not
// cleared, and the methods that other parts of the runtime use without loading node:buffer.

'use strict';

const { validateNumber } = require('internal/validators');
const { ERR_OUT_OF_RANGE } = require('internal/errors').codes;
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

const kNotTransferable = Symbol('untransferable');

function markAsUntransferable(object) {
  if ((typeof object !== 'object' && typeof object !== 'function') || object === null) return;
  Object.defineProperty(object, kNotTransferable, {
    __proto__: null, value: true, configurable: true, writable: true,
  });
}

function isMarkedAsUntransferable(object) {
  return object !== null && object !== undefined && object[kNotTransferable] === true;
}

// The methods named after an encoding take what Rust takes, with a check of the range only.
function checkSlice(buffer, start, end) {
  if (start === undefined) start = 0;
  else if (start < 0) throw new ERR_OUT_OF_RANGE('start', `>= 0 && <= ${buffer.length}`, start);
  if (end !== undefined && end < 0) {
    throw new ERR_OUT_OF_RANGE('end', `>= 0 && <= ${buffer.length}`, end);
  }
}

function sliceMethod(name) {
  return function(start, end) {
    checkSlice(this, start, end);
    return binding[name](this, start, end);
  };
}

function writeMethod(name) {
  return function(string, offset, length) {
    if (offset !== undefined && (offset < 0 || offset > this.length)) {
      throw new ERR_OUT_OF_RANGE('offset', `>= 0 && <= ${this.length}`, offset);
    }
    if (length !== undefined) validateNumber(length, 'length', 0);
    return binding[name](this, string, offset, length);
  };
}

function addBufferPrototypeMethods(prototype) {
  addNumericAccessors(prototype);
  for (const encoding of ['ascii', 'base64', 'base64url', 'latin1', 'hex', 'ucs2', 'utf8']) {
    prototype[`${encoding}Slice`] = sliceMethod(`${encoding}Slice`);
  }
  prototype.asciiWrite = writeMethod('latin1Write');
  prototype.base64Write = writeMethod('base64Write');
  prototype.base64urlWrite = writeMethod('base64Write');
  prototype.latin1Write = writeMethod('latin1Write');
  prototype.hexWrite = writeMethod('hexWrite');
  prototype.ucs2Write = writeMethod('ucs2Write');
  prototype.utf8Write = writeMethod('utf8Write');
}

module.exports = {
  FastBuffer,
  addBufferPrototypeMethods,
  alignmentPadding,
  createBuffer,
  createUnsafeAlignedBuffer,
  createUnsafeBuffer,
  isMarkedAsUntransferable,
  markAsUntransferable,
  setZeroFill,
};
