'use strict';
// The head of a message that this side sends: the lines for its fields, and what they and their absence say about the body
// and the connection.

const { utcDate } = require('internal/http');
const { fieldOf, validateHeaderName, validateHeaderValue } = require('internal/http/validation');

const chunkExpression = /(?:^|\W)chunked(?:$|\W)/i;
const kDisposition = 'content-disposition';
const closeExpression = /(?:^|\W)close(?:$|\W)/i;

// The lines that nearly every response has, made once.
let dateLine = '';
let dateOfLine;
const keepAliveLines = new Map();

// The last line for each name, with the value that it is for: programs send the same fields again and again, and what has been sent
// need not be validated and put together anew. Only what is valid whatever the server allows, and not too long to be kept.
const lastLines = new Map();
const kMaxNames = 100;
const kMaxValue = 200;

function lineOf(name, value) {
  return `${name}: ${value}\r\n`;
}

// A file's name in UTF-8, given one byte for a character: where head and body are written together they are UTF-8 as a whole.
function decodeDisposition(value) {
  return typeof value === 'string' ? Buffer.from(value, 'latin1').toString() : value;
}

function rememberLine(name, value, line) {
  if (typeof value === 'string' ? value.length > kMaxValue : typeof value !== 'number') return;
  const last = lastLines.get(name);
  if (last !== undefined) {
    last.value = value;
    last.line = line;
  } else if (lastLines.size < kMaxNames) {
    lastLines.set(name, { field: fieldOf(name), value, line });
  }
}

function getDateLine() {
  const date = utcDate();
  if (date !== dateOfLine) {
    dateOfLine = date;
    dateLine = `Date: ${date}\r\n`;
  }
  return dateLine;
}

// For a server with a limit of `seconds`.
function getKeepAliveLines(seconds) {
  let lines = keepAliveLines.get(seconds);
  if (lines === undefined) {
    lines = `Connection: keep-alive\r\nKeep-Alive: timeout=${seconds}\r\n`;
    if (keepAliveLines.size < 100) keepAliveLines.set(seconds, lines);
  }
  return lines;
}

// What the given fields say.
class HeadWriter {
  connection = false;
  contentLength = false;
  transferEncoding = false;
  date = false;
  expect = false;
  trailer = false;

  constructor(message, firstLine, unique) {
    this.message = message;
    this.text = firstLine;
    this.unique = unique;
  }

  // A field from a program that has not had it validated.
  addUnknown(name, value) {
    const last = lastLines.get(name);
    if (last !== undefined && last.value === value) {
      this.text += last.line;
      this.heed(last.field, value);
      return;
    }
    validateHeaderName(name);
    const lenient = this.message._isLenientHeaderValidation();
    if (Array.isArray(value)) {
      for (const item of value) validateHeaderValue(name, item, lenient);
      this.add(name, fieldOf(name), value);
      return;
    }
    validateHeaderValue(name, value, lenient);
    const field = fieldOf(name);
    if (field === kDisposition) {
      this.addLine(name, field, value);
      return;
    }
    const line = lineOf(name, value);
    this.text += line;
    this.heed(field, value);
    if (!lenient) rememberLine(name, value, line);
  }

  // `field` is the name in lower case.
  add(name, field, value) {
    if (!Array.isArray(value)) {
      this.addLine(name, field, value);
    } else if ((value.length > 1 && field === 'cookie') || this.unique?.has(field)) {
      this.addLine(name, field, value.join('; '));
    } else {
      for (const item of value) this.addLine(name, field, item);
    }
  }

  addLine(name, field, value) {
    const isDecoded = field === kDisposition && this.message._contentLength;
    this.text += lineOf(name, isDecoded ? decodeDisposition(value) : value);
    this.heed(field, value);
  }

  // What a field means for the message.
  heed(field, value) {
    const { message } = this;
    switch (field) {
      case 'connection':
        this.connection = true;
        message._removedConnection = false;
        if (closeExpression.test(value)) message._last = true;
        else message.shouldKeepAlive = true;
        break;
      case 'transfer-encoding':
        this.transferEncoding = true;
        message._removedTE = false;
        if (chunkExpression.test(value)) message.chunkedEncoding = true;
        break;
      case 'content-length':
        this.contentLength = true;
        message._contentLength = +value;
        message._removedContLen = false;
        break;
      case 'date':
        this.date = true;
        break;
      case 'expect':
        this.expect = true;
        break;
      case 'trailer':
        this.trailer = true;
        break;
      case 'keep-alive':
        message._defaultKeepAlive = false;
        break;
    }
  }

  // Completes the head with what the program has left to us.
  end() {
    const { message } = this;
    if (message.sendDate && !this.date) this.text += getDateLine();
    // These statuses have no body, so a chunked one cannot be sent: the end of the connection tells the client.
    if (message.chunkedEncoding && (message.statusCode === 204 || message.statusCode === 304)) {
      message.chunkedEncoding = false;
      message.shouldKeepAlive = false;
    }
    if (message._removedConnection) message._last = !message.shouldKeepAlive;
    else if (!this.connection) this.addConnection();
    if (!this.contentLength && !this.transferEncoding) this.addLength();
    if (message.chunkedEncoding !== true && this.trailer) {
      const { codes: { ERR_HTTP_TRAILER_INVALID } } = require('internal/errors');
      throw new ERR_HTTP_TRAILER_INVALID();
    }
    return `${this.text}\r\n`;
  }

  addConnection() {
    const { message } = this;
    const keepAlive = message.shouldKeepAlive &&
      (this.contentLength || message.useChunkedEncodingByDefault || message.agent);
    if (!keepAlive) {
      message._last = true;
      this.text += 'Connection: close\r\n';
    } else if (message.maxRequestsOnConnectionReached) {
      this.text += 'Connection: close\r\n';
    } else if (message._keepAliveTimeout && message._defaultKeepAlive) {
      const seconds = Math.floor(message._keepAliveTimeout / 1000);
      this.text += ~~message._maxRequestsPerSocket > 0 ?
        `Connection: keep-alive\r\nKeep-Alive: timeout=${seconds}, max=${message._maxRequestsPerSocket}\r\n` :
        getKeepAliveLines(seconds);
    } else {
      this.text += 'Connection: keep-alive\r\n';
    }
  }

  addLength() {
    const { message } = this;
    if (!message._hasBody) {
      message.chunkedEncoding = false;
    } else if (!message.useChunkedEncodingByDefault) {
      message._last = true;
    } else if (!this.trailer && !message._removedContLen && typeof message._contentLength === 'number') {
      this.text += `Content-Length: ${message._contentLength}\r\n`;
    } else if (!message._removedTE) {
      this.text += 'Transfer-Encoding: chunked\r\n';
      message.chunkedEncoding = true;
    } else {
      // Nothing delimits the body but the end of the connection.
      message._last = true;
    }
  }
}

module.exports = { HeadWriter, chunkExpression };
