'use strict';

// The arguments of spawn() and its relatives, checked and in one form.

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE, ERR_UNKNOWN_SIGNAL },
} = require('internal/errors');
const {
  isInt32,
  validateArray,
  validateBoolean,
  validateInt32,
  validateInteger,
  validateObject,
  validateString,
} = require('internal/validators');
const { kEmptyObject } = require('internal/util');

function checkNoNullBytes(value, name) {
  if (typeof value === 'string' && value.includes('\u0000'))
    throw new ERR_INVALID_ARG_VALUE(name, value, 'must be a string without null bytes');
}

function validateTimeout(timeout) {
  if (timeout !== undefined && timeout !== null)
    validateInteger(timeout, 'timeout', 0);
}

function validateMaxBuffer(maxBuffer) {
  if (maxBuffer !== undefined && maxBuffer !== null &&
      (typeof maxBuffer !== 'number' || maxBuffer < 0)) {
    if (typeof maxBuffer === 'number')
      throw new ERR_OUT_OF_RANGE('options.maxBuffer', '>= 0', maxBuffer);
    throw new ERR_INVALID_ARG_TYPE('options.maxBuffer', 'number', maxBuffer);
  }
}

function validateCwd(cwd) {
  const { toPathIfFileURL } = require('internal/url');
  const path = toPathIfFileURL(cwd);
  if (typeof path === 'string')
    checkNoNullBytes(path, 'options.cwd');
  else if (!(path instanceof Uint8Array))
    throw new ERR_INVALID_ARG_TYPE('options.cwd', ['string', 'Buffer', 'URL'], cwd);
  return typeof path === 'string' ? path : Buffer.from(path).toString();
}

// A signal's number from its name or number; `undefined` means none was given.
function sanitizeKillSignal(killSignal) {
  if (killSignal === undefined || killSignal === null)
    return undefined;
  if (typeof killSignal === 'string' || typeof killSignal === 'number')
    return toSignalNumber(killSignal);
  throw new ERR_INVALID_ARG_TYPE('options.killSignal', ['string', 'number'], killSignal);
}

function toSignalNumber(signal) {
  const { signals } = require('node:os').constants;
  if (typeof signal === 'number') {
    if (Object.values(signals).includes(signal))
      return signal;
  } else if (typeof signal === 'string' && Object.hasOwn(signals, signal.toUpperCase())) {
    return signals[signal.toUpperCase()];
  }
  throw new ERR_UNKNOWN_SIGNAL(signal);
}

let warnedOfShellArguments = false;

function environmentPairs(options) {
  const env = options.env || process.env;
  const pairs = [];
  // What the object inherits counts as well.
  // eslint-disable-next-line guard-for-in
  for (const key in env) {
    const value = env[key];
    if (value === undefined)
      continue;
    checkNoNullBytes(key, `options.env['${key}']`);
    checkNoNullBytes(String(value), `options.env['${key}']`);
    pairs.push(`${key}=${value}`);
  }
  // Children are covered as well.
  const { NODE_V8_COVERAGE } = process.env;
  if (NODE_V8_COVERAGE && options.env && !Object.hasOwn(options.env, 'NODE_V8_COVERAGE'))
    pairs.push(`NODE_V8_COVERAGE=${NODE_V8_COVERAGE}`);
  return pairs;
}

// spawn(file[, args][, options])
function normalizeSpawnArguments(file, args, options) {
  validateString(file, 'file');
  checkNoNullBytes(file, 'file');
  if (file.length === 0)
    throw new ERR_INVALID_ARG_VALUE('file', file, 'cannot be empty');

  if (Array.isArray(args)) {
    args = args.slice();
  } else if (args === undefined || args === null) {
    args = [];
  } else if (typeof args !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('args', 'object', args);
  } else {
    options = args;
    args = [];
  }
  for (let i = 0; i < args.length; i++)
    checkNoNullBytes(args[i], `args[${i}]`);

  if (options === undefined)
    options = kEmptyObject;
  else
    validateObject(options, 'options');
  options = { __proto__: null, ...options };

  let { cwd } = options;
  if (cwd !== undefined && cwd !== null)
    cwd = validateCwd(cwd);
  if (options.detached !== undefined && options.detached !== null)
    validateBoolean(options.detached, 'options.detached');
  if (options.uid !== undefined && options.uid !== null && !isInt32(options.uid))
    validateInt32(options.uid, 'options.uid');
  if (options.gid !== undefined && options.gid !== null && !isInt32(options.gid))
    validateInt32(options.gid, 'options.gid');
  if (options.shell !== undefined && options.shell !== null &&
      typeof options.shell !== 'boolean' && typeof options.shell !== 'string')
    throw new ERR_INVALID_ARG_TYPE('options.shell', ['boolean', 'string'], options.shell);
  if (options.argv0 !== undefined && options.argv0 !== null) {
    validateString(options.argv0, 'options.argv0');
    checkNoNullBytes(options.argv0, 'options.argv0');
  }
  if (options.windowsHide !== undefined && options.windowsHide !== null)
    validateBoolean(options.windowsHide, 'options.windowsHide');
  if (options.windowsVerbatimArguments !== undefined && options.windowsVerbatimArguments !== null)
    validateBoolean(options.windowsVerbatimArguments, 'options.windowsVerbatimArguments');

  if (options.shell) {
    if (typeof options.shell === 'string')
      checkNoNullBytes(options.shell, 'options.shell');
    if (args.length > 0 && !warnedOfShellArguments) {
      warnedOfShellArguments = true;
      process.emitWarning(
        'Passing args to a child process with shell option true can lead to security ' +
        'vulnerabilities, as the arguments are not escaped, only concatenated.',
        'DeprecationWarning', 'DEP0190');
    }
    const command = args.length > 0 ? `${file} ${args.join(' ')}` : file;
    file = typeof options.shell === 'string' ? options.shell : '/bin/sh';
    args = ['-c', command];
  }
  args.unshift(typeof options.argv0 === 'string' ? options.argv0 : file);

  return {
    __proto__: null,
    ...options,
    args,
    cwd,
    detached: Boolean(options.detached),
    envPairs: environmentPairs(options),
    file,
    windowsHide: Boolean(options.windowsHide),
    windowsVerbatimArguments: Boolean(options.windowsVerbatimArguments),
  };
}

module.exports = {
  checkNoNullBytes,
  normalizeSpawnArguments,
  sanitizeKillSignal,
  toSignalNumber,
  validateArray,
  validateMaxBuffer,
  validateTimeout,
};
