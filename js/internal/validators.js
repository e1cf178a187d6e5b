'use strict';

// Checks of arguments: each throws the error that Node.js documents for the mistake, as if the public function that was
// called with the argument had thrown it.

const { codes, hideFramesAbove, hideStackFrames } = require('internal/errors');
const { isArrayBufferView } = require('internal/util/types');

const { isArray } = Array;
const { isInteger, MAX_SAFE_INTEGER, MIN_SAFE_INTEGER } = Number;

function typeError(above, name, expected, actual) {
  return hideFramesAbove(new codes.ERR_INVALID_ARG_TYPE(name, expected, actual), above);
}

function rangeError(above, name, range, actual) {
  return hideFramesAbove(new codes.ERR_OUT_OF_RANGE(name, range, actual), above);
}

function valueError(above, name, value, reason) {
  return hideFramesAbove(new codes.ERR_INVALID_ARG_VALUE(name, value, reason), above);
}

function isUint32(value) {
  return value === (value >>> 0);
}

const kOctal = /^[0-7]+$/;

// File modes are numbers or octal digits.
function parseFileMode(value, name, defaultValue) {
  const given = value ?? defaultValue;
  const isText = typeof given === 'string';
  if (isText && !kOctal.test(given)) {
    throw valueError(parseFileMode, name, given, 'must be a 32-bit unsigned integer or an octal string');
  }
  const mode = isText ? parseInt(given, 8) : given;
  validateUint32(mode, name);
  return mode;
}

function validateInteger(value, name, min = MIN_SAFE_INTEGER, max = MAX_SAFE_INTEGER) {
  if (typeof value !== 'number') throw typeError(validateInteger, name, 'number', value);
  if (!isInteger(value)) throw rangeError(validateInteger, name, 'an integer', value);
  if (value < min || value > max) throw rangeError(validateInteger, name, `>= ${min} && <= ${max}`, value);
}

function validateInt32(value, name, min = -2147483648, max = 2147483647) {
  if (typeof value !== 'number') throw typeError(validateInt32, name, 'number', value);
  if (!isInteger(value)) throw rangeError(validateInt32, name, 'an integer', value);
  if (value < min || value > max) throw rangeError(validateInt32, name, `>= ${min} && <= ${max}`, value);
}

function validateUint32(value, name, positive = false) {
  if (typeof value !== 'number') throw typeError(validateUint32, name, 'number', value);
  if (!isInteger(value)) throw rangeError(validateUint32, name, 'an integer', value);
  const min = positive ? 1 : 0;
  if (value < min || value > 4294967295) throw rangeError(validateUint32, name, `>= ${min} && <= 4294967295`, value);
}

function validateString(value, name) {
  if (typeof value !== 'string') throw typeError(validateString, name, 'string', value);
}

function validateNumber(value, name, min = undefined, max = undefined) {
  if (typeof value !== 'number') throw typeError(validateNumber, name, 'number', value);
  // Of NaN nothing is true.
  if ((min == null || value >= min) && (max == null || value <= max)) return;
  const limits = [min == null ? [] : `>= ${min}`, max == null ? [] : `<= ${max}`].flat();
  throw rangeError(validateNumber, name, limits.join(' && '), value);
}

function validateFiniteNumber(value, name) {
  if (value === undefined) return false;
  if (Number.isFinite(value)) return true;
  if (Number.isNaN(value)) return false;
  validateNumber(value, name);
  throw rangeError(validateFiniteNumber, name, 'a finite number', value);
}

// A number in a range, or the default when it is absent.
function checkRangesOrGetDefault(value, name, lower, upper, defaultValue) {
  if (!validateFiniteNumber(value, name)) return defaultValue;
  if (value < lower || value > upper) {
    throw rangeError(checkRangesOrGetDefault, name, `>= ${lower} and <= ${upper}`, value);
  }
  return value;
}

function validateOneOf(value, name, oneOf) {
  if (oneOf.includes(value)) return;
  const quoted = oneOf.map((choice) => (typeof choice === 'string' ? `'${choice}'` : String(choice)));
  throw valueError(validateOneOf, name, value, `must be one of: ${quoted.join(', ')}`);
}

function validateBoolean(value, name) {
  if (typeof value !== 'boolean') throw typeError(validateBoolean, name, 'boolean', value);
}

const kValidateObjectAllowNullable = 1;
const kValidateObjectAllowArray = 2;
const kValidateObjectAllowFunction = 4;
const kValidateObjectAllowObjects = kValidateObjectAllowArray | kValidateObjectAllowFunction;
const kValidateObjectAllowObjectsAndNull = kValidateObjectAllowNullable | kValidateObjectAllowObjects;

