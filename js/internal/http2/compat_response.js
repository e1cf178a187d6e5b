'use strict';
// Http2ServerResponse: a response as the server's 'request' event hands it over. What it writes goes to the stream at once.

const { Stream } = require('node:stream');
const {
  ERR_HTTP2_HEADERS_SENT,
  ERR_HTTP2_INFO_STATUS_NOT_ALLOWED,
  ERR_HTTP2_INVALID_HEADER_VALUE,
  ERR_HTTP2_INVALID_STREAM,
  ERR_HTTP2_PSEUDOHEADER_NOT_ALLOWED,
  ERR_HTTP2_STATUS_INVALID,
  ERR_INVALID_ARG_VALUE,
  ERR_INVALID_HTTP_TOKEN,
  ERR_STREAM_WRITE_AFTER_END,
} = require('internal/errors').codes;
const { kRequest, dropSocket, socketOf } = require('internal/http2/compat_socket');
const { checkIsHttpToken } = require('internal/http/validation');
const { validateFunction, validateLinkHeaderValue, validateObject, validateString } = require('internal/validators');

const kState = Symbol('state');
const kHeaders = Symbol('headers');
const kTrailers = Symbol('trailers');
const kStream = Symbol('stream');
const kResponse = Symbol('response');

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
  if (name === '' || name.includes(' ')) throw new ERR_INVALID_HTTP_TOKEN('Header name', name);
  if (name[0] === ':') throw new ERR_HTTP2_PSEUDOHEADER_NOT_ALLOWED();
  if (value === undefined || value === null) throw new ERR_HTTP2_INVALID_HEADER_VALUE(value, name);
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

function setField(response, name, value) {
  checkField(name, value);
  if (isConnectionField(name, value)) return;
  checkToken(response, name);
  response[kHeaders][name] = value;
}

function appendField(response, name, value) {
  checkField(name, value);
  if (isConnectionField(name, value)) return;
  checkToken(response, name);
  const headers = response[kHeaders];
  const present = headers[name];
  headers[name] = present === undefined ? value : [].concat(present, value);
}

function checkUnsent(response) {
  if (response[kStream].headersSent) throw new ERR_HTTP2_HEADERS_SENT();
}

// The field stays: what ends the response is the stream's error.
function checkToken(response, name) {
  if (!checkIsHttpToken(name)) response.destroy(new ERR_INVALID_HTTP_TOKEN('Header name', name));
}

// What a list names takes the place of what was set before; a name that comes again adds a value.
function replaceFields(response, list) {
  const pairs = Array.isArray(list[0]) ? list : pairsOf(list);
  for (const { 0: name } of pairs) response.removeHeader(name);
  if (pairs !== list && list.length % 2 !== 0) throw new ERR_INVALID_ARG_VALUE('headers', list);
  for (const { 0: name, 1: value } of pairs) appendField(response, normalizeName(name), value);
}

// Hands the head to the stream. A stream that waits for trailers asks for them when its data has gone.
function beginSend(response) {
  const state = response[kState];
  const headers = response[kHeaders];
  headers[':status'] = state.statusCode;
  response[kStream].respond(headers, {
    endStream: state.ending,
    waitForTrailers: true,
    sendDate: state.sendDate,
  });
}

function inform(response, statusCode, headers) {
  const stream = response[kStream];
  if (stream.headersSent || response[kState].closed) return false;
  validateObject(headers, 'headers');
  stream.additionalHeaders({ ...headers, ':status': statusCode });
  return true;
}

// --- listeners of the stream: `this` is the stream ------------------------------------------------------------------

function onDrain() {
  this[kResponse]?.emit('drain');
}

function onTimeout() {
  this[kResponse]?.emit('timeout');
}

function onWantTrailers() {
  this.sendTrailers(this[kResponse][kTrailers]);
}

function onClose() {
  const response = this[kResponse];
  if (response === undefined) return;
  const state = response[kState];
  if (state.closed) return;
  state.closed = true;
  dropSocket(this);
  this.removeListener('wantTrailers', onWantTrailers);
  this[kResponse] = undefined;
  response.emit('finish');
  response.emit('close');
}

class Http2ServerResponse extends Stream {
  constructor(stream, options) {
    super(options);
    this[kState] = {
      closed: false,
      ending: false,
      destroyed: false,
      sendDate: true,
      statusCode: 200,
    };
    this[kHeaders] = { __proto__: null };
    this[kTrailers] = { __proto__: null };
    this[kStream] = stream;
    stream[kResponse] = this;
    this.writable = true;
    // A response to a promise has none.
    this.req = stream[kRequest] ?? null;

    stream.on('drain', onDrain);
    stream.on('close', onClose);
    stream.on('wantTrailers', onWantTrailers);
    stream.on('timeout', onTimeout);
  }

  // What packages ask of a response of node:http: whether its head is on its way.
  get _header() {
    return this.headersSent;
  }

  get writableEnded() {
    return this[kState].ending;
  }

  get finished() {
    return this[kState].ending;
  }

  get socket() {
    // A closed stream has none: see dropSocket().
    return this[kState].closed ? undefined : socketOf(this[kStream]);
  }

  get connection() {
    return this.socket;
  }

  get stream() {
    return this[kStream];
  }

  get headersSent() {
    return this[kStream].headersSent;
  }

  get sendDate() {
    return this[kState].sendDate;
  }

  set sendDate(send) {
    this[kState].sendDate = Boolean(send);
  }

  get statusCode() {
    return this[kState].statusCode;
  }

