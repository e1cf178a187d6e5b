// What the forms of node:fs share: checks of arguments, flags, times, the options of larger operations, and the stack
// of errors that come from the thread pool.

'use strict';

const { Buffer } = require('node:buffer');
const { isArrayBufferView, isDate } = require('internal/util/types');
const { AbortError, codes, hideStackFrames, isErrorStackTraceLimitWritable } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const {
  validateAbortSignal, validateBoolean, validateFunction, validateInt32, validateInteger, validateObject, validateOneOf,
  validateUint32,
} = require('internal/validators');
const constants = require('internal/fs/constants');
const { BigIntStats, Stats, getStatFsFromBinding, getStatsFromBinding } = require('internal/fs/stats');
const { Dirent } = require('internal/fs/dirent');

const {
  ERR_INCOMPATIBLE_OPTION_PAIR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE,
} = codes;
const { F_OK, O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_SYNC, O_TRUNC, O_WRONLY } = constants;

// The last argument of a binding's function that makes it answer with a promise (src/builtins/fs/request.rs).
const kUsePromises = true;

const kMaxUserId = 2 ** 32 - 1;
// Chunks in which a file is read when it can be aborted in between, and the first one when its size is unknown.
const kReadFileBufferLength = 512 * 1024;
const kReadFileUnknownBufferLength = 64 * 1024;
const kWriteFileMaxChunkSize = 512 * 1024;

const kMaximumCopyMode = 7;

function assertEncoding(encoding) {
  if (encoding && !Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE('encoding', encoding, 'is invalid encoding');
  }
}

