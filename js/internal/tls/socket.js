'use strict';

// tls.TLSSocket: a socket over a TLS connection, client's or server's.

const {
  ConnResetException,
  codes: {
    ERR_TLS_ALPN_CALLBACK_INVALID_RESULT, ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS,
    ERR_TLS_HANDSHAKE_TIMEOUT, ERR_TLS_INVALID_CONTEXT, ERR_TLS_INVALID_STATE, ERR_TLS_SNI_FROM_SERVER,
  },
} = require('internal/errors');
const {
  validateBoolean, validateBuffer, validateFunction, validateInt32, validateObject, validateString, validateUint32,
} = require('internal/validators');
const { inherit } = require('internal/util');
const { isArrayBufferView } = require('internal/util/types');
const { Socket, initSocketHandle, kAwaited, kReinitializeHandle } = require('internal/socket');
const { owner_symbol } = require('internal/stream_handle');
const { TLSWrap } = require('internal/tls/wrap');
const {
  SecureContext, createSecureContext, notAvailable, sslError, toLegacyCertificate, translatePeerCertificate,
} = require('internal/tls/common');

// The options of the client's connection.
const kConnectOptions = Symbol('kConnectOptions');
const kALPNCallback = Symbol('kALPNCallback');
const kErrorEmitted = Symbol('kErrorEmitted');
// Whether the other side has been verified, and the session that came before it was.
const kIsVerified = Symbol('kIsVerified');
const kPendingSession = Symbol('kPendingSession');
const kSecureContext = Symbol('kSecureContext');
// The certificate in place of the context's.
const kKeyCert = Symbol('kKeyCert');
const kKeylog = Symbol('kKeylog');
const kRawHandle = Symbol('kRawHandle');
const kStoresSessions = Symbol('kStoresSessions');
const kUseHandle = Symbol('kUseHandle');

// ---- what the connection tells ----

// Node's callbacks of the handle.

function onHandshakeDone() {
  const socket = this.owner;
  if (socket._newSessionPending)
    socket._securePending = true;
  else
    socket._finishInit();
}

function onOCSPResponse(response) {
  this.owner.emit('OCSPResponse', response);
}

function onKeylog(line) {
  this.owner.emit('keylog', line);
}

function onError(error) {
  const socket = this.owner;
  if (socket._hadError)
    return;
  socket._hadError = true;
  if (!socket._secureEstablished) {
    // Who hears of the error may still look at the connection.
    socket._closeAfterHandlingError = true;
    socket.destroy(error);
  } else if (socket._tlsOptions.isServer && socket._rejectUnauthorized &&
             /peer did not return a certificate/.test(error.message)) {
    socket.destroy();
  } else {
    // The connection ends when the peer ends it, or the program.
    socket.emit('error', error);
  }
}

function onNewSession(id, session) {
  const socket = this.owner;
  this.setSession(session);
  if (socket[kIsVerified])
    socket.emit('session', session);
  else
    socket[kPendingSession] = session;
}

// A server's program may store a session before the client learns of it.
function onSessionBegun(id, session) {
  const socket = this.owner;
  this.setSession(session);
  const { server } = socket;
  if (!socket[kStoresSessions] || server.listenerCount('newSession') === 0)
    return;
  socket._newSessionPending = true;
  this.holdOutput(true);
  let once = false;
  server.emit('newSession', id, session, () => {
    if (once)
      return;
    once = true;
    if (!socket._handle)
      return;
    socket._newSessionPending = false;
    this.holdOutput(false);
    if (socket._securePending) {
      socket._securePending = false;
      socket._finishInit();
    }
  });
}

// Asks the program for something that it may give later: `ask(callback)`, whose
// callback takes an error or what is then passed to `next`.
function askOnce(socket, ask, next) {
  let called = false;
  ask((error, value) => {
    if (called) {
      const { codes: { ERR_MULTIPLE_CALLBACK } } = require('internal/errors');
      socket.destroy(new ERR_MULTIPLE_CALLBACK());
      return;
    }
    called = true;
    if (error) {
      socket.destroy(error);
      return;
    }
    if (!socket._handle) {
      // As Node.js has it.
      const { codes: { ERR_SOCKET_CLOSED } } = require('internal/errors');
      socket.destroy(new ERR_SOCKET_CLOSED());
      return;
    }
    next(value);
  });
}

