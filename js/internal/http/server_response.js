'use strict';
// ServerResponse: the answer to one request.

const { OutgoingMessage, emitClose, kOnFinish, mayHear } = require('internal/http/outgoing_message');
const { kOutHeaders } = require('internal/http');
const { channel } = require('node:diagnostics_channel');
const { startPerf, stopPerf } = require('internal/perf/observe');
const { checkInvalidHeaderChar, validateHeaderName, validateHeaderValue } = require('internal/http/validation');
const { codes } = require('internal/errors');
const { validateInteger, validateLinkHeaderValue, validateObject } = require('internal/validators');
const STATUS_CODES = require('internal/http/status_codes');

// The connection of a socket, when it is one of a server.
const kConnection = Symbol('kConnection');

const createdChannel = channel('http.server.response.created');

function ServerResponse(req, options) {
  OutgoingMessage.call(this, options);
  if (req.method === 'HEAD') this._hasBody = false;
  this.req = req;
  this.sendDate = true;
  this._sent100 = false;
  this._expect_continue = false;
  if (req.httpVersionMajor < 1 || req.httpVersionMinor < 1) {
    this.useChunkedEncodingByDefault = /(?:^|\W)chunked(?:$|\W)/i.test(req.headers.te);
    this.shouldKeepAlive = false;
  }
  startPerf(this, 'http', 'HttpRequest', describeRequest);
  if (createdChannel.hasSubscribers) createdChannel.publish({ request: req, response: this });
}
Object.setPrototypeOf(ServerResponse.prototype, OutgoingMessage.prototype);
Object.setPrototypeOf(ServerResponse, OutgoingMessage);

// For performance entries.
function describeRequest({ req }) {
  return { req: { method: req.method, url: req.url, headers: req.headers } };
}

function describeResponse(response) {
  return { res: { statusCode: response.statusCode, statusMessage: response.statusMessage, headers: response.getHeaders() } };
}

Object.defineProperty(ServerResponse.prototype, '_isLenientHeaderValidation', {
  __proto__: null,
  configurable: true,
  writable: true,
  value: function _isLenientHeaderValidation() {
    const validation = this.req?.socket?.server?.httpValidation;
    return validation === 'relaxed' || validation === 'insecure';
  },
});

ServerResponse.prototype._finish = function _finish() {
  stopPerf(this, describeResponse);
  OutgoingMessage.prototype._finish.call(this);
};

ServerResponse.prototype.statusCode = 200;
ServerResponse.prototype.statusMessage = undefined;

// A listener of the socket, for each response in turn.
function onServerResponseClose() {
  // A program may have taken the response off the connection in a listener before this one.
  if (this._httpMessage) emitClose(this._httpMessage);
}

ServerResponse.prototype.assignSocket = function assignSocket(socket) {
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
};

ServerResponse.prototype.detachSocket = function detachSocket(socket) {
  if (socket[kConnection] === undefined) socket.removeListener('close', onServerResponseClose);
  socket._httpMessage = null;
  this.socket = null;
};

// Any informational response, '1xx' with fields, before the response itself.
ServerResponse.prototype.writeInformation = function writeInformation(statusCode, headers, callback) {
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
};

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

ServerResponse.prototype.writeContinue = function writeContinue(callback) {
  this.writeInformation(100, callback);
  this._sent100 = true;
};

ServerResponse.prototype.writeProcessing = function writeProcessing(callback) {
  this.writeInformation(102, callback);
};

ServerResponse.prototype.writeEarlyHints = function writeEarlyHints(hints, callback) {
  validateObject(hints, 'hints');
  const { link, ...others } = hints;
  if (link === null || link === undefined) return;
  const value = validateLinkHeaderValue(link);
  if (value.length > 0) this.writeInformation(103, { Link: value, ...others }, callback);
};

ServerResponse.prototype._implicitHeader = function _implicitHeader() {
  this.writeHead(this.statusCode);
};

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

ServerResponse.prototype.writeHead = function writeHead(statusCode, reason, headers) {
  if (this._header) throw new codes.ERR_HTTP_HEADERS_SENT('write');
  const original = statusCode;
  statusCode |= 0;
  if (statusCode < 100 || statusCode > 999) throw new codes.ERR_HTTP_INVALID_STATUS_CODE(original);

  if (typeof reason === 'string') {
    this.statusMessage = reason;
  } else {
    this.statusMessage ||= STATUS_CODES[statusCode] || 'unknown';
    headers ??= reason;
  }
  this.statusCode = statusCode;

  let fields;
  if (this[kOutHeaders]) {
    // The fields that were set before, and over them those given now.
    if (Array.isArray(headers)) {
      if (headers.length % 2 !== 0 && !Array.isArray(headers[0])) {
        throw new codes.ERR_INVALID_ARG_VALUE('headers', headers);
      }
      const pairs = Array.isArray(headers[0]) ? headers : pairsOf(headers);
      for (const [name] of pairs) this.removeHeader(name);
      for (const [name, value] of pairs) {
        if (name) this.appendHeader(name, value);
      }
    } else if (headers) {
      for (const name of Object.keys(headers)) {
        if (name) this.setHeader(name, headers[name]);
      }
    }
    fields = this[kOutHeaders];
  } else {
    fields = headers;
  }

  const statusLine = makeStatusLine(statusCode, this.statusMessage);
  // RFC 9110: these have no body.
  if (statusCode === 204 || statusCode === 304 || (statusCode >= 100 && statusCode <= 199)) this._hasBody = false;
  // The client wanted to be told to send its body and was not: who knows whether it will. The connection cannot go on.
  if (this._expect_continue && !this._sent100) this.shouldKeepAlive = false;
  this._storeHeader(statusLine, fields);
  return this;
};

module.exports = { ServerResponse, emitClose, kConnection, kOnFinish };
