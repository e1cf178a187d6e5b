'use strict';

// Http2Session: what sessions of servers and clients have in common. The protocol is in Rust (src/builtins/http2); what it
// tells comes by the functions of internal/http2/events.

const EventEmitter = require('node:events');
const { inspect } = require('node:util');
const { codes } = require('internal/errors');
const { defineGetters } = require('internal/util');
const { validateBuffer, validateFunction, validateNumber, validateUint32, validateInt32 } = require('internal/validators');
const { StreamHandle } = require('internal/stream_handle');
const { NumberedMembers } = require('internal/members');
const {
  NghttpError, kBoundSession, kMaybeDestroy, kNative, kSocket, kState, kTimeout, kUpdateTimer, isSending, setTimeout, updateTimer,
} = require('internal/http2/util');
const { toEntries, toSettings, validateRemoteCustomSettings, validateSettings } = require('internal/http2/settings');
const { constants } = require('internal/http2/constants');
const statistics = require('internal/http2/statistics');
const { makeSocketProxy } = require('internal/http2/socket_proxy');

const binding = internalBinding('http2');

const {
  NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR, NGHTTP2_SESSION_CLIENT, NGHTTP2_SESSION_SERVER,
  PADDING_STRATEGY_NONE,
} = constants;

const NGHTTP2_ERR_PROTO = -505;

const kAlpnProtocol = Symbol('alpnProtocol');
const kEncrypted = Symbol('encrypted');
const kLocalSettings = Symbol('local-settings');
const kProxySocket = Symbol('proxySocket');
const kRemoteSettings = Symbol('remote-settings');
const kType = Symbol('type');

function assertIsObject(value, name, types = 'Object') {
  if (value !== undefined && (value === null || typeof value !== 'object' || Array.isArray(value)))
    throw new codes.ERR_INVALID_ARG_TYPE(name, types, value);
}

function emit(emitter, ...args) {
  emitter.emit(...args);
}

function assertIsAlive(session) {
  if (session.destroyed)
    throw new codes.ERR_HTTP2_INVALID_SESSION();
}

// What a ping carries that was given nothing to carry.
function timePayload(time) {
  const payload = Buffer.alloc(8);
  payload.writeBigUInt64LE(time);
  return payload;
}

// What nghttp2 tells of a session, in the order in which the binding does.
const stateNames = (
  'effectiveLocalWindowSize effectiveRecvDataLength nextStreamID localWindowSize lastProcStreamID remoteWindowSize ' +
  'outboundQueueSize deflateDynamicTableSize inflateDynamicTableSize'
).split(' ');

class Http2Session extends EventEmitter {
  constructor(options, type, socket) {
    super();
    if (socket[kBoundSession] !== undefined) throw new codes.ERR_HTTP2_SOCKET_BOUND();
    if (typeof options.paddingStrategy === 'number')
      validateUint32(options.paddingStrategy, 'options.paddingStrategy');
    this[kState] = {
      closed: false,
      destroyed: false,
      ready: false,
      destroyCode: NGHTTP2_NO_ERROR,
      goawayCode: null,
      goawayLastStreamID: null,
      streams: new NumberedMembers(),
      pendingStreams: new Set(),
      pendingAck: 0,
      // Those that this side has sent.
      customSettings: new Map(),
      // Callbacks of what the peer has to acknowledge.
      settings: [],
      pings: [],
      // How long the last one took, in nanoseconds.
      pingRTT: 0,
      limits: undefined,
      originSet: undefined,
      // The lower handle, when a Duplex that is no socket is below.
      duplexHandle: undefined,
      onDone: undefined,
    };
    this[kType] = type;
    this[kSocket] = socket;
    // What programs see of it, once they ask.
    this[kProxySocket] = null;
    this[kAlpnProtocol] = undefined;
    this[kEncrypted] = undefined;
    this[kNative] = undefined;
    this[kTimeout] = null;

    socket[kBoundSession] = this;
    socket.on('close', onSocketClose);
    socket.on('error', onSocketError);
    // Frames are written as they come: a part of a response does not wait until the peer has acknowledged the one before.
    if (typeof socket.setNoDelay === 'function')
      socket.setNoDelay();
    if (socket.connecting || socket.secureConnecting) {
      const event = socket.encrypted ? 'secureConnect' : 'connect';
      socket.once(event, () => setupOrDestroy(this, socket, type, options));
    } else {
      setupHandle(this, socket, type, options);
    }
  }

