'use strict';
// OutgoingMessage: a request as the client sends it, a response as the server sends it. Its head is made when the first
// part of the body is written, or at the end; until the message has its turn on a connection everything is kept.

const { EventEmitter, captureRejectionSymbol } = require('node:events');
const { Buffer } = require('node:buffer');
const Stream = require('node:stream');
const { kNeedDrain, kOutHeaders } = require('internal/http');
const { fieldMethods, kUniqueHeaders, parseUniqueHeadersOption } = require('internal/http/outgoing_fields');
const { HeadWriter } = require('internal/http/outgoing_header');
const { validateHeaderName, validateHeaderValue } = require('internal/http/validation');
const { codes, hideStackFrames } = require('internal/errors');
const { inherit } = require('internal/util');
const { isUint8Array } = require('internal/util/types');

const kSocket = Symbol('kSocket');
const kHighWaterMark = Symbol('kHighWaterMark');
// Who is told before all listeners that the message is sent: its connection.
const kOnFinish = Symbol('kOnFinish');
// How often cork() was called and uncork() was not.
const kCorkDepth = Symbol('kCorkDepth');
// What was written since, and how long that is.
const kPieces = Symbol('kPieces');
const kPiecesLength = Symbol('kPiecesLength');
// How much of the body was written, where its length has to be the one that the head says.
const kBodyLength = Symbol('kBodyLength');
// Who waits for the end, before the listeners of 'finish'.
const kEndCallbacks = Symbol('kEndCallbacks');
const kIsSent = Symbol('kIsSent');
// What the message was destroyed with.
const kCause = Symbol('kCause');
// Why the message ended without having finished.
const kEndError = Symbol('kEndError');
const kRefusesBody = Symbol('kRefusesBody');

function nop() {}

function OutgoingMessage(options) {
  Stream.call(this);
  // How far it is.
  this.finished = false;
  this.destroyed = false;
  this._closed = false;
  this.writable = true;
  // The head: what the program wants of it, what it became.
  this._header = null;
  this._headerSent = false;
  this[kOutHeaders] = null;
  this.sendDate = false;
  this._removedConnection = false;
  this._removedContLen = false;
  this._removedTE = false;
  // The body, and how the other side learns where it ends.
  this._hasBody = true;
  this._contentLength = null;
  this.strictContentLength = false;
  this.useChunkedEncodingByDefault = true;
  this.chunkedEncoding = false;
  this._trailer = '';
  // The connection, what becomes of it after the message, and what is kept until the message has it.
  this[kSocket] = null;
  this._last = false;
  this.shouldKeepAlive = true;
  this._defaultKeepAlive = true;
  this._keepAliveTimeout = 0;
  this.maxRequestsOnConnectionReached = false;
  this.outputData = [];
  this.outputSize = 0;
  this._onPendingData = nop;
  this[kHighWaterMark] = options?.highWaterMark ?? Stream.getDefaultHighWaterMark(false);
  if (options?.rejectNonStandardBodyWrites) this[kRefusesBody] = true;
}

