'use strict';
// OutgoingMessage: a request as the client sends it, a response as the server sends it. Its head is made when the first
// part of the body is written, or at the end; until the message has its turn on a connection everything is kept.

const EE = require('node:events');
const { Buffer } = require('node:buffer');
const Stream = require('node:stream');
const { kNeedDrain, kOutHeaders } = require('internal/http');
const { HeadWriter } = require('internal/http/outgoing_header');
const { checkInvalidHeaderChar, checkIsHttpToken, fieldOf, validateHeaderName, validateHeaderValue } =
  require('internal/http/validation');
const { codes, hideStackFrames } = require('internal/errors');
const { validateString } = require('internal/validators');
const { isUint8Array } = require('internal/util/types');

const kSocket = Symbol('kSocket');
const kCorked = Symbol('corked');
const kChunkedBuffer = Symbol('kChunkedBuffer');
const kChunkedLength = Symbol('kChunkedLength');
const kUniqueHeaders = Symbol('kUniqueHeaders');
const kBytesWritten = Symbol('kBytesWritten');
// Who is told before all listeners that the message is sent: its connection.
const kOnFinish = Symbol('kOnFinish');
const kEndCallbacks = Symbol('kEndCallbacks');
const kErrored = Symbol('errored');
// Why the message ended without having finished.
const kFinishError = Symbol('kFinishError');
const kWritableFinished = Symbol('kWritableFinished');
const kHighWaterMark = Symbol('kHighWaterMark');
const kRejectNonStandardBodyWrites = Symbol('kRejectNonStandardBodyWrites');

function nop() {}

// The fields that are set: `[name, value]` by the name in lower case. Inherits nothing, as an object without a prototype would,
// but is as quick as any other.
function OutgoingFields() {}
OutgoingFields.prototype = { __proto__: null };

function OutgoingMessage(options) {
  Stream.call(this);
  // What is kept until the message has its connection.
  this.outputData = [];
  this.outputSize = 0;
  this.writable = true;
  this.destroyed = false;
  this._last = false;
  this.chunkedEncoding = false;
  this.shouldKeepAlive = true;
  this.maxRequestsOnConnectionReached = false;
  this._defaultKeepAlive = true;
  this.useChunkedEncodingByDefault = true;
  this.sendDate = false;
  this._removedConnection = false;
  this._removedContLen = false;
  this._removedTE = false;
  this.strictContentLength = false;
  this._contentLength = null;
  this._hasBody = true;
  this._trailer = '';
  this.finished = false;
  this._headerSent = false;
  this._closed = false;
  this[kSocket] = null;
  this._header = null;
  this[kOutHeaders] = null;
  this._keepAliveTimeout = 0;
  this._onPendingData = nop;
  this[kHighWaterMark] = options?.highWaterMark ?? Stream.getDefaultHighWaterMark(false);
  if (options?.rejectNonStandardBodyWrites) this[kRejectNonStandardBodyWrites] = true;
}
Object.setPrototypeOf(OutgoingMessage.prototype, Stream.prototype);
Object.setPrototypeOf(OutgoingMessage, Stream);

// What few messages have of their own. (Frameworks give a message another prototype; what that takes grows with its properties.)
Object.assign(OutgoingMessage.prototype, {
  [kBytesWritten]: 0,
  [kNeedDrain]: false,
  [kCorked]: 0,
  [kChunkedBuffer]: null,
  [kChunkedLength]: 0,
  [kErrored]: null,
  [kFinishError]: null,
  [kWritableFinished]: false,
  // Who waits for the end, before the listeners of 'finish'.
  [kEndCallbacks]: null,
  [kRejectNonStandardBodyWrites]: false,
});

function define(name, get, set, enumerable = false) {
  Object.defineProperty(OutgoingMessage.prototype, name, { __proto__: null, configurable: true, enumerable, get, set });
}

