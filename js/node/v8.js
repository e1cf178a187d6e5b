'use strict';

// node:v8: the engine's statistics, flags, heap snapshots and its format for
// structured clones.

const { isDataView } = require('internal/util/types');
const { validateOneOf, validateString, validateUint32 } = require('internal/validators');
const { FastBuffer } = require('internal/buffer');
const { getHeapSnapshot, writeHeapSnapshot } = require('internal/heap_utils');

const binding = internalBinding('v8');

// ---- statistics and flags ---------------------------------------------------

const cachedDataVersionTag = () => {
  return binding.cachedDataVersionTag();
};

function getHeapStatistics() {
  return binding.heapStatistics();
}

function getHeapSpaceStatistics() {
  return binding.heapSpaceStatistics();
}

function getHeapCodeStatistics() {
  return binding.heapCodeStatistics();
}

function setFlagsFromString(flags) {
  validateString(flags, 'flags');
  binding.setFlagsFromString(flags);
}

function isStringOneByteRepresentation(content) {
  validateString(content, 'content');
  return binding.isOneByte(content);
}

// Without NODE_V8_COVERAGE they do nothing.
const takeCoverage = () => require('internal/process/coverage').takeCoverage();
const stopCoverage = () => require('internal/process/coverage').stopCoverage();

class GCProfiler {
  #profile;
  #startTime;

  start() {
    if (this.#profile !== undefined)
      return;
    this.#startTime = Date.now();
    this.#profile = binding.startGcProfile();
  }

  stop() {
    if (this.#profile === undefined)
      return undefined;
    const statistics = binding.stopGcProfile(this.#profile);
    this.#profile = undefined;
    return { version: 1, startTime: this.#startTime, statistics, endTime: Date.now() };
  }

  [Symbol.dispose]() {
    this.stop();
  }
}

// ---- structured clones ------------------------------------------------------

const { Serializer, Deserializer } = binding;

// What V8 complains of is thrown as this, with its message.
Serializer.prototype._getDataCloneError = Error;

Deserializer.prototype.readRawBytes = function readRawBytes(length) {
  const { buffer, byteOffset } = this.buffer;
  return new FastBuffer(buffer, byteOffset + this._readRawBytes(length), length);
};

// The number of each kind of view in the format.
const viewConstructors = [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
  Float32Array, Float64Array, DataView, FastBuffer, BigInt64Array, BigUint64Array,
  ...(typeof Float16Array === 'function' ? [Float16Array] : []),
];
const kBufferIndex = viewConstructors.indexOf(FastBuffer);
const viewIndexByName = new Map(viewConstructors
  .map((constructor, index) => [constructor.name, index])
  .filter(([, index]) => index !== kBufferIndex));

function viewName(view) {
  return isDataView(view) ? 'DataView' : view[Symbol.toStringTag];
}

class DefaultSerializer extends Serializer {
  constructor() {
    super();
    this._setTreatArrayBufferViewsAsHostObjects(true);
  }

  _writeHostObject(view) {
    let index = kBufferIndex;
    if (view.constructor !== Buffer) {
      index = ArrayBuffer.isView(view) ? viewIndexByName.get(viewName(view)) : undefined;
      if (index === undefined) {
        const { inspect } = require('internal/util/inspect');
        throw new this._getDataCloneError(`Unserializable host object: ${inspect(view)}`);
      }
    }
    this.writeUint32(index);
    this.writeUint32(view.byteLength);
    this.writeRawBytes(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  }
}

class DefaultDeserializer extends Deserializer {
  _readHostObject() {
    const constructor = viewConstructors[this.readUint32()];
    const byteLength = this.readUint32();
    const offset = this.buffer.byteOffset + this._readRawBytes(byteLength);
    const size = constructor.BYTES_PER_ELEMENT || 1;
    if (offset % size === 0)
      return new constructor(this.buffer.buffer, offset, byteLength / size);
    // Elements must lie at multiples of their size: copied to where they do.
    const copy = new ArrayBuffer(byteLength);
    new Uint8Array(copy).set(new Uint8Array(this.buffer.buffer, offset, byteLength));
    return new constructor(copy, 0, byteLength / size);
  }
}

function serialize(value) {
  const serializer = new DefaultSerializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}

function deserialize(buffer) {
  if (!ArrayBuffer.isView(buffer)) {
    const error = new TypeError('buffer must be a TypedArray or a DataView');
    error.code = 'ERR_INVALID_ARG_TYPE';
    throw error;
  }
  const deserializer = new DefaultDeserializer(buffer);
  deserializer.readHeader();
  return deserializer.readValue();
}

// `releaseBuffer` gives a Buffer.
const { releaseBuffer } = Serializer.prototype;
Serializer.prototype.releaseBuffer = function() {
  const bytes = Reflect.apply(releaseBuffer, this, []);
  return new FastBuffer(bytes.buffer, bytes.byteOffset, bytes.byteLength);
};
Object.defineProperty(Serializer.prototype.releaseBuffer, 'name', { __proto__: null, value: 'releaseBuffer' });

// The first call counts, and --heapsnapshot-near-heap-limit before any.
function setHeapSnapshotNearHeapLimit(limit) {
  validateUint32(limit, 'limit', true);
  binding.setHeapSnapshotNearHeapLimit(limit);
}

// The same with the heap profile that is being taken.
function setHeapProfileNearHeapLimit(limit) {
  validateUint32(limit, 'limit', true);
  binding.setHeapProfileNearHeapLimit(limit);
}

// V8's heap for objects of C++, of which there are none here.
function getCppHeapStatistics(type = 'detailed') {
  validateOneOf(type, 'type', ['brief', 'detailed']);
  return {
    __proto__: null,
    committed_size_bytes: 0,
    resident_size_bytes: 0,
    used_size_bytes: 0,
    space_statistics: [],
    type_names: [],
    detail_level: type,
  };
}

function startCpuProfile(options) {
  return require('internal/v8/profiles').startCpuProfile(options);
}

function startHeapProfile(options) {
  return require('internal/v8/profiles').startHeapProfile(options);
}

function queryObjects(ctor, options = undefined) {
  return require('internal/v8/query_objects').queryObjects(ctor, options);
}

module.exports = {
  cachedDataVersionTag,
  getHeapSnapshot,
  getHeapStatistics,
  getHeapSpaceStatistics,
  getHeapCodeStatistics,
  getCppHeapStatistics,
  setFlagsFromString,
  setHeapSnapshotNearHeapLimit,
  setHeapProfileNearHeapLimit,
  Serializer,
  Deserializer,
  DefaultSerializer,
  DefaultDeserializer,
  deserialize,
  takeCoverage,
  stopCoverage,
  serialize,
  writeHeapSnapshot,
  promiseHooks: require('internal/promise_hooks'),
  startupSnapshot: require('internal/v8/startup_snapshot'),
  GCProfiler,
  isStringOneByteRepresentation,
  startCpuProfile,
  startHeapProfile,
  queryObjects,
};
