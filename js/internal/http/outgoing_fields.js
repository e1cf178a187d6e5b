'use strict';
// The fields of a message that this side sends: what programs set, read and remove until the head is made, and its trailer.

const { kOutHeaders } = require('internal/http');
const { checkInvalidHeaderChar, checkIsHttpToken, fieldOf, validateHeaderName, validateHeaderValue } =
  require('internal/http/validation');
const { codes } = require('internal/errors');
const { validateString } = require('internal/validators');

// The names of fields that are sent once, whatever their values.
const kUniqueHeaders = Symbol('kUniqueHeaders');

// The fields that are set: `[name, value]` by the name in lower case. Inherits nothing, as an object without a prototype would,
// but is as quick as any other.
function OutgoingFields() {}
OutgoingFields.prototype = { __proto__: null };

// Fields that a head gets by itself: which member says that it does not, and how.
const removals = {
  '__proto__': null,
  'connection': ['_removedConnection', true],
  'content-length': ['_removedContLen', true],
  'transfer-encoding': ['_removedTE', true],
  'date': ['sendDate', false],
};

// Fields can change as long as there is no head.
function expectNoHead(message, action) {
  if (message._header) throw new codes.ERR_HTTP_HEADERS_SENT(action);
}

// The fields that a valid one may be added to.
function fieldsFor(message, name, value) {
  validateHeaderName(name);
  validateHeaderValue(name, value, message._isLenientHeaderValidation());
  return message[kOutHeaders] ??= new OutgoingFields();
}

function fieldNamed(message, name) {
  validateString(name, 'name');
  return message[kOutHeaders]?.[fieldOf(name)];
}

function isHeaders(value) {
  return Boolean(value) && !Array.isArray(value) && typeof value.keys === 'function' && typeof value.get === 'function';
}

// What a field of a trailer is sent as: values that go on a line each.
function trailerLines(message, name, value) {
  if (!Array.isArray(value)) return [value];
  if (value.length < 2 || message[kUniqueHeaders]?.has(name.toLowerCase())) return [value.join('; ')];
  return value;
}

// Members of OutgoingMessage.
const fieldMethods = {
  setHeader(name, value) {
    expectNoHead(this, 'set');
    fieldsFor(this, name, value)[fieldOf(name)] = [name, value];
    return this;
  },

  setHeaders(headers) {
    expectNoHead(this, 'set');
    if (!isHeaders(headers)) throw new codes.ERR_INVALID_ARG_TYPE('headers', ['Headers', 'Map'], headers);
    // A Headers lists each cookie by itself.
    const cookies = [];
    for (const { 0: name, 1: value } of headers) {
      if (name === 'set-cookie') Array.isArray(value) ? cookies.push(...value) : cookies.push(value);
      else this.setHeader(name, value);
    }
    if (cookies.length > 0) this.setHeader('set-cookie', cookies);
    return this;
  },

  appendHeader(name, value) {
    expectNoHead(this, 'append');
    const headers = fieldsFor(this, name, value);
    const known = headers[fieldOf(name)];
    if (known === undefined) {
      headers[fieldOf(name)] = [name, value];
    } else {
      if (!Array.isArray(known[1])) known[1] = [known[1]];
      if (Array.isArray(value)) known[1].push(...value);
      else known[1].push(value);
    }
    return this;
  },

  getHeader(name) {
    return fieldNamed(this, name)?.[1];
  },

  hasHeader(name) {
    return fieldNamed(this, name) !== undefined;
  },

  getHeaderNames() {
    return Object.keys(this[kOutHeaders] ?? {});
  },

  getRawHeaderNames() {
    return Object.values(this[kOutHeaders] ?? {}).map(([name]) => name);
  },

  getHeaders() {
    const copy = { __proto__: null };
    const headers = this[kOutHeaders];
    for (const field in headers) copy[field] = headers[field][1];
    return copy;
  },

  removeHeader(name) {
    const known = fieldNamed(this, name);
    expectNoHead(this, 'remove');
    const field = fieldOf(name);
    const removal = removals[field];
    if (removal !== undefined) this[removal[0]] = removal[1];
    if (known !== undefined) delete this[kOutHeaders][field];
  },

  addTrailers(headers) {
    this._trailer = '';
    for (const [name, value] of Array.isArray(headers) ? headers : Object.entries(headers)) {
      if (typeof name !== 'string' || !checkIsHttpToken(name)) throw new codes.ERR_INVALID_HTTP_TOKEN('Trailer name', name);
      for (const text of trailerLines(this, name, value)) {
        if (checkInvalidHeaderChar(text)) throw new codes.ERR_INVALID_CHAR('trailer content', name);
        this._trailer += `${name}: ${text}\r\n`;
      }
    }
  },

  _renderHeaders() {
    expectNoHead(this, 'render');
    return Object.fromEntries(Object.values(this[kOutHeaders] ?? {}));
  },

  _isLenientHeaderValidation() {
    return false;
  },
};

// The option `uniqueHeaders`.
function parseUniqueHeadersOption(names) {
  return Array.isArray(names) ? new Set(names.map((name) => name.toLowerCase())) : null;
}

module.exports = { fieldMethods, kUniqueHeaders, parseUniqueHeadersOption };
