'use strict';
// Http2ServerResponse: a response as the server's 'request' event hands it over. What it writes goes to the stream at once.

const { Stream } = require('node:stream');
const { codes } = require('internal/errors');
const { dropSocket, kRequest, listen, listenersFor, socketOf } = require('internal/http2/compat_socket');
const { checkIsHttpToken } = require('internal/http/validation');
const { defineGetters } = require('internal/util');
const { validateFunction, validateLinkHeaderValue, validateObject, validateString } = require('internal/validators');

const kResponse = Symbol('response');
const kStream = Symbol('stream');
// The fields of the head and those behind the body.
const kFields = Symbol('fields');
const kState = Symbol('state');

// Each warning once in a process.
const warned = new Set();
function warnUnsupported(message) {
  if (warned.has(message)) return;
  warned.add(message);
  process.emitWarning(message, 'UnsupportedWarning');
}

// --- fields ---------------------------------------------------------------------------------------------------------

function normalizeName(name) {
  validateString(name, 'name');
  return name.trim().toLowerCase();
}

// The one field about the connection that a program written for HTTP/1 is likely to set.
function isConnectionField(name, value) {
  return name === 'connection' && value !== 'trailers';
}

function checkField(name, value) {
  if (name === '' || name.includes(' ')) throw new codes.ERR_INVALID_HTTP_TOKEN('Header name', name);
  if (name[0] === ':') throw new codes.ERR_HTTP2_PSEUDOHEADER_NOT_ALLOWED();
  if (value === undefined || value === null) throw new codes.ERR_HTTP2_INVALID_HEADER_VALUE(value, name);
  if (isConnectionField(name, value)) {
    warnUnsupported('The provided connection header is not valid, the value will be dropped from the header and ' +
      'will never be in use.');
  }
}

function warnOfStatusMessage() {
  warnUnsupported('Status message is not supported by HTTP/2 (RFC7540 8.1.2.4)');
}

function pairsOf(flat) {
  const pairs = [];
  for (let index = 0; index < flat.length; index += 2) pairs.push([flat[index], flat[index + 1]]);
  return pairs;
}

// What is there already stays if the field is added.
function setField(response, name, value, isAdded) {
  checkField(name, value);
  if (isConnectionField(name, value)) return;
  checkToken(response, name);
  const { head } = response[kFields];
  head[name] = isAdded && head[name] !== undefined ? [head[name], value].flat() : value;
}

// The name of a field that may still be changed.
function changeable(response, name) {
  const normal = normalizeName(name);
  checkUnsent(response);
  return normal;
}

function checkUnsent(response) {
  if (response[kStream].headersSent) throw new codes.ERR_HTTP2_HEADERS_SENT();
}

// The field stays: what ends the response is the stream's error.
function checkToken(response, name) {
  if (!checkIsHttpToken(name)) response.destroy(new codes.ERR_INVALID_HTTP_TOKEN('Header name', name));
}

// What a list names takes the place of what was set before; a name that comes again adds a value.
function replaceFields(response, list) {
  const pairs = Array.isArray(list[0]) ? list : pairsOf(list);
  for (const { 0: name } of pairs) response.removeHeader(name);
  if (pairs !== list && list.length % 2 !== 0) throw new codes.ERR_INVALID_ARG_VALUE('headers', list);
  for (const { 0: name, 1: value } of pairs) setField(response, normalizeName(name), value, true);
}

// Whatever the program has not sent itself goes as it stands.
function sendHead(response) {
  if (!response.headersSent) response.writeHead(response.statusCode);
}

// A head before the response's own, of the class 1xx; whether there still was time for it.
function inform(response, statusCode, fields = {}) {
  if (response.headersSent || response[kState].isClosed) return false;
  validateObject(fields, 'headers');
  response[kStream].additionalHeaders({ ...fields, ':status': statusCode });
  return true;
}

// --- the stream -----------------------------------------------------------------------------------------------------

