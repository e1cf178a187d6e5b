// The promise forms of node:fs. Each argument check that fails is a rejection; the thread pool settles the promise of
// an operation directly, and only failures take a further step, to get a stack.

'use strict';

const { Buffer } = require('node:buffer');
const { codes } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { isArrayBufferView } = require('internal/util/types');
const {
  kValidateObjectAllowNullable, parseFileMode, validateBoolean, validateBuffer, validateEncoding, validateObject,
} = require('internal/validators');
const fsConstants = require('internal/fs/constants');
const { encodeName, encodeNames, isText, makeDirents } = require('internal/fs/dirent');
const { getStatFsFromBinding, getStatsFromBinding } = require('internal/fs/stats');
const { decodeContent, encodeContent } = require('internal/fs/content');
const { FileHandle, setOperations } = require('internal/fs/file_handle');
const {
  checkReadLength, checkedOffset, form, operations, placeOf, readPosition, readdirArguments, templateArgument,
  vectorPosition, writeBytes, writeText,
} = require('internal/fs/arguments');
const {
  checkAborted, getOptions, getValidatedPath, handleErrorFromBinding, isMissingEntry, isRmDirectoryError, kUsePromises,
  rmDirectoryError, stringToFlags, stringToSymlinkType, validateBufferArray, validateCpOptions, validateRmOptions,
  validateRmdirOptions, validateStringAfterArrayBufferView,
} = require('internal/fs/utils');

const binding = internalBinding('fs');

const kDefaultReadSize = 16 * 1024;

// A binding's promise with a useful stack on failure.
function traced(promise) {
  return promise.then(undefined, handleErrorFromBinding);
}

// --- forms of one shape ----------------------------------------------------------------------------------------------

// An operation of the table. `isOfHandle`: on a FileHandle, whose descriptor needs no check.
function plain(name, isOfHandle = false) {
  const { checks } = operations[name];
  // The mode of access() has a default value on Node.
  const length = name === 'access' ? 1 : checks.length;
  return form(name, length, async function(...args) {
    const values = checks.map((check, i) => (isOfHandle && i === 0 ? args[0].fd : check(args[i])));
    return traced(binding[name](...values, kUsePromises));
  });
}

// stat and its kin.
function stating(name, target, convert = getStatsFromBinding) {
  return form(name, 1, async function(subject, options = kEmptyObject) {
    if (name !== 'statfs') validateObject(options, 'options');
    const found = traced(binding[name](target(subject), options.bigint === true, kUsePromises));
    if (name !== 'stat' || options.throwIfNoEntry !== false) return convert(await found);
    return found.then(convert, (error) => {
      if (!isMissingEntry(error)) throw error;
    });
  });
}

// Operations that answer with a name, in an encoding.
function naming(name, argument, operation = name) {
  return form(name, 2, async function(path, options) {
    const { encoding } = getOptions(options);
    const found = binding[operation](argument(path), !isText(encoding), kUsePromises);
    return encodeName(await traced(found), encoding);
  });
}

// What reading and writing answers.
function counted(counter, count, name, data) {
  return { __proto__: null, [counter]: count, [name]: data };
}

// --- open files ------------------------------------------------------------------------------------------------------

async function open(path, flags, mode) {
  const file = getValidatedPath(path);
  const bits = stringToFlags(flags);
  const opened = binding.open(file, bits, parseFileMode(mode, 'mode', 0o666), kUsePromises);
  return new FileHandle(await traced(opened), file);
}

// What `use` makes of a handle, which is closed afterwards; of two errors the first comes first.
async function andClose(handle, use) {
  let result;
  try {
    result = await use(handle);
  } catch (error) {
    await handle.close().catch((closeError) => {
      throw require('internal/errors').aggregateTwoErrors(closeError, error);
    });
    throw error;
  }
  await handle.close();
  return result;
}

// read(handle, buffer, offset, length, position), read(handle, buffer, options), read(handle, options)
async function read(handle, buffer, offset, length, position) {
  let place = { offset, length, position };
  if (!isArrayBufferView(buffer)) {
    const options = buffer;
    if (options !== undefined) validateObject(options, 'options', kValidateObjectAllowNullable);
    buffer = options?.buffer === undefined ? Buffer.alloc(kDefaultReadSize) : options.buffer;
    validateBuffer(buffer);
    place = placeOf(buffer, options);
  }
  if (typeof place.offset === 'object' && place.offset !== null) place = placeOf(buffer, place.offset);
  const from = checkedOffset(place.offset);
  const size = place.length ?? buffer.byteLength - from;
  if (!checkReadLength(buffer, from, size)) return counted('bytesRead', 0, 'buffer', buffer);
  const done = binding.read(handle.fd, buffer, from, size, readPosition(place.position, size), kUsePromises);
  return counted('bytesRead', await traced(done), 'buffer', buffer);
}