// A server looks for the session that the client wants to resume, chooses a
// context by the name that it asks for, and finds out about its certificate.
function onClientHello(hello) {
  const socket = this.owner;
  socket.servername = hello.servername;
  loadSession(socket, hello, (session) => {
    // As OpenSSL has it: TLS 1.3 agrees on the protocol first, TLS 1.2 last.
    const isTls13 = hello.offersTls13 && internalBinding('tls_wrap').allowsTls13(toNative(socket[kSecureContext]));
    const early = isTls13 ? selectProtocols(socket, hello) : undefined;
    if (isTls13 && early === undefined)
      return;
    chooseContext(socket, hello, (chosen) => {
      const context = toContext(socket, this, chosen);
      if (context === undefined)
        return;
      requestOCSP(socket, hello, context, (response) => {
        const protocols = early ?? selectProtocols(socket, hello);
        if (protocols !== undefined) {
          this.accept(
            protocols, socket._requestCert, socket._rejectUnauthorized, session ?? undefined, response,
            socket[kKeyCert]?.native);
        }
      });
    });
  });
}

const clientCallbacks = {
  // A first write begins the handshake that nobody has begun.
  onfirstwrite() { startHandshake(this.owner); },
  onhandshakestart: noop,
  onhandshakedone: onHandshakeDone,
  onnewsession: onNewSession,
  onocspresponse: onOCSPResponse,
  onkeylog: onKeylog,
  onerror: onError,
};

const serverCallbacks = {
  onhandshakestart: noop,
  onhandshakedone: onHandshakeDone,
  onclienthello: onClientHello,
  onnewsession: onSessionBegun,
  onkeylog: onKeylog,
  onerror: onError,
};

function loadSession(socket, { hasTicket, sessionId }, next) {
  const { server } = socket;
  const asks = socket[kStoresSessions] && sessionId.length > 0 && !hasTicket;
  if (!asks || server.listenerCount('resumeSession') === 0) {
    next();
    return;
  }
  askOnce(socket, (callback) => server.emit('resumeSession', Buffer.from(sessionId.buffer), callback), next);
}

// What a program's callback throws ends its connection, and nothing else.
function callOrDestroy(socket, callback) {
  try {
    return callback();
  } catch (error) {
    socket.destroy(error);
    return undefined;
  }
}

function chooseContext(socket, { servername }, next) {
  if (typeof socket._SNICallback === 'function' && servername)
    askOnce(socket, (callback) => callOrDestroy(socket, () => socket._SNICallback(servername, callback)), next);
  else
    next(null);
}

function toContext(socket, wrap, chosen) {
  const own = socket[kSecureContext];
  // What is no object counts as nothing chosen.
  if (!chosen || (typeof chosen !== 'object' && typeof chosen !== 'function'))
    return own.context ?? own;
  if (toNative(chosen) === undefined) {
    socket.destroy(new TypeError('Invalid SNI context'));
    return undefined;
  }
  wrap._secureContext = chosen;
  return chosen.context ?? chosen;
}

function requestOCSP(socket, { wantsStatus }, context, next) {
  const { server } = socket;
  if (!wantsStatus || !server || server.listenerCount('OCSPRequest') === 0) {
    next();
    return;
  }
  const [certificate, issuer] = [context.getCertificate(), context.getIssuer()]
    .map((der) => (der === undefined ? null : Buffer.from(der.buffer)));
  askOnce(socket, (callback) => server.emit('OCSPRequest', certificate, issuer, callback), (response) => {
    next(response || undefined);
  });
}

function selectProtocols(socket, { servername, protocols }) {
  const callback = socket[kALPNCallback];
  if (!callback)
    return splitProtocols(socket._tlsOptions.ALPNProtocols);
  if (protocols.length === 0)
    return [];
  const selected = callOrDestroy(socket, () => Reflect.apply(callback, socket, [{ servername, protocols }]));
  if (socket.destroyed)
    return undefined;
  // Nothing of what the client offers: it gets Node's alert.
  if (selected === undefined)
    return [Buffer.from('\0')];
  if (!protocols.includes(selected)) {
    socket.destroy(new ERR_TLS_ALPN_CALLBACK_INVALID_RESULT(selected, protocols));
    return undefined;
  }
  return [Buffer.from(selected, 'latin1')];
}

