// The content of whole files between JavaScript's forms and Rust's.

'use strict';

const { Buffer } = require('node:buffer');
const { FastBuffer } = require('internal/buffer');
const { isArrayBufferView } = require('internal/util/types');
const { isText } = require('internal/fs/dirent');
const { validateStringAfterArrayBufferView } = require('internal/fs/utils');

// What to write, as Rust takes it: bytes, or a string that is to be written as UTF-8.
function encodeContent(data, encoding) {
  if (isArrayBufferView(data)) return data;
  validateStringAfterArrayBufferView(data, 'data');
  return isText(encoding) ? data : Buffer.from(data, encoding);
}

// What was read: Rust's ArrayBuffer, or a Buffer, in the encoding that was asked for.
function decodeContent(bytes, encoding) {
  const buffer = bytes instanceof ArrayBuffer ? new FastBuffer(bytes) : bytes;
  return encoding && encoding !== 'buffer' ? buffer.toString(encoding) : buffer;
}

module.exports = { decodeContent, encodeContent };