async function readv(handle, buffers, position) {
  validateBufferArray(buffers);
  const done = binding.readBuffers(handle.fd, buffers, vectorPosition(position), kUsePromises);
  return counted('bytesRead', await traced(done), 'buffers', buffers);
}

// write(handle, buffer, offset, length, position), write(handle, buffer, options),
// write(handle, string, position, encoding)
async function write(handle, data, offset, length, position) {
  if (data?.byteLength === 0) return counted('bytesWritten', 0, 'buffer', data);
  let done;
  if (isArrayBufferView(data)) {
    done = writeBytes(handle.fd, data, offset, length, position, kUsePromises);
  } else {
    validateStringAfterArrayBufferView(data, 'buffer');
    validateEncoding(data, length);
    done = writeText(handle.fd, data, offset, length, kUsePromises);
  }
  return counted('bytesWritten', await traced(done), 'buffer', data);
}

async function writev(handle, buffers, position) {
  validateBufferArray(buffers);
  if (buffers.length === 0) return counted('bytesWritten', 0, 'buffers', buffers);
  const done = binding.writeBuffers(handle.fd, buffers, vectorPosition(position), kUsePromises);
  return counted('bytesWritten', await traced(done), 'buffers', buffers);
}

// --- whole files -----------------------------------------------------------------------------------------------------

async function readWhole(file, flags, encoding) {
  const asText = encoding === 'utf8' || encoding === 'utf-8';
  const content = traced(binding.readFile(file, flags, asText, kUsePromises));
  return asText ? content : decodeContent(await content, encoding);
}

async function readFileHandle(handle, options) {
  const { encoding, signal } = getOptions(options, { flag: 'r' });
  checkAborted(signal);
  if (signal === undefined) return readWhole(handle.fd, 0, encoding);
  const { readToEnd } = require('internal/fs/abortable');
  return decodeContent(await traced(readToEnd(handle.fd, signal)), encoding);
}

async function readFile(path, options) {
  const given = getOptions(options, { flag: 'r' });
  if (path instanceof FileHandle) return path.readFile(given);
  const { encoding, flag, signal } = given;
  checkAborted(signal);
  const file = getValidatedPath(path);
  const flags = stringToFlags(flag || 'r');
  if (signal === undefined) return readWhole(file, flags, encoding);
  const { readFileAbortable } = require('internal/fs/abortable');
  return decodeContent(await traced(readFileAbortable(file, flags, signal)), encoding);
}

function isIterable(data) {
  if (typeof data !== 'object' || data === null || isArrayBufferView(data)) return false;
  return typeof data[Symbol.asyncIterator] === 'function' || typeof data[Symbol.iterator] === 'function';
}

// From where the handle stands.
async function writeFileHandle(handle, data, options) {
  const { encoding, signal } = getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'w' });
  const { writeAll } = require('internal/fs/abortable');
  if (isIterable(data)) {
    checkAborted(signal);
    for await (const chunk of data) {
      checkAborted(signal);
      const bytes = isArrayBufferView(chunk) ? chunk : Buffer.from(chunk, encoding || 'utf8');
      await traced(writeAll(handle.fd, bytes, signal));
    }
    return undefined;
  }
  const content = encodeContent(data, encoding || 'utf8');
  checkAborted(signal);
  if (signal !== undefined) return traced(writeAll(handle.fd, content, signal));
  return traced(binding.writeFile(handle.fd, content, 0, 0, false, kUsePromises));
}

async function writeFile(path, data, options) {
  const given = getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'w', flush: false });
  const { encoding, mode, signal } = given;
  const flush = given.flush ?? false;
  validateBoolean(flush, 'options.flush');
  const streams = isIterable(data);
  const content = streams ? data : encodeContent(data, encoding || 'utf8');
  if (path instanceof FileHandle) return path.writeFile(content, given);
  checkAborted(signal);
  const flag = given.flag || 'w';
  if (streams) {
    return andClose(await open(path, flag, mode), async (handle) => {
      await writeFileHandle(handle, data, given);
      if (flush) await handle.sync();
    });
  }
  const file = getValidatedPath(path);
  const flags = stringToFlags(flag);
  const permissions = parseFileMode(mode, 'mode', 0o666);
  if (signal === undefined) return traced(binding.writeFile(file, content, flags, permissions, flush, kUsePromises));
  const { writeFileAbortable } = require('internal/fs/abortable');
  return traced(writeFileAbortable(file, content, flags, permissions, flush, signal));
}

async function appendFile(path, data, options) {
  const given = getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'a' });
  return writeFile(path, data, { ...given, flag: given.flag || 'a' });
}

const ftruncate = plain('ftruncate', true);