function noop() {}

let warnedAboutKeylog = false;
let warnedAboutKeylogFile = false;

// --tls-keylog: the keys of all connections go into a file.
function logKeys(socket) {
  const file = require('internal/options').getOptionValue('--tls-keylog');
  if (!file)
    return;
  if (!warnedAboutKeylog) {
    warnedAboutKeylog = true;
    process.emitWarning(
      `Using --tls-keylog makes TLS connections insecure by writing secret key material to file ${file}`);
  }
  socket.on('keylog', (line) => {
    try {
      require('node:fs').writeFileSync(file, line, { flag: 'a', mode: 0o600 });
    } catch (error) {
      if (!warnedAboutKeylogFile) {
        warnedAboutKeylogFile = true;
        process.emitWarning(`Failed to write TLS keylog (this warning will not be repeated): ${error}`);
      }
    }
  });
}

// From the form that protocols have in a handshake.
function splitProtocols(wire) {
  const list = [];
  for (let i = 0; wire !== undefined && i < wire.length; i += 1 + wire[i])
    list.push(wire.subarray(i + 1, i + 1 + wire[i]));
  return list;
}

// ---- the socket ----

// Of a SecureContext or of its handle; undefined for anything else.
function toNative(context) {
  return (context.context ?? context).native;
}

function validateSession(session) {
  if (!isArrayBufferView(session)) {
    const error = new TypeError('Session must be a buffer');
    error.code = 'ERR_INVALID_ARG_TYPE';
    throw error;
  }
}

// A socket with a connection, or with one under way. Any other is a Duplex like those of programs.
function isPlainSocket(socket) {
  return socket instanceof Socket && socket._handle;
}

function TLSSocket(socket, options) {
  this._tlsOptions = { ...options };
  if (this._tlsOptions.ALPNProtocols)
    require('node:tls').convertALPNProtocols(this._tlsOptions.ALPNProtocols, this._tlsOptions);
  const tlsOptions = this._tlsOptions;
  const { ALPNProtocols, secureContext, session } = tlsOptions;
  if (options?.ALPNCallback) {
    if (tlsOptions.isServer)
      validateFunction(options.ALPNCallback, 'options.ALPNCallback');
    if (options.ALPNProtocols)
      throw new ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS();
  }
  if (ALPNProtocols && !isArrayBufferView(ALPNProtocols))
    throw new TypeError('Must give a Buffer as first argument');
  if (secureContext && toNative(secureContext) === undefined)
    throw new ERR_TLS_INVALID_CONTEXT('context');
  if (session && !tlsOptions.isServer)
    validateSession(session);
  if (tlsOptions.isServer && tlsOptions.SNICallback)
    validateFunction(tlsOptions.SNICallback, 'options.SNICallback');
  if (tlsOptions.enableTrace !== undefined && tlsOptions.enableTrace !== null)
    validateBoolean(tlsOptions.enableTrace, 'options.enableTrace');
  if (tlsOptions.enableTrace)
    throw notAvailable('The option "enableTrace"');
  // How far the handshake is.
  this.secureConnecting = true;
  this._secureEstablished = false;
  // A server's program stores the session first, and what is done afterwards waits.
  this._newSessionPending = false;
  this._securePending = false;
  this._controlReleased = false;
  // What comes of it.
  this.authorized = false;
  this.authorizationError = null;
  this.alpnProtocol = null;
  this.servername = null;
  this[kALPNCallback] = null;
  this._SNICallback = null;

  let parent = null;
  let parentWrap;
  if (isPlainSocket(socket)) {
    parent = socket.connecting ? null : socket._handle;
  } else if (socket) {
    const { JSStreamSocket } = require('internal/js_stream_socket');
    parentWrap = new JSStreamSocket(socket);
    parent = parentWrap._handle;
  } else if (!socket) {
    parent = require('internal/net/connect').createConnectHandle(Boolean(tlsOptions.pipe));
    parent[owner_symbol] = this;
  }
  const handle = parent ? this._wrapHandle(parent, socket, tlsOptions.isServer) : undefined;

  const { highWaterMark, keepAlive, keepAliveInitialDelay, noDelay, pauseOnConnect, signal } = tlsOptions;
  Socket.call(this, {
    handle,
    manualStart: true,
    pauseOnCreate: pauseOnConnect,
    allowHalfOpen: (socket || tlsOptions).allowHalfOpen,
    onread: socket ? undefined : tlsOptions.onread,
    noDelay,
    keepAlive,
    keepAliveInitialDelay,
    highWaterMark,
    signal,
  });
  this.encrypted = true;
  this.ssl = handle ?? null;
  this.on('error', (error) => this._tlsError(error));
  this.on('close', this._destroySSL);
  this._init(socket, handle);
  logKeys(this);

  if (!socket) {
    this.connecting = true;
  } else if (handle) {
    if (parentWrap !== undefined) {
      handle._parentWrap = parentWrap;
      parent.onerror = (error) => this.destroy(error);
      parentWrap.once('close', () => this.destroy());
    }
    startOver(this, socket, parent);
    if (parentWrap !== undefined && socket instanceof Socket)
      waitForConnect(this, socket);
  } else {
    adoptWhenConnected(this, socket);
  }
}

