'use strict';

// What sessions in Rust tell: one function for each of the targets in src/builtins/http2/events.rs, in their order.

const { FastBuffer } = require('internal/buffer');
const { codes } = require('internal/errors');
const {
  NghttpError, kAuthority, kMaybeDestroy, kNative, kProtocol, kResource, kState, kUpdateTimer,
} = require('internal/http2/util');
const { toHeaderObject } = require('internal/http2/headers');
const {
  emit, initOriginSet, kType, onPingAck, onSettings, onSettingsAck, onSocketEnd,
} = require('internal/http2/session');
const { closeStream, kNoRstStream } = require('internal/http2/stream');
const statistics = require('internal/http2/statistics');
const { constants } = require('internal/http2/constants');

const binding = internalBinding('http2');

const {
  NGHTTP2_FLAG_END_STREAM, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM, NGHTTP2_SESSION_SERVER,
} = constants;

// Categories of header lists.
const kResponse = 1;
const kPushResponse = 2;
const kHeaders = 3;

const kMisdirected = 421;

// A peer may name so many origins.
const kMaxOrigins = 128;

// Streams of servers have no scope but their session's.
function inScope(stream, callback, ...args) {
  const resource = stream[kResource];
  return resource === undefined ?
    callback(stream, ...args) : resource.runInAsyncScope(callback, undefined, stream, ...args);
}

function onHeaders(session, id, category, flags, text, sensitive) {
  if (session.destroyed)
    return;
  session[kUpdateTimer]();
  const raw = text === '' ? [] : text.split('\n');
  const headers = toHeaderObject(raw, sensitive);
  const endOfStream = (flags & NGHTTP2_FLAG_END_STREAM) !== 0;
  let stream = session[kState].streams.get(id);
  if (stream === undefined) {
    if (session.closed) {
      // A stream that the peer opened before it heard of the end.
      binding.rstStream(session[kNative], id, NGHTTP2_REFUSED_STREAM);
      binding.removeStream(session[kNative], id);
      return;
    }
    stream = session[kType] === NGHTTP2_SESSION_SERVER ?
      require('internal/http2/server_stream').acceptStream(session, id, headers, endOfStream) :
      require('internal/http2/client_session').acceptPush(session, id, headers);
    process.nextTick(emit, session, 'stream', stream, headers, flags, raw);
  } else {
    const event = eventOf(category, headers[':status'], endOfStream);
    inScope(stream, emitLater, event, headers, flags, raw);
    require('internal/http2/diagnostics').received(stream, event, headers, flags);
    if (event === 'response' && headers[':status'] === kMisdirected)
      disown(session, stream);
  }
  if (endOfStream)
    inScope(stream, push, null);
}

// The server says that it does not answer for the origin.
function disown(session, stream) {
  const { originSet } = session[kState];
  originSet?.delete(`${stream[kProtocol]}://${stream[kAuthority]}`.replace(/:443$/, ''));
}

function emitLater(stream, ...args) {
  process.nextTick(emit, stream, ...args);
}

function push(stream, chunk) {
  return stream.push(chunk);
}

function eventOf(category, status, endOfStream) {
  if (category === kPushResponse)
    return 'push';
  if (category === kResponse)
    return !endOfStream && status >= 100 && status < 200 ? 'headers' : 'response';
  if (category === kHeaders && status >= 200)
    return 'response';
  return endOfStream ? 'trailers' : 'headers';
}

// A piece of a body, or without one its end. False: no more for now.
function onData(session, id, arrayBuffer, offset, length) {
  const stream = session[kState].streams.get(id);
  if (stream === undefined)
    return;
  stream[kUpdateTimer]();
  if (arrayBuffer !== undefined)
    return stream.destroyed || inScope(stream, push, new FastBuffer(arrayBuffer, offset, length));
  inScope(stream, endReading);
}

// The end of a body, after which the stream may be over.
function endReading(stream) {
  if (stream._readableState.endEmitted)
    stream[kMaybeDestroy]();
  else
    pushEnd(stream);
}

function pushEnd(stream, isUnwanted = false) {
  stream.on('end', stream[kMaybeDestroy]);
  stream.push(null);
  if (isUnwanted)
    stream.resume();
  else
    stream.read(0);
}

