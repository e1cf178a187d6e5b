'use strict';
// What may be the name and the value of a header field, for messages that this side sends.

const tokenExpression = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/;
const invalidValueCharacter = /[^\t\x20-\x7e\x80-\xff]/;
// Where validation is relaxed, only what would end the field or the line.
const invalidRelaxedValueCharacter = /[\0\r\n]|[^\0-\xff]/;

function checkIsHttpToken(value) {
  return tokenExpression.test(value);
}

function checkInvalidHeaderChar(value, lenient = false) {
  return (lenient ? invalidRelaxedValueCharacter : invalidValueCharacter).test(value);
}

// Names that are valid, each with the field that it names: the same in lower case. Programs send few different ones.
const fields = new Map();
const kMaxFields = 1000;

function isValidName(name) {
  if (fields.has(name)) return true;
  const isValid = typeof name === 'string' && name !== '' && checkIsHttpToken(name);
  if (isValid && fields.size < kMaxFields) fields.set(name, name.toLowerCase());
  return isValid;
}

function fieldOf(name) {
  return fields.get(name) ?? name.toLowerCase();
}

function validateHeaderName(name, label) {
  if (isValidName(name)) return;
  const { codes: { ERR_INVALID_HTTP_TOKEN } } = require('internal/errors');
  throw new ERR_INVALID_HTTP_TOKEN(label || 'Header name', name);
}

function validateHeaderValue(name, value, lenient = false) {
  if (value === undefined) {
    const { codes: { ERR_HTTP_INVALID_HEADER_VALUE } } = require('internal/errors');
    throw new ERR_HTTP_INVALID_HEADER_VALUE(value, name);
  }
  if (typeof value !== 'number' && checkInvalidHeaderChar(value, lenient)) {
    const { codes: { ERR_INVALID_CHAR } } = require('internal/errors');
    throw new ERR_INVALID_CHAR('header content', name);
  }
}

let warnedOfLenience = false;

// --insecure-http-parser
function isLenient() {
  const lenient = require('internal/options').getOptionValue('--insecure-http-parser') === true;
  if (lenient && !warnedOfLenience) {
    warnedOfLenience = true;
    process.emitWarning('Using insecure HTTP parsing');
  }
  return lenient;
}

module.exports = {
  checkInvalidHeaderChar, checkIsHttpToken, fieldOf, isLenient, validateHeaderName, validateHeaderValue,
};
