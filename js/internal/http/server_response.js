'use strict';
// ServerResponse: the answer to one request.

const { OutgoingMessage, emitClose, kOnFinish, mayHear } = require('internal/http/outgoing_message');
const { chunkExpression } = require('internal/http/outgoing_header');
const { kOutHeaders } = require('internal/http');
const assert = require('internal/assert');
const { channel } = require('node:diagnostics_channel');
const { startPerf, stopPerf } = require('internal/perf/observe');
const { checkInvalidHeaderChar, validateHeaderName, validateHeaderValue } = require('internal/http/validation');
const { codes } = require('internal/errors');
const { validateInteger, validateLinkHeaderValue, validateObject } = require('internal/validators');
const { inherit } = require('internal/util');
const STATUS_CODES = require('internal/http/status_codes');

// The connection of a socket, when it is one of a server.
const kConnection = Symbol('kConnection');

const createdChannel = channel('http.server.response.created');

function ServerResponse(req, options) {
  OutgoingMessage.call(this, options);
  this.req = req;
  this._expect_continue = false;
  this._sent100 = false;
  this.sendDate = true;
  if (req.method === 'HEAD') this._hasBody = false;
  if (req.httpVersionMajor < 1 || req.httpVersionMinor < 1) speakHttp10(this, req.headers.te);
  startPerf(this, 'http', 'HttpRequest', describeRequest);
  if (createdChannel.hasSubscribers) createdChannel.publish({ request: req, response: this });
}

// The client knows neither chunks, unless it says so, nor connections that stay.
function speakHttp10(response, te) {
  response.shouldKeepAlive = false;
  response.useChunkedEncodingByDefault = chunkExpression.test(te);
}

inherit(ServerResponse, OutgoingMessage, {
  statusCode: 200,
  statusMessage: undefined,

  _isLenientHeaderValidation() {
    const validation = this.req?.socket?.server?.httpValidation;
    return validation === 'relaxed' || validation === 'insecure';
  },

  _finish() {
    stopPerf(this, describeResponse);
    OutgoingMessage.prototype._finish.call(this);
  },

  assignSocket(socket) {
    if (socket._httpMessage) throw new codes.ERR_HTTP_SOCKET_ASSIGNED();
    socket._httpMessage = this;
    // A connection of a server listens once for all of its responses.
    if (!socket[kConnection]?.hearsClose) {
      if (socket[kConnection] !== undefined) socket[kConnection].hearsClose = true;
      socket.on('close', onServerResponseClose);
    }
    this.socket = socket;
    if (mayHear(this)) this.emit('socket', socket);
    this._flush();
  },

  detachSocket(socket) {
    assert(socket._httpMessage === this);
    if (socket[kConnection] === undefined) socket.removeListener('close', onServerResponseClose);
    socket._httpMessage = null;
    this.socket = null;
  },

  // Any informational response, '1xx' with fields, before the response itself.
  writeInformation(statusCode, headers, callback) {
    validateInteger(statusCode, 'statusCode', 100, 199);
    // Another protocol follows that one, not a response.
    if (statusCode === 101) throw new codes.ERR_HTTP_INVALID_STATUS_CODE(statusCode);
    if (typeof headers === 'function') {
      callback = headers;
      headers = undefined;
    }
    let head = `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? 'unknown'}\r\n`;
    for (const { 0: name, 1: value } of entriesOf(headers)) {
      validateHeaderName(name);
      validateHeaderValue(name, value, this._isLenientHeaderValidation());
      head += `${name}: ${value}\r\n`;
    }
    if (this._header) throw new codes.ERR_HTTP_HEADERS_SENT('write');
    return this._writeRaw(`${head}\r\n`, 'latin1', callback);
  },

  writeContinue(callback) {
    this.writeInformation(100, callback);
    this._sent100 = true;
  },

  writeProcessing(callback) {
    this.writeInformation(102, callback);
  },

  writeEarlyHints(hints, callback) {
    validateObject(hints, 'hints');
    const { link, ...others } = hints;
    if (link === null || link === undefined) return;
    const value = validateLinkHeaderValue(link);
    if (value.length > 0) this.writeInformation(103, { Link: value, ...others }, callback);
  },

  _implicitHeader() {
    this.writeHead(this.statusCode);
  },

  writeHead(statusCode, reason, headers) {
    if (this._header) throw new codes.ERR_HTTP_HEADERS_SENT('write');
    const status = statusCode | 0;
    if (status < 100 || status > 999) throw new codes.ERR_HTTP_INVALID_STATUS_CODE(statusCode);
    const hasReason = typeof reason === 'string';
    if (hasReason) this.statusMessage = reason;
    else this.statusMessage ||= STATUS_CODES[status] || 'unknown';
    this.statusCode = status;

    let fields = hasReason ? headers : headers ?? reason;
    if (this[kOutHeaders]) {
      if (fields) addToFields(this, fields);
      fields = this[kOutHeaders];
    }
    const firstLine = makeStatusLine(status, this.statusMessage);
    // RFC 9110: these have no body.
    if (status < 200 || status === 204 || status === 304) this._hasBody = false;
    // The client wanted to be told to send its body and was not: who knows whether it will. The connection cannot go on.
    if (this._expect_continue && !this._sent100) this.shouldKeepAlive = false;
    this._storeHeader(firstLine, fields);
    return this;
  },
});

// For performance entries.
function describeRequest({ req }) {
  return { req: { method: req.method, url: req.url, headers: req.headers } };
}

function describeResponse(response) {
  return { res: { statusCode: response.statusCode, statusMessage: response.statusMessage, headers: response.getHeaders() } };
}

// A listener of the socket, for each response in turn.
function onServerResponseClose() {
  // A program may have taken the response off the connection in a listener before this one.
  if (this._httpMessage) emitClose(this._httpMessage);
}

// Fields in any form that they are given in.
function entriesOf(headers) {
  if (!headers) return [];
  if (!Array.isArray(headers)) return Object.entries(headers);
  if (Array.isArray(headers[0])) return headers;
  if (headers.length % 2 !== 0) throw new codes.ERR_INVALID_ARG_VALUE('headers', headers);
  return pairsOf(headers);
}

function pairsOf(flat) {
  const pairs = [];
  for (let index = 0; index < flat.length; index += 2) pairs.push([flat[index], flat[index + 1]]);
  return pairs;
}

// Over the fields that were set one by one those that come with the head.
function addToFields(response, fields) {
  if (!Array.isArray(fields)) {
    for (const name of Object.keys(fields)) {
      if (name) response.setHeader(name, fields[name]);
    }
    return;
  }
  const pairs = entriesOf(fields);
  for (const [name] of pairs) response.removeHeader(name);
  for (const [name, value] of pairs) {
    if (name) response.appendHeader(name, value);
  }
}

// The last line for each status, with its message.
const statusLines = [];

function makeStatusLine(statusCode, statusMessage) {
  const last = statusLines[statusCode];
  if (last !== undefined && last.statusMessage === statusMessage) return last.line;
  if (checkInvalidHeaderChar(statusMessage)) throw new codes.ERR_INVALID_CHAR('statusMessage');
  const line = `HTTP/1.1 ${statusCode} ${statusMessage}\r\n`;
  statusLines[statusCode] = { statusMessage, line };
  return line;
}

module.exports = { ServerResponse, emitClose, kConnection, kOnFinish };
