'use strict';
// node:zlib

const { zlibBuffer, zlibBufferSync, crc32 } = require('internal/zlib/base');
const classes = require('internal/zlib/classes');
const constants = require('internal/zlib/constants');

const methods = {
  deflate: 'Deflate', gzip: 'Gzip', deflateRaw: 'DeflateRaw', unzip: 'Unzip', inflate: 'Inflate', gunzip: 'Gunzip',
  inflateRaw: 'InflateRaw', brotliCompress: 'BrotliCompress', brotliDecompress: 'BrotliDecompress',
  zstdCompress: 'ZstdCompress', zstdDecompress: 'ZstdDecompress',
};

module.exports = { crc32, ...classes };

for (const [name, className] of Object.entries(methods)) {
  const Class = classes[className];
  module.exports[name] = {
    [name](buffer, options, callback) {
      if (typeof options === 'function') {
        callback = options;
        options = {};
      }
      return zlibBuffer(new Class(options), buffer, callback);
    },
  }[name];
  module.exports[`${name}Sync`] = {
    [`${name}Sync`](buffer, options) { return zlibBufferSync(new Class(options), buffer); },
  }[`${name}Sync`];
}

for (const className of Object.keys(classes)) {
  const name = `create${className}`;
  Object.defineProperty(module.exports, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    value: { [name](options) { return new classes[className](options); } }[name],
  });
}

const codes = { __proto__: null };
for (const name of [
  'Z_OK', 'Z_STREAM_END', 'Z_NEED_DICT', 'Z_ERRNO', 'Z_STREAM_ERROR', 'Z_DATA_ERROR', 'Z_MEM_ERROR', 'Z_BUF_ERROR',
  'Z_VERSION_ERROR',
]) {
  codes[name] = constants[name];
  codes[constants[name]] = name;
}

for (const [name, value] of [['constants', Object.freeze(constants)], ['codes', Object.freeze(codes)]]) {
  Object.defineProperty(module.exports, name, { __proto__: null, configurable: false, enumerable: true, value });
}

// The constants that were members of the module itself before there was `constants`.
for (const name of Object.keys(constants)) {
  if (name.startsWith('BROTLI_')) continue;
  Object.defineProperty(module.exports, name, {
    __proto__: null, configurable: false, enumerable: false, value: constants[name], writable: false,
  });
}

// Zip archives are an experiment of Node.js 26 that anode does not have.
for (const name of [
  'ZipEntry', 'ZipFile', 'ZipBuffer', 'createZipArchive', 'createZipArchiveSync', 'zipFiles', 'getMaxZipContentSize',
  'setMaxZipContentSize',
]) {
  module.exports[name] = {
    [name]: function() {
      const { codes: { ERR_FEATURE_UNAVAILABLE_ON_PLATFORM } } = require('internal/errors');
      throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM(`zlib.${name}`);
    },
  }[name];
}
