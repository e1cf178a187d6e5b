'use strict';
// The stream that all compressors and decompressors of node:zlib are: feeds a native handle, hands on what comes out.

const binding = internalBinding('zlib');
const { Transform, finished } = require('node:stream');
const { Buffer, kMaxLength } = require('node:buffer');
const constants = require('internal/zlib/constants');
const {
  genericNodeError, codes: { ERR_BUFFER_TOO_LARGE, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE, ERR_TRAILING_JUNK_AFTER_STREAM_END },
} = require('internal/errors');
const { descriptorsOf, inherit } = require('internal/util');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const {
  checkRangesOrGetDefault, validateBoolean, validateFiniteNumber, validateFunction, validateUint32,
} = require('internal/validators');

const kFlushFlag = Symbol('kFlushFlag');
const kError = Symbol('kError');
const kOwner = Symbol('owner_symbol');
const kJob = Symbol('kJob');

const { Z_DEFAULT_CHUNK, Z_MIN_CHUNK } = constants;

// Which of two zlib flushes does more: Z_BLOCK comes before the others in effect, not in number.
const zlibFlushOrder = [0, 5, 1, 2, 3, 4];
const rankOf = [];
zlibFlushOrder.forEach((flush, rank) => { rankOf[flush] = rank; });

function maxFlush(a, b) {
  return rankOf[a] > rankOf[b] ? a : b;
}

// The last flush of zlib, brotli and zstd, by `_flushBoundIdx`.
const lastFlush = [constants.Z_BLOCK, constants.BROTLI_OPERATION_EMIT_METADATA, constants.ZSTD_e_end];

// Empty chunks that carry a flush through the stream's own queue.
const flushBuffers = new Map();

function flushBuffer(kind) {
  if (!Number.isInteger(kind)) return;
  let buffer = flushBuffers.get(kind);
  if (buffer === undefined) {
    buffer = Buffer.alloc(0);
    buffer[kFlushFlag] = kind;
    flushBuffers.set(kind, buffer);
  }
  return buffer;
}

// `onerror` of a stream's handle.
function onHandleError(message, errno, code) {
  const stream = this[kOwner];
  const error = genericNodeError(message, { errno, code });
  stream.destroy(error);
  stream[kError] = error;
}

function readChunkSize(options) {
  const size = options?.chunkSize;
  if (!validateFiniteNumber(size, 'options.chunkSize')) return Z_DEFAULT_CHUNK;
  if (size >= Z_MIN_CHUNK) return size;
  throw new ERR_OUT_OF_RANGE('options.chunkSize', `>= ${Z_MIN_CHUNK}`, size);
}

function readLimited(options, name, lower, upper, fallback) {
  return checkRangesOrGetDefault(options?.[name], `options.${name}`, lower, upper, fallback);
}

// A function, like all that derive from it: packages derive by `zlib.Inflate.call(this)` (pngjs). `handle` is the native part, to
// be initialised with onHandleDone() and `state`; `flushes` says what is flushed when nothing is asked for, at the end, and by
// flush(), up to which number flushes go, and which format has them.
function ZlibBase(options, handle, state, flushes) {
  const chunkSize = readChunkSize(options);
  const flush = readLimited(options, 'flush', 0, flushes.max, flushes.flush);
  const finishFlush = readLimited(options, 'finishFlush', 0, flushes.max, flushes.finishFlush);
  const maxOutputLength = readLimited(options, 'maxOutputLength', 1, kMaxLength, kMaxLength);
  const rejects = options?.rejectGarbageAfterEnd;
  if (rejects !== undefined) validateBoolean(rejects, 'options.rejectGarbageAfterEnd');
  // Bytes go in and bytes come out, whatever else a stream can have.
  if (options?.encoding || options?.objectMode || options?.writableObjectMode) {
    options = { ...options, encoding: null, objectMode: false, writableObjectMode: false };
  }
  this._writeState = state;
  Transform.call(this, { autoDestroy: true, ...options });
  this[kError] = null;
  this.bytesWritten = 0;
  handle[kOwner] = this;
  handle.onerror = onHandleError;
  this._handle = handle;
  this._outBuffer = Buffer.allocUnsafe(chunkSize);
  this._outOffset = 0;
  this._chunkSize = chunkSize;
  this._defaultFlushFlag = flush;
  this._finishFlushFlag = finishFlush;
  this._defaultFullFlushFlag = flushes.fullFlush;
  this._flushBoundIdx = flushes.index;
  this._info = options?.info;
  this._maxOutputLength = maxOutputLength;
  this._rejectGarbageAfterEnd = rejects === true;
}