inherit(TLSSocket, Socket, {
  _wrapHandle(parent, socket, isServer) {
    const options = this._tlsOptions;
    const context = this[kSecureContext] ??
      (options.secureContext || options.credentials || createSecureContext(options));
    this[kSecureContext] = context;
    const wrap = new TLSWrap(parent, socket instanceof Socket ? socket : null, Boolean(isServer), context);
    Object.assign(wrap, isServer ? serverCallbacks : clientCallbacks);
    if (options.session)
      wrap.setSession(options.session);
    if (this[kKeylog])
      wrap.enableKeylogCallback();
    return wrap;
  },

  [kUseHandle](wrap) {
    this._handle = wrap;
    this.ssl = wrap;
    initSocketHandle(this);
  },

  // Starts over with another connection, for the next address to try.
  [kReinitializeHandle](parent) {
    this._handle?.close();
    parent[owner_symbol] = this;
    this[kUseHandle](this._wrapHandle(parent, undefined, false));
  },

  _destroySSL() {
    this.ssl = null;
    this[kIsVerified] = false;
    this[kPendingSession] = null;
  },

  _init(socket, wrap) {
    const { isServer, rejectUnauthorized, requestCert, server } = this._tlsOptions;
    // A client always looks at the certificate; what follows is another matter.
    this._requestCert = Boolean(requestCert || !isServer);
    // A server that asks for one wants one that is valid, unless it says otherwise.
    this._rejectUnauthorized = Boolean(rejectUnauthorized) || Boolean(isServer && requestCert && rejectUnauthorized !== false);
    this.server = server;
    this[kStoresSessions] = false;
    this[kIsVerified] = false;
    this[kPendingSession] = null;
    this[kKeylog] = false;
    if (isServer)
      initServerSide(this, server);
    this.on('newListener', onNewListener);
    if (!wrap && socket instanceof Socket)
      this._parent = socket;
  },

  _start() {
    if (this.connecting)
      this.once('connect', this._start);
    else if (this._handle && !this.destroyed)
      startHandshake(this);
  },

  _finishInit() {
    const { _handle: handle } = this;
    if (!handle)
      return;
    this._secureEstablished = true;
    this.servername = handle.getServername();
    this.alpnProtocol = handle.getALPNNegotiatedProtocol();
    if (this._tlsOptions.handshakeTimeout > 0)
      this.setTimeout(0, this._handleTimeout);
    this.emit('secure');
  },

  _handleTimeout() {
    this._emitTLSError(new ERR_TLS_HANDSHAKE_TIMEOUT());
  },

  _emitTLSError(error) {
    const unhandled = this._tlsError(error);
    if (unhandled)
      this.destroy(unhandled);
  },

  // Until control is released errors go to the server, afterwards to the socket.
  _tlsError(error) {
    this.emit('_tlsError', error);
    return this._controlReleased ? error : null;
  },

  // Whether it was not released before.
  _releaseControl() {
    const isFirst = !this._controlReleased;
    this._controlReleased = true;
    return isFirst;
  },

  // What a peer asks for is refused in any case.
  disableRenegotiation() {},

  // TLS 1.3 has none, and rustls has none for 1.2 either.
  renegotiate(options, callback) {
    validateObject(options, 'options');
    if (callback !== undefined) validateFunction(callback, 'callback');
    if (this.destroyed)
      return;
    const isTls13 = this._handle?.getProtocol() === 'TLSv1.3';
    if (callback) {
      const error = isTls13 ? sslError('0A00010A', 'wrong ssl version') : notAvailable('TLS renegotiation');
      process.nextTick(callback, error);
    }
    return false;
  },

  exportKeyingMaterial(length, label, context) {
    validateUint32(length, 'length', true);
    validateString(label, 'label');
    if (context !== undefined) validateBuffer(context, 'context');
    const bytes = establishedHandle(this).exportKeyingMaterial(length, label, context);
    if (bytes === undefined) {
      const { codes: { ERR_CRYPTO_OPERATION_FAILED } } = require('internal/errors');
      throw new ERR_CRYPTO_OPERATION_FAILED('Exporting keying material failed');
    }
    return Buffer.from(bytes.buffer);
  },

  setMaxSendFragment(size) {
    validateInt32(size, 'size');
    const { _handle: handle } = this;
    return handle ? handle.setMaxSendFragment(size) : false;
  },

  setServername(name) {
    validateString(name, 'name');
    const { _tlsOptions: options } = this;
    if (options.isServer)
      throw new ERR_TLS_SNI_FROM_SERVER();
    options.servername = name;
  },

  // As Buffer or, as older versions had it, as a string of bytes.
  setSession(session) {
    const bytes = typeof session === 'string' ? Buffer.from(session, 'latin1') : session;
    if (bytes !== undefined)
      validateSession(bytes);
    this._tlsOptions.session = bytes;
    this._handle?.setSession(bytes);
  },

  getPeerCertificate(detailed) {
    const handle = this._handle;
    if (!handle)
      return this.destroyed ? null : {};
    const certificate = toLegacyCertificate(handle.getPeerCertificates(detailed), Boolean(detailed));
    return translatePeerCertificate(certificate) || {};
  },

  getPeerX509Certificate(_detailed) {
    return require('internal/crypto/x509').certificateOfChain(this._handle?.getPeerCertificates(false) ?? []);
  },

  getCertificate() {
    if (!this._handle)
      return this.destroyed ? null : {};
    const der = ownCertificate(this);
    return der ? translatePeerCertificate(toLegacyCertificate([der], false)) : {};
  },

  getX509Certificate() {
    const der = ownCertificate(this);
    return der && new (require('node:crypto').X509Certificate)(der);
  },

  setKeyCert(context) {
    if (this.destroyed)
      return;
    const chosen = context instanceof SecureContext ? context : createSecureContext(context);
    const hasCertificate = chosen.context.getCertificate() !== undefined;
    // A server takes it in place of its context's; a client's context is this one.
    if (this._tlsOptions.isServer) {
      if (!hasCertificate)
        throw new Error('SetKeyCert');
      this[kKeyCert] = chosen.context;
    } else if (hasCertificate) {
      this[kSecureContext] = chosen;
      if (this._handle)
        this._handle._secureContext = chosen;
    }
  },
});

