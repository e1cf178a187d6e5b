// v8.startCpuProfile() and v8.startHeapProfile().
'use strict';

const { validateBoolean, validateInteger, validateNumber, validateObject } = require('internal/validators');
const { kEmptyObject } = require('internal/util');

const binding = internalBinding('v8');

const kMaxInterval = 2147483.647;
const kMaxUint32 = 4294967295;
const kMaxInt32 = 2147483647;

class SyncCPUProfileHandle {
  #id;
  #most;
  #stopped = false;

  constructor(id, most) {
    this.#id = id;
    this.#most = most;
  }

  stop() {
    if (this.#stopped) return undefined;
    this.#stopped = true;
    return binding.stopCpuProfile(this.#id, this.#most);
  }

  [Symbol.dispose]() {
    this.stop();
  }
}

class SyncHeapProfileHandle {
  #collect;
  #stopped = false;

  constructor(collect) {
    this.#collect = collect;
  }

  stop() {
    if (this.#stopped) return undefined;
    this.#stopped = true;
    return binding.stopHeapProfile(this.#collect);
  }

  [Symbol.dispose]() {
    this.stop();
  }
}

// `sampleInterval` in milliseconds.
function readCpuOptions(options = kEmptyObject) {
  validateObject(options, 'options');
  const { sampleInterval = 0, maxBufferSize = kMaxUint32 } = options;
  validateNumber(sampleInterval, 'options.sampleInterval', 0, kMaxInterval);
  validateNumber(maxBufferSize, 'options.maxBufferSize', 1, kMaxUint32);
  return { interval: Math.floor(sampleInterval * 1000), most: maxBufferSize };
}

function startCpuProfile(options) {
  const { interval, most } = readCpuOptions(options);
  return new SyncCPUProfileHandle(binding.startCpuProfile(interval), most);
}

// `sampleInterval` in bytes.
function readHeapOptions(options = kEmptyObject) {
  validateObject(options, 'options');
  const { sampleInterval = 512 * 1024, stackDepth = 16, forceGC = false } = options;
  const { includeObjectsCollectedByMajorGC = false, includeObjectsCollectedByMinorGC = false } = options;
  validateInteger(sampleInterval, 'options.sampleInterval', 1);
  validateInteger(stackDepth, 'options.stackDepth', 0, kMaxInt32);
  validateBoolean(forceGC, 'options.forceGC');
  validateBoolean(includeObjectsCollectedByMajorGC, 'options.includeObjectsCollectedByMajorGC');
  validateBoolean(includeObjectsCollectedByMinorGC, 'options.includeObjectsCollectedByMinorGC');
  // One frame is the least that the inspector takes.
  const parameters = { samplingInterval: sampleInterval, stackDepth: stackDepth || 1, includeObjectsCollectedByMajorGC, includeObjectsCollectedByMinorGC };
  return { parameters: JSON.stringify(parameters), collect: forceGC };
}

function startHeapProfile(options) {
  const { parameters, collect } = readHeapOptions(options);
  if (!binding.startHeapProfile(parameters)) {
    const error = new Error('Heap profile has been started');
    error.code = 'ERR_HEAP_PROFILE_HAVE_BEEN_STARTED';
    throw error;
  }
  return new SyncHeapProfileHandle(collect);
}

module.exports = { readCpuOptions, readHeapOptions, startCpuProfile, startHeapProfile };