  get originSet() {
    const isKnown = this.encrypted && !this.destroyed;
    return isKnown ? [...initOriginSet(this)] : undefined;
  }

  get connecting() {
    return !this[kState].ready;
  }

  get closed() {
    return this[kState].closed;
  }

  get destroyed() {
    return this[kState].destroyed;
  }

  [kUpdateTimer]() {
    if (!this.destroyed)
      updateTimer.call(this);
  }

  setNextStreamID(id) {
    assertIsAlive(this);
    validateNumber(id, 'id');
    if (id <= 0 || id > 0xffffffff)
      throw new codes.ERR_OUT_OF_RANGE('id', `> 0 and <= ${0xffffffff}`, id);
    binding.setNextStreamID(this[kNative], id);
  }

  setLocalWindowSize(windowSize) {
    assertIsAlive(this);
    validateInt32(windowSize, 'windowSize', 0);
    const result = binding.setLocalWindowSize(this[kNative], windowSize);
    if (result < 0)
      this.destroy(new NghttpError(result));
  }

  ping(payload, callback) {
    assertIsAlive(this);
    if (typeof payload === 'function')
      [payload, callback] = [undefined, payload];
    if (payload)
      validatePing(payload);
    validateFunction(callback, 'callback');
    if (this.closed || this.connecting) {
      process.nextTick(cancelPing, callback);
      return;
    }
    const { limits, pings } = this[kState];
    const resource = outstanding('HTTP2PING');
    if (pings.length >= limits.maxOutstandingPings) {
      settle(resource, cancelPing, callback);
      return false;
    }
    const start = process.hrtime.bigint();
    pings.push({ callback, start, resource });
    binding.ping(this[kNative], payload || timePayload(start));
    return true;
  }

  get socket() {
    if (this.destroyed)
      return undefined;
    const proxy = this[kProxySocket];
    if (proxy === null)
      return this[kProxySocket] = makeSocketProxy(this);
    return proxy;
  }

  get state() {
    const values = this.connecting || this.destroyed ? undefined : binding.state(this[kNative]);
    if (values === undefined)
      return {};
    return Object.fromEntries(stateNames.map((name, i) => [name, values[i]]));
  }

  get localSettings() {
    const { [kLocalSettings]: known } = this;
    if (known !== undefined || !isUp(this))
      return known ?? {};
    const custom = [...this[kState].customSettings].flat();
    return this[kLocalSettings] = toSettings(binding.localSettings(this[kNative]), custom);
  }

  get remoteSettings() {
    // Unlike those of this side the peer's go with the session.
    if (!isUp(this))
      return {};
    const { [kRemoteSettings]: known } = this;
    if (known !== undefined)
      return known;
    const native = this[kNative];
    return this[kRemoteSettings] = toSettings(binding.remoteSettings(native), binding.remoteCustomSettings(native));
  }

  settings(settings, callback) {
    assertIsAlive(this);
    assertIsObject(settings, 'settings');
    validateSettings(settings);
    if (callback)
      validateFunction(callback, 'callback');
    this[kState].pendingAck++;
    whenConnected(this, () => submitSettings(this, { ...settings }, callback));
  }

  goaway(code = NGHTTP2_NO_ERROR, lastStreamID = 0, opaqueData = undefined) {
    assertIsAlive(this);
    if (opaqueData !== undefined)
      validateBuffer(opaqueData, 'opaqueData');
    validateNumber(code, 'code');
    validateNumber(lastStreamID, 'lastStreamID');
    whenConnected(this, () => {
      if (this.destroyed) return;
      this[kUpdateTimer]();
      binding.goaway(this[kNative], code, lastStreamID, opaqueData);
    });
  }

  // Ends the session at once, with all its streams.
  destroy(error = NGHTTP2_NO_ERROR, code = undefined) {
    if (this.destroyed) return;
    const isCode = typeof error === 'number';
    const number = isCode ? error : code;
    const cause = !isCode ? error : number === NGHTTP2_NO_ERROR ? undefined : new codes.ERR_HTTP2_SESSION_ERROR(number);
    const isFailure = cause !== undefined && cause !== null;
    closeSession(this, number === undefined && isFailure ? NGHTTP2_INTERNAL_ERROR : number, cause);
  }

  // Ends the session when its streams have come to their end.
  close(callback) {
    const { [kState]: state } = this;
    if (state.closed || state.destroyed) return;
    state.closed = true;
    if (typeof callback === 'function') this.once('close', callback);
    this.goaway();
    if (this[kNative] !== undefined)
      binding.tellTheEnd(this[kNative]);
    this[kMaybeDestroy]();
  }

