'use strict';
// The head of a message that this side sends: the lines for its fields, and what they and their absence say about the body
// and the connection.

const { utcDate } = require('internal/http');
const { validateHeaderName, validateHeaderValue } = require('internal/http/validation');

const chunkExpression = /(?:^|\W)chunked(?:$|\W)/i;
const closeExpression = /(?:^|\W)close(?:$|\W)/i;

// What the given fields say.
class HeadWriter {
  text;
  connection = false;
  contentLength = false;
  transferEncoding = false;
  date = false;
  expect = false;
  trailer = false;
  #message;
  #unique;

  constructor(message, firstLine, unique) {
    this.#message = message;
    this.text = firstLine;
    this.#unique = unique;
  }

  // A field, from a program that has not had it validated when `validate` says so.
  add(name, value, validate) {
    if (validate) validateHeaderName(name);
    if (!Array.isArray(value)) return this.#line(name, value, validate);
    const joined = (value.length > 1 && name.length === 6 && name.toLowerCase() === 'cookie') ||
      (this.#unique && this.#unique.has(name.toLowerCase()));
    if (joined) return this.#line(name, value.join('; '), validate);
    for (const item of value) this.#line(name, item, validate);
  }

  #line(name, value, validate) {
    if (validate) validateHeaderValue(name, value, this.#message._isLenientHeaderValidation());
    this.text += `${name}: ${value}\r\n`;
    if (name.length >= 4 && name.length <= 17) this.#note(name.toLowerCase(), value);
  }

  #note(name, value) {
    const message = this.#message;
    switch (name) {
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
    const message = this.#message;
    if (message.sendDate && !this.date) this.text += `Date: ${utcDate()}\r\n`;
    // These statuses have no body, so a chunked one cannot be sent: the end of the connection tells the client.
    if (message.chunkedEncoding && (message.statusCode === 204 || message.statusCode === 304)) {
      message.chunkedEncoding = false;
      message.shouldKeepAlive = false;
    }
    if (message._removedConnection) message._last = !message.shouldKeepAlive;
    else if (!this.connection) this.#addConnection();
    if (!this.contentLength && !this.transferEncoding) this.#addLength();
    if (message.chunkedEncoding !== true && this.trailer) {
      const { codes: { ERR_HTTP_TRAILER_INVALID } } = require('internal/errors');
      throw new ERR_HTTP_TRAILER_INVALID();
    }
    return `${this.text}\r\n`;
  }

  #addConnection() {
    const message = this.#message;
    const keepAlive = message.shouldKeepAlive &&
      (this.contentLength || message.useChunkedEncodingByDefault || message.agent);
    if (!keepAlive) {
      message._last = true;
      this.text += 'Connection: close\r\n';
    } else if (message.maxRequestsOnConnectionReached) {
      this.text += 'Connection: close\r\n';
    } else {
      this.text += 'Connection: keep-alive\r\n';
      if (message._keepAliveTimeout && message._defaultKeepAlive) {
        const seconds = Math.floor(message._keepAliveTimeout / 1000);
        const max = ~~message._maxRequestsPerSocket > 0 ? `, max=${message._maxRequestsPerSocket}` : '';
        this.text += `Keep-Alive: timeout=${seconds}${max}\r\n`;
      }
    }
  }

  #addLength() {
    const message = this.#message;
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

module.exports = { HeadWriter };