define('errored', function() {
  return this[kErrored];
});
define('closed', function() {
  return this._closed;
});
define('writableFinished', function() {
  return this[kWritableFinished];
});
define('writableObjectMode', function() {
  return false;
});
define('writableLength', function() {
  return this.outputSize + chunkSize(this) + (this[kSocket] ? this[kSocket].writableLength : 0);
});
define('writableHighWaterMark', function() {
  return this[kSocket] ? this[kSocket].writableHighWaterMark : this[kHighWaterMark];
});
define('writableCorked', function() {
  return this[kCorked];
});
define('connection', function() {
  return this[kSocket];
}, function(value) {
  this.socket = value;
});
define('socket', function() {
  return this[kSocket];
}, function(value) {
  for (let count = 0; count < this[kCorked]; count++) {
    value?.cork();
    this[kSocket]?.uncork();
  }
  this[kSocket] = value;
});
define('headersSent', function() {
  return Boolean(this._header);
}, undefined, true);
define('writableEnded', function() {
  return this.finished;
});
define('writableNeedDrain', function() {
  return !this.destroyed && !this.finished && this[kNeedDrain];
});

OutgoingMessage.prototype._isLenientHeaderValidation = function _isLenientHeaderValidation() {
  return false;
};
Object.defineProperty(OutgoingMessage.prototype, '_isLenientHeaderValidation', { __proto__: null, enumerable: true });

OutgoingMessage.prototype._renderHeaders = function _renderHeaders() {
  if (this._header) throw new codes.ERR_HTTP_HEADERS_SENT('render');
  const rendered = {};
  for (const [name, value] of Object.values(this[kOutHeaders] ?? {})) rendered[name] = value;
  return rendered;
};

OutgoingMessage.prototype.cork = function cork() {
  this[kCorked]++;
  this[kSocket]?.cork();
};

OutgoingMessage.prototype.uncork = function uncork() {
  this[kCorked]--;
  // Before the socket is uncorked: it takes all of a chunk in one write.
  const flushed = this[kCorked] === 0 && flushChunks(this);
  const socket = this[kSocket];
  socket?.uncork();
  if (flushed && this[kNeedDrain] && socket?.writableLength === 0) emitDrain(this);
};

function emitDrain(message) {
  message[kNeedDrain] = false;
  message.emit('drain');
}

// What was written while the message was corked is one chunk. Whether there was something and it went out.
function flushChunks(message) {
  const pieces = message[kChunkedBuffer];
  if (pieces === null) return false;
  if (message[kSocket]?.destroyed) {
    dropChunks(message, message[kSocket].errored);
    return false;
  }
  message[kChunkedBuffer] = null;
  message._send(`${message[kChunkedLength].toString(16)}\r\n`, 'latin1', null);
  message[kChunkedLength] = 0;
  for (const { chunk, encoding } of pieces) message._send(chunk, encoding, null);
  message._send('\r\n', 'latin1', (error) => {
    for (const { callback } of pieces) callback(error);
  });
  return true;
}

function dropChunks(message, cause) {
  const pieces = message[kChunkedBuffer];
  if (pieces === null) return;
  message[kChunkedBuffer] = null;
  message[kChunkedLength] = 0;
  const error = cause ?? new codes.ERR_STREAM_DESTROYED('write');
  for (const { callback } of pieces) process.nextTick(callback, error);
}

// What that chunk will take on its way, with the head if that goes before it.
function chunkSize(message) {
  const length = message[kChunkedLength];
  if (length === 0) return 0;
  return length + length.toString(16).length + 4 + (message._headerSent ? 0 : message._header.length);
}

// At once, or as soon as the message has its connection.
function withSocket(message, action) {
  if (message[kSocket]) action(message[kSocket]);
  else message.once('socket', action);
}

OutgoingMessage.prototype.setTimeout = function setTimeout(msecs, callback) {
  if (callback) this.on('timeout', callback);
  withSocket(this, (socket) => socket.setTimeout(msecs));
  return this;
};

OutgoingMessage.prototype.destroy = function destroy(error) {
  if (!this.destroyed) {
    this.destroyed = true;
    this[kErrored] = error;
    this[kCorked] = 0;
    dropChunks(this, error);
    if (!this[kSocket]) process.nextTick(emitClose, this);
    withSocket(this, (socket) => socket.destroy(error));
  }
  return this;
};

function emitClose(message) {
  if (message._closed) return;
  message.destroyed = true;
  message._closed = true;
  tell(message, 'close');
}

