'use strict';

// CompressionStream and DecompressionStream, over the streams of node:zlib.

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const { defineGetters } = require('internal/util');
const { isSharedArrayBuffer } = require('internal/util/types');
const { defineStreamInterface } = require('internal/webstreams/util');
const { kDestroyOnSyncError, kValidateChunk, newReadableWritablePairFromDuplex } =
  require('internal/webstreams/adapters');

// The names of zlib's functions that make a stream, by format.
const compressors = {
  '__proto__': null,
  'deflate': 'createDeflate',
  'deflate-raw': 'createDeflateRaw',
  'gzip': 'createGzip',
  'brotli': 'createBrotliCompress',
};
const decompressors = {
  '__proto__': null,
  'deflate': 'createInflate',
  'deflate-raw': 'createInflateRaw',
  'gzip': 'createGunzip',
  'brotli': 'createBrotliDecompress',
};

function createPair(name, makers, format, options) {
  const maker = makers[`${format}`];
  if (maker === undefined) {
    const error = new ERR_INVALID_ARG_VALUE('format', format);
    error.message = `Failed to construct '${name}': 1st argument ` +
      `'${format}' is not a valid enum value of type CompressionFormat.`;
    throw error;
  }
  const handle = require('node:zlib')[maker](options);
  const { destroy } = handle;
  handle.destroy = function(error, callback) {
    return destroy.call(this, error && toTypeError(error), callback);
  };
  return newReadableWritablePairFromDuplex(
    handle, { [kDestroyOnSyncError]: true, [kValidateChunk]: validateChunk });
}

// The standard has no shared memory here.
function validateChunk(chunk) {
  if (!isSharedArrayBuffer(chunk) && !isSharedArrayBuffer(chunk?.buffer)) return;
  throw new ERR_INVALID_ARG_TYPE('chunk', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], chunk);
}

// What zlib says of the input: the standard knows only TypeErrors.
function toTypeError(error) {
  if (error instanceof TypeError || error.errno === undefined) return error;
  const failure = new TypeError(undefined, { cause: error });
  failure.code = error.code;
  return failure;
}

function define(Class, pairOf) {
  defineGetters(Class, { readable: (stream) => pairOf(stream).readable, writable: (stream) => pairOf(stream).writable });
  defineStreamInterface(Class, ['readable', 'writable']);
}

class CompressionStream {
  #transform;

  constructor(format) {
    this.#transform = createPair('CompressionStream', compressors, format);
  }

  static {
    define(this, (stream) => stream.#transform);
  }
}

class DecompressionStream {
  #transform;

  constructor(format) {
    this.#transform = createPair('DecompressionStream', decompressors, format, { rejectGarbageAfterEnd: true });
  }

  static {
    define(this, (stream) => stream.#transform);
  }
}

module.exports = { CompressionStream, DecompressionStream };