  [EventEmitter.captureRejectionSymbol](error, event, ...args) {
    const failed = event === 'stream' ? args[0] : this;
    failed.destroy(error);
  }

  [kMaybeDestroy](error) {
    if (error !== undefined && error !== null) this.destroy(error);
    else if (isIdle(this)) this.destroy();
  }

  _onTimeout() {
    if (this.destroyed) return;
    if (isSending(this, this[kSocket], this[kState].streams.values())) updateTimer.call(this);
    else this.emit('timeout');
  }

  [inspect.custom](depth, options) {
    if (typeof depth === 'number' && depth < 0)
      return this;
    const { type, closed, destroyed, state, localSettings, remoteSettings } = this;
    const shown = { type, closed, destroyed, state, localSettings, remoteSettings };
    return `Http2Session ${inspect(shown, { ...options, depth: null })}`;
  }
}

// A session with nothing left to do that was told to end then.
function isIdle(session) {
  const { [kNative]: native, [kState]: { closed, pendingStreams, streams } } = session;
  if (!closed || streams.size > 0 || pendingStreams.size > 0)
    return false;
  return native === undefined || !binding.hasPendingData(native);
}

function isUp(session) {
  return !session.destroyed && !session.connecting;
}

function whenConnected(session, action) {
  if (session.connecting)
    session.once('connect', action);
  else
    action();
}

function validatePing(payload) {
  validateBuffer(payload, 'payload');
  if (payload.byteLength !== 8) throw new codes.ERR_HTTP2_PING_LENGTH();
}

function setupOrDestroy(session, socket, type, options) {
  try {
    setupHandle(session, socket, type, options);
  } catch (error) {
    socket.destroy(error);
  }
}

defineGetters(Http2Session, {
  encrypted: (session) => session[kEncrypted],
  alpnProtocol: (session) => session[kAlpnProtocol],
  type: (session) => session[kType],
  goawayCode: (session) => session[kState].goawayCode || NGHTTP2_NO_ERROR,
  goawayLastStreamID: (session) => session[kState].goawayLastStreamID || 0,
  pendingSettingsAck: (session) => session[kState].pendingAck > 0,
});

// Not every Duplex below can be told whether it keeps the process alive.
for (const name of ['ref', 'unref']) {
  const method = {
    [name]() {
      const socket = this[kSocket];
      if (typeof socket?.[name] === 'function')
        socket[name]();
    },
  }[name];
  Object.defineProperty(Http2Session.prototype, name, { __proto__: null, configurable: true, writable: true, value: method });
}

Http2Session.prototype.setTimeout = setTimeout;
Object.defineProperty(Http2Session.prototype, 'setTimeout', { __proto__: null, enumerable: false });

// ---- the beginning ----

function defaultNumber(value, fallback) {
  return typeof value === 'number' ? value : fallback;
}

function nativeOptions(options, type) {
  const pairs = defaultNumber(options.maxHeaderListPairs, 128);
  return {
    maxDeflateDynamicTableSize: options.maxDeflateDynamicTableSize,
    maxReservedRemoteStreams: options.maxReservedRemoteStreams,
    maxSendHeaderBlockLength: options.maxSendHeaderBlockLength,
    peerMaxConcurrentStreams: defaultNumber(options.peerMaxConcurrentStreams, 100),
    maxSettings: options.maxSettings,
    streamResetBurst: options.streamResetBurst,
    streamResetRate: options.streamResetRate,
    keepFieldWhitespace: options.strictFieldWhitespaceValidation === false ? 1 : 0,
    maxHeaderListPairs: Math.max(pairs, type === NGHTTP2_SESSION_SERVER ? 4 : 1),
    maxSessionMemory: Math.max(defaultNumber(options.maxSessionMemory, 10), 1),
    maxSessionInvalidFrames: defaultNumber(options.maxSessionInvalidFrames, 1000),
    maxSessionRejectedStreams: defaultNumber(options.maxSessionRejectedStreams, 100),
    paddingStrategy: defaultNumber(options.paddingStrategy, PADDING_STRATEGY_NONE),
  };
}