// Sends the head if it is still to be sent, and a part of the body as it goes over the wire.
OutgoingMessage.prototype._send = function _send(data, encoding, callback) {
  if (!this._headerSent) {
    const header = this._header;
    if (typeof data === 'string' && (encoding === 'utf8' || encoding === 'latin1' || !encoding)) {
      data = header + data;
    } else {
      this.outputData.unshift({ data: header, encoding: 'latin1', callback: null });
      this.outputSize += header.length;
      this._onPendingData(header.length);
    }
    this._headerSent = true;
  }
  return this._writeRaw(data, encoding, callback);
};

OutgoingMessage.prototype._writeRaw = function _writeRaw(data, encoding, callback) {
  const socket = this[kSocket];
  // The socket was destroyed: nobody will read what would be kept.
  if (socket?.destroyed) return false;
  if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  if (socket && socket._httpMessage === this && socket.writable) {
    if (this.outputData.length > 0) this._flushOutput(socket);
    return socket.write(data, encoding, callback);
  }
  this.outputData.push({ data, encoding, callback });
  this.outputSize += data.length;
  this._onPendingData(data.length);
  return this.outputSize < this[kHighWaterMark];
};

OutgoingMessage.prototype._storeHeader = function _storeHeader(firstLine, headers) {
  const writer = new HeadWriter(this, firstLine, this[kUniqueHeaders]);
  if (headers) {
    if (headers === this[kOutHeaders]) {
      for (const field in headers) writer.add(headers[field][0], field, headers[field][1]);
    } else if (Array.isArray(headers)) {
      if (headers.length > 0 && Array.isArray(headers[0])) {
        for (const [name, value] of headers) writer.addUnknown(name, value);
      } else {
        if (headers.length % 2 !== 0) throw new codes.ERR_INVALID_ARG_VALUE('headers', headers);
        for (let index = 0; index < headers.length; index += 2) writer.addUnknown(headers[index], headers[index + 1]);
      }
    } else {
      for (const name in headers) {
        if (Object.hasOwn(headers, name)) writer.addUnknown(name, headers[name]);
      }
    }
  }
  this._header = writer.end();
  this._headerSent = false;
  // The other side waits with its answer for the head, and the program with the body for the answer.
  if (writer.expect) this._send('');
};

OutgoingMessage.prototype.setHeader = function setHeader(name, value) {
  if (this._header) throw new codes.ERR_HTTP_HEADERS_SENT('set');
  validateHeaderName(name);
  validateHeaderValue(name, value, this._isLenientHeaderValidation());
  const headers = this[kOutHeaders] ??= new OutgoingFields();
  headers[fieldOf(name)] = [name, value];
  return this;
};

OutgoingMessage.prototype.setHeaders = function setHeaders(headers) {
  if (this._header) throw new codes.ERR_HTTP_HEADERS_SENT('set');
  if (!headers || Array.isArray(headers) || typeof headers.keys !== 'function' || typeof headers.get !== 'function') {
    throw new codes.ERR_INVALID_ARG_TYPE('headers', ['Headers', 'Map'], headers);
  }
  // A Headers lists each cookie by itself.
  const cookies = [];
  for (const { 0: name, 1: value } of headers) {
    if (name === 'set-cookie') Array.isArray(value) ? cookies.push(...value) : cookies.push(value);
    else this.setHeader(name, value);
  }
  if (cookies.length > 0) this.setHeader('set-cookie', cookies);
  return this;
};

OutgoingMessage.prototype.appendHeader = function appendHeader(name, value) {
  if (this._header) throw new codes.ERR_HTTP_HEADERS_SENT('append');
  validateHeaderName(name);
  validateHeaderValue(name, value, this._isLenientHeaderValidation());
  const headers = this[kOutHeaders] ??= new OutgoingFields();
  const field = fieldOf(name);
  const known = headers[field];
  if (known === undefined) {
    headers[field] = [name, value];
    return this;
  }
  const values = Array.isArray(known[1]) ? known[1] : [known[1]];
  if (Array.isArray(value)) values.push(...value);
  else values.push(value);
  known[1] = values;
  return this;
};

OutgoingMessage.prototype.getHeader = function getHeader(name) {
  validateString(name, 'name');
  return this[kOutHeaders]?.[fieldOf(name)]?.[1];
};

