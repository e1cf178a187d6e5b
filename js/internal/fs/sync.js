// The synchronous forms of node:fs: each checks its arguments and crosses into Rust once.

'use strict';

const { Buffer } = require('node:buffer');
const { codes } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { isArrayBufferView } = require('internal/util/types');
const {
  isUint32, kValidateObjectAllowNullable, parseFileMode, validateBoolean, validateBuffer, validateEncoding,
  validateInteger, validateObject,
} = require('internal/validators');
const { encodeName, encodeNames, isText, makeDirents } = require('internal/fs/dirent');
const { decodeContent, encodeContent } = require('internal/fs/content');
const { getStatFsFromBinding, getStatsFromBinding, statArray } = require('internal/fs/stats');
const {
  constants: { kMaxUserId },
  getOptions,
  getValidMode,
  getValidatedFd,
  getValidatedPath,
  isRmDirectoryError,
  rmDirectoryError,
  stringToFlags,
  stringToSymlinkType,
  toPath,
  toUnixTimestamp,
  validateBufferArray,
  validateCpOptions,
  validateOffsetLengthRead,
  validateOffsetLengthWrite,
  validatePath,
  validatePosition,
  validateRmOptions,
  validateRmdirOptions,
  validateStringAfterArrayBufferView,
  warnAboutExistsArgument,
  warnOnNonPortableTemplate,
} = require('internal/fs/utils');

const binding = internalBinding('fs');

// --- files by path ---------------------------------------------------------------------------------------------------

function accessSync(path, mode) {
  binding.access(getValidatedPath(path), getValidMode(mode, 'access'));
}

function existsSync(path) {
  try {
    path = getValidatedPath(path);
  } catch (error) {
    warnAboutExistsArgument(error);
    return false;
  }
  return binding.existsSync(path);
}

function openSync(path, flags, mode) {
  return binding.open(getValidatedPath(path), stringToFlags(flags), parseFileMode(mode, 'mode', 0o666));
}

function readFileSync(path, options) {
  options = getOptions(options, { flag: 'r' });
  const file = isUint32(path) ? path : getValidatedPath(path);
  const { encoding } = options;
  const flags = stringToFlags(options.flag || 'r');
  if (encoding === 'utf8' || encoding === 'utf-8') return binding.readFile(file, flags, true);
  return decodeContent(binding.readFile(file, flags, false), encoding);
}

function writeFileSync(path, data, options) {
  options = getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'w', flush: false });
  const flush = options.flush ?? false;
  validateBoolean(flush, 'options.flush');
  const content = encodeContent(data, options.encoding || 'utf8');
  const flags = stringToFlags(options.flag || 'w');
  const file = isUint32(path) ? path : getValidatedPath(path);
  binding.writeFile(file, content, flags, parseFileMode(options.mode, 'mode', 0o666), flush);
}

function appendFileSync(path, data, options) {
  options = { ...getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'a' }) };
  if (!options.flag || isUint32(path)) options.flag = 'a';
  writeFileSync(path, data, options);
}

function copyFileSync(src, dest, mode) {
  binding.copyFile(getValidatedPath(src, 'src'), getValidatedPath(dest, 'dest'), getValidMode(mode, 'copyFile'));
}

function truncateSync(path, len) {
  if (len === undefined) len = 0;
  const fd = openSync(path, 'r+');
  try {
    ftruncateSync(fd, len);
  } finally {
    closeSync(fd);
  }
}

function chmodSync(path, mode) {
  binding.chmod(getValidatedPath(path), parseFileMode(mode, 'mode'));
}

function chownSync(path, uid, gid) {
  path = getValidatedPath(path);
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
  binding.chown(path, uid, gid);
}

function lchownSync(path, uid, gid) {
  path = getValidatedPath(path);
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
  binding.lchown(path, uid, gid);
}

function utimesSync(path, atime, mtime) {
  binding.utimes(getValidatedPath(path), toUnixTimestamp(atime), toUnixTimestamp(mtime));
}

function lutimesSync(path, atime, mtime) {
  binding.lutimes(getValidatedPath(path), toUnixTimestamp(atime), toUnixTimestamp(mtime));
}

function statSync(path, options = kEmptyObject) {
  const array = statArray(options.bigint);
  if (!binding.statInto(getValidatedPath(path), array, options.throwIfNoEntry)) return undefined;
  return getStatsFromBinding(array);
}

