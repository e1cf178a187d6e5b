// The synchronous forms of node:fs: each checks its arguments and crosses into Rust once.

'use strict';

const { kEmptyObject } = require('internal/util');
const { isArrayBufferView } = require('internal/util/types');
const {
  isUint32, kValidateObjectAllowNullable, parseFileMode, validateBoolean, validateBuffer, validateEncoding, validateObject,
} = require('internal/validators');
const { encodeName, encodeNames, isText, makeDirents } = require('internal/fs/dirent');
const { decodeContent, encodeContent } = require('internal/fs/content');
const { getStatFsFromBinding, getStatsFromBinding, statArray } = require('internal/fs/stats');
const {
  checkReadLength, checkedOffset, form, mkdirArguments, operations, placeOf, readPosition, readdirArguments,
  realpathArgument, templateArgument, vectorPosition, writeBytes, writeText,
} = require('internal/fs/arguments');
const {
  getOptions, getValidatedFd, getValidatedPath, isRmDirectoryError, rmDirectoryError, stringToFlags, stringToSymlinkType,
  validateBufferArray, validateCpOptions, validateRmOptions, validateRmdirOptions, validateStringAfterArrayBufferView,
  warnAboutExistsArgument,
} = require('internal/fs/utils');

const binding = internalBinding('fs');

// --- forms of one shape ----------------------------------------------------------------------------------------------

// An operation of the table. (Written out for each number of arguments: a rest parameter costs as much as a cheap system call.)
function plain(name, length) {
  const { checks: [first, second, third] } = operations[name];
  let fn = function(a) { binding[name](first(a)); };
  if (second !== undefined) fn = function(a, b) { binding[name](first(a), second(b)); };
  if (third !== undefined) fn = function(a, b, c) { binding[name](first(a), second(b), third(c)); };
  return form(`${name}Sync`, length ?? fn.length, fn);
}

// Operations that answer with a name, in an encoding.
function naming(name, argument, operation = name) {
  return form(name && `${name}Sync`, 2, function(path, options) {
    const { encoding } = getOptions(options);
    return encodeName(binding[operation](argument(path), !isText(encoding)), encoding);
  });
}

function pathArgument(path) {
  return getValidatedPath(path);
}

const realpathSync = naming('realpath', realpathArgument);
// Without a name, as in Node.js.
realpathSync.native = naming('', pathArgument, 'realpathNative');

// --- files by path ---------------------------------------------------------------------------------------------------

function existsSync(path) {
  let file;
  try {
    file = getValidatedPath(path);
  } catch (error) {
    warnAboutExistsArgument(error);
    return false;
  }
  return binding.existsSync(file);
}

function openSync(path, flags, mode) {
  const number = stringToFlags(flags);
  const permissions = parseFileMode(mode, 'mode', 0o666);
  return binding.open(getValidatedPath(path), number, permissions);
}

function fileOf(pathOrFd) {
  return isUint32(pathOrFd) ? pathOrFd : getValidatedPath(pathOrFd);
}

function readFileSync(path, options) {
  const { encoding, flag } = getOptions(options, { flag: 'r' });
  const file = fileOf(path);
  const asText = encoding === 'utf8' || encoding === 'utf-8';
  const content = binding.readFile(file, stringToFlags(flag || 'r'), asText);
  return asText ? content : decodeContent(content, encoding);
}

function writeFileSync(path, data, options) {
  const { encoding, flag, flush, mode } =
    getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'w', flush: false });
  const flushes = flush ?? false;
  validateBoolean(flushes, 'options.flush');
  const content = encodeContent(data, encoding || 'utf8');
  const flags = stringToFlags(flag || 'w');
  binding.writeFile(fileOf(path), content, flags, parseFileMode(mode, 'mode', 0o666), flushes);
}

function appendFileSync(path, data, options) {
  const given = getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'a' });
  const flag = isUint32(path) ? 'a' : given.flag || 'a';
  writeFileSync(path, data, { ...given, flag });
}

function truncateSync(path, len) {
  const fd = openSync(path, 'r+');
  try {
    module.exports.ftruncateSync(fd, len);
  } finally {
    binding.close(fd);
  }
}

function statSync(path, options = kEmptyObject) {
  const file = getValidatedPath(path);
  const array = statArray(options.bigint);
  const isThere = binding.statInto(file, array, options.throwIfNoEntry);
  return isThere ? getStatsFromBinding(array) : undefined;
}

function lstatSync(path, options = kEmptyObject) {
  const file = getValidatedPath(path);
  const array = statArray(options.bigint);
  const isThere = binding.lstatInto(file, array, options.throwIfNoEntry);
  return isThere ? getStatsFromBinding(array) : undefined;
}

