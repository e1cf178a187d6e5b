'use strict';
// IncomingMessage: a request as the server gets it, a response as the client gets it. Its fields stay the string that the
// parser made until somebody asks for one.

const { Readable, finished } = require('node:stream');
const { splitFields } = require('internal/http/parser');
const { kClosed, kCloseEmitted, kDestroyed, kErrored, kState } = require('internal/streams/state');
const { kEnded, kEndEmitted, kHasFlowing, kNeedReadable, kReading, kResumeScheduled } = require('internal/streams/readable_state');

const { push } = Readable.prototype;

const kHeaders = Symbol('kHeaders');
const kHeadersDistinct = Symbol('kHeadersDistinct');
const kTrailers = Symbol('kTrailers');
const kTrailersDistinct = Symbol('kTrailersDistinct');
const kRawHeaders = Symbol('kRawHeaders');
const kRawTrailers = Symbol('kRawTrailers');
const kFields = Symbol('kFields');
const kTrailerFields = Symbol('kTrailerFields');
const kMaxPairs = Symbol('kMaxPairs');
const kAbortController = Symbol('kAbortController');
const kDetachAbortSignal = Symbol('kDetachAbortSignal');

function readStart(socket) {
  if (socket && !socket._paused && socket.readable) socket.resume();
}

function readStop(socket) {
  if (socket) socket.pause();
}

function IncomingMessage(socket) {
  Readable.call(this, socket ? { highWaterMark: socket.readableHighWaterMark } : undefined);
  this._readableState.readingMore = true;
  this.socket = socket;
  this.httpVersionMajor = null;
  this.httpVersionMinor = null;
  this.httpVersion = null;
  this.complete = false;
  this.joinDuplicateHeaders = false;
  this.aborted = false;
  this.upgrade = null;
  this.url = '';
  this.method = null;
  this.statusCode = null;
  this.statusMessage = null;
  this.client = socket;
  this._consuming = false;
  // The body is thrown away as it comes.
  this._dumped = false;
}
Object.setPrototypeOf(IncomingMessage.prototype, Readable.prototype);
Object.setPrototypeOf(IncomingMessage, Readable);

// What a message has of its own only when it is asked for. (Frameworks give a message another prototype; what that takes grows
// with its properties.)
Object.assign(IncomingMessage.prototype, {
  [kFields]: '',
  [kTrailerFields]: '',
  [kMaxPairs]: 0,
  [kRawHeaders]: null,
  [kRawTrailers]: null,
  [kHeaders]: null,
  [kTrailers]: null,
});

function define(name, get, set) {
  Object.defineProperty(IncomingMessage.prototype, name, { __proto__: null, configurable: true, enumerable: false, get, set });
}

define('connection', function() {
  return this.socket;
}, function(value) {
  this.socket = value;
});

// What of a list of fields goes into an object: all of it, or as many as `maxHeadersCount` allows.
function collect(message, raw, destination, add) {
  const limit = message[kMaxPairs] > 0 ? Math.min(raw.length, message[kMaxPairs]) : raw.length;
  for (let index = 0; index < limit; index += 2) Reflect.apply(add, message, [raw[index], raw[index + 1], destination]);
  return destination;
}

define('rawHeaders', function() {
  return this[kRawHeaders] ??= splitFields(this[kFields]);
}, function(value) {
  this[kRawHeaders] = value;
});

define('rawTrailers', function() {
  return this[kRawTrailers] ??= splitFields(this[kTrailerFields]);
}, function(value) {
  this[kRawTrailers] = value;
});

define('headers', function() {
  return this[kHeaders] ??= collect(this, this.rawHeaders, {}, this._addHeaderLine);
}, function(value) {
  this[kHeaders] = value;
});

define('headersDistinct', function() {
  return this[kHeadersDistinct] ??= collect(this, this.rawHeaders, { __proto__: null }, this._addHeaderLineDistinct);
}, function(value) {
  this[kHeadersDistinct] = value;
});

define('trailers', function() {
  return this[kTrailers] ??= collect(this, this.rawTrailers, {}, this._addHeaderLine);
}, function(value) {
  this[kTrailers] = value;
});

define('trailersDistinct', function() {
  return this[kTrailersDistinct] ??= collect(this, this.rawTrailers, { __proto__: null }, this._addHeaderLineDistinct);
}, function(value) {
  this[kTrailersDistinct] = value;
});

// Aborted when the message is cut off, or its connection is.
define('signal', function() {
  if (this[kAbortController] !== undefined) return this[kAbortController].signal;
  const controller = this[kAbortController] = new AbortController();
  const abort = () => controller.abort();
  if (this.destroyed && (this.aborted || !this.complete)) abort();
  else if (this.socket?.destroyed) abort();
  else this.once('close', () => {
    if (this.aborted) abort();
  });
  if (this.socket && !controller.signal.aborted) {
    const { socket } = this;
    // Before the listeners that close the message and its response.
    socket.prependOnceListener('close', abort);
    // The response is on its way: the end of the connection is no abort any more.
    this[kDetachAbortSignal] = () => socket.removeListener('close', abort);
  }
  return controller.signal;
}, undefined);