OutgoingMessage.prototype.getHeaderNames = function getHeaderNames() {
  return this[kOutHeaders] === null ? [] : Object.keys(this[kOutHeaders]);
};

OutgoingMessage.prototype.getRawHeaderNames = function getRawHeaderNames() {
  return this[kOutHeaders] === null ? [] : Object.values(this[kOutHeaders]).map(([name]) => name);
};

OutgoingMessage.prototype.getHeaders = function getHeaders() {
  const copy = { __proto__: null };
  const headers = this[kOutHeaders];
  for (const field in headers) copy[field] = headers[field][1];
  return copy;
};

OutgoingMessage.prototype.hasHeader = function hasHeader(name) {
  validateString(name, 'name');
  return this[kOutHeaders] !== null && Boolean(this[kOutHeaders][fieldOf(name)]);
};

// Fields that a head gets by itself: which member says that it does not, and how.
const removals = {
  '__proto__': null,
  'connection': ['_removedConnection', true],
  'content-length': ['_removedContLen', true],
  'transfer-encoding': ['_removedTE', true],
  'date': ['sendDate', false],
};

OutgoingMessage.prototype.removeHeader = function removeHeader(name) {
  validateString(name, 'name');
  if (this._header) throw new codes.ERR_HTTP_HEADERS_SENT('remove');
  const field = fieldOf(name);
  const removal = removals[field];
  if (removal !== undefined) this[removal[0]] = removal[1];
  if (this[kOutHeaders] !== null) delete this[kOutHeaders][field];
};

OutgoingMessage.prototype._implicitHeader = function _implicitHeader() {
  throw new codes.ERR_METHOD_NOT_IMPLEMENTED('_implicitHeader()');
};

OutgoingMessage.prototype.write = function write(chunk, encoding, callback) {
  if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  return writeChunk(this, chunk, encoding, callback, false);
};

function emitErrorNextTick(message, error, callback) {
  callback(error);
  if (!message.destroyed) message.emit('error', error);
}

// Of what is done with a message that is destroyed nobody hears.
function onError(message, error, callback) {
  if (message.destroyed) return;
  process.nextTick(emitErrorNextTick, message, error, callback);
}

function countsContentLength(message) {
  return message.strictContentLength && message._contentLength > 0 && message._hasBody &&
    !message._removedContLen && !message.chunkedEncoding && !message.hasHeader('transfer-encoding');
}

function uncorkNextTick(message) {
  // The end of the message may have come first.
  if (message[kCorked] > 0) message.uncork();
}

function writeChunk(message, chunk, encoding, callback, fromEnd) {
  if (typeof callback !== 'function') callback = nop;
  if (chunk === null) throw new codes.ERR_STREAM_NULL_VALUES();
  if (typeof chunk !== 'string' && !isUint8Array(chunk)) {
    throw new codes.ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'Uint8Array'], chunk);
  }
  if (message.finished || message.destroyed) {
    const error = message.finished ? new codes.ERR_STREAM_WRITE_AFTER_END() : new codes.ERR_STREAM_DESTROYED('write');
    if (message.destroyed) process.nextTick(callback, error);
    else onError(message, error, callback);
    return false;
  }

  const length = typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.byteLength;
  if (message.strictContentLength) {
    const total = message[kBytesWritten] + length;
    const wrong = fromEnd ? total !== message._contentLength : total > message._contentLength;
    if (countsContentLength(message) && wrong) {
      throw new codes.ERR_HTTP_CONTENT_LENGTH_MISMATCH(total, message._contentLength);
    }
    message[kBytesWritten] = total;
  }
  if (!message._header) {
    if (fromEnd) message._contentLength = length;
    message._implicitHeader();
  }
  if (!message._hasBody) {
    if (message[kRejectNonStandardBodyWrites]) throw new codes.ERR_HTTP_BODY_NOT_ALLOWED();
    process.nextTick(callback);
    return true;
  }
  // What a program writes in one go leaves in one write.
  if (!fromEnd && message.socket && !message.socket.writableCorked) {
    message.cork();
    process.nextTick(uncorkNextTick, message);
  }

  let more;
  if (message.chunkedEncoding && chunk.length !== 0) more = writeAsChunk(message, chunk, encoding, callback, length);
  else more = message._send(chunk, encoding, callback);
  if (!more) message[kNeedDrain] = true;
  return more;
}