function initServerSide(socket, server) {
  const { ALPNCallback, SNICallback, handshakeTimeout } = socket._tlsOptions;
  socket._SNICallback = SNICallback ?? null;
  socket[kALPNCallback] = ALPNCallback ?? null;
  socket[kStoresSessions] = ['resumeSession', 'newSession'].some((event) => server?.listenerCount(event) > 0);
  if (handshakeTimeout > 0)
    socket.setTimeout(handshakeTimeout, socket._handleTimeout);
}

// The lines of the key log are made from the first listener on.
function onNewListener(event) {
  if (event !== 'keylog')
    return;
  this.off('newListener', onNewListener);
  this[kKeylog] = true;
  this._handle?.enableKeylogCallback?.();
}

function startHandshake(socket) {
  const { servername, ALPNProtocols, requestOCSP } = socket._tlsOptions;
  const error = socket._handle.start(servername || undefined, splitProtocols(ALPNProtocols), requestOCSP);
  if (error < 0)
    destroyUnread(socket, error);
}

function establishedHandle(socket) {
  if (!socket._secureEstablished)
    throw new ERR_TLS_INVALID_STATE();
  return socket._handle;
}

// The program has not connected its socket yet, and may do so at any time.
function waitForConnect(tlsSocket, socket) {
  tlsSocket.connecting = true;
  socket.once('connect', () => {
    tlsSocket.connecting = false;
    tlsSocket.emit('connect');
  });
}

