'use strict';

// node:util

const internalUtil = require('internal/util');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE },
  ErrnoException,
  ExceptionWithHostPort,
  hideFramesAbove,
} = require('internal/errors');
const { format, formatWithOptions, inspect, stripVTControlCharacters } = require('internal/util/inspect');
const { callbackify } = require('internal/util/callbackify');
const { debuglog } = require('internal/util/debuglog');
const types = require('internal/util/types');
const { isDeepStrictEqual } = require('internal/util/comparisons');
const { TextDecoder, TextEncoder } = require('internal/encoding');
const { validateBoolean, validateInteger, validateNumber, validateObject, validateString } =
  require('internal/validators');

const binding = internalBinding('util');
const { deprecate } = internalUtil;

function _extend(target, source) {
  if (source === null || typeof source !== 'object') return target;
  for (const key of Object.keys(source)) target[key] = source[key];
  return target;
}

function inherits(ctor, superCtor) {
  for (const [name, value] of Object.entries({ ctor, superCtor })) {
    if (value == null) throw new ERR_INVALID_ARG_TYPE(name, 'Function', value);
  }
  const { prototype } = superCtor;
  if (prototype === undefined) throw new ERR_INVALID_ARG_TYPE('superCtor.prototype', 'Object', prototype);
  Object.defineProperty(ctor, 'super_', { __proto__: null, configurable: true, value: superCtor, writable: true });
  Object.setPrototypeOf(ctor.prototype, prototype);
}

function validateErrno(errno, above) {
  validateNumber(errno, 'err');
  if (errno >= 0 || !Number.isSafeInteger(errno)) {
    throw hideFramesAbove(new ERR_OUT_OF_RANGE('err', 'a negative integer', errno), above);
  }
}

function getSystemErrorName(errno) {
  validateErrno(errno, getSystemErrorName);
  return internalUtil.getSystemErrorName(errno);
}

function getSystemErrorMessage(errno) {
  validateErrno(errno, getSystemErrorMessage);
  return internalUtil.getSystemErrorMessage(errno);
}

function _errnoException(errno, syscall, original) {
  validateErrno(errno, _errnoException);
  return hideFramesAbove(new ErrnoException(errno, syscall, original), _errnoException);
}

function _exceptionWithHostPort(...args) {
  return hideFramesAbove(new ExceptionWithHostPort(...args), _exceptionWithHostPort);
}

const toUSVString = (text) => {
  return `${text}`.toWellFormed();
};

// getCallSites(frameCount, options) or getCallSites(options)
function getCallSites(frameCount = 10, options = undefined) {
  if (options === undefined && typeof frameCount === 'object') [frameCount, options] = [10, frameCount];
  if (options !== undefined) validateObject(options, 'options');
  const sourceMap = options?.sourceMap;
  if (sourceMap !== undefined) validateBoolean(sourceMap, 'options.sourceMap');
  validateInteger(frameCount, 'frameCount', 1, 200);
  return binding.getCallSites(frameCount);
}

function markPromiseAsHandled(promise) {
  if (!types.isPromise(promise)) throw new ERR_INVALID_ARG_TYPE('promise', 'Promise', promise);
  binding.markPromiseAsHandled(promise);
}

// What few programs use is loaded by the first call.
const parseArgs = (...args) => {
  return require('internal/util/parse_args/parse_args').parseArgs(...args);
};
Object.defineProperty(parseArgs, 'length', { __proto__: null, configurable: true, value: 0 });

function parseEnv(content) {
  validateString(content, 'content');
  const flat = internalBinding('util').parseEnv(content);
  const result = { __proto__: null };
  for (let i = 0; i < flat.length; i += 2) result[flat[i]] = flat[i + 1];
  return result;
}

// Whether SIGINT shows where the program is before it ends it.
function setTraceSigInt(enable) {
  if (!internalBinding('worker').isMainThread) {
    const { codes: { ERR_WORKER_UNSUPPORTED_OPERATION } } = require('internal/errors');
    throw new ERR_WORKER_UNSUPPORTED_OPERATION('Calling util.setTraceSigInt');
  }
  const status = internalBinding('signals').traceSigint(Boolean(enable));
  if (status < 0) throw new ErrnoException(status, 'sigaction');
}

function styleText(format, text, options) {
  return require('internal/util/style_text').styleText(format, text, options);
}

function diff(actual, expected) {
  return require('internal/util/diff').diff(actual, expected);
}

module.exports = {
  _errnoException,
  _exceptionWithHostPort,
  _extend: deprecate(_extend,
    'The `util._extend` API is deprecated. Please use Object.assign() instead.', 'DEP0060'),
  callbackify,
  convertProcessSignalToExitCode: internalUtil.convertProcessSignalToExitCode,
  debug: debuglog,
  debuglog,
  deprecate,
  format,
  styleText,
  formatWithOptions,
  getCallSites,
  getSystemErrorMap: internalUtil.getSystemErrorMap,
  getSystemErrorName,
  getSystemErrorMessage,
  inherits,
  inspect,
  isArray: deprecate(Array.isArray,
    'The `util.isArray` API is deprecated. Please use `Array.isArray()` instead.', 'DEP0044'),
  isDeepStrictEqual,
  markPromiseAsHandled,
  promisify: internalUtil.promisify,
  stripVTControlCharacters,
  toUSVString,
  get debounce() {
    return require('internal/util/rate_limit').debounce;
  },
  get throttle() {
    return require('internal/util/rate_limit').throttle;
  },
  setTraceSigInt,
  get transferableAbortSignal() {
    return require('internal/abort_transfer').transferableAbortSignal;
  },
  get transferableAbortController() {
    return require('internal/abort_transfer').transferableAbortController;
  },
  get aborted() {
    return require('internal/abort_controller').aborted;
  },
  types,
  parseEnv,
  parseArgs,
  TextDecoder,
  TextEncoder,
};

internalUtil.defineLazyProperties(module.exports, 'internal/mime', ['MIMEType', 'MIMEParams']);
module.exports.diff = diff;