function setupHandle(session, socket, type, options) {
  // Destroyed while the connection was being made: those who wait for it are told all the same.
  if (session.destroyed) {
    process.nextTick(emit, session, 'connect', session, socket);
    return;
  }
  require('internal/http2/events').setup();
  const state = session[kState];
  state.ready = true;
  state.limits = {
    maxOutstandingPings: defaultNumber(options.maxOutstandingPings, 10),
    maxOutstandingSettings: Math.max(defaultNumber(options.maxOutstandingSettings, 10), 1),
  };
  const native = binding.create(session, type === NGHTTP2_SESSION_CLIENT, nativeOptions(options, type));
  if (native === undefined)
    throw new codes.ERR_HTTP2_NO_MEM();
  session[kNative] = native;
  const custom = validateRemoteCustomSettings(options.remoteCustomSettings);
  if (custom.length > 0)
    binding.setRemoteCustomSettings(native, custom);

  consume(session, socket);

  if (socket.encrypted) {
    session[kAlpnProtocol] = socket.alpnProtocol;
    session[kEncrypted] = true;
  } else {
    session[kAlpnProtocol] = 'h2c';
    session[kEncrypted] = false;
  }
  session.settings(typeof options.settings === 'object' ? options.settings : {});
  if (type === NGHTTP2_SESSION_SERVER && Array.isArray(options.origins))
    session.origin(...options.origins);
  process.nextTick(emit, session, 'connect', session, socket);
}

// From now on the bytes of the socket are the session's.
function consume(session, socket) {
  const handle = socket._handle;
  let id = handle?._id;
  if (!(handle instanceof StreamHandle) || id === undefined) {
    const { DuplexHandle } = require('internal/tls/wrap');
    const duplexHandle = new DuplexHandle(socket);
    session[kState].duplexHandle = duplexHandle;
    id = duplexHandle._id;
  } else {
    handle.reading = true;
  }
  binding.start(session[kNative], id);
}

// ---- SETTINGS and PING ----

// What waits for the peer's acknowledgement is a resource until its callback has been called.
function outstanding(type) {
  const { AsyncResource } = require('node:async_hooks');
  return new AsyncResource(type, { requireManualDestroy: true });
}

function settle(resource, callback, ...args) {
  resource.runInAsyncScope(callback, undefined, ...args);
  resource.emitDestroy();
}

function submitSettings(session, settings, callback) {
  if (session.destroyed)
    return;
  session[kUpdateTimer]();
  const state = session[kState];
  const resource = outstanding('HTTP2SETTINGS');
  if (state.settings.length >= state.limits.maxOutstandingSettings) {
    state.pendingAck--;
    settle(resource, () => {
      if (typeof callback === 'function')
        callback(new codes.ERR_HTTP2_SETTINGS_CANCEL());
    });
    session.destroy(new codes.ERR_HTTP2_MAX_PENDING_SETTINGS_ACK());
    return;
  }
  const result = binding.settings(session[kNative], toEntries(settings));
  if (result < 0) {
    session.destroy(new NghttpError(result));
    return;
  }
  for (const [id, value] of Object.entries(settings.customSettings ?? {})) state.customSettings.set(Number(id), Number(value));
  state.settings.push({ callback, start: process.hrtime.bigint(), resource });
}