function lstatSync(path, options = kEmptyObject) {
  const array = statArray(options.bigint);
  if (!binding.lstatInto(getValidatedPath(path), array, options.throwIfNoEntry)) return undefined;
  return getStatsFromBinding(array);
}

function statfsSync(path, options = kEmptyObject) {
  return getStatFsFromBinding(binding.statfs(getValidatedPath(path), options.bigint === true));
}

// --- names -----------------------------------------------------------------------------------------------------------

function renameSync(oldPath, newPath) {
  binding.rename(getValidatedPath(oldPath, 'oldPath'), getValidatedPath(newPath, 'newPath'));
}

function linkSync(existingPath, newPath) {
  binding.link(getValidatedPath(existingPath, 'existingPath'), getValidatedPath(newPath, 'newPath'));
}

function symlinkSync(target, path, type) {
  stringToSymlinkType(type);
  binding.symlink(getValidatedPath(target, 'target'), getValidatedPath(path));
}

function readlinkSync(path, options) {
  const { encoding } = getOptions(options);
  return encodeName(binding.readlink(getValidatedPath(path), !isText(encoding)), encoding);
}

function realpathSync(p, options) {
  const { encoding } = getOptions(options);
  p = toPath(p);
  if (typeof p !== 'string') p += '';
  validatePath(p);
  return encodeName(binding.realpath(p, !isText(encoding)), encoding);
}

// Without a name, as in Node.js.
realpathSync.native = (0, (path, options) => {
  const { encoding } = getOptions(options);
  return encodeName(binding.realpathNative(getValidatedPath(path), !isText(encoding)), encoding);
});

function unlinkSync(path) {
  binding.unlink(getValidatedPath(path));
}

function rmSync(path, options) {
  path = getValidatedPath(path);
  const { force, recursive, maxRetries, retryDelay } = validateRmOptions(options);
  try {
    binding.rm(path, force, recursive, maxRetries, retryDelay);
  } catch (error) {
    throw isRmDirectoryError(error) ? rmDirectoryError(path) : error;
  }
}

function cpSync(src, dest, options) {
  options = validateCpOptions(options);
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  require('internal/fs/cp/cp-sync').cpSyncFn(src, dest, options);
}

// --- directories -----------------------------------------------------------------------------------------------------

function mkdirSync(path, options) {
  let mode = 0o777;
  let recursive = false;
  if (typeof options === 'number' || typeof options === 'string') {
    mode = parseFileMode(options, 'mode');
  } else if (options) {
    if (options.recursive !== undefined) {
      recursive = options.recursive;
      validateBoolean(recursive, 'options.recursive');
    }
    if (options.mode !== undefined) mode = parseFileMode(options.mode, 'options.mode');
  }
  const first = binding.mkdir(getValidatedPath(path), mode, recursive);
  if (recursive) return first;
}

function mkdtempSync(prefix, options) {
  const { encoding } = getOptions(options);
  prefix = getValidatedPath(prefix, 'prefix');
  warnOnNonPortableTemplate(prefix);
  return encodeName(binding.mkdtemp(prefix, !isText(encoding)), encoding);
}

function mkdtempDisposableSync(prefix, options) {
  const path = mkdtempSync(prefix, options);
  // Removed where it was made, even when the process has gone elsewhere.
  const fullPath = require('node:path').resolve(process.cwd(), path);
  function remove() {
    rmSync(fullPath, { maxRetries: 0, recursive: true, force: true, retryDelay: 0 });
  }
  return {
    __proto__: null,
    path,
    remove,
    [Symbol.dispose]() {
      remove();
    },
  };
}

function readdirSync(path, options) {
  const { encoding, recursive, withFileTypes } = getOptions(options);
  path = getValidatedPath(path);
  if (recursive != null) validateBoolean(recursive, 'options.recursive');
  const found = binding.readdir(path, !isText(encoding), withFileTypes === true, recursive === true);
  return withFileTypes ? makeDirents(path, encoding, found) : encodeNames(found, encoding);
}

function opendirSync(path, options) {
  return require('internal/fs/dir').opendirSync(path, options);
}

function rmdirSync(path, options) {
  path = getValidatedPath(path);
  validateRmdirOptions(options);
  binding.rmdir(path);
}

function globSync(pattern, options) {
  const { Glob } = require('internal/fs/glob');
  return new Glob(pattern, options).globSync();
}

// --- descriptors -----------------------------------------------------------------------------------------------------