inherit(OutgoingMessage, Stream, {
  ...fieldMethods,

  get errored() {
    return this[kCause];
  },

  get closed() {
    return this._closed;
  },

  get writableFinished() {
    return this[kIsSent];
  },

  get writableObjectMode() {
    return false;
  },

  get writableLength() {
    return this.outputSize + chunkSize(this) + (this[kSocket]?.writableLength ?? 0);
  },

  get writableHighWaterMark() {
    const { [kSocket]: socket, [kHighWaterMark]: own } = this;
    return socket ? socket.writableHighWaterMark : own;
  },

  get writableCorked() {
    return this[kCorkDepth];
  },

  get connection() {
    return this[kSocket];
  },

  set connection(value) {
    this.socket = value;
  },

  get socket() {
    return this[kSocket];
  },

  set socket(next) {
    const before = this[kSocket];
    for (let depth = this[kCorkDepth]; depth > 0; depth--) {
      before?.uncork();
      next?.cork();
    }
    this[kSocket] = next;
  },

  get headersSent() {
    return Boolean(this._header);
  },

  get writableEnded() {
    return this.finished;
  },

  get writableNeedDrain() {
    return this[kNeedDrain] && !(this.finished || this.destroyed);
  },

  cork() {
    this[kCorkDepth]++;
    this[kSocket]?.cork();
  },

  uncork() {
    this[kCorkDepth]--;
    // Before the socket is uncorked: it takes all of a chunk in one write.
    const flushed = this[kCorkDepth] === 0 && flushChunks(this);
    const socket = this[kSocket];
    socket?.uncork();
    if (flushed && this[kNeedDrain] && socket?.writableLength === 0) emitDrain(this);
  },

  setTimeout(msecs, callback) {
    if (callback) this.on('timeout', callback);
    withSocket(this, (socket) => socket.setTimeout(msecs));
    return this;
  },

  destroy(error) {
    if (!this.destroyed) {
      this.destroyed = true;
      this[kCause] = error;
      dropChunks(this, error);
      if (!this[kSocket]) process.nextTick(emitClose, this);
      withSocket(this, (socket) => socket.destroy(error));
    }
    return this;
  },

  // Sends the head if it is still to be sent, and a part of the body as it goes over the wire.
  _send(data, encoding, callback) {
    return this._writeRaw(this._headerSent ? data : withHead(this, data, encoding), encoding, callback);
  },

  _writeRaw(data, encoding, callback) {
    if (typeof encoding === 'function') return this._writeRaw(data, null, encoding);
    const socket = this[kSocket];
    // The socket was destroyed: nobody will read what would be kept.
    if (socket?.destroyed) return false;
    if (!hasTurn(this) || !socket.writable) {
      this.outputData.push(counted(this, { data, encoding, callback }));
      return this.outputSize < this[kHighWaterMark];
    }
    if (this.outputData.length > 0) this._flushOutput(socket);
    return socket.write(data, encoding, callback);
  },

  _storeHeader(firstLine, fields) {
    const writer = new HeadWriter(this, firstLine, this[kUniqueHeaders]);
    if (fields) addFields(writer, fields, fields === this[kOutHeaders]);
    this._header = writer.end();
    this._headerSent = false;
    // The other side waits with its answer for the head, and the program with the body for the answer.
    if (writer.expect) this._send('');
  },

  _implicitHeader() {
    throw new codes.ERR_METHOD_NOT_IMPLEMENTED('_implicitHeader()');
  },

  write(chunk, encoding, callback) {
    return typeof encoding === 'function' ? writeChunk(this, chunk, null, encoding, false) :
      writeChunk(this, chunk, encoding, callback, false);
  },

  end(chunk, encoding, callback) {
    if (typeof chunk === 'function') return finishWith(this, null, null, chunk);
    if (typeof encoding === 'function') return finishWith(this, chunk, null, encoding);
    return finishWith(this, chunk, encoding, callback);
  },

  _finish() {
    tell(this, 'prefinish');
  },

  // The message has its connection now: what was kept goes out.
  _flush() {
    const { [kSocket]: socket } = this;
    if (!socket?.writable) return;
    const mayGoOn = this._flushOutput(socket);
    if (this.finished) this._finish();
    else if (mayGoOn && this[kNeedDrain]) emitDrain(this);
  },

  _flushOutput(socket) {
    const kept = this.outputData;
    if (kept.length === 0) return true;
    this.outputData = [];
    let mayGoOn;
    socket.cork();
    for (const { data, encoding, callback } of kept) mayGoOn = socket.write(data, encoding, callback);
    socket.uncork();
    const size = this.outputSize;
    this.outputSize = 0;
    this._onPendingData(-size);
    return mayGoOn;
  },

  flushHeaders() {
    if (!this._header) this._implicitHeader();
    this._send('');
  },

  pipe() {
    // Write-only: an error that streams report, not an exception.
    this.emit('error', new codes.ERR_STREAM_CANNOT_PIPE());
  },

  [captureRejectionSymbol](error) {
    this.destroy(error);
  },
});

// What few messages have of their own. (Frameworks give a message another prototype; what that takes grows with its properties.)
Object.assign(OutgoingMessage.prototype, {
  [kBodyLength]: 0,
  [kNeedDrain]: false,
  [kCorkDepth]: 0,
  [kPieces]: null,
  [kPiecesLength]: 0,
  [kCause]: null,
  [kEndError]: null,
  [kIsSent]: false,
  [kEndCallbacks]: null,
  [kRefusesBody]: false,
});

Object.defineProperty(OutgoingMessage.prototype, 'headersSent', { __proto__: null, enumerable: true });

// Whether what the message writes goes to its socket: the messages before it are sent.
function hasTurn(message) {
  return message[kSocket]?._httpMessage === message;
}

// An entry for `outputData`, of which the connection knows the sum.
function counted(message, entry) {
  const { length } = entry.data;
  message.outputSize += length;
  message._onPendingData(length);
  return entry;
}

// The head goes before the first part of the body: in one string, or as a part of its own.
function withHead(message, data, encoding) {
  const head = message._header;
  // A program's own kind of message may have none.
  if (head === null) return data;
  message._headerSent = true;
  if (typeof data === 'string' && (!encoding || encoding === 'latin1' || encoding === 'utf8')) return head + data;
  message.outputData.unshift(counted(message, { data: head, encoding: 'latin1', callback: null }));
  return data;
}

