// The callback forms of node:fs. Rust calls the user's function itself when the thread pool is done, with `null` or the
// error first; only results that need a JavaScript shape go through a wrapper.

'use strict';

const { Buffer } = require('node:buffer');
const { abortError } = require('internal/errors');
const { customPromisifyArgs, kEmptyObject, promisify } = require('internal/util');
const { isArrayBufferView } = require('internal/util/types');
const {
  isUint32, kValidateObjectAllowNullable, parseFileMode, validateBoolean, validateBuffer, validateEncoding,
  validateFunction, validateInteger, validateObject,
} = require('internal/validators');
const { encodeName, encodeNames, isText, makeDirents } = require('internal/fs/dirent');
const { getStatFsFromBinding, getStatsFromBinding } = require('internal/fs/stats');
const { decodeContent, encodeContent } = require('internal/fs/content');
const {
  checkReadLength, checkedOffset, form, mkdirArguments, operations, placeOf, readPosition, readdirArguments,
  realpathArgument, templateArgument, vectorPosition, writeBytes, writeText,
} = require('internal/fs/arguments');
const {
  getOptions, getValidatedFd, getValidatedPath, isMissingEntry, isRmDirectoryError, rmDirectoryError, stringToFlags,
  stringToSymlinkType, validateBufferArray, validateCpOptions, validateRmOptions, validateRmdirOptions,
  validateStringAfterArrayBufferView,
} = require('internal/fs/utils');

const binding = internalBinding('fs');

const kDefaultReadSize = 16 * 1024;

function makeCallback(callback) {
  validateFunction(callback, 'cb');
  return callback;
}

// The callback of a function whose last argument but it, the options, may be left out.
function callbackAfter(options, callback) {
  return makeCallback(typeof options === 'function' ? options : callback);
}

// The options then.
function optionsOf(options) {
  return typeof options === 'function' ? undefined : options;
}

// Passes a result through `convert`; what that throws is the callback's error.
function converting(callback, convert) {
  return (error, value) => {
    if (error !== null) return callback(error);
    try {
      value = convert(value);
    } catch (conversionError) {
      return callback(conversionError);
    }
    callback(null, value);
  };
}

// The number of bytes, which is 0 after an error, and what they were in.
function counting(callback, data) {
  return (error, count) => callback(error, count || 0, data);
}

// What an async function of the larger operations settles to, outside of any promise.
function settle(promise, callback) {
  promise.then((value) => process.nextTick(callback, null, value), (error) => process.nextTick(callback, error));
}

// --- forms of one shape ----------------------------------------------------------------------------------------------

// An operation of the table.
function plain(name, length = operations[name].checks.length + 1) {
  const { checks, callbackAfter, lastIsOptional } = operations[name];
  const count = checks.length;
  return form(name, length, function(...args) {
    if (lastIsOptional && typeof args[count - 1] === 'function') args.splice(count - 1, 0, undefined);
    const values = [];
    for (let i = 0; i <= count; i++) {
      if (i === callbackAfter) makeCallback(args[count]);
      if (i < count) values.push(checks[i](args[i]));
    }
    binding[name](...values, args[count]);
  });
}

// stat and its kin: a target, { bigint }, a callback.
function stating(name, target, convert = getStatsFromBinding) {
  return form(name, 1, function(subject, options = kEmptyObject, callback = undefined) {
    // A descriptor is checked before the callback is, a path afterwards.
    const descriptor = target === getValidatedFd ? target(subject) : undefined;
    const given = callbackAfter(options, callback);
    if (typeof options === 'function' || (options === null && name !== 'statfs')) options = kEmptyObject;
    const isBig = options.bigint === true;
    const done = converting(given, convert);
    const isOptional = name === 'stat' && options.throwIfNoEntry === false;
    binding[name](descriptor ?? target(subject), isBig, isOptional ? orUndefined(given, done) : done);
  });
}

function orUndefined(callback, done) {
  return (error, found) => (error !== null && isMissingEntry(error) ? callback(null, undefined) : done(error, found));
}

// Operations that answer with a name, in an encoding.
function naming(name, argument, operation = name) {
  return form(name, 3, function(path, options, callback) {
    callback = callbackAfter(options, callback);
    const { encoding } = getOptions(options);
    const asText = isText(encoding);
    const done = asText ? callback : converting(callback, (found) => encodeName(found, encoding));
    binding[operation](argument(path), !asText, done);
  });
}

// readv and writev.
function gathering(name, operation) {
  return form(name, 4, function(fd, buffers, position, callback) {
    callback = makeCallback(callback || position);
    fd = getValidatedFd(fd);
    validateBufferArray(buffers);
    if (name === 'writev' && buffers.length === 0) process.nextTick(callback, null, 0, buffers);
    else binding[operation](fd, buffers, vectorPosition(position), counting(callback, buffers));
  });
}

