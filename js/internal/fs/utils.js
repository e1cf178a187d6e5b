// What the forms of node:fs share: checks of arguments, flags, times, the options of larger operations, and the stack
// of errors that come from the thread pool.

'use strict';

const { Buffer } = require('node:buffer');
const { isArrayBufferView, isDate, isUint8Array } = require('internal/util/types');
const {
  abortError, hideStackFrames, isErrorStackTraceLimitWritable,
  codes: { ERR_INCOMPATIBLE_OPTION_PAIR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE, ERR_FS_EISDIR },
} = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const {
  validateAbortSignal, validateBoolean, validateFunction, validateInt32, validateInteger, validateObject, validateOneOf,
  validateUint32,
} = require('internal/validators');
const {
  F_OK, O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_SYNC, O_TRUNC, O_WRONLY, R_OK, W_OK, X_OK,
} = require('internal/fs/constants');

// The last argument of a binding's function that makes it answer with a promise (src/builtins/fs/request.rs).
const kUsePromises = true;

const kMaxUserId = 2 ** 32 - 1;
// Chunks in which a file is read when it can be aborted in between, and the first one when its size is unknown.
const kReadFileBufferLength = 512 * 1024;
const kReadFileUnknownBufferLength = 64 * 1024;
const kWriteFileMaxChunkSize = 512 * 1024;

// What each kind of mode may be at most.
const kMaximumMode = { __proto__: null, access: F_OK | R_OK | W_OK | X_OK, copyFile: 7 };

// The options that a string, the encoding alone, stands for as well.
function getOptions(options, defaults = kEmptyObject) {
  if (options == null || typeof options === 'function') return defaults;
  const given = typeof options === 'string' ? { ...defaults, encoding: options } : options;
  if (typeof given !== 'object') throw new ERR_INVALID_ARG_TYPE('options', ['string', 'Object'], given);
  const { encoding, signal } = given;
  if (encoding && encoding !== 'buffer' && !Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE('encoding', encoding, 'is invalid encoding');
  }
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  return given;
}

function checkAborted(signal) {
  if (signal?.aborted) throw abortError(signal);
}

const validatePath = hideStackFrames((path, name = 'path') => {
  const isString = typeof path === 'string';
  if (!isString && !isUint8Array(path)) {
    throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'URL'], path);
  }
  if (path.includes(isString ? '\0' : 0)) {
    throw new ERR_INVALID_ARG_VALUE(name, path, 'must be a string, Uint8Array, or URL without null bytes');
  }
});

// A file URL as a path; anything else as it is.
function toPath(path) {
  if (typeof path === 'string') return path;
  return require('internal/url').toPathIfFileURL(path);
}

const getAnyPath = hideStackFrames((value, name = 'path') => {
  const path = toPath(value);
  validatePath(path, name);
  return path;
});

function getValidatedPath(value, name) {
  return typeof value === 'string' && !value.includes('\0') ? value : getAnyPath(value, name);
}

function getValidatedFd(fd, propName = 'fd') {
  // Also of -0 a plain zero.
  if (typeof fd === 'number' && fd >= 0 && fd <= 0x7fffffff && (fd | 0) === fd) return fd | 0;
  validateInteger(fd, propName, 0, 0x7fffffff);
  return fd;
}

// `operation`: 'access' or 'copyFile'. Their errors have messages of their own.
const getValidMode = hideStackFrames((mode, operation) => {
  if (mode == null) return 0;
  const max = kMaximumMode[operation];
  if (Number.isInteger(mode) && mode >= 0 && mode <= max) return mode;
  const isNumber = typeof mode === 'number';
  const error = isNumber ?
    new ERR_OUT_OF_RANGE('mode', `an integer >= 0 && <= ${max}`, mode) :
    new ERR_INVALID_ARG_TYPE('mode', 'integer', mode);
  error.message = isNumber ? `mode is out of range: >= 0 && <= ${max}` : 'mode must be int32 or null/undefined';
  throw error;
});

// By their names: 'r', 'w' or 'a'; a '+' behind; before or after the letter an 's' or 'x'.
const flagNames = { __proto__: null };