// The fields of a head: those that were set one by one, a list of names and values or of pairs, or an object.
function addFields(writer, fields, areSet) {
  if (areSet) {
    for (const field in fields) writer.add(fields[field][0], field, fields[field][1]);
  } else if (!Array.isArray(fields)) {
    for (const name in fields) {
      if (Object.hasOwn(fields, name)) writer.addUnknown(name, fields[name]);
    }
  } else if (Array.isArray(fields[0])) {
    for (const [name, value] of fields) writer.addUnknown(name, value);
  } else {
    if (fields.length % 2 !== 0) throw new codes.ERR_INVALID_ARG_VALUE('headers', fields);
    for (let at = 0; at < fields.length; at += 2) writer.addUnknown(fields[at], fields[at + 1]);
  }
}

function emitDrain(message) {
  message[kNeedDrain] = false;
  message.emit('drain');
}

// What was written while the message was corked is one chunk. Whether there was something and it went out.
function flushChunks(message) {
  const pieces = message[kPieces];
  if (pieces === null) return false;
  if (message[kSocket]?.destroyed) {
    dropChunks(message, message[kSocket].errored);
    return false;
  }
  message[kPieces] = null;
  message._send(`${message[kPiecesLength].toString(16)}\r\n`, 'latin1', null);
  message[kPiecesLength] = 0;
  for (const { chunk, encoding } of pieces) message._send(chunk, encoding, null);
  message._send('\r\n', 'latin1', (error) => {
    for (const { callback } of pieces) callback(error);
  });
  return true;
}

function dropChunks(message, cause) {
  const pieces = message[kPieces];
  if (pieces === null) return;
  message[kCorkDepth] = 0;
  message[kPieces] = null;
  message[kPiecesLength] = 0;
  const error = cause ?? new codes.ERR_STREAM_DESTROYED('write');
  for (const { callback } of pieces) process.nextTick(callback, error);
}

// What that chunk will take on its way, with the head if that goes before it.
function chunkSize(message) {
  const length = message[kPiecesLength];
  if (length === 0) return 0;
  return length + length.toString(16).length + 4 + (message._headerSent ? 0 : message._header?.length ?? 0);
}

// At once, or as soon as the message has its connection.
function withSocket(message, action) {
  if (message[kSocket]) action(message[kSocket]);
  else message.once('socket', action);
}

function emitClose(message) {
  if (message._closed) return;
  message.destroyed = true;
  message._closed = true;
  tell(message, 'close');
}

// Of what is done with a message that is destroyed nobody hears.
function failLater(message, error, callback) {
  if (message.destroyed) return;
  process.nextTick(() => {
    callback(error);
    if (!message.destroyed) message.emit('error', error);
  });
}

function countsContentLength(message) {
  return message.strictContentLength && message._contentLength > 0 && message._hasBody &&
    !message._removedContLen && !message.chunkedEncoding && !message.hasHeader('transfer-encoding');
}

function uncorkNextTick(message) {
  // The end of the message may have come first.
  if (message[kCorkDepth] > 0) message.uncork();
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
    else failLater(message, error, callback);
    return false;
  }

  const length = typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.byteLength;
  if (message.strictContentLength) {
    const total = message[kBodyLength] + length;
    const wrong = fromEnd ? total !== message._contentLength : total > message._contentLength;
    if (countsContentLength(message) && wrong) {
      throw new codes.ERR_HTTP_CONTENT_LENGTH_MISMATCH(total, message._contentLength);
    }
    message[kBodyLength] = total;
  }
  if (!message._header) {
    if (fromEnd) message._contentLength = length;
    message._implicitHeader();
  }
  if (!message._hasBody) {
    if (message[kRefusesBody]) throw new codes.ERR_HTTP_BODY_NOT_ALLOWED();
    process.nextTick(callback);
    return true;
  }
  // What a program writes in one go leaves in one write.
  if (!fromEnd && message.socket && !message.socket.writableCorked) {
    message.cork();
    process.nextTick(uncorkNextTick, message);
  }

  let more;
  // What is empty is no chunk of its own, which would be the last one.
  if (message.chunkedEncoding && (chunk.length > 0 || message[kPieces] !== null)) more = writeAsChunk(message, chunk, encoding, callback, length);
  else more = message._send(chunk, encoding, callback);
  if (!more) message[kNeedDrain] = true;
  return more;
}

function writeAsChunk(message, chunk, encoding, callback, length) {
  if (message[kCorkDepth]) {
    (message[kPieces] ??= []).push({ chunk, encoding, callback });
    message[kPiecesLength] += length;
    return chunkSize(message) < message[kHighWaterMark];
  }
  message._send(`${length.toString(16)}\r\n`, 'latin1', null);
  message._send(chunk, encoding, null);
  return message._send('\r\n', 'latin1', callback);
}