const realpath = naming('realpath', realpathArgument);
// Without a name, as in Node.js.
realpath.native = naming('', (path) => getValidatedPath(path), 'realpathNative');

const ftruncate = plain('ftruncate', 1);

// --- whole files -----------------------------------------------------------------------------------------------------

function exists(path, callback) {
  makeCallback(callback);
  try {
    module.exports.access(path, (error) => callback(error === null));
  } catch {
    callback(false);
  }
}

Object.defineProperty(exists, promisify.custom, {
  __proto__: null,
  value: form('exists', 1, (path) => new Promise((resolve) => module.exports.exists(path, resolve))),
});

function open(path, flags, mode, callback) {
  if (arguments.length < 3) {
    callback = flags;
    flags = 'r';
  } else if (typeof mode === 'function') {
    callback = mode;
    mode = undefined;
  }
  const permissions = parseFileMode(mode, 'mode', 0o666);
  const number = stringToFlags(flags);
  binding.open(getValidatedPath(path), number, permissions, makeCallback(callback));
}

function fileOf(pathOrFd) {
  return isUint32(pathOrFd) ? pathOrFd : getValidatedPath(pathOrFd);
}

// Whether the signal was aborted before anything began, which the callback hears at once.
function isOver(signal, callback) {
  if (!signal?.aborted) return false;
  callback(abortError(signal));
  return true;
}

function readFile(path, options, callback) {
  callback = makeCallback(callback || options);
  const { encoding, flag, signal } = getOptions(options, { flag: 'r' });
  const file = fileOf(path);
  const flags = stringToFlags(flag || 'r');
  const decode = (bytes) => decodeContent(bytes, encoding);
  if (signal !== undefined) {
    if (isOver(signal, callback)) return;
    const { readFileAbortable } = require('internal/fs/abortable');
    settle(readFileAbortable(file, flags, signal).then(decode), callback);
  } else if (encoding === 'utf8' || encoding === 'utf-8') {
    binding.readFile(file, flags, true, callback);
  } else {
    binding.readFile(file, flags, false, converting(callback, decode));
  }
}

function writeFile(path, data, options, callback) {
  callback = makeCallback(callback || options);
  const { encoding, flag, flush, mode, signal } =
    getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'w', flush: false });
  const flushes = flush ?? false;
  validateBoolean(flushes, 'options.flush');
  const content = encodeContent(data, encoding || 'utf8');
  if (isOver(signal, callback)) return;
  const file = fileOf(path);
  const flags = stringToFlags(flag || 'w');
  const permissions = parseFileMode(mode, 'mode', 0o666);
  if (signal === undefined) {
    binding.writeFile(file, content, flags, permissions, flushes, callback);
  } else {
    const { writeFileAbortable } = require('internal/fs/abortable');
    settle(writeFileAbortable(file, content, flags, permissions, flushes, signal), (error) => callback(error));
  }
}

function appendFile(path, data, options, callback) {
  callback = makeCallback(callback || options);
  const given = getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'a' });
  const flag = isUint32(path) ? 'a' : given.flag || 'a';
  writeFile(path, data, { ...given, flag }, callback);
}

function truncate(path, len, callback) {
  callback = typeof len === 'function' ? len : callback;
  const size = len === undefined || typeof len === 'function' ? 0 : len;
  validateInteger(size, 'len');
  makeCallback(callback);
  open(path, 'r+', (error, fd) => {
    if (error) return callback(error);
    ftruncate(fd, size, (error) => {
      binding.close(fd, (closeError) => callback(error ?? closeError));
    });
  });
}

// --- names and directories -------------------------------------------------------------------------------------------

function symlink(target, path, type, callback) {
  const hasType = callback !== undefined;
  if (hasType) stringToSymlinkType(type);
  const done = makeCallback(hasType ? callback : type);
  binding.symlink(getValidatedPath(target, 'target'), getValidatedPath(path), done);
}

function rm(path, options, callback) {
  const target = getValidatedPath(path);
  const { force, recursive, maxRetries, retryDelay } = validateRmOptions(optionsOf(options));
  const done = callbackAfter(options, callback);
  binding.rm(target, force, recursive, maxRetries, retryDelay, (error) => {
    done(error !== null && isRmDirectoryError(error) ? rmDirectoryError(target) : error);
  });
}

function rmdir(path, options, callback) {
  validateRmdirOptions(optionsOf(options));
  const done = callbackAfter(options, callback);
  binding.rmdir(getValidatedPath(path), done);
}

function cp(src, dest, options, callback) {
  const done = callbackAfter(options, callback);
  const settings = validateCpOptions(optionsOf(options));
  const from = getValidatedPath(src, 'src');
  const to = getValidatedPath(dest, 'dest');
  settle(require('internal/fs/cp/cp').cpFn(from, to, settings), done);
}