// The program's socket is being connected.
function adoptWhenConnected(tlsSocket, socket) {
  tlsSocket.connecting = true;
  tlsSocket._parent = socket;
  tlsSocket[kAwaited] = socket;
  socket.once('connect', () => {
    tlsSocket[kAwaited] = null;
    tlsSocket.connecting = false;
    const parent = socket._handle;
    // Unless another listener has ended one of the two.
    if (parent && !tlsSocket.destroyed) {
      tlsSocket[kUseHandle](tlsSocket._wrapHandle(parent, socket, tlsSocket._tlsOptions.isServer));
      startOver(tlsSocket, socket, parent);
    }
    tlsSocket.emit('connect');
  });
  socket.once('error', (error) => tlsSocket.destroy(error));
  socket.once('close', () => tlsSocket.destroy());
}

function startOver(tlsSocket, socket, parent) {
  tlsSocket._parent = socket instanceof Socket ? socket : null;
  tlsSocket.connecting = Boolean(socket.connecting);
  tlsSocket[kRawHandle] = parent;
  if (socket instanceof Socket) {
    socket.once('error', (error) => tlsSocket.destroy(error));
    socket.once('close', () => tlsSocket.destroy());
  }
  const error = tlsSocket._handle.cover();
  if (error < 0) {
    destroyUnread(tlsSocket, error);
    return;
  }
  if (socket instanceof Socket)
    letWriteFirst(socket, tlsSocket._handle);
  // On the next tick, so that the caller can add its listeners first.
  process.nextTick(initRead, tlsSocket, socket);
}

// What the program has written before goes before anything of the handshake.
function letWriteFirst(socket, handle) {
  if (!socket.writable || socket.writableLength === 0)
    return;
  handle.holdOutput(true);
  socket.write('', () => {
    if (!handle.closed)
      handle.holdOutput(false);
  });
}

function destroyUnread(tlsSocket, error) {
  const { ErrnoException } = require('internal/errors');
  tlsSocket.destroy(new ErrnoException(error, 'read'));
}

function initRead(tlsSocket, socket) {
  if (!tlsSocket._handle)
    return;
  // What the program's socket has read already belongs to the handshake. A Duplex tells of it by 'data'.
  const isPlain = tlsSocket._handle._parentWrap === undefined;
  for (let chunk; isPlain && socket.readableLength > 0 && tlsSocket._handle && (chunk = socket.read()) !== null;)
    tlsSocket._handle.receive(chunk);
  tlsSocket.read(0);
}

// ---- the handshake ----

function onConnectEnd() {
  if (this._hadError)
    return;
  this._hadError = true;
  const { path, host, port, localAddress } = this[kConnectOptions] ?? this._tlsOptions;
  const message = 'Client network socket disconnected before secure TLS connection was established';
  this.destroy(Object.assign(new ConnResetException(message), { path, host, port, localAddress }));
}

// ---- what a program asks and does ----

function ownCertificate(socket) {
  const handle = socket._handle;
  if (!handle)
    return undefined;
  return (socket[kKeyCert] ?? handle._secureContext.context ?? handle._secureContext).getCertificate();
}

// What it answers while it has no handle, where that is not undefined.
const beforehand = { __proto__: null, getProtocol: 'TLSv1.3', getSharedSigalgs: [], isSessionReused: false };

for (const name of [
  'getCipher', 'getEphemeralKeyInfo', 'getProtocol', 'getSession', 'getSharedSigalgs', 'isSessionReused',
]) {
  TLSSocket.prototype[name] = function socketMethodProxy() {
    if (this._handle)
      return this._handle[name]();
    return this.destroyed ? null : beforehand[name];
  };
}

for (const name of ['getFinished', 'getPeerFinished', 'getTLSTicket', 'enableTrace']) {
  TLSSocket.prototype[name] = function socketMethodProxy() {
    if (this._handle)
      throw notAvailable(`tlsSocket.${name}()`);
    return this.destroyed ? null : undefined;
  };
}

module.exports = {
  TLSSocket,
  kConnectOptions,
  kErrorEmitted,
  kIsVerified,
  kPendingSession,
  onConnectEnd,
};