function validateObject(value, name, options = 0) {
  if (typeof value === 'object' && value !== null && !isArray(value)) return;
  if (value === null ? (options & kValidateObjectAllowNullable) !== 0 :
    isArray(value) ? (options & kValidateObjectAllowArray) !== 0 :
      typeof value === 'function' && (options & kValidateObjectAllowFunction) !== 0) return;
  throw typeError(validateObject, name, 'Object', value);
}

// A Web IDL dictionary: anything that can be read as an object, or nothing.
function validateDictionary(value, name) {
  if (value != null && typeof value !== 'object' && typeof value !== 'function') {
    throw typeError(validateDictionary, name, 'a dictionary', value);
  }
}

function validateArray(value, name, minLength = 0) {
  if (!isArray(value)) throw typeError(validateArray, name, 'Array', value);
  if (value.length < minLength) {
    throw valueError(validateArray, name, value, `must have a length of at least ${minLength}`);
  }
}

// Checks of arrays, made of the check of an element.
function arrayOf(check) {
  return (value, name) => {
    validateArray(value, name);
    value.forEach((element, i) => check(element, `${name}[${i}]`));
  };
}

const validateStringArray = arrayOf(validateString);
const validateBooleanArray = arrayOf(validateBoolean);
function validateBuffer(value, name = 'buffer') {
  if (!isArrayBufferView(value)) throw typeError(validateBuffer, name, ['Buffer', 'TypedArray', 'DataView'], value);
}

function validateEncoding(data, encoding) {
  const { normalizeEncoding } = require('internal/util');
  if (normalizeEncoding(encoding) === 'hex' && data.length % 2 !== 0) {
    throw valueError(validateEncoding, 'encoding', encoding, `is invalid for data of length ${data.length}`);
  }
}

// Numbers and strings of digits that name a port; gives back the number.
function validatePort(port, name = 'Port', allowZero = true) {
  const isPort = typeof port === 'number' || (typeof port === 'string' && port.trim() !== '');
  const number = isPort ? +port : NaN;
  if (isUint32(number) && number >= (allowZero ? 0 : 1) && number <= 0xffff) return number | 0;
  throw hideFramesAbove(new codes.ERR_SOCKET_BAD_PORT(name, port, allowZero), validatePort);
}

function validateAbortSignal(signal, name) {
  if (signal !== undefined && (signal === null || typeof signal !== 'object' || !('aborted' in signal))) {
    throw typeError(validateAbortSignal, name, 'AbortSignal', signal);
  }
}

function validateFunction(value, name) {
  if (typeof value !== 'function') throw typeError(validateFunction, name, 'Function', value);
}

function validateUnion(value, name, union) {
  if (!union.includes(value)) throw typeError(validateUnion, name, `('${union.join('|')}')`, value);
}

function validateThisInternalField(object, fieldKey, className) {
  if (typeof object !== 'object' || object === null || !Object.hasOwn(object, fieldKey)) {
    throw hideFramesAbove(new codes.ERR_INVALID_THIS(className), validateThisInternalField);
  }
}

const kLinkValue = /^<[^>]*>(?:\s*;\s*[^\s";]+(?:=(?:"[^\s";]*"|[^\s";]*))?)*$/;

function checkLinkValue(value, name) {
  if (value === undefined || !kLinkValue.test(value)) {
    throw valueError(validateLinkHeaderValue, name, value,
      'must be an array or string of format "</styles.css>; rel=preload; as=style"');
  }
}

// One Link header from one value or many.
function validateLinkHeaderValue(hints) {
  if (typeof hints === 'string') {
    checkLinkValue(hints, 'hints');
    return hints;
  }
  if (isArray(hints)) {
    for (const link of hints) checkLinkValue(link, 'hints');
    return hints.join(', ');
  }
  throw valueError(validateLinkHeaderValue, 'hints', hints,
    'must be an array or string of format "</styles.css>; rel=preload; as=style"');
}

module.exports = {
  checkRangesOrGetDefault,
  isUint32,
  kValidateObjectAllowArray,
  kValidateObjectAllowFunction,
  kValidateObjectAllowNullable,
  kValidateObjectAllowObjects,
  kValidateObjectAllowObjectsAndNull,
  parseFileMode: hideStackFrames(parseFileMode),
  validateAbortSignal,
  validateArray,
  validateBoolean,
  validateBooleanArray: hideStackFrames(validateBooleanArray),
  validateBuffer,
  validateDictionary,
  validateEncoding,
  validateFiniteNumber: hideStackFrames(validateFiniteNumber),
  validateFunction,
  validateInt32,
  validateInteger,
  validateLinkHeaderValue,
  validateNumber,
  validateObject,
  validateOneOf,
  validatePort,
  validateString,
  validateStringArray: hideStackFrames(validateStringArray),
  validateThisInternalField,
  validateUint32,
  validateUnion,
};
