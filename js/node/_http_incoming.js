'use strict';
// IncomingMessage: a request as the server gets it, a response as the client gets it. Its fields stay the string that the
// parser made until somebody asks for one.

const { Readable, finished } = require('node:stream');
const { splitFields } = require('internal/http/parser');
const { kClosed, kCloseEmitted, kDestroyed, kErrored, kState } = require('internal/streams/state');
const { kEnded, kEndEmitted, kHasFlowing, kNeedReadable, kReading, kResumeScheduled } =
  require('internal/streams/readable_state');

const { inherit } = require('internal/util');

const { push } = Readable.prototype;

// The fields of the head and of the trailer, in each of the forms that they are asked for: as the parser has them, a list, an
// object, an object of lists. Each is made of the one before.
const kFields = Symbol('kFields');
const kRawHeaders = Symbol('kRawHeaders');
const kHeaders = Symbol('kHeaders');
const kHeadersDistinct = Symbol('kHeadersDistinct');
const kTrailerFields = Symbol('kTrailerFields');
const kRawTrailers = Symbol('kRawTrailers');
const kTrailers = Symbol('kTrailers');
const kTrailersDistinct = Symbol('kTrailersDistinct');
// How many names and values of a list go into an object, where there is a limit.
const kMaxPairs = Symbol('kMaxPairs');
const kDetachAbortSignal = Symbol('kDetachAbortSignal');
const kAbortController = Symbol('kAbortController');

function readStart(socket) {
  if (socket?.readable && !socket._paused) socket.resume();
}

function readStop(socket) {
  socket?.pause();
}

function IncomingMessage(socket) {
  Readable.call(this, socket ? { highWaterMark: socket.readableHighWaterMark } : undefined);
  this._readableState.readingMore = true;
  this.client = socket;
  this.socket = socket;
  // A request has these.
  this.method = null;
  this.url = '';
  // A response has these.
  this.statusCode = null;
  this.statusMessage = null;
  this.httpVersion = null;
  this.httpVersionMajor = null;
  this.httpVersionMinor = null;
  this.upgrade = null;
  this.joinDuplicateHeaders = false;
  this.complete = false;
  this.aborted = false;
  // Somebody has asked for the body.
  this._consuming = false;
  // The body is thrown away as it comes.
  this._dumped = false;
}

inherit(IncomingMessage, Readable, {
  get connection() {
    return this.socket;
  },

  set connection(value) {
    this.socket = value;
  },

  get rawHeaders() {
    return this[kRawHeaders] ??= splitFields(this[kFields]);
  },

  set rawHeaders(value) {
    this[kRawHeaders] = value;
  },

  get rawTrailers() {
    return this[kRawTrailers] ??= splitFields(this[kTrailerFields]);
  },

  set rawTrailers(value) {
    this[kRawTrailers] = value;
  },

  get headers() {
    return this[kHeaders] ??= collect(this, this.rawHeaders, {}, this._addHeaderLine);
  },

  set headers(value) {
    this[kHeaders] = value;
  },

  get headersDistinct() {
    return this[kHeadersDistinct] ??= collect(this, this.rawHeaders, { __proto__: null }, this._addHeaderLineDistinct);
  },

  set headersDistinct(value) {
    this[kHeadersDistinct] = value;
  },

  get trailers() {
    return this[kTrailers] ??= collect(this, this.rawTrailers, {}, this._addHeaderLine);
  },

  set trailers(value) {
    this[kTrailers] = value;
  },

  get trailersDistinct() {
    return this[kTrailersDistinct] ??= collect(this, this.rawTrailers, { __proto__: null }, this._addHeaderLineDistinct);
  },

  set trailersDistinct(value) {
    this[kTrailersDistinct] = value;
  },

  // Aborted when the message is cut off, or its connection is.
  get signal() {
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
  },

  setTimeout(msecs, callback) {
    if (callback) this.on('timeout', callback);
    const { socket } = this;
    socket.setTimeout(msecs);
    return this;
  },

  _read() {
    const isFirst = !this._consuming;
    this._consuming = true;
    if (isFirst) this._readableState.readingMore = false;
    const { socket } = this;
    if (socket.readable) readStart(socket);
  },

  _destroy(error, callback) {
    if (!this.complete || !this.readableEnded) {
      this.aborted = true;
      this.emit('aborted');
    }
    const { socket } = this;
    const done = (cause) => process.nextTick(finishDestroy, this, cause, callback);
    if (this.aborted && socket && !socket.destroyed) {
      // What is still to come of an aborted message has no reader.
      socket.destroy(error);
      const cleanup = finished(socket, (socketError) => {
        cleanup();
        done(socketError && socketError.code !== 'ERR_STREAM_PREMATURE_CLOSE' ? socketError : error);
      });
    } else if (this.aborted || error) {
      done(error);
    } else {
      callback(null);
    }
  },

  // The fields of the head or, when the message is complete, of the trailer, as the parser hands them over.
  _setFields(fields, maxPairs) {
    if (maxPairs > 0) this[kMaxPairs] = maxPairs;
    this[this.complete ? kTrailerFields : kFields] = fields;
  },

  _addHeaderLines(raw, count) {
    if (!raw?.length) return;
    const trailer = this.complete;
    this[trailer ? kRawTrailers : kRawHeaders] = raw;
    this[kMaxPairs] = count;
    const destination = this[trailer ? kTrailers : kHeaders];
    if (destination) collect(this, raw, destination, this._addHeaderLine);
  },

  _addHeaderLine(field, value, destination) {
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
  },

  _addHeaderLineDistinct(field, value, destination) {
    const name = field.toLowerCase();
    if (destination[name]) destination[name].push(value);
    else destination[name] = [value];
  },

  _dumpAndCloseReadable() {
    this._dumped = true;
    this._readableState[kState] |= kEnded | kEndEmitted | kDestroyed | kClosed | kCloseEmitted;
  },

  // Nobody wants the body: let it pass, so that the connection can go on.
  _dump() {
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
  },
});

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

// What of a list of fields goes into an object: all of it, or as many as `maxHeadersCount` allows.
function collect(message, raw, destination, add) {
  const limit = message[kMaxPairs] > 0 ? Math.min(raw.length, message[kMaxPairs]) : raw.length;
  for (let index = 0; index < limit; index += 2) Reflect.apply(add, message, [raw[index], raw[index + 1], destination]);
  return destination;
}

// An abort is an error only to those who listen.
function finishDestroy(message, error, callback) {
  callback(message.listenerCount('error') === 0 ? null : error);
}

// Fields of which the first one counts.
const singular = new Set([
  'age', 'authorization', 'content-length', 'content-type', 'etag', 'expires', 'from', 'host', 'if-modified-since',
  'if-unmodified-since', 'last-modified', 'location', 'max-forwards', 'proxy-authorization', 'referer', 'retry-after',
  'server', 'user-agent',
]);

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

module.exports = { IncomingMessage, endOfBody, hasEnded, isUnread, kDetachAbortSignal, readStart, readStop };