// Ends the message. The last part of the body, and the head if that is still to be made, leave in one write with the end.
function finishWith(message, chunk, encoding, callback) {
  if (endAtOnce(message, chunk, encoding, callback)) return message;
  if (message.finished) {
    finishAgain(message, Boolean(chunk), callback);
    return message;
  }
  const isHeadless = !message._header;
  if (chunk || isHeadless) message[kSocket]?.cork();
  if (chunk) {
    writeChunk(message, chunk, encoding, message.destroyed ? nop : (error) => onLastPart(message, error), true);
  } else if (isHeadless) {
    message._contentLength = 0;
    message._implicitHeader();
  }
  if (typeof callback === 'function') callAtEnd(message, callback);
  if (countsContentLength(message) && message[kBodyLength] !== message._contentLength) {
    throw new codes.ERR_HTTP_CONTENT_LENGTH_MISMATCH(message[kBodyLength], message._contentLength);
  }
  sendEnd(message, Boolean(chunk));
  uncorkAll(message);
  message.finished = true;
  if (hasTurn(message) && message.outputData.length === 0) message._finish();
  return message;
}

function finishAgain(message, writes, callback) {
  const isFunction = typeof callback === 'function';
  if (writes) failLater(message, new codes.ERR_STREAM_WRITE_AFTER_END(), isFunction ? callback : nop);
  else if (!isFunction) return;
  else if (message[kIsSent]) callback(new codes.ERR_STREAM_ALREADY_FINISHED('end'));
  else if (message[kEndError]) process.nextTick(callback, message[kEndError]);
  else callAtEnd(message, callback);
}

// Whether the last part of the body is the end: no chunk has to tell it, and a head went before.
function endsWithBody(message) {
  return message._hasBody && message._headerSent && !message.chunkedEncoding;
}

function onLastPart(message, error) {
  if (endsWithBody(message)) onFinish(message, error);
}

// What comes after the body, and then the end.
function sendEnd(message, hasLastPart) {
  const finish = (error) => onFinish(message, error);
  if (message._hasBody && message.chunkedEncoding) {
    flushChunks(message);
    message._send(`0\r\n${message._trailer}\r\n`, 'latin1', finish);
  } else if (!hasLastPart && message._headerSent && message.writableLength === 0) {
    process.nextTick(finish);
  } else if (!hasLastPart || !endsWithBody(message)) {
    message._send('', 'latin1', finish);
  }
}

// However often the message and its socket were corked, now they are not.
function uncorkAll(message) {
  const socket = message[kSocket];
  if (socket) {
    socket._writableState.corked = 1;
    socket.uncork();
  }
  message[kCorkDepth] = 1;
  message.uncork();
}

function callAtEnd(message, callback) {
  (message[kEndCallbacks] ??= []).push(callback);
}

function onFinish(message, error) {
  // The write may have left before the connection failed: nobody knows whether it has arrived.
  error ??= message[kCause] ?? message[kSocket]?.errored;
  if (!error && message[kSocket]?._hadError) error = new codes.ERR_STREAM_DESTROYED('end');
  if (!error) message[kIsSent] = true;
  const callbacks = message[kEndCallbacks];
  if (callbacks !== null) {
    message[kEndCallbacks] = null;
    for (const callback of callbacks) callback(error);
  }
  if (!message[kIsSent]) {
    message[kEndError] = error;
    return;
  }
  message[kOnFinish]?.onFinish(message.req, message);
  tell(message, 'finish');
}

// What programs may have put their own in place of.
const { _send: send, _writeRaw: writeRaw } = OutgoingMessage.prototype;

// The usual end: nothing was written before, so head and body leave in one write, and past the stream of the socket when
// that holds nothing. False: it is another case.
function endAtOnce(message, chunk, encoding, callback) {
  const connection = message[kOnFinish];
  if (connection === undefined || message.finished || message.destroyed || message._headerSent || message[kCorkDepth] ||
      message.strictContentLength || message[kRefusesBody] || message._send !== send ||
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
  if (typeof callback === 'function') callAtEnd(message, callback);
  message.finished = true;
  connection.writeAtOnce(message._header, chunk && message._hasBody ? chunk : undefined, length, onFinish, message);
  message._finish();
  return true;
}

const { emit } = EventEmitter.prototype;

// Emits an event of most messages that few programs listen to.
function tell(message, event) {
  if (mayHear(message)) message.emit(event);
}

// Whether there are listeners, or a program emits in its own way.
function mayHear(message) {
  return message._eventsCount > 0 || message.emit !== emit;
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