function mkdir(path, options, callback) {
  const { mode, recursive } = mkdirArguments(options);
  const done = callbackAfter(options, callback);
  // What was made first is told of only where there may be several.
  binding.mkdir(getValidatedPath(path), mode, recursive, recursive ? done : (error) => done(error));
}

function readdir(path, options, callback) {
  callback = callbackAfter(options, callback);
  const { directory, encoding, withTypes, recursive } = readdirArguments(path, options);
  const asText = isText(encoding);
  let done = callback;
  if (withTypes) done = converting(callback, (found) => makeDirents(directory, encoding, found));
  else if (!asText) done = converting(callback, (found) => encodeNames(found, encoding));
  binding.readdir(directory, !asText, withTypes, recursive, done);
}

function opendir(path, options, callback) {
  require('internal/fs/dir').opendir(path, options, callback);
}

function glob(pattern, options, callback) {
  const done = callbackAfter(options, callback);
  const { Glob } = require('internal/fs/glob');
  settle(Array.fromAsync(new Glob(pattern, optionsOf(options)).glob()), done);
}

// --- descriptors -----------------------------------------------------------------------------------------------------

// Who closes without a callback does not expect to hear of a failure; it must not be lost either.
function throwError(error) {
  if (error !== null) throw error;
}

function close(fd, callback = throwError) {
  const descriptor = getValidatedFd(fd);
  binding.close(descriptor, makeCallback(callback));
}

// read(fd, buffer, offset, length, position, callback), read(fd, buffer, options, callback),
// read(fd, options, callback), read(fd, buffer, callback), read(fd, callback)
function read(fd, buffer, offset, length, position, callback) {
  const descriptor = getValidatedFd(fd);
  const count = arguments.length;
  let place = { offset, length, position };
  if (count <= 4) {
    callback = arguments[Math.max(count - 1, 1)];
    let options = count === 4 ? offset : null;
    if (count === 3 && !isArrayBufferView(buffer)) {
      options = buffer;
      buffer = options?.buffer;
    } else if (count < 3) {
      buffer = undefined;
    }
    if (buffer === undefined && count < 4) buffer = Buffer.alloc(kDefaultReadSize);
    if (options !== undefined) validateObject(options, 'options', kValidateObjectAllowNullable);
    place = placeOf(buffer, options);
  }
  validateBuffer(buffer);
  makeCallback(callback);
  const from = checkedOffset(place.offset);
  const size = place.length | 0;
  if (checkReadLength(buffer, from, size)) {
    binding.read(descriptor, buffer, from, size, readPosition(place.position, size), counting(callback, buffer));
  } else {
    process.nextTick(() => callback(null, 0, buffer));
  }
}

// write(fd, buffer, offset, length, position, callback), write(fd, buffer, options, callback),
// write(fd, string, position, encoding, callback)
function write(fd, data, offset, length, position, callback) {
  const descriptor = getValidatedFd(fd);
  if (isArrayBufferView(data)) {
    const done = makeCallback([callback, position, length].find(Boolean) ?? offset);
    writeBytes(descriptor, data, offset, length, position, counting(done, data));
    return;
  }
  validateStringAfterArrayBufferView(data, 'buffer');
  // The callback is the first function; what stands before it are the position in the file and the encoding.
  let where = offset;
  let encoding = 'utf8';
  let done = length;
  if (typeof position === 'function') {
    encoding = length;
    done = position;
  } else if (typeof offset === 'function') {
    where = null;
    done = offset;
  }
  validateEncoding(data, encoding);
  writeText(descriptor, data, where, encoding, counting(makeCallback(done), data));
}

const readv = gathering('readv', 'readBuffers');
const writev = gathering('writev', 'writeBuffers');

// The names of what the callbacks get beyond one value, for util.promisify.
function nameResults(fn, ...names) {
  Object.defineProperty(fn, customPromisifyArgs, { __proto__: null, value: names, enumerable: false });
}
nameResults(read, 'bytesRead', 'buffer');
nameResults(readv, 'bytesRead', 'buffers');
nameResults(write, 'bytesWritten', 'buffer');
nameResults(writev, 'bytesWritten', 'buffer');

module.exports = {
  appendFile,
  close,
  cp,
  exists,
  fstat: stating('fstat', getValidatedFd),
  glob,
  lstat: stating('lstat', (path) => getValidatedPath(path)),
  mkdir,
  mkdtemp: naming('mkdtemp', templateArgument),
  open,
  opendir,
  read,
  readFile,
  readdir,
  readlink: naming('readlink', (path) => getValidatedPath(path)),
  readv,
  realpath,
  rm,
  rmdir,
  stat: stating('stat', (path) => getValidatedPath(path)),
  statfs: stating('statfs', (path) => getValidatedPath(path), getStatFsFromBinding),
  symlink,
  truncate,
  write,
  writeFile,
  writev,
};
for (const name of Object.keys(operations)) module.exports[name] = name === 'ftruncate' ? ftruncate : plain(name);
