'use strict';

// Http2Stream: what streams of servers and clients have in common.

const { Duplex } = require('node:stream');
const { inspect } = require('node:util');
const { AbortError, codes, hideStackFrames } = require('internal/errors');
const {
  kValidateObjectAllowArray, validateFunction, validateInteger, validateObject,
} = require('internal/validators');
const {
  NghttpError, kId, kMaybeDestroy, kNative, kSession, kSocket, kState, kStrictSingleValueFields, kTimeout, kUpdateTimer,
  isSending, setTimeout, updateTimer,
} = require('internal/http2/util');
const { isTrailerPseudoHeader, packHeaders, rawToObject } = require('internal/http2/headers');
const { kType } = require('internal/http2/session');
const { constants } = require('internal/http2/constants');
const { defineGetters, deprecate } = require('internal/util');
const diagnostics = require('internal/http2/diagnostics');
const statistics = require('internal/http2/statistics');

const binding = internalBinding('http2');

const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR, NGHTTP2_SESSION_SERVER } = constants;

const kInfoHeaders = Symbol('sent-info-headers');
const kInit = Symbol('init');
const kProceed = Symbol('proceed');
const kSentHeaders = Symbol('sent-headers');
const kSentTrailers = Symbol('sent-trailers');

// How a stream is closed: the peer knows, is told when everything is written, or is told at once.
const kNoRstStream = 0;
const kStandardRstStream = 1;
const kForceRstStream = 2;

const errorNames = [];
for (const name of `NO_ERROR PROTOCOL_ERROR INTERNAL_ERROR FLOW_CONTROL_ERROR SETTINGS_TIMEOUT STREAM_CLOSED
  FRAME_SIZE_ERROR REFUSED_STREAM CANCEL COMPRESSION_ERROR CONNECT_ERROR ENHANCE_YOUR_CALM INADEQUATE_SECURITY
  HTTP_1_1_REQUIRED`.split(/\s+/))
  errorNames[constants[`NGHTTP2_${name}`]] = `NGHTTP2_${name}`;

const assertIsOpen = hideStackFrames((stream) => {
  if (stream.destroyed || stream.closed)
    throw new codes.ERR_HTTP2_INVALID_STREAM();
});

// What is so of a stream before anything has happened.
const newState = {
  // It has no number.
  pending: true,
  closed: false,
  aborted: false,
  rstCode: NGHTTP2_NO_ERROR,
  // What is sent.
  headersSent: false,
  headRequest: false,
  endAfterHeaders: false,
  // Trailers are still to come.
  hasTrailers: false,
  trailersReady: false,
  // What is sent is a file, and its end the stream's.
  sendsFile: false,
  shutdown: false,
  // What is read.
  didRead: false,
  reading: false,
};

class Http2Stream extends Duplex {
  constructor(session, options) {
    super(Object.assign(options, { allowHalfOpen: true, autoDestroy: false, decodeStrings: false }));
    this[kId] = undefined;
    this[kSession] = session;
    this[kState] = { ...newState };
    this[kTimeout] = null;
    session[kState].pendingStreams.add(this);
    // What is written waits until the stream has its number.
    this.cork();
    // Nothing has been read yet, whatever 'readable' and 'end' listeners there are.
    this._readableState.readingMore = true;
    this.on('pause', nothing);
  }

  // The stream has its number.
  [kInit](id) {
    const { streams, pendingStreams } = this[kSession][kState];
    this[kId] = id;
    this[kState].pending = false;
    streams.set(id, this);
    pendingStreams.delete(this);
    this.uncork();
    this.emit('ready');
  }

  [kUpdateTimer]() {
    if (this.destroyed)
      return;
    updateTimer.call(this);
    const session = this[kSession];
    session?.[kUpdateTimer]();
  }

  [inspect.custom](depth, options) {
    if (typeof depth === 'number' && depth < 0)
      return this;
    const { closed, destroyed, state, _readableState: readableState, _writableState: writableState } = this;
    const shown = { id: this[kId] || '<pending>', closed, destroyed, state, readableState, writableState };
    return `Http2Stream ${inspect(shown, { ...options, depth: null })}`;
  }

  _onTimeout() {
    if (this.destroyed) return;
    if (isSending(this, this[kSession]?.[kSocket], [this])) this[kUpdateTimer]();
    else this.emit('timeout');
  }

  get state() {
    const native = this[kSession]?.[kNative];
    const values = this.pending || this.destroyed || native === undefined ?
      undefined : binding.streamState(native, this[kId]);
    if (values === undefined)
      return {};
    // Before its headers are sent nghttp2 does not have it.
    const isKnown = values[1] >= 0;
    return {
      state: values[0],
      weight: isKnown ? constants.NGHTTP2_DEFAULT_WEIGHT : 0,
      sumDependencyWeight: 0,
      localClose: isKnown ? values[1] : 0,
      remoteClose: isKnown ? values[2] : 0,
      localWindowSize: isKnown ? values[3] : 0,
    };
  }