inherit(ZlibBase, Transform);

const members = {
  get _closed() {
    return !this._handle;
  },

  reset() {
    if (!this._handle) {
      const assert = require('internal/assert');
      assert(false, 'zlib binding closed');
    }
    this._handle.reset();
  },

  _flush(callback) {
    this._transform(Buffer.alloc(0), '', callback);
  },

  _final(callback) {
    callback();
  },

  // flush([kind], [callback]): everything written so far comes out.
  flush(kind, done) {
    if (typeof kind === 'function') [kind, done] = [undefined, kind];
    const { _flushBoundIdx: format, _defaultFullFlushFlag: full } = this;
    kind = checkRangesOrGetDefault(kind, 'kind', 0, lastFlush[format], full);
    if (!this.writableEnded) {
      this.write(flushBuffer(kind), '', done);
    } else if (done) {
      if (this.writableFinished) process.nextTick(done);
      else this.once('end', done);
    }
  },

  close(done) {
    if (done) finished(this, done);
    this.destroy();
  },

  _destroy(error, callback) {
    closeHandle(this);
    callback(error);
  },

  _transform(chunk, encoding, callback) {
    processAsync(this, chunk, flushOf(this, chunk), callback);
  },

  _processChunk(chunk, flag, callback) {
    if (typeof callback === 'function') return processAsync(this, chunk, flag, callback);
    return processChunkSync(this, chunk, flag);
  },
};
Object.defineProperties(ZlibBase.prototype, descriptorsOf(members));

// How much is to come out with a chunk: as much as was asked for, and at the end what is usual there, if that does more.
function flushOf(stream, chunk) {
  const { [kFlushFlag]: asked, byteLength } = chunk;
  const flush = typeof asked === 'number' ? asked : stream._defaultFlushFlag;
  const isLast = stream.writableEnded && stream.writableLength === byteLength;
  return isLast ? maxFlush(flush, stream._finishFlushFlag) : flush;
}

function processAsync(stream, chunk, flag, callback) {
  if (!stream._handle) return process.nextTick(callback);
  write(stream, { chunk, flag, callback, offset: 0, length: chunk.byteLength, room: 0 });
}

function write(stream, job) {
  job.room = stream._chunkSize - stream._outOffset;
  stream._handle[kJob] = job;
  stream._handle.write(job.flag, job.chunk, job.offset, job.length, stream._outBuffer, stream._outOffset, job.room);
}

// What init() of a stream's handle is given: a write on the thread pool is done.
function onHandleDone() {
  const stream = this[kOwner];
  const job = this[kJob];
  if (stream.destroyed) {
    job.callback();
    return;
  }
  const [availableOut, availableIn] = stream._writeState;
  const consumed = job.length - availableIn;
  stream.bytesWritten += consumed;
  const have = job.room - availableOut;
  let full = false;
  if (have > 0) {
    const out = stream._outBuffer.slice(stream._outOffset, stream._outOffset + have);
    stream._outOffset += have;
    full = !stream.push(out);
    if (stream.destroyed) {
      job.callback();
      return;
    }
  }
  if (availableOut === 0 || stream._outOffset >= stream._chunkSize) {
    stream._outOffset = 0;
    stream._outBuffer = Buffer.allocUnsafe(stream._chunkSize);
  }
  if (availableOut === 0) {
    // There may be more to come out of what is there.
    job.offset += consumed;
    job.length = availableIn;
    if (!full) {
      write(stream, job);
    } else {
      const read = stream._read;
      stream._read = (n) => {
        stream._read = read;
        write(stream, job);
        stream._read(n);
      };
    }
    return;
  }
  // Room is left and so is input: the compressed data has ended, what follows is none of ours.
  if (availableIn > 0) {
    if (stream._rejectGarbageAfterEnd) {
      job.callback(new ERR_TRAILING_JUNK_AFTER_STREAM_END());
      return;
    }
    stream.push(null);
  }
  job.callback();
}