function statfsSync(path, options = kEmptyObject) {
  return getStatFsFromBinding(binding.statfs(getValidatedPath(path), options.bigint === true));
}

function symlinkSync(target, path, type) {
  stringToSymlinkType(type);
  binding.symlink(getValidatedPath(target, 'target'), getValidatedPath(path));
}

function rmSync(path, options) {
  const target = getValidatedPath(path);
  const { force, recursive, maxRetries, retryDelay } = validateRmOptions(options);
  try {
    binding.rm(target, force, recursive, maxRetries, retryDelay);
  } catch (error) {
    throw isRmDirectoryError(error) ? rmDirectoryError(target) : error;
  }
}

function cpSync(src, dest, options) {
  const settings = validateCpOptions(options);
  const from = getValidatedPath(src, 'src');
  const to = getValidatedPath(dest, 'dest');
  require('internal/fs/cp/cp-sync').cpSyncFn(from, to, settings);
}

// --- directories -----------------------------------------------------------------------------------------------------

function mkdirSync(path, options) {
  const { mode, recursive } = mkdirArguments(options);
  const first = binding.mkdir(getValidatedPath(path), mode, recursive);
  return recursive ? first : undefined;
}

const mkdtempSync = naming('mkdtemp', templateArgument);

function mkdtempDisposableSync(prefix, options) {
  const path = mkdtempSync(prefix, options);
  // Removed where it was made, even when the process has gone elsewhere.
  const fullPath = require('node:path').resolve(process.cwd(), path);
  const remove = () => rmSync(fullPath, { force: true, recursive: true });
  return { __proto__: null, path, remove, [Symbol.dispose]() { remove(); } };
}

function readdirSync(path, options) {
  const { directory, encoding, withTypes, recursive } = readdirArguments(path, options);
  const found = binding.readdir(directory, !isText(encoding), withTypes, recursive);
  return withTypes ? makeDirents(directory, encoding, found) : encodeNames(found, encoding);
}

function opendirSync(path, options) {
  return require('internal/fs/dir').opendirSync(path, options);
}

function rmdirSync(path, options) {
  const directory = getValidatedPath(path);
  validateRmdirOptions(options);
  binding.rmdir(directory);
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

// readSync(fd, buffer, offset, length[, position]), readSync(fd, buffer[, options])
function readSync(fd, buffer, offset, length, position) {
  const descriptor = getValidatedFd(fd);
  validateBuffer(buffer);
  let place;
  if (arguments.length > 3 && (typeof offset !== 'object' || offset === null)) {
    place = { offset, length, position };
  } else {
    if (offset !== undefined) validateObject(offset, 'options', kValidateObjectAllowNullable);
    place = placeOf(buffer, offset);
  }
  const from = checkedOffset(place.offset);
  const size = place.length | 0;
  if (!checkReadLength(buffer, from, size)) return 0;
  return binding.read(descriptor, buffer, from, size, readPosition(place.position, size));
}

function readvSync(fd, buffers, position) {
  const descriptor = getValidatedFd(fd);
  validateBufferArray(buffers);
  return binding.readBuffers(descriptor, buffers, vectorPosition(position));
}

// writeSync(fd, buffer[, offset[, length[, position]]]), writeSync(fd, buffer, options),
// writeSync(fd, string[, position[, encoding]])
function writeSync(fd, data, offset, length, position) {
  const descriptor = getValidatedFd(fd);
  if (isArrayBufferView(data)) return writeBytes(descriptor, data, offset, length, position);
  validateStringAfterArrayBufferView(data, 'buffer');
  validateEncoding(data, length);
  return writeText(descriptor, data, offset === undefined ? null : offset, length);
}

function writevSync(fd, buffers, position) {
  const descriptor = getValidatedFd(fd);
  validateBufferArray(buffers);
  return buffers.length === 0 ? 0 : binding.writeBuffers(descriptor, buffers, vectorPosition(position));
}

module.exports = {
  appendFileSync,
  closeSync,
  cpSync,
  existsSync,
  fstatSync,
  globSync,
  lstatSync,
  mkdirSync,
  mkdtempDisposableSync,
  mkdtempSync,
  openSync,
  opendirSync,
  readFileSync,
  readSync,
  readdirSync,
  readlinkSync: naming('readlink', pathArgument),
  readvSync,
  realpathSync,
  rmSync,
  rmdirSync,
  statSync,
  statfsSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
  writevSync,
};
for (const name of Object.keys(operations)) {
  module.exports[`${name}Sync`] = plain(name, name === 'ftruncate' ? 1 : undefined);
}