  set statusCode(code) {
    code |= 0;
    if (code >= 100 && code < 200) throw new ERR_HTTP2_INFO_STATUS_NOT_ALLOWED();
    if (code < 100 || code > 599) throw new ERR_HTTP2_STATUS_INVALID(code);
    this[kState].statusCode = code;
  }

  get writableCorked() {
    return this[kStream].writableCorked;
  }

  get writableHighWaterMark() {
    return this[kStream].writableHighWaterMark;
  }

  get writableObjectMode() {
    return this[kStream].writableObjectMode;
  }

  get writableFinished() {
    return this[kStream].writableFinished;
  }

  get writableLength() {
    return this[kStream].writableLength;
  }

  get writableNeedDrain() {
    return this[kStream].writableNeedDrain;
  }

  setTrailer(name, value) {
    name = normalizeName(name);
    checkField(name, value);
    this[kTrailers][name] = value;
  }

  addTrailers(headers) {
    for (const name of Object.keys(headers)) this.setTrailer(name, headers[name]);
  }

  getHeader(name) {
    return this[kHeaders][normalizeName(name)];
  }

  getHeaderNames() {
    return Object.keys(this[kHeaders]);
  }

  getHeaders() {
    return { __proto__: null, ...this[kHeaders] };
  }

  hasHeader(name) {
    return normalizeName(name) in this[kHeaders];
  }

  removeHeader(name) {
    name = normalizeName(name);
    checkUnsent(this);
    delete this[kHeaders][name];
  }

  setHeader(name, value) {
    name = normalizeName(name);
    checkUnsent(this);
    setField(this, name, value);
  }

  appendHeader(name, value) {
    name = normalizeName(name);
    checkUnsent(this);
    appendField(this, name, value);
  }

  get statusMessage() {
    warnOfStatusMessage();
    return '';
  }

  set statusMessage(message) {
    warnOfStatusMessage();
  }

  flushHeaders() {
    const state = this[kState];
    if (!state.closed && !this[kStream].headersSent) this.writeHead(state.statusCode);
  }

  writeHead(statusCode, statusMessage, headers) {
    const state = this[kState];
    if (state.closed || this[kStream].destroyed) return this;
    checkUnsent(this);

    if (typeof statusMessage === 'string') warnOfStatusMessage();
    if (headers === undefined && typeof statusMessage === 'object') headers = statusMessage;

    if (Array.isArray(headers)) replaceFields(this, headers);
    else if (typeof headers === 'object') {
      for (const name of Object.keys(headers)) setField(this, normalizeName(name), headers[name]);
    }

    state.statusCode = statusCode;
    beginSend(this);
    return this;
  }

  cork() {
    this[kStream].cork();
  }

  uncork() {
    this[kStream].uncork();
  }

  write(chunk, encoding, callback) {
    const state = this[kState];
    if (typeof encoding === 'function') {
      callback = encoding;
      encoding = 'utf8';
    }

    let error;
    if (state.ending) error = new ERR_STREAM_WRITE_AFTER_END();
    else if (state.closed) error = new ERR_HTTP2_INVALID_STREAM();
    else if (state.destroyed) return false;
    if (error !== undefined) {
      if (typeof callback === 'function') process.nextTick(callback, error);
      this.destroy(error);
      return false;
    }

    const stream = this[kStream];
    if (!stream.headersSent) this.writeHead(state.statusCode);
    return stream.write(chunk, encoding, callback);
  }

  end(chunk, encoding, callback) {
    const stream = this[kStream];
    const state = this[kState];
    if (typeof chunk === 'function') {
      callback = chunk;
      chunk = null;
    } else if (typeof encoding === 'function') {
      callback = encoding;
      encoding = 'utf8';
    }

    if (state.closed || state.ending) {
      if (typeof callback === 'function') process.nextTick(callback);
      return this;
    }

    if (chunk !== null && chunk !== undefined) this.write(chunk, encoding);

    state.ending = true;
    if (typeof callback === 'function') {
      if (stream.writableEnded) this.once('finish', callback);
      else stream.once('finish', callback);
    }

    if (!stream.headersSent) this.writeHead(state.statusCode);
    if (state.closed || stream.destroyed) onClose.call(stream);
    else stream.end();
    return this;
  }

  destroy(error) {
    if (this[kState].destroyed) return;
    this[kState].destroyed = true;
    this[kStream].destroy(error);
  }

  setTimeout(msecs, callback) {
    if (!this[kState].closed) this[kStream].setTimeout(msecs, callback);
  }

  createPushResponse(headers, callback) {
    validateFunction(callback, 'callback');
    if (this[kState].closed) {
      process.nextTick(callback, new ERR_HTTP2_INVALID_STREAM());
      return;
    }
    this[kStream].pushStream(headers, {}, (error, stream) => {
      if (error) callback(error);
      else callback(null, new Http2ServerResponse(stream));
    });
  }

  writeInformation(statusCode, headers) {
    if (typeof statusCode !== 'number' || statusCode < 100 || statusCode > 199 || statusCode === 101) {
      throw new ERR_HTTP2_STATUS_INVALID(statusCode);
    }
    return inform(this, statusCode, headers ?? {});
  }

  writeContinue() {
    return inform(this, 100, {});
  }

  writeEarlyHints(hints) {
    validateObject(hints, 'hints');
    const headers = { __proto__: null };
    const link = validateLinkHeaderValue(hints.link);
    for (const key of Object.keys(hints)) {
      if (key === 'link') continue;
      checkField(normalizeName(key), hints[key]);
      headers[key] = hints[key];
    }
    if (link.length === 0) return false;
    return inform(this, 103, { ...headers, link });
  }
}

module.exports = { Http2ServerResponse };