function forward(event) {
  return (response) => response.emit(event);
}

const listeners = listenersFor(kResponse, {
  drain: forward('drain'),
  close(response) {
    const stream = response[kStream];
    response[kState].isClosed = true;
    dropSocket(stream);
    stream.off('wantTrailers', listeners.wantTrailers);
    stream[kResponse] = undefined;
    response.emit('finish');
    response.emit('close');
  },
  wantTrailers(response) {
    response[kStream].sendTrailers(response[kFields].trailers);
  },
  timeout: forward('timeout'),
});

// [encoding, callback], of which the callback may come first.
function encodingAndCallback(encoding, callback) {
  if (typeof encoding === 'function') return ['utf8', encoding];
  return [encoding, typeof callback === 'function' ? callback : undefined];
}

class Http2ServerResponse extends Stream {
  constructor(stream, options) {
    super(options);
    this.writable = true;
    // A response to a promise has none.
    this.req = stream[kRequest] ?? null;
    this[kStream] = stream;
    this[kFields] = { head: { __proto__: null }, trailers: { __proto__: null } };
    this[kState] = { statusCode: 200, sendDate: true, isEnded: false, isDestroyed: false, isClosed: false };
    stream[kResponse] = this;
    listen(stream, listeners);
  }

  // --- the status ---

  get statusCode() {
    return this[kState].statusCode;
  }

  set statusCode(given) {
    const code = given | 0;
    const hundreds = Math.floor(code / 100);
    if (hundreds === 1) throw new codes.ERR_HTTP2_INFO_STATUS_NOT_ALLOWED();
    if (hundreds < 1 || hundreds > 5) throw new codes.ERR_HTTP2_STATUS_INVALID(code);
    this[kState].statusCode = code;
  }

  get statusMessage() {
    warnOfStatusMessage();
    return '';
  }

  set statusMessage(message) {
    warnOfStatusMessage();
  }

  get sendDate() {
    return this[kState].sendDate;
  }

  set sendDate(send) {
    this[kState].sendDate = Boolean(send);
  }

  // --- fields ---

  getHeader(name) {
    return this[kFields].head[normalizeName(name)];
  }

  getHeaderNames() {
    return Object.keys(this[kFields].head);
  }

  getHeaders() {
    return { __proto__: null, ...this[kFields].head };
  }

  hasHeader(name) {
    return normalizeName(name) in this[kFields].head;
  }

  removeHeader(name) {
    const normal = changeable(this, name);
    delete this[kFields].head[normal];
    // Otherwise the date is sent without having been set.
    if (normal === 'date') this[kState].sendDate = false;
  }

  setHeader(name, value) {
    setField(this, changeable(this, name), value, false);
  }

  appendHeader(name, value) {
    setField(this, changeable(this, name), value, true);
  }

  setTrailer(name, value) {
    const normal = normalizeName(name);
    checkField(normal, value);
    this[kFields].trailers[normal] = value;
  }

  addTrailers(fields) {
    for (const [name, value] of Object.entries(fields)) this.setTrailer(name, value);
  }

  // --- sending ---

  flushHeaders() {
    if (!this[kState].isClosed) sendHead(this);
  }

  writeHead(statusCode, statusMessage, headers) {
    const stream = this[kStream];
    const state = this[kState];
    if (stream.destroyed || stream.closed || state.isClosed) return this;
    checkUnsent(this);

    if (typeof statusMessage === 'string') warnOfStatusMessage();
    const fields = headers === undefined && typeof statusMessage === 'object' ? statusMessage : headers;
    if (Array.isArray(fields)) {
      replaceFields(this, fields);
    } else if (typeof fields === 'object') {
      for (const name of Object.keys(fields)) setField(this, normalizeName(name), fields[name], false);
    }

    state.statusCode = statusCode;
    const { head } = this[kFields];
    head[':status'] = statusCode;
    // A stream that waits for trailers asks for them when its data has gone.
    stream.respond(head, { endStream: state.isEnded, sendDate: state.sendDate, waitForTrailers: true });
    return this;
  }

