'use strict';
// The classes of node:zlib: one for each direction of each format, with the options that the format has.

const { ZlibBase, onHandleDone, readLimited } = require('internal/zlib/base');
const handles = require('internal/zlib/handle');
const constants = require('internal/zlib/constants');
const {
  codes: { ERR_BROTLI_INVALID_PARAM, ERR_INVALID_ARG_TYPE, ERR_ZSTD_INVALID_PARAM },
} = require('internal/errors');
const { checkRangesOrGetDefault } = require('internal/validators');
const { inherit } = require('internal/util');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { Buffer } = require('node:buffer');

const {
  DEFLATE, DEFLATERAW, GUNZIP, GZIP, INFLATE, INFLATERAW, UNZIP, BROTLI_DECODE, BROTLI_ENCODE, ZSTD_COMPRESS,
  ZSTD_DECOMPRESS, Z_NO_FLUSH, Z_FINISH, Z_FULL_FLUSH, Z_BLOCK, Z_MIN_WINDOWBITS, Z_MAX_WINDOWBITS, Z_DEFAULT_WINDOWBITS,
  Z_MIN_LEVEL, Z_MAX_LEVEL, Z_DEFAULT_LEVEL, Z_MIN_MEMLEVEL, Z_MAX_MEMLEVEL, Z_DEFAULT_MEMLEVEL, Z_DEFAULT_STRATEGY,
  Z_FIXED, Z_SYNC_FLUSH, BROTLI_OPERATION_PROCESS, BROTLI_OPERATION_FLUSH, BROTLI_OPERATION_FINISH,
  BROTLI_OPERATION_EMIT_METADATA, ZSTD_e_continue, ZSTD_e_flush, ZSTD_e_end,
} = constants;

const zlibFlushes = { index: 0, max: Z_BLOCK, flush: Z_NO_FLUSH, fullFlush: Z_FULL_FLUSH, finishFlush: Z_FINISH };
const brotliFlushes = {
  index: 1, max: BROTLI_OPERATION_EMIT_METADATA, flush: BROTLI_OPERATION_PROCESS, fullFlush: BROTLI_OPERATION_FLUSH,
  finishFlush: BROTLI_OPERATION_FINISH,
};
const zstdFlushes = {
  index: 2, max: ZSTD_e_end, flush: ZSTD_e_continue, fullFlush: ZSTD_e_flush, finishFlush: ZSTD_e_end,
};

function dictionaryOf(options) {
  const given = options?.dictionary;
  const isMemory = isAnyArrayBuffer(given);
  if (given !== undefined && !isMemory && !isArrayBufferView(given)) {
    throw new ERR_INVALID_ARG_TYPE('options.dictionary', ['Buffer', 'TypedArray', 'DataView', 'ArrayBuffer'], given);
  }
  return isMemory ? Buffer.from(given) : given;
}

// What zlib's inflateInit2 adds to the size of the window for a header of gzip, and for one of either kind.
const headers = { __proto__: null, [GUNZIP]: 16, [UNZIP]: 32 };

// Where a header may say how large the window is, zero asks for that and null is no mistake.
const withHeader = new Set([INFLATE, GUNZIP, UNZIP]);

function windowBitsOf(options, mode) {
  const wanted = options?.windowBits ?? 0;
  if (wanted === 0 && withHeader.has(mode)) return options?.windowBits ?? Z_DEFAULT_WINDOWBITS;
  // gzip has no windows of 256 bytes.
  const min = mode === GZIP ? Z_MIN_WINDOWBITS + 1 : Z_MIN_WINDOWBITS;
  return readLimited(options, 'windowBits', min, Z_MAX_WINDOWBITS, Z_DEFAULT_WINDOWBITS);
}

function Zlib(options, mode) {
  const windowBits = windowBitsOf(options, mode);
  const level = readLimited(options, 'level', Z_MIN_LEVEL, Z_MAX_LEVEL, Z_DEFAULT_LEVEL);
  const memLevel = readLimited(options, 'memLevel', Z_MIN_MEMLEVEL, Z_MAX_MEMLEVEL, Z_DEFAULT_MEMLEVEL);
  const strategy = readLimited(options, 'strategy', Z_DEFAULT_STRATEGY, Z_FIXED, Z_DEFAULT_STRATEGY);
  const dictionary = dictionaryOf(options);
  // A plain inflate that is told of the header by the size of its window takes one member of a gzip file and no more.
  const header = options?.rejectGarbageAfterEnd === true ? headers[mode] : undefined;
  const handle = new handles.Zlib(header === undefined ? mode : INFLATE);
  const state = new Uint32Array(2);
  handle.init(windowBits + (header ?? 0), level, memLevel, strategy, state, onHandleDone, dictionary);
  ZlibBase.call(this, options, handle, state, zlibFlushes);
  Object.assign(this, { _level: level, _strategy: strategy, _mode: mode });
}
inherit(Zlib, ZlibBase);