function writeAsChunk(message, chunk, encoding, callback, length) {
  if (message[kCorked]) {
    (message[kChunkedBuffer] ??= []).push({ chunk, encoding, callback });
    message[kChunkedLength] += length;
    return chunkSize(message) < message[kHighWaterMark];
  }
  message._send(`${length.toString(16)}\r\n`, 'latin1', null);
  message._send(chunk, encoding, null);
  return message._send('\r\n', 'latin1', callback);
}

OutgoingMessage.prototype.addTrailers = function addTrailers(headers) {
  this._trailer = '';
  const isArray = Array.isArray(headers);
  for (const key of Object.keys(headers)) {
    const [name, value] = isArray ? headers[key] : [key, headers[key]];
    if (typeof name !== 'string' || !name || !checkIsHttpToken(name)) {
      throw new codes.ERR_INVALID_HTTP_TOKEN('Trailer name', name);
    }
    const apart = Array.isArray(value) && value.length > 1 &&
      (!this[kUniqueHeaders] || !this[kUniqueHeaders].has(name.toLowerCase()));
    for (const item of apart ? value : [Array.isArray(value) ? value.join('; ') : value]) {
      if (checkInvalidHeaderChar(item)) throw new codes.ERR_INVALID_CHAR('trailer content', name);
      this._trailer += `${name}: ${item}\r\n`;
    }
  }
};

function onFinish(message, error) {
  // The write may have left before the connection failed: nobody knows whether it has arrived.
  error ??= message[kErrored] ?? message[kSocket]?.errored;
  if (!error && !message.socket?._hadError) message[kWritableFinished] = true;
  callEndCallbacks(message, error);
  if (!message[kWritableFinished]) {
    message[kFinishError] = error;
    return;
  }
  message[kOnFinish]?.onFinish(message.req, message);
  tell(message, 'finish');
}

function callEndCallbacks(message, error) {
  const callbacks = message[kEndCallbacks];
  if (callbacks === null) return;
  message[kEndCallbacks] = null;
  for (const callback of callbacks) callback(error);
}

OutgoingMessage.prototype.end = function end(chunk, encoding, callback) {
  if (typeof chunk === 'function') {
    callback = chunk;
    chunk = null;
    encoding = null;
  } else if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }

  if (endAtOnce(this, chunk, encoding, callback)) return this;

  if (chunk) {
    if (this.finished) {
      onError(this, new codes.ERR_STREAM_WRITE_AFTER_END(), typeof callback === 'function' ? callback : nop);
      return this;
    }
    this[kSocket]?.cork();
    // The last part of the body is the end, unless a chunk has to tell it.
    const onLast = (error) => {
      if (this._hasBody && !this.chunkedEncoding) onFinish(this, error);
    };
    writeChunk(this, chunk, encoding, this.destroyed ? nop : onLast, true);
  } else if (this.finished) {
    if (typeof callback === 'function') {
      if (this.writableFinished) callback(new codes.ERR_STREAM_ALREADY_FINISHED('end'));
      else if (this[kFinishError]) process.nextTick(callback, this[kFinishError]);
      else (this[kEndCallbacks] ??= []).push(callback);
    }
    return this;
  } else if (!this._header) {
    this[kSocket]?.cork();
    this._contentLength = 0;
    this._implicitHeader();
  }

  if (typeof callback === 'function') (this[kEndCallbacks] ??= []).push(callback);
  if (countsContentLength(this) && this[kBytesWritten] !== this._contentLength) {
    throw new codes.ERR_HTTP_CONTENT_LENGTH_MISMATCH(this[kBytesWritten], this._contentLength);
  }

  const finish = onFinish.bind(undefined, this);
  if (this._hasBody && this.chunkedEncoding) {
    flushChunks(this);
    this._send(`0\r\n${this._trailer}\r\n`, 'latin1', finish);
  } else if (chunk && this._hasBody) {
    // The callback of the last part comes.
  } else if (!this._headerSent || this.writableLength || chunk) {
    this._send('', 'latin1', finish);
  } else {
    process.nextTick(finish);
  }

  if (this[kSocket]) {
    // However often the socket was corked, now it is not.
    this[kSocket]._writableState.corked = 1;
    this[kSocket].uncork();
  }
  this[kCorked] = 1;
  this.uncork();
  this.finished = true;
  // Everything is with the socket, and the message has its turn there.
  if (this.outputData.length === 0 && this[kSocket] && this[kSocket]._httpMessage === this) this._finish();
  return this;
};