function closeSync(fd) {
  binding.close(getValidatedFd(fd));
}

function fstatSync(fd, options = kEmptyObject) {
  const array = statArray(options.bigint);
  binding.fstatInto(getValidatedFd(fd), array);
  return getStatsFromBinding(array);
}

function ftruncateSync(fd, len = 0) {
  fd = getValidatedFd(fd);
  validateInteger(len, 'len');
  binding.ftruncate(fd, len < 0 ? 0 : len);
}

function fsyncSync(fd) {
  binding.fsync(getValidatedFd(fd));
}

function fdatasyncSync(fd) {
  binding.fdatasync(getValidatedFd(fd));
}

function fchmodSync(fd, mode) {
  binding.fchmod(getValidatedFd(fd), parseFileMode(mode, 'mode'));
}

function fchownSync(fd, uid, gid) {
  fd = getValidatedFd(fd);
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
  binding.fchown(fd, uid, gid);
}

function futimesSync(fd, atime, mtime) {
  binding.futimes(getValidatedFd(fd), toUnixTimestamp(atime, 'atime'), toUnixTimestamp(mtime, 'mtime'));
}

function readSync(fd, buffer, offsetOrOptions, length, position) {
  fd = getValidatedFd(fd);
  validateBuffer(buffer);

  let offset = offsetOrOptions;
  if (arguments.length <= 3 || (typeof offsetOrOptions === 'object' && offsetOrOptions !== null)) {
    if (offsetOrOptions !== undefined) validateObject(offsetOrOptions, 'options', kValidateObjectAllowNullable);
    ({ offset = 0, length = buffer.byteLength - offset, position = null } = offsetOrOptions ?? kEmptyObject);
  }

  if (offset === undefined || offset === null) {
    offset = 0;
  } else {
    validateInteger(offset, 'offset', 0);
  }
  length |= 0;
  if (length === 0) return 0;
  if (buffer.byteLength === 0) {
    const { ERR_INVALID_ARG_VALUE } = codes;
    throw new ERR_INVALID_ARG_VALUE('buffer', buffer, 'is empty and cannot be written');
  }
  validateOffsetLengthRead(offset, length, buffer.byteLength);
  if (position === undefined || position === null) {
    position = -1;
  } else {
    validatePosition(position, 'position', length);
  }
  return binding.read(fd, buffer, offset, length, position);
}

function readvSync(fd, buffers, position) {
  fd = getValidatedFd(fd);
  validateBufferArray(buffers);
  return binding.readBuffers(fd, buffers, typeof position === 'number' ? position : null);
}

function writeSync(fd, buffer, offsetOrOptions, length, position) {
  fd = getValidatedFd(fd);
  let offset = offsetOrOptions;
  if (!isArrayBufferView(buffer)) {
    validateStringAfterArrayBufferView(buffer, 'buffer');
    validateEncoding(buffer, length);
    // For a string, the arguments are its position in the file and its encoding.
    const where = offset === undefined ? null : offset;
    if (!isText(length) && Buffer.isEncoding(length)) {
      const bytes = Buffer.from(buffer, length);
      return binding.writeBuffer(fd, bytes, 0, bytes.byteLength, where);
    }
    return binding.writeString(fd, buffer, where);
  }
  if (position === undefined) position = null;
  if (typeof offset === 'object') {
    ({ offset = 0, length = buffer.byteLength - offset, position = null } = offsetOrOptions ?? kEmptyObject);
  }
  if (offset == null) {
    offset = 0;
  } else {
    validateInteger(offset, 'offset', 0);
  }
  if (typeof length !== 'number') length = buffer.byteLength - offset;
  validateOffsetLengthWrite(offset, length, buffer.byteLength);
  return binding.writeBuffer(fd, buffer, offset, length, position);
}

function writevSync(fd, buffers, position) {
  fd = getValidatedFd(fd);
  validateBufferArray(buffers);
  if (buffers.length === 0) return 0;
  return binding.writeBuffers(fd, buffers, typeof position === 'number' ? position : null);
}

module.exports = {
  accessSync,
  appendFileSync,
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  futimesSync,
  globSync,
  lchownSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  mkdtempDisposableSync,
  mkdtempSync,
  openSync,
  opendirSync,
  readFileSync,
  readSync,
  readdirSync,
  readlinkSync,
  readvSync,
  realpathSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  statfsSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
  writevSync,
};