function getOptions(options, defaultOptions = kEmptyObject) {
  if (options == null || typeof options === 'function') return defaultOptions;
  if (typeof options === 'string') {
    options = { ...defaultOptions, encoding: options };
  } else if (typeof options !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('options', ['string', 'Object'], options);
  }
  if (options.encoding !== 'buffer') assertEncoding(options.encoding);
  if (options.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
  return options;
}

function checkAborted(signal) {
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
}

const nullCheck = hideStackFrames((path, propName) => {
  const hasNull = typeof path === 'string' ? path.includes('\u0000') : path.includes(0);
  if (hasNull) {
    throw new ERR_INVALID_ARG_VALUE(
      propName, path, 'must be a string, Uint8Array, or URL without null bytes');
  }
});

const validatePath = hideStackFrames((path, propName = 'path') => {
  if (typeof path !== 'string' && !(path instanceof Uint8Array)) {
    throw new ERR_INVALID_ARG_TYPE(propName, ['string', 'Buffer', 'URL'], path);
  }
  nullCheck(path, propName);
});

// A file URL as a path; anything else as it is.
function toPath(path) {
  if (typeof path === 'string') return path;
  return require('internal/url').toPathIfFileURL(path);
}

const getValidatedPathSlow = hideStackFrames((fileURLOrPath, propName = 'path') => {
  const path = toPath(fileURLOrPath);
  validatePath(path, propName);
  return path;
});

function getValidatedPath(fileURLOrPath, propName) {
  if (typeof fileURLOrPath === 'string' && !fileURLOrPath.includes('\u0000')) return fileURLOrPath;
  return getValidatedPathSlow(fileURLOrPath, propName);
}

function getValidatedFd(fd, propName = 'fd') {
  // Also of -0 a plain zero.
  if (typeof fd === 'number' && fd >= 0 && fd <= 0x7fffffff && (fd | 0) === fd) return fd | 0;
  validateInteger(fd, propName, 0, 0x7fffffff);
  return fd;
}

const getValidMode = hideStackFrames((mode, type) => {
  const max = type === 'access' ? constants.F_OK | constants.W_OK | constants.R_OK | constants.X_OK : kMaximumCopyMode;
  if (mode == null) return type === 'access' ? F_OK : 0;
  if (typeof mode !== 'number') {
    const error = new ERR_INVALID_ARG_TYPE('mode', 'integer', mode);
    error.message = 'mode must be int32 or null/undefined';
    throw error;
  }
  if (!Number.isInteger(mode) || mode < 0 || mode > max) {
    const error = new ERR_OUT_OF_RANGE('mode', `an integer >= 0 && <= ${max}`, mode);
    error.message = `mode is out of range: >= 0 && <= ${max}`;
    throw error;
  }
  return mode;
});

const flagNames = {
  '__proto__': null,
  'r': O_RDONLY,
  'rs': O_RDONLY | O_SYNC,
  'sr': O_RDONLY | O_SYNC,
  'r+': O_RDWR,
  'rs+': O_RDWR | O_SYNC,
  'sr+': O_RDWR | O_SYNC,
  'w': O_TRUNC | O_CREAT | O_WRONLY,
  'wx': O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
  'xw': O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
  'w+': O_TRUNC | O_CREAT | O_RDWR,
  'wx+': O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
  'xw+': O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
  'a': O_APPEND | O_CREAT | O_WRONLY,
  'ax': O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
  'xa': O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
  'as': O_APPEND | O_CREAT | O_WRONLY | O_SYNC,
  'sa': O_APPEND | O_CREAT | O_WRONLY | O_SYNC,
  'a+': O_APPEND | O_CREAT | O_RDWR,
  'ax+': O_APPEND | O_CREAT | O_RDWR | O_EXCL,
  'xa+': O_APPEND | O_CREAT | O_RDWR | O_EXCL,
  'as+': O_APPEND | O_CREAT | O_RDWR | O_SYNC,
  'sa+': O_APPEND | O_CREAT | O_RDWR | O_SYNC,
};

function stringToFlags(flags, name = 'flags') {
  if (typeof flags === 'number') {
    validateInt32(flags, name);
    return flags;
  }
  if (flags == null) return O_RDONLY;
  const value = typeof flags === 'string' ? flagNames[flags] : undefined;
  if (value === undefined) throw new ERR_INVALID_ARG_VALUE(name, flags);
  return value;
}

// The kind of link matters on Windows only, but is checked everywhere.
function stringToSymlinkType(type) {
  if (type == null || type === 'dir' || type === 'file' || type === 'junction') return;
  validateOneOf(type, 'type', ['dir', 'file', 'junction', null, undefined]);
}

function toUnixTimestamp(time, name = 'time') {
  if (typeof time === 'string' && +time == time) return +time;
  if (Number.isFinite(time)) return time < 0 ? Date.now() / 1000 : time;
  if (isDate(time)) return Date.prototype.getTime.call(time) / 1000;
  throw new ERR_INVALID_ARG_TYPE(name, ['Date', 'Time in seconds'], time);
}

function validateOffsetLengthRead(offset, length, bufferLength) {
  if (offset < 0) throw new ERR_OUT_OF_RANGE('offset', '>= 0', offset);
  if (length < 0) throw new ERR_OUT_OF_RANGE('length', '>= 0', length);
  if (offset + length > bufferLength) {
    throw new ERR_OUT_OF_RANGE('length', `<= ${bufferLength - offset}`, length);
  }
}

function validateOffsetLengthWrite(offset, length, byteLength) {
  if (offset > byteLength) throw new ERR_OUT_OF_RANGE('offset', `<= ${byteLength}`, offset);
  if (length > byteLength - offset) {
    throw new ERR_OUT_OF_RANGE('length', `<= ${byteLength - offset}`, length);
  }
  if (length < 0) throw new ERR_OUT_OF_RANGE('length', '>= 0', length);
  validateInt32(length, 'length', 0);
}

function validatePosition(position, name, length) {
  if (typeof position === 'number') {
    validateInteger(position, name, -1);
  } else if (typeof position === 'bigint') {
    const max = 2n ** 63n - 1n - BigInt(length);
    if (!(position >= -1n && position <= max)) {
      throw new ERR_OUT_OF_RANGE(name, `>= -1 && <= ${max}`, position);
    }
  } else {
    throw new ERR_INVALID_ARG_TYPE(name, ['integer', 'bigint'], position);
  }
}

const validateBufferArray = hideStackFrames((buffers, propName = 'buffers') => {
  if (!Array.isArray(buffers)) {
    throw new ERR_INVALID_ARG_TYPE(propName, 'ArrayBufferView[]', buffers);
  }
  for (let i = 0; i < buffers.length; i++) {
    if (!isArrayBufferView(buffers[i])) {
      throw new ERR_INVALID_ARG_TYPE(propName, 'ArrayBufferView[]', buffers);
    }
  }
  return buffers;
});

const validateStringAfterArrayBufferView = hideStackFrames((buffer, name) => {
  if (typeof buffer !== 'string') {
    throw new ERR_INVALID_ARG_TYPE(
      name, ['string', 'Buffer', 'TypedArray', 'DataView'], buffer);
  }
});

const defaultCpOptions = {
  __proto__: null,
  dereference: false,
  errorOnExist: false,
  filter: undefined,
  force: true,
  preserveTimestamps: false,
  recursive: false,
  verbatimSymlinks: false,
};

const validateCpOptions = hideStackFrames((options) => {
  if (options === undefined) return { ...defaultCpOptions };
  validateObject(options, 'options');
  options = { ...defaultCpOptions, ...options };
  validateBoolean(options.dereference, 'options.dereference');
  validateBoolean(options.errorOnExist, 'options.errorOnExist');
  validateBoolean(options.force, 'options.force');
  validateBoolean(options.preserveTimestamps, 'options.preserveTimestamps');
  validateBoolean(options.recursive, 'options.recursive');
  validateBoolean(options.verbatimSymlinks, 'options.verbatimSymlinks');
  options.mode = validateCopyMode(options.mode);
  if (options.dereference === true && options.verbatimSymlinks === true) {
    throw new ERR_INCOMPATIBLE_OPTION_PAIR('dereference', 'verbatimSymlinks');
  }
  if (options.filter !== undefined) validateFunction(options.filter, 'options.filter');
  return options;
});

const validateCopyMode = hideStackFrames((mode) => {
  if (mode === undefined || mode === null) return 0;
  validateInteger(mode, 'mode', 0, kMaximumCopyMode);
  return mode;
});

const validateRmOptions = hideStackFrames((options) => {
  if (options === undefined) options = kEmptyObject;
  validateObject(options, 'options');
  const { force = false, recursive = false, maxRetries = 0, retryDelay = 100 } = options;
  validateBoolean(force, 'options.force');
  validateBoolean(recursive, 'options.recursive');
  validateInt32(retryDelay, 'options.retryDelay', 0);
  validateUint32(maxRetries, 'options.maxRetries');
  return { force, recursive, maxRetries, retryDelay };
});

const validateRmdirOptions = hideStackFrames((options) => {
  if (options === undefined) return;
  validateObject(options, 'options');
  if (options.recursive !== undefined) {
    throw new ERR_INVALID_ARG_VALUE('options.recursive', options.recursive, 'is no longer supported');
  }
});

function warnOnNonPortableTemplate(template) {
  // Some systems' mkdtemp() replaces more than the last six X.
  const last = typeof template === 'string' ? template.at(-1) : String.fromCharCode(template.at(-1));
  if (last === 'X') {
    process.emitWarning('mkdtemp() templates ending with X are not portable. ' +
                        'For details see: https://nodejs.org/api/fs.html');
  }
}

let warnedAboutExists = false;

function warnAboutExistsArgument(error) {
  if (warnedAboutExists || error.code !== 'ERR_INVALID_ARG_TYPE') return;
  warnedAboutExists = true;
  process.emitWarning('Passing invalid argument types to fs.existsSync is deprecated', 'DeprecationWarning', 'DEP0187');
}

// The error of `rm` on a directory without `recursive`, in Node's words.
function rmDirectoryError(path) {
  const { ERR_FS_EISDIR } = codes;
  return new ERR_FS_EISDIR({ code: 'EISDIR', message: 'is a directory', path, syscall: 'rm', errno: 21 });
}

function isRmDirectoryError(error) {
  return error.code === 'EISDIR' && error.syscall === 'rm';
}

// Errors of the thread pool are made where no JavaScript runs: here they get the stack of whoever awaits them.
function handleErrorFromBinding(error) {
  if (isErrorStackTraceLimitWritable()) Error.captureStackTrace(error, handleErrorFromBinding);
  return Promise.reject(error);
}

module.exports = {
  constants: {
    kIoMaxLength: 2 ** 31 - 1,
    kMaxUserId,
    kReadFileBufferLength,
    kReadFileUnknownBufferLength,
    kWriteFileMaxChunkSize,
  },
  BigIntStats,
  Dirent,
  Stats,
  assertEncoding,
  checkAborted,
  getOptions,
  getStatFsFromBinding,
  getStatsFromBinding,
  getValidMode,
  getValidatedFd,
  getValidatedPath,
  handleErrorFromBinding,
  isRmDirectoryError,
  kUsePromises,
  nullCheck,
  rmDirectoryError,
  stringToFlags,
  stringToSymlinkType,
  toPath,
  toUnixTimestamp,
  validateBufferArray,
  validateCopyMode,
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
};
