// The encodings of Buffer: one record per encoding says how to measure, write and read a
// string in it, and how the Rust half knows it.

'use strict';

const binding = internalBinding('buffer');

// Numbers that src/builtins/buffer.rs understands.
const kUtf8 = 0;
const kUtf16 = 1;
const kLatin1 = 2;
const kAscii = 3;
const kHex = 4;
const kBase64 = 5;
const kBase64Url = 6;

function base64ByteLength(string) {
  let length = string.length;
  if (length > 0 && string.charCodeAt(length - 1) === 0x3d) length--;
  if (length > 1 && string.charCodeAt(length - 1) === 0x3d) length--;
  return Math.floor(length * 3 / 4);
}

const utf8 = {
  name: 'utf8',
  id: kUtf8,
  byteLength: (string) => binding.byteLengthUtf8(string),
  write: (buffer, string, offset, length) => binding.utf8Write(buffer, string, offset, length),
  slice: (buffer, start, end) => binding.utf8Slice(buffer, start, end),
};

const utf16le = {
  name: 'utf16le',
  id: kUtf16,
  byteLength: (string) => string.length * 2,
  write: (buffer, string, offset, length) => binding.ucs2Write(buffer, string, offset, length),
  slice: (buffer, start, end) => binding.ucs2Slice(buffer, start, end),
};

const latin1 = {
  name: 'latin1',
  id: kLatin1,
  byteLength: (string) => string.length,
  write: (buffer, string, offset, length) => binding.latin1Write(buffer, string, offset, length),
  slice: (buffer, start, end) => binding.latin1Slice(buffer, start, end),
};

const ascii = {
  name: 'ascii',
  id: kAscii,
  byteLength: (string) => string.length,
  write: (buffer, string, offset, length) => binding.latin1Write(buffer, string, offset, length),
  slice: (buffer, start, end) => binding.asciiSlice(buffer, start, end),
};

const hex = {
  name: 'hex',
  id: kHex,
  byteLength: (string) => string.length >>> 1,
  write: (buffer, string, offset, length) => binding.hexWrite(buffer, string, offset, length),
  slice: (buffer, start, end) => binding.hexSlice(buffer, start, end),
};

const base64 = {
  name: 'base64',
  id: kBase64,
  byteLength: base64ByteLength,
  write: (buffer, string, offset, length) => binding.base64Write(buffer, string, offset, length),
  slice: (buffer, start, end) => binding.base64Slice(buffer, start, end),
};

const base64url = {
  name: 'base64url',
  id: kBase64Url,
  byteLength: base64ByteLength,
  write: (buffer, string, offset, length) => binding.base64Write(buffer, string, offset, length),
  slice: (buffer, start, end) => binding.base64urlSlice(buffer, start, end),
};

const byName = {
  '__proto__': null,
  utf8,
  'utf-8': utf8,
  'ucs2': utf16le,
  'ucs-2': utf16le,
  utf16le,
  'utf-16le': utf16le,
  latin1,
  'binary': latin1,
  ascii,
  hex,
  base64,
  base64url,
};

// The record for an encoding's name in any case, or undefined.
function getEncoding(name) {
  return byName[name] ?? byName[`${name}`.toLowerCase()];
}

module.exports = { getEncoding, utf8 };