async function truncate(path, len = 0) {
  return andClose(await open(path, 'r+'), (handle) => ftruncate(handle, len));
}

// --- names and directories -------------------------------------------------------------------------------------------

// Only systems whose open() can open a symbolic link itself have it.
async function lchmod(path, mode) {
  const { ERR_METHOD_NOT_IMPLEMENTED } = codes;
  throw new ERR_METHOD_NOT_IMPLEMENTED('lchmod()');
}

async function symlink(target, path, type) {
  stringToSymlinkType(type);
  const from = getValidatedPath(target, 'target');
  return traced(binding.symlink(from, getValidatedPath(path), kUsePromises));
}

async function rm(path, options) {
  const target = getValidatedPath(path);
  const { force, recursive, maxRetries, retryDelay } = validateRmOptions(options);
  const done = traced(binding.rm(target, force, recursive, maxRetries, retryDelay, kUsePromises));
  return done.catch((error) => {
    throw isRmDirectoryError(error) ? rmDirectoryError(target) : error;
  });
}

async function cp(src, dest, options) {
  const settings = validateCpOptions(options);
  const from = getValidatedPath(src, 'src');
  const to = getValidatedPath(dest, 'dest');
  return require('internal/fs/cp/cp').cpFn(from, to, settings);
}

async function mkdir(path, options) {
  const { recursive = false, mode } =
    typeof options === 'number' || typeof options === 'string' ? { mode: options } : options || kEmptyObject;
  const directory = getValidatedPath(path);
  validateBoolean(recursive, 'options.recursive');
  return traced(binding.mkdir(directory, parseFileMode(mode, 'mode', 0o777), recursive, kUsePromises));
}

const mkdtemp = naming('mkdtemp', templateArgument);

async function mkdtempDisposable(prefix, options) {
  // Removed where it was made, even when the process has gone elsewhere.
  const current = process.cwd();
  const path = await mkdtemp(prefix, options);
  const fullPath = require('node:path').resolve(current, path);
  const remove = () => rm(fullPath, { force: true, recursive: true });
  return { __proto__: null, path, remove, async [Symbol.asyncDispose]() { await remove(); } };
}

async function readdir(path, options) {
  const { directory, encoding, withTypes, recursive } = readdirArguments(path, options);
  const found = await traced(binding.readdir(directory, !isText(encoding), withTypes, recursive, kUsePromises));
  return withTypes ? makeDirents(directory, encoding, found) : encodeNames(found, encoding);
}

// Fails at once or later, but always through the promise, without a step of its own when it does not.
function opendir(path, options) {
  return require('internal/fs/dir').opendirPromise(path, options);
}

async function rmdir(path, options) {
  const directory = getValidatedPath(path);
  validateRmdirOptions(options);
  return traced(binding.rmdir(directory, kUsePromises));
}

async function* glob(pattern, options) {
  const { Glob } = require('internal/fs/glob');
  yield* new Glob(pattern, options).glob();
}

function _watch(filename, options = undefined) {
  return require('internal/fs/watchers').watchAsync(filename, options);
}

const pathArgument = (path) => getValidatedPath(path);

setOperations({
  close: (fd) => traced(binding.close(fd, kUsePromises)),
  fchmod: plain('fchmod', true),
  fchown: plain('fchown', true),
  fdatasync: plain('fdatasync', true),
  fstat: stating('fstat', (handle) => handle.fd),
  fsync: plain('fsync', true),
  ftruncate,
  futimes: plain('futimes', true),
  read,
  readFile: form('readFile', 2, readFileHandle),
  readv,
  write,
  writeFile: form('writeFile', 3, writeFileHandle),
  writev,
});

module.exports = {
  // In the order in which Node.js lists them.
  exports: {
    access: plain('access'),
    copyFile: plain('copyFile'),
    cp,
    glob,
    open,
    opendir: form('opendir', 3, opendir),
    rename: plain('rename'),
    truncate,
    rm,
    rmdir,
    mkdir,
    readdir,
    readlink: naming('readlink', (path) => getValidatedPath(path, 'oldPath')),
    symlink,
    lstat: stating('lstat', pathArgument),
    stat: stating('stat', pathArgument),
    statfs: stating('statfs', pathArgument, getStatFsFromBinding),
    link: plain('link'),
    unlink: plain('unlink'),
    chmod: plain('chmod'),
    lchmod,
    lchown: plain('lchown'),
    chown: plain('chown'),
    utimes: plain('utimes'),
    lutimes: plain('lutimes'),
    realpath: naming('realpath', pathArgument, 'realpathNative'),
    mkdtemp,
    mkdtempDisposable,
    writeFile,
    appendFile,
    readFile,
    watch: _watch,
    constants: fsConstants,
  },
  FileHandle,
};