function milliseconds(start) {
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function onSettingsAck(session, values) {
  const state = session[kState];
  const waiting = state.settings.shift();
  if (waiting === undefined) {
    // Nothing was asked for.
    session.destroy(new NghttpError(NGHTTP2_ERR_PROTO));
    return;
  }
  state.pendingAck--;
  const { callback, resource, start } = waiting;
  settle(resource, () => {
    const settings = session[kLocalSettings] = toSettings(values, [...state.customSettings].flat());
    if (typeof callback === 'function')
      callback(null, settings, milliseconds(start));
    session.emit('localSettings', settings);
  });
}

function onSettings(session, values, custom) {
  session[kUpdateTimer]();
  const settings = toSettings(values, custom);
  session[kRemoteSettings] = settings;
  session.emit('remoteSettings', settings);
}

function onPingAck(session, payload) {
  const waiting = session[kState].pings.shift();
  if (waiting === undefined) {
    session.destroy(new NghttpError(NGHTTP2_ERR_PROTO));
    return;
  }
  const { callback, resource, start } = waiting;
  const duration = milliseconds(start);
  session[kState].pingRTT = Math.round(duration * 1e6);
  settle(resource, callback, null, duration, Buffer.from(payload.buffer));
}

function cancelPing(callback) {
  callback(new codes.ERR_HTTP2_PING_CANCEL());
}

// What the peer will not acknowledge any more.
function cancelOutstanding(session) {
  const { pings, settings } = session[kState];
  for (const { callback, resource } of pings.splice(0))
    setImmediate(settle, resource, cancelPing, callback);
  for (const { resource } of settings.splice(0)) resource.emitDestroy();
}

// ---- the end ----

function closeSession(session, code, error) {
  const state = session[kState];
  state.destroyed = true;
  state.destroyCode = code;
  session.setTimeout(0);
  session.removeAllListeners('timeout');
  clearTimeout(session[kTimeout]);

  if (state.pendingStreams.size > 0 || state.streams.size > 0) {
    const cancel = new codes.ERR_HTTP2_STREAM_CANCEL(error);
    for (const stream of [...state.pendingStreams]) stream.destroy(cancel);
    for (const stream of state.streams.values()) stream.destroy(error);
  }
  const native = session[kNative];
  if (native === undefined) {
    finishClosing(session, error);
    return;
  }
  cancelOutstanding(session);
  state.onDone = () => finishClosing(session, error);
  binding.destroy(native, code ?? NGHTTP2_NO_ERROR, session[kSocket].destroyed);
}

function finishClosing(session, error) {
  const socket = session[kSocket];
  cleanup(session, socket);
  if (socket === undefined || socket.destroyed) {
    process.nextTick(emitClose, session, error);
    return;
  }
  socket.on('close', () => emitClose(session, error));
  if (session.closed) {
    // The end was agreed on: the peer's side is read to its end.
    socket.resume();
    socket.end();
  } else {
    socket.destroy(error);
  }
}

function cleanup(session, socket) {
  const native = session[kNative];
  const { duplexHandle } = session[kState];
  session[kSocket] = undefined;
  session[kProxySocket] = null;
  session[kNative] = undefined;
  if (native !== undefined) {
    statistics.sessionEnded(native, session.type === NGHTTP2_SESSION_CLIENT, session[kState].pingRTT);
    binding.release(native);
  }
  if (duplexHandle !== undefined)
    duplexHandle.detach();
  else
    socket?._handle?._attach?.();
  if (socket) {
    socket[kBoundSession] = undefined;
    socket.removeListener('error', onSocketError);
    socket.removeListener('close', onSocketClose);
    // What goes wrong from here on is nobody's business any more.
    socket.on('error', () => {});
  }
}

function emitClose(session, error) {
  if (error)
    session.emit('error', error);
  session.emit('close');
}

function onSocketError(error) {
  const { [kBoundSession]: session } = this;
  // After a GOAWAY the peer may close the connection as it likes.
  const isAgreed = error.code === 'ECONNRESET' && session?.[kState].goawayCode !== null;
  session?.destroy(isAgreed ? undefined : error);
}

function onSocketClose() {
  const session = this[kBoundSession];
  if (session === undefined)
    return;
  if (session.destroyed) {
    // What was still to be written has nowhere to go.
    if (session[kNative] !== undefined)
      binding.destroy(session[kNative], session[kState].destroyCode ?? NGHTTP2_NO_ERROR, true);
    return;
  }
  const error = session.connecting ? new codes.ERR_SOCKET_CLOSED() : null;
  const { pendingStreams, streams } = session[kState];
  for (const stream of streams.values()) stream.close(NGHTTP2_CANCEL);
  for (const stream of [...pendingStreams]) stream.close(NGHTTP2_CANCEL);
  session.close();
  closeSession(session, NGHTTP2_NO_ERROR, error);
}

// The connection has ended (0) or cannot be read (a negative errno).
function onSocketEnd(session, errno) {
  const socket = session[kSocket];
  const handle = socket?._handle;
  if (handle instanceof StreamHandle) {
    handle.reading = false;
    handle.onread(errno, undefined);
  } else {
    // Any Duplex, which may stay open one way: what a socket does then.
    process.nextTick(() => socket?.end(() => setImmediate(() => socket.destroy())));
  }
}

// The origins that the connection is known to be good for.
function initOriginSet(session) {
  const state = session[kState];
  if (state.originSet === undefined) {
    const socket = session[kSocket];
    state.originSet = new Set();
    let hostName = socket.servername;
    if (hostName === null || hostName === false)
      hostName = socket.remoteFamily === 'IPv6' ? `[${socket.remoteAddress}]` : socket.remoteAddress;
    let origin = `https://${hostName}`;
    if (socket.remotePort != null)
      origin += `:${socket.remotePort}`;
    // In its normal form, without the default port.
    state.originSet.add(new URL(origin).origin);
  }
  return state.originSet;
}

module.exports = {
  Http2Session, assertIsAlive, assertIsObject, emit, initOriginSet, kType, onPingAck, onSettings, onSettingsAck, onSocketEnd,
};