function nameFlags(letter, bits, access, marks) {
  for (const [plus, how] of [['', access], ['+', O_RDWR]]) {
    flagNames[letter + plus] = bits | how;
    for (const [mark, bit] of Object.entries(marks)) {
      flagNames[letter + mark + plus] = flagNames[mark + letter + plus] = bits | how | bit;
    }
  }
}
nameFlags('r', 0, O_RDONLY, { s: O_SYNC });
nameFlags('w', O_CREAT | O_TRUNC, O_WRONLY, { x: O_EXCL });
nameFlags('a', O_CREAT | O_APPEND, O_WRONLY, { s: O_SYNC, x: O_EXCL });

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

// In seconds. A number may come as a string; a negative one is now.
function toUnixTimestamp(time, name = 'time') {
  if (typeof time === 'string' && Number(time) == time) return Number(time);
  if (isDate(time)) return Date.prototype.getTime.call(time) / 1000;
  if (!Number.isFinite(time)) throw new ERR_INVALID_ARG_TYPE(name, ['Date', 'Time in seconds'], time);
  return time < 0 ? Date.now() / 1000 : time;
}

function checkRange(isRight, name, range, value) {
  if (!isRight) throw new ERR_OUT_OF_RANGE(name, range, value);
}

// The checks of reading and of writing differ in their order.
function validateOffsetLengthRead(offset, length, size) {
  checkRange(offset >= 0, 'offset', '>= 0', offset);
  checkRange(length >= 0, 'length', '>= 0', length);
  checkRange(offset + length <= size, 'length', `<= ${size - offset}`, length);
}

function validateOffsetLengthWrite(offset, length, size) {
  checkRange(offset <= size, 'offset', `<= ${size}`, offset);
  checkRange(length <= size - offset, 'length', `<= ${size - offset}`, length);
  checkRange(length >= 0, 'length', '>= 0', length);
  validateInt32(length, 'length', 0);
}

function validatePosition(position, name, length) {
  if (typeof position === 'bigint') {
    const max = 2n ** 63n - 1n - BigInt(length);
    checkRange(position >= -1n && position <= max, name, `>= -1 && <= ${max}`, position);
  } else if (typeof position === 'number') {
    validateInteger(position, name, -1);
  } else {
    throw new ERR_INVALID_ARG_TYPE(name, ['integer', 'bigint'], position);
  }
}

const validateBufferArray = hideStackFrames((buffers, name = 'buffers') => {
  if (Array.isArray(buffers) && buffers.every(isArrayBufferView)) return buffers;
  throw new ERR_INVALID_ARG_TYPE(name, 'ArrayBufferView[]', buffers);
});

// Where bytes are taken as well.
const validateStringAfterArrayBufferView = hideStackFrames((text, name) => {
  if (typeof text === 'string') return;
  throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'TypedArray', 'DataView'], text);
});

// The options of cp that are true or false.
const cpFlags = {
  __proto__: null,
  force: true, recursive: false, dereference: false, verbatimSymlinks: false, errorOnExist: false, preserveTimestamps: false,
};

const validateCpOptions = hideStackFrames((options) => {
  const settings = { __proto__: null, ...cpFlags, filter: undefined };
  if (options === undefined) return settings;
  validateObject(options, 'options');
  Object.assign(settings, options);
  for (const name of Object.keys(cpFlags).sort()) validateBoolean(settings[name], `options.${name}`);
  settings.mode ??= 0;
  validateInteger(settings.mode, 'mode', 0, kMaximumMode.copyFile);
  if (settings.dereference && settings.verbatimSymlinks) {
    throw new ERR_INCOMPATIBLE_OPTION_PAIR('dereference', 'verbatimSymlinks');
  }
  if (settings.filter !== undefined) validateFunction(settings.filter, 'options.filter');
  return settings;
});

const validateRmOptions = hideStackFrames((options = kEmptyObject) => {
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
  return new ERR_FS_EISDIR({ code: 'EISDIR', message: 'is a directory', path, syscall: 'rm', errno: 21 });
}

// What `throwIfNoEntry: false` does not want to hear of.
function isMissingEntry(error) {
  return error.code === 'ENOENT' || error.code === 'ENOTDIR';
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
  checkAborted,
  getOptions,
  getValidMode,
  getValidatedFd,
  getValidatedPath,
  handleErrorFromBinding,
  isMissingEntry,
  isRmDirectoryError,
  kUsePromises,
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
};