function onStreamClose(session, id, code) {
  const stream = session[kState].streams.get(id);
  if (stream === undefined || stream.destroyed) {
    binding.removeStream(session[kNative], id);
    return;
  }
  inScope(stream, closeByPeer, session, code);
  // What waits to be sent will not be, and its callbacks need not wait for it.
  if (session[kNative] !== undefined) {
    statistics.streamEnded(session[kNative], id);
    binding.removeStream(session[kNative], id);
  }
}

function closeByPeer(stream, session, code) {
  if (!stream.closed) closeStream(stream, code, kNoRstStream);
  const isCutOff = code !== NGHTTP2_NO_ERROR;
  if (isCutOff || !stream.readable) {
    stream[kMaybeDestroy](code);
  } else {
    // What no server has looked at is dropped, so that the stream can end.
    const isUnread = stream.readableFlowing === null && !stream[kState].didRead;
    pushEnd(stream, isUnread && session[kType] === NGHTTP2_SESSION_SERVER);
  }
}

function onTrailers(session, id) {
  const stream = session[kState].streams.get(id);
  if (stream === undefined)
    return;
  stream[kState].trailersReady = true;
  if (!stream.destroyed && !stream.closed)
    inScope(stream, askForTrailers);
}

// Without a listener there are none.
function askForTrailers(stream) {
  const isHeard = stream.emit('wantTrailers');
  if (!isHeard) stream.sendTrailers({});
}

function onPing(session, payload) {
  session[kUpdateTimer]();
  session.emit('ping', Buffer.from(payload.buffer));
}

function onPriority(session, id, ...priority) {
  const emitter = session[kState].streams.get(id) ?? session;
  if (emitter.destroyed)
    return;
  emitter[kUpdateTimer]();
  emitter.emit('priority', id, ...priority);
}

function onGoaway(session, code, lastStreamID, data) {
  Object.assign(session[kState], { goawayCode: code, goawayLastStreamID: lastStreamID });
  session.emit('goaway', code, lastStreamID, data && Buffer.from(data.buffer));
  // The peer knows of its own error.
  if (code !== NGHTTP2_NO_ERROR)
    session.destroy(new codes.ERR_HTTP2_SESSION_ERROR(code), NGHTTP2_NO_ERROR);
  else
    session.close();
}

function onAltSvc(session, id, origin, value) {
  session[kUpdateTimer]();
  session.emit('altsvc', value, origin, id);
}

function onOrigin(session, origins) {
  session[kUpdateTimer]();
  if (!session.encrypted)
    return;
  const known = initOriginSet(session);
  for (const origin of origins) {
    if (known.size === kMaxOrigins) {
      session.destroy(new codes.ERR_HTTP2_TOO_MANY_ORIGINS(kMaxOrigins));
      return;
    }
    known.add(origin);
  }
  session.emit('origin', origins);
}

function onFrameError(session, id, type, code) {
  const { streams } = session[kState];
  const told = streams.get(id) ?? session;
  told[kUpdateTimer]();
  told.emit('frameError', type, code, id);
  // nghttp2 closes the stream itself first, with a code of its own.
  setImmediate(() => {
    if (told !== session) told.close(code);
    session.close();
  });
}

function onError(session, code, custom) {
  session.destroy(new NghttpError(code, custom));
}

// Everything is written, and the session may go if it has no streams any more.
function onDone(session) {
  const state = session[kState];
  const callback = state.onDone;
  state.onDone = undefined;
  if (callback !== undefined)
    callback();
  else if (!session.destroyed)
    session[kMaybeDestroy]();
}

// A session that is destroyed hears of nothing any more.
function ifOpen(tell) {
  return (session, ...values) => {
    if (!session.destroyed)
      tell(session, ...values);
  };
}

let isSetUp = false;

function setup() {
  if (isSetUp)
    return;
  isSetUp = true;
  binding.setup([
    onHeaders, onData, onStreamClose, onTrailers, onSettings, onSettingsAck, ifOpen(onPing), onPingAck,
    ifOpen(onPriority), ifOpen(onGoaway), ifOpen(onAltSvc), ifOpen(onOrigin), ifOpen(onFrameError), onError, onDone, onSocketEnd,
  ]);
}

module.exports = { setup };