  [kProceed]() {}

  // ---- writing ----

  _write(data, encoding, callback) {
    writeGeneric(this, typeof data === 'string' ? toChunk(data, encoding) : data, callback, data, encoding);
  }

  _writev(data, callback) {
    writeGeneric(this, data.map(({ chunk, encoding }) => toChunk(chunk, encoding)), callback, data, '');
  }

  end(...args) {
    super.end(...args);
    endWithLastPiece(this);
    return this;
  }

  _final(callback) {
    const state = this[kState];
    if (state.pending) {
      this.once('ready', () => this._final(callback));
    } else {
      shutdown(this);
      callback();
      if (!state.sendsFile)
        process.nextTick(() => this[kMaybeDestroy]());
    }
  }

  // ---- reading ----

  _read() {
    const state = this[kState];
    if (this.destroyed) {
      this.push(null);
      return;
    }
    if (!state.didRead)
      this._readableState.readingMore = false;
    state.didRead = true;
    if (state.pending)
      this.once('ready', readStart);
    else
      readStart.call(this);
  }

  // ---- trailers ----

  sendTrailers(headers) {
    assertIsOpen(this);
    const { trailersReady } = this[kState];
    if (this[kSentTrailers]) throw new codes.ERR_HTTP2_TRAILERS_ALREADY_SENT();
    if (!trailersReady) throw new codes.ERR_HTTP2_TRAILERS_NOT_READY();
    validateObject(headers, 'headers', kValidateObjectAllowArray);
    const session = this[kSession];
    const list = Array.isArray(headers) ? headers : { __proto__: null, ...headers };
    const packed = packHeaders(list, isTrailerPseudoHeader, session[kStrictSingleValueFields]);
    this[kSentTrailers] = Array.isArray(list) ? rawToObject(list) : list;
    this[kUpdateTimer]();
    const result = binding.trailers(session[kNative], this[kId], packed);
    if (result < 0)
      this.destroy(new NghttpError(result));
    else
      setImmediate(trailersSent, this);
  }

  // ---- the end ----

  close(code = NGHTTP2_NO_ERROR, callback = undefined) {
    const hasCallback = callback !== undefined;
    validateInteger(code, 'code', 0, 0xffffffff);
    if (hasCallback) validateFunction(callback, 'callback');
    if (this[kState].closed)
      return;
    if (hasCallback) this.once('close', callback);
    closeStream(this, code);
  }

  _destroy(error, callback) {
    const session = this[kSession];
    const { closed, pending } = this[kState];
    const code = codeOfEnd(this, session[kState], error);
    if (!closed)
      closeStream(this, code, pending ? kNoRstStream : kForceRstStream);
    this.push(null);
    leaveSession(this, session);
    // A session that is closed may have waited for its last stream.
    setImmediate(() => session[kMaybeDestroy]());
    const isFailure = code !== NGHTTP2_NO_ERROR && code !== NGHTTP2_CANCEL;
    const cause = error ?? (isFailure ? new codes.ERR_HTTP2_STREAM_ERROR(errorNames[code] || code) : error);
    if (cause)
      diagnostics.failed(this, session, cause);
    callback(cause);
  }

  [kMaybeDestroy](code = NGHTTP2_NO_ERROR) {
    const { closed, didRead, hasTrailers, headersSent, sendsFile } = this[kState];
    const isOver = this.writableFinished && !sendsFile;
    if (code !== NGHTTP2_NO_ERROR || (isOver && closed && !this.readable)) {
      this.destroy();
      return;
    }
    // A server has answered without a look at what the client sends: the rest of it is not wanted. Promised streams can still
    // be made in this turn. To HEAD there is nothing to be written, so that its answer may be still to come.
    const isServers = this[kSession]?.[kType] === NGHTTP2_SESSION_SERVER;
    if (isOver && headersSent && isServers && !hasTrailers && !didRead && this.readableFlowing === null)
      setImmediate(() => this.close());
  }
}

defineGetters(Http2Stream, {
  id: (stream) => stream[kId],
  session: (stream) => stream[kSession],
  bufferSize: (stream) => stream.writableLength,
  sentHeaders: (stream) => stream[kSentHeaders],
  sentInfoHeaders: (stream) => stream[kInfoHeaders],
  sentTrailers: (stream) => stream[kSentTrailers],
  pending: (stream) => stream[kState].pending,
  closed: (stream) => stream[kState].closed,
  aborted: (stream) => stream[kState].aborted,
  rstCode: (stream) => stream[kState].rstCode,
  headersSent: (stream) => stream[kState].headersSent,
  headRequest: (stream) => stream[kState].headRequest,
  endAfterHeaders: (stream) => stream[kState].endAfterHeaders,
});