  write(chunk, encoding, callback) {
    [encoding, callback] = encodingAndCallback(encoding, callback);
    const { isEnded, isClosed, isDestroyed } = this[kState];
    if (isEnded || isClosed) {
      const error = isEnded ? new codes.ERR_STREAM_WRITE_AFTER_END() : new codes.ERR_HTTP2_INVALID_STREAM();
      if (callback !== undefined) process.nextTick(callback, error);
      this.destroy(error);
      return false;
    }
    if (isDestroyed) return false;
    sendHead(this);
    return this[kStream].write(chunk, encoding, callback);
  }

  end(chunk, encoding, callback) {
    if (typeof chunk === 'function') [chunk, encoding] = [null, chunk];
    [encoding, callback] = encodingAndCallback(encoding, callback);
    const stream = this[kStream];
    const state = this[kState];
    if (state.isEnded || state.isClosed) {
      if (callback !== undefined) process.nextTick(callback);
      return this;
    }

    if (chunk != null) this.write(chunk, encoding);
    state.isEnded = true;
    // A stream that has ended already, as with a file, tells of it no more.
    if (callback !== undefined) (stream.writableEnded ? this : stream).once('finish', callback);

    sendHead(this);
    if (stream.destroyed || state.isClosed) listeners.close.call(stream);
    else stream.end();
    return this;
  }

  cork() {
    this[kStream].cork();
  }

  uncork() {
    this[kStream].uncork();
  }

  destroy(error) {
    const state = this[kState];
    if (!state.isDestroyed) {
      state.isDestroyed = true;
      this[kStream].destroy(error);
    }
  }

  setTimeout(msecs, callback) {
    if (!this[kState].isClosed) this[kStream].setTimeout(msecs, callback);
  }

  createPushResponse(headers, callback) {
    validateFunction(callback, 'callback');
    if (this[kState].isClosed) {
      process.nextTick(callback, new codes.ERR_HTTP2_INVALID_STREAM());
      return;
    }
    this[kStream].pushStream(headers, {}, (error, promised) => {
      if (error) callback(error);
      else callback(null, new Http2ServerResponse(promised));
    });
  }

  // --- heads before that of the response ---

  writeContinue() {
    return inform(this, 100);
  }

  writeEarlyHints(hints) {
    validateObject(hints, 'hints');
    const { link: given, ...others } = hints;
    const link = validateLinkHeaderValue(given);
    for (const [name, value] of Object.entries(others)) checkField(normalizeName(name), value);
    return link.length > 0 && inform(this, 103, { ...others, link });
  }

  writeInformation(statusCode, headers) {
    const isInformational = typeof statusCode === 'number' && statusCode >= 100 && statusCode <= 199;
    // 101 changes the protocol, which HTTP/2 does not.
    if (!isInformational || statusCode === 101) throw new codes.ERR_HTTP2_STATUS_INVALID(statusCode);
    return inform(this, statusCode, headers ?? {});
  }
}

defineGetters(Http2ServerResponse, {
  // What packages ask of a response of node:http: whether its head is on its way.
  _header: (response) => response.headersSent,
  finished: (response) => response[kState].isEnded,
  writableEnded: (response) => response[kState].isEnded,
  // A closed stream has none: see dropSocket().
  socket: (response) => response[kState].isClosed ? undefined : socketOf(response[kStream]),
  connection: (response) => response.socket,
  stream: (response) => response[kStream],
});

// What the stream says of itself.
for (const name of [
  'headersSent', 'writableCorked', 'writableFinished', 'writableHighWaterMark', 'writableLength', 'writableNeedDrain',
  'writableObjectMode',
]) {
  defineGetters(Http2ServerResponse, { [name]: (response) => response[kStream][name] });
}

module.exports = { Http2ServerResponse };