IncomingMessage.prototype.setTimeout = function setTimeout(msecs, callback) {
  if (callback) this.on('timeout', callback);
  this.socket.setTimeout(msecs);
  return this;
};

IncomingMessage.prototype._read = function _read() {
  if (!this._consuming) {
    this._readableState.readingMore = false;
    this._consuming = true;
  }
  if (this.socket.readable) readStart(this.socket);
};

// An abort is an error only to those who listen.
function finishDestroy(message, error, callback) {
  callback(message.listenerCount('error') === 0 ? null : error);
}

IncomingMessage.prototype._destroy = function _destroy(error, callback) {
  if (!this.readableEnded || !this.complete) {
    this.aborted = true;
    this.emit('aborted');
  }
  // What is still to come of an aborted message has no reader.
  if (this.socket && !this.socket.destroyed && this.aborted) {
    this.socket.destroy(error);
    const cleanup = finished(this.socket, (socketError) => {
      if (socketError?.code === 'ERR_STREAM_PREMATURE_CLOSE') socketError = null;
      cleanup();
      process.nextTick(finishDestroy, this, socketError || error, callback);
    });
  } else if (error || this.aborted) {
    process.nextTick(finishDestroy, this, error, callback);
  } else {
    callback(null);
  }
};

// The fields of the head or, when the message is complete, of the trailer, as the parser hands them over.
IncomingMessage.prototype._setFields = function _setFields(fields, maxPairs) {
  if (maxPairs > 0) this[kMaxPairs] = maxPairs;
  this[this.complete ? kTrailerFields : kFields] = fields;
};

IncomingMessage.prototype._addHeaderLines = function _addHeaderLines(raw, count) {
  if (!raw?.length) return;
  const trailer = this.complete;
  this[trailer ? kRawTrailers : kRawHeaders] = raw;
  this[kMaxPairs] = count;
  const destination = this[trailer ? kTrailers : kHeaders];
  if (destination) collect(this, raw, destination, this._addHeaderLine);
};

// Fields of which the first one counts.
const singular = new Set([
  'age', 'authorization', 'content-length', 'content-type', 'etag', 'expires', 'from', 'host', 'if-modified-since',
  'if-unmodified-since', 'last-modified', 'location', 'max-forwards', 'proxy-authorization', 'referer', 'retry-after',
  'server', 'user-agent',
]);

IncomingMessage.prototype._addHeaderLine = function _addHeaderLine(field, value, destination) {
  const name = field.toLowerCase();
  const present = destination[name];
  if (name === 'set-cookie') {
    if (present === undefined) destination[name] = [value];
    else present.push(value);
  } else if (typeof present !== 'string') {
    destination[name] = value;
  } else if (name === 'cookie') {
    destination[name] = `${present}; ${value}`;
  } else if (!singular.has(name) || this.joinDuplicateHeaders) {
    destination[name] = `${present}, ${value}`;
  }
};

IncomingMessage.prototype._addHeaderLineDistinct = function _addHeaderLineDistinct(field, value, destination) {
  const name = field.toLowerCase();
  if (destination[name]) destination[name].push(value);
  else destination[name] = [value];
};

IncomingMessage.prototype._dumpAndCloseReadable = function _dumpAndCloseReadable() {
  this._dumped = true;
  this._readableState[kState] |= kEnded | kEndEmitted | kDestroyed | kClosed | kCloseEmitted;
};

// The body is over, and this is all of it: the same as push(null) where nobody has asked for the body yet, without the tick
// that would tell the listeners of 'readable'.
function endOfBody(message) {
  const state = message._readableState;
  if (message._eventsCount === 0 && !message._consuming && message.push === push && state.length === 0 &&
      (state[kState] & (kHasFlowing | kEnded | kDestroyed | kErrored)) === 0) {
    state[kState] = (state[kState] | kEnded) & ~(kReading | kNeedReadable);
  } else {
    message.push(null);
  }
}

// Whether the message is over with nothing left to read.
function hasEnded(message) {
  return (message._readableState[kState] & kEnded) !== 0 && message._readableState.length === 0;
}

// Whether nobody reads the body, nor is about to.
function isUnread(message) {
  return !message._consuming && (message._readableState[kState] & kResumeScheduled) === 0;
}

// Nobody wants the body: let it pass, so that the connection can go on.
IncomingMessage.prototype._dump = function _dump() {
  if (this._dumped) return;
  this._dumped = true;
  // Nothing is left to pass: the end is all that comes.
  if (hasEnded(this)) {
    if (this._eventsCount > 0) this.read();
    else this._dumpAndCloseReadable();
    return;
  }
  this.removeAllListeners('data');
  this.resume();
};

module.exports = { IncomingMessage, endOfBody, hasEnded, isUnread, kDetachAbortSignal, readStart, readStop };