function closeHandle(stream) {
  stream._handle?.close();
  stream._handle = null;
}

// Everything in one go. The result, or what the native part says is wrong, thrown.
function processChunkSync(self, chunk, flag) {
  const handle = self._handle;
  let availableIn = chunk.byteLength;
  let offset = 0;
  const buffers = [];
  let total = 0;
  let outBuffer = self._outBuffer;
  let outOffset = self._outOffset;
  const chunkSize = self._chunkSize;
  const state = self._writeState;
  // It is thrown.
  self.on('error', () => {});
  for (;;) {
    const before = chunkSize - outOffset;
    handle.writeSync(flag, chunk, offset, availableIn, outBuffer, outOffset, before);
    if (self[kError]) throw self[kError];
    const have = before - state[0];
    const consumed = availableIn - state[1];
    self.bytesWritten += consumed;
    offset += consumed;
    availableIn = state[1];
    if (have > 0) {
      buffers.push(outBuffer.slice(outOffset, outOffset + have));
      outOffset += have;
      total += have;
      if (total > self._maxOutputLength) {
        closeHandle(self);
        throw new ERR_BUFFER_TOO_LARGE(self._maxOutputLength);
      }
    }
    if (state[0] === 0 || outOffset >= chunkSize) {
      outOffset = 0;
      outBuffer = Buffer.allocUnsafe(chunkSize);
    }
    if (state[0] !== 0) break;
  }
  self.bytesWritten = offset;
  closeHandle(self);
  if (availableIn > 0 && self._rejectGarbageAfterEnd) throw new ERR_TRAILING_JUNK_AFTER_STREAM_END();
  return join(buffers, total);
}

// The convenience methods, with one buffer in and one out.

// What the synchronous ones take, as bytes.
function toBytes(input) {
  if (isArrayBufferView(input)) return input;
  if (typeof input === 'string' || isAnyArrayBuffer(input)) return Buffer.from(input);
  throw new ERR_INVALID_ARG_TYPE('buffer', ['string', 'Buffer', 'TypedArray', 'DataView', 'ArrayBuffer'], input);
}

// What a stream can be given; what is no data is for its end() to refuse.
function toChunk(input) {
  if (Buffer.isBuffer(input)) return input;
  if (isArrayBufferView(input)) return Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  return isAnyArrayBuffer(input) ? Buffer.from(input) : input;
}

// With `info` the engine is part of the answer.
function answer(engine, result) {
  return engine._info ? { buffer: result, engine } : result;
}

function join(parts, length) {
  return parts.length === 1 ? parts[0] : Buffer.concat(parts, length);
}

function zlibBufferSync(engine, input) {
  return answer(engine, processChunkSync(engine, toBytes(input), engine._finishFlushFlag));
}

function zlibBuffer(engine, input, callback) {
  validateFunction(callback, 'callback');
  const parts = [];
  let length = 0;
  // The callback is called once, whatever else the stream tells.
  const fail = (error, ...events) => {
    for (const event of events) engine.removeAllListeners(event);
    callback(error);
  };
  engine.on('data', (part) => {
    parts.push(part);
    length += part.length;
    if (length <= engine._maxOutputLength) return;
    engine.close();
    fail(new ERR_BUFFER_TOO_LARGE(engine._maxOutputLength), 'data', 'end');
  });
  engine.on('error', (error) => fail(error, 'end'));
  engine.on('end', () => {
    const result = join(parts, length);
    engine.close();
    callback(null, answer(engine, result));
  });
  engine.end(toChunk(input));
}

function crc32(data, value = 0) {
  if (typeof data === 'string' || isArrayBufferView(data)) {
    validateUint32(value, 'value');
    return binding.crc32(data, value);
  }
  throw new ERR_INVALID_ARG_TYPE('data', ['Buffer', 'TypedArray', 'DataView', 'string'], data);
}

module.exports = { ZlibBase, onHandleDone, readLimited, zlibBuffer, zlibBufferSync, crc32 };
