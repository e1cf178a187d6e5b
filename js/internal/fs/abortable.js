// Whole-file operations that an AbortSignal can end: piece by piece, with a look at the signal in between.

'use strict';

const { Buffer } = require('node:buffer');
const { codes } = require('internal/errors');
const {
  checkAborted,
  constants: { kIoMaxLength, kReadFileBufferLength, kReadFileUnknownBufferLength, kWriteFileMaxChunkSize },
  kUsePromises,
} = require('internal/fs/utils');
const { S_IFMT, S_IFREG } = require('internal/fs/constants');

const binding = internalBinding('fs');

// Runs `use` with the descriptor of a file that is named by its path or by a descriptor, and closes what it has opened.
async function withFile(file, flags, mode, signal, use) {
  if (typeof file === 'number') return use(file);
  const fd = await binding.open(file, flags, mode, kUsePromises);
  try {
    checkAborted(signal);
    return await use(fd);
  } finally {
    await binding.close(fd, kUsePromises);
  }
}

// Everything from the descriptor's position on, as a Buffer.
async function readToEnd(fd, signal) {
  const stats = await binding.fstat(fd, false, kUsePromises);
  checkAborted(signal);
  const size = (stats[1] & S_IFMT) === S_IFREG ? stats[8] : 0;
  if (size > kIoMaxLength) {
    const { ERR_FS_FILE_TOO_LARGE } = codes;
    throw new ERR_FS_FILE_TOO_LARGE(size);
  }
  const chunks = [];
  let total = 0;
  while (size === 0 || total < size) {
    const length = size === 0 ? kReadFileUnknownBufferLength : Math.min(size - total, kReadFileBufferLength);
    const chunk = Buffer.allocUnsafeSlow(length);
    const count = await binding.read(fd, chunk, 0, length, -1, kUsePromises);
    checkAborted(signal);
    if (count === 0) break;
    total += count;
    chunks.push(count === length ? chunk : chunk.subarray(0, count));
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, total);
}

function readFileAbortable(file, flags, signal) {
  return withFile(file, flags, 0o666, signal, (fd) => readToEnd(fd, signal));
}

async function writeAll(fd, data, signal) {
  let rest = typeof data === 'string' ?
    Buffer.from(data) :
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  while (rest.byteLength > 0) {
    checkAborted(signal);
    const length = Math.min(kWriteFileMaxChunkSize, rest.byteLength);
    const written = await binding.writeBuffer(fd, rest, 0, length, null, kUsePromises);
    rest = rest.subarray(written);
  }
  checkAborted(signal);
}

function writeFileAbortable(file, data, flags, mode, flush, signal) {
  return withFile(file, flags, mode, signal, async (fd) => {
    await writeAll(fd, data, signal);
    if (flush) await binding.fsync(fd, kUsePromises);
  });
}

module.exports = { readFileAbortable, readToEnd, writeAll, writeFileAbortable };