Http2Stream.prototype.setTimeout = setTimeout;
Object.defineProperty(Http2Stream.prototype, 'setTimeout', { __proto__: null, enumerable: false });

// What RFC 9113 has taken away.
Object.defineProperty(Http2Stream.prototype, 'priority', {
  __proto__: null,
  value: deprecate(function priority(options) {
    assertIsOpen(this);
  }, 'http2Stream.priority is longer supported after priority signalling was deprecated in RFC 9113', 'DEP0194'),
  writable: true,
  configurable: true,
});

function nothing() {}

// They are on their way. If the client has ended its side as well, so is the end of the stream.
function trailersSent(stream) {
  stream[kState].hasTrailers = false;
  stream[kMaybeDestroy]();
}

// What the peer is told when a stream is destroyed: why the session ends, if it does, or what has happened to the stream.
function codeOfEnd(stream, { goawayCode, destroyCode }, error) {
  const { closed, rstCode } = stream[kState];
  const sessionCode = goawayCode || destroyCode;
  if (error === null || error === undefined)
    return closed ? rstCode : sessionCode;
  return sessionCode || (error instanceof AbortError ? NGHTTP2_CANCEL : NGHTTP2_INTERNAL_ERROR);
}

function leaveSession(stream, session) {
  const { [kId]: id } = stream;
  const { [kNative]: native, [kState]: { streams, pendingStreams } } = session;
  if (stream[kState].pending) {
    pendingStreams.delete(stream);
  } else {
    if (native !== undefined) {
      statistics.streamEnded(native, id);
      binding.removeStream(native, id);
    }
    streams.delete(id);
  }
  stream[kSession] = undefined;
}

function toChunk(chunk, encoding) {
  if (typeof chunk !== 'string' || encoding === 'utf8' || encoding === 'utf-8')
    return chunk;
  return Buffer.from(chunk, encoding);
}

// `data` and `encoding`: as the program gave them.
function writeGeneric(stream, chunks, callback, data, encoding) {
  const { pending, headersSent } = stream[kState];
  if (pending) {
    stream.once('ready', () => {
      writeGeneric(stream, chunks, callback, data, encoding);
      process.nextTick(endWithLastPiece, stream);
    });
    return;
  }
  if (stream.destroyed)
    return;
  stream[kUpdateTimer]();
  if (!headersSent)
    stream[kProceed]();
  const session = stream[kSession];
  diagnostics.writing(stream, session, data, encoding);
  if (binding.write(session[kNative], stream[kId], chunks, callback) === true)
    callback();
}

// The last piece carries the end with it, if that is known in time.
function endWithLastPiece(stream) {
  const writable = stream._writableState;
  if (!stream[kState].pending && writable.ending && !stream.destroyed && stream.headersSent &&
      writable.length === writable.writelen && writable.length > 0)
    shutdown(stream);
}

// Nothing follows what is written.
function shutdown(stream) {
  const state = stream[kState];
  const session = stream[kSession];
  if (state.shutdown || session === undefined || session[kNative] === undefined)
    return;
  state.shutdown = true;
  diagnostics.written(stream, session);
  binding.shutdown(session[kNative], stream[kId]);
}

function readStart() {
  const native = this[kSession]?.[kNative];
  if (native !== undefined && !this.destroyed)
    binding.readStart(native, this[kId]);
}

function closeStream(stream, code, rstStreamStatus = kStandardRstStream) {
  Object.assign(stream[kState], { closed: true, rstCode: code });
  diagnostics.closed(stream, stream[kSession]);
  stream.removeAllListeners('timeout');
  stream.setTimeout(0);
  const { ending: isEnding } = stream._writableState;
  if (!isEnding)
    cutOff(stream);
  if (rstStreamStatus === kNoRstStream)
    return;
  const waits = isEnding && !stream.writableFinished && code === NGHTTP2_NO_ERROR && rstStreamStatus !== kForceRstStream;
  if (waits)
    stream.once('finish', () => finishClosing(stream, code));
  else
    finishClosing(stream, code);
}

// The peer gets less than it was to get.
function cutOff(stream) {
  const { [kState]: state } = stream;
  if (!state.aborted) {
    state.aborted = true;
    stream.emit('aborted');
  }
  stream.end();
}

function finishClosing(stream, code) {
  if (stream[kState].pending) {
    stream.push(null);
    stream.once('ready', () => submitRstStream(stream, code));
  } else {
    submitRstStream(stream, code);
  }
}

function submitRstStream(stream, code) {
  const native = stream[kSession]?.[kNative];
  if (native !== undefined)
    binding.rstStream(native, stream[kId], code);
}

module.exports = {
  Http2Stream, assertIsOpen, closeStream, kInfoHeaders, kInit, kNoRstStream, kProceed,
  kSentHeaders, shutdown,
};