// What programs may have put their own in place of.
const { _send: send, _writeRaw: writeRaw } = OutgoingMessage.prototype;

// The usual end: nothing was written before, so head and body leave in one write, and past the stream of the socket when
// that holds nothing. False: it is another case.
function endAtOnce(message, chunk, encoding, callback) {
  const connection = message[kOnFinish];
  if (connection === undefined || message.finished || message.destroyed || message._headerSent || message[kCorked] ||
      message.strictContentLength || message[kRejectNonStandardBodyWrites] || message._send !== send ||
      message._writeRaw !== writeRaw || !connection.writesAtOnce(message)) {
    return false;
  }
  let length = 0;
  if (chunk) {
    if (typeof chunk === 'string') {
      if (encoding && encoding !== 'utf8' && encoding !== 'utf-8') return false;
      length = Buffer.byteLength(chunk);
    } else if (isUint8Array(chunk)) {
      length = chunk.byteLength;
    } else {
      return false;
    }
  }
  if (!message._header) {
    message._contentLength = length;
    message._implicitHeader();
  }
  if (message._hasBody && message.chunkedEncoding) return false;

  message._headerSent = true;
  if (typeof callback === 'function') (message[kEndCallbacks] ??= []).push(callback);
  message.finished = true;
  connection.writeAtOnce(message._header, chunk && message._hasBody ? chunk : undefined, length, onFinish, message);
  message._finish();
  return true;
}

OutgoingMessage.prototype._finish = function _finish() {
  tell(this, 'prefinish');
};

const { emit } = EE.prototype;

// Emits an event of most messages that few programs listen to.
function tell(message, event) {
  if (mayHear(message)) message.emit(event);
}

// Whether there are listeners, or a program emits in its own way.
function mayHear(message) {
  return message._eventsCount > 0 || message.emit !== emit;
}

// The message has its connection now: what was kept goes out.
OutgoingMessage.prototype._flush = function _flush() {
  const socket = this[kSocket];
  if (!socket?.writable) return;
  const more = this._flushOutput(socket);
  if (this.finished) {
    this._finish();
  } else if (more && this[kNeedDrain]) {
    emitDrain(this);
  }
};

OutgoingMessage.prototype._flushOutput = function _flushOutput(socket) {
  const { outputData } = this;
  if (outputData.length === 0) return true;
  this.outputData = [];
  socket.cork();
  let more;
  for (const { data, encoding, callback } of outputData) more = socket.write(data, encoding, callback);
  socket.uncork();
  this._onPendingData(-this.outputSize);
  this.outputSize = 0;
  return more;
};

OutgoingMessage.prototype.flushHeaders = function flushHeaders() {
  if (!this._header) this._implicitHeader();
  this._send('');
};

OutgoingMessage.prototype.pipe = function pipe() {
  // Write-only: an error that streams report, not an exception.
  this.emit('error', new codes.ERR_STREAM_CANNOT_PIPE());
};

OutgoingMessage.prototype[EE.captureRejectionSymbol] = function(error) {
  this.destroy(error);
};

// The option `uniqueHeaders`: fields that are sent once, whatever their values.
function parseUniqueHeadersOption(headers) {
  if (!Array.isArray(headers)) return null;
  return new Set(headers.map((name) => name.toLowerCase()));
}

module.exports = {
  kHighWaterMark,
  kOnFinish,
  kUniqueHeaders,
  parseUniqueHeadersOption,
  validateHeaderName: hideStackFrames(validateHeaderName),
  validateHeaderValue: hideStackFrames((name, value) => validateHeaderValue(name, value)),
  OutgoingMessage,
  emitClose,
  mayHear,
  tell,
};