// Changes level and strategy for what is written from now on.
Zlib.prototype.params = function params(level, strategy, callback) {
  checkRangesOrGetDefault(level, 'level', Z_MIN_LEVEL, Z_MAX_LEVEL);
  checkRangesOrGetDefault(strategy, 'strategy', Z_DEFAULT_STRATEGY, Z_FIXED);
  if (level === this._level && strategy === this._strategy) {
    process.nextTick(callback);
    return;
  }
  const assert = require('internal/assert');
  this.flush(Z_SYNC_FLUSH, () => {
    assert(this._handle, 'zlib binding closed');
    this._handle.params(level, strategy);
    // Which may have failed.
    if (this.destroyed) return;
    Object.assign(this, { _level: level, _strategy: strategy });
    callback?.();
  });
};

function paramsOf(options, maxParam, ERR_INVALID_PARAM) {
  const list = new Uint32Array(maxParam + 1).fill(handles.kUnset);
  for (const key of Object.keys(options?.params ?? {})) {
    if (list[+key] !== handles.kUnset) throw new ERR_INVALID_PARAM(key);
    const value = options.params[key];
    const isFlag = typeof value === 'boolean';
    if (!isFlag && typeof value !== 'number') throw new ERR_INVALID_ARG_TYPE('options.params[key]', 'number', value);
    list[+key] = Number(value);
  }
  return list;
}

const maxOf = (prefix) => Math.max(...Object.keys(constants).filter((key) => key.startsWith(prefix))
  .map((key) => constants[key]));
const kMaxBrotliParam = maxOf('BROTLI_PARAM_');
const kMaxZstdCompressParam = maxOf('ZSTD_c_');
const kMaxZstdDecompressParam = maxOf('ZSTD_d_');

function Brotli(options, mode) {
  const params = paramsOf(options, kMaxBrotliParam, ERR_BROTLI_INVALID_PARAM);
  const dictionary = dictionaryOf(options);
  const handle = new (mode === BROTLI_ENCODE ? handles.BrotliEncoder : handles.BrotliDecoder)(mode);
  const state = new Uint32Array(2);
  handle.init(params, state, onHandleDone, dictionary);
  ZlibBase.call(this, options, handle, state, brotliFlushes);
}
inherit(Brotli, Zlib);

// Younger than the others: these are classes, in Node.js too.
class Zstd extends ZlibBase {
  constructor(options, mode) {
    const compress = mode === ZSTD_COMPRESS;
    const params = paramsOf(options, compress ? kMaxZstdCompressParam : kMaxZstdDecompressParam, ERR_ZSTD_INVALID_PARAM);
    const pledged = options?.pledgedSrcSize;
    const dictionary = dictionaryOf(options);
    const handle = compress ? new handles.ZstdCompress() : new handles.ZstdDecompress();
    const state = new Uint32Array(2);
    handle.init(params, pledged, state, onHandleDone, dictionary);
    super(options, handle, state, zstdFlushes);
  }
}

// A class whose instances can be made without `new`, with the warning that this is over.
function formatClass(name, Base, mode) {
  const Class = {
    [name]: function(options) {
      if (!(this instanceof Class)) return require('internal/util').deprecateInstantiation(Class, 'DEP0184', options);
      Base.call(this, options, mode);
    },
  }[name];
  return inherit(Class, Base);
}

module.exports = {
  Deflate: formatClass('Deflate', Zlib, DEFLATE),
  Inflate: formatClass('Inflate', Zlib, INFLATE),
  Gzip: formatClass('Gzip', Zlib, GZIP),
  Gunzip: formatClass('Gunzip', Zlib, GUNZIP),
  DeflateRaw: formatClass('DeflateRaw', Zlib, DEFLATERAW),
  InflateRaw: formatClass('InflateRaw', Zlib, INFLATERAW),
  Unzip: formatClass('Unzip', Zlib, UNZIP),
  BrotliCompress: formatClass('BrotliCompress', Brotli, BROTLI_ENCODE),
  BrotliDecompress: formatClass('BrotliDecompress', Brotli, BROTLI_DECODE),
  ZstdCompress: class ZstdCompress extends Zstd {
    constructor(options) {
      super(options, ZSTD_COMPRESS);
    }
  },
  ZstdDecompress: class ZstdDecompress extends Zstd {
    constructor(options) {
      super(options, ZSTD_DECOMPRESS);
    }
  },
};
