'use strict';

// tls.Server

const {
  ConnResetException,
  codes: { ERR_INVALID_ARG_TYPE, ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS, ERR_TLS_REQUIRED_SERVER_NAME },
} = require('internal/errors');
const { validateBuffer, validateFunction, validateNumber, validateString } = require('internal/validators');
const assert = require('internal/assert');
const { Server: NetServer } = require('internal/net/server');
const { createSecureContext, notAvailable } = require('internal/tls/common');
const { TLSSocket, getVerifyError, kErrorEmitted } = require('internal/tls/socket');

const kHandshakeTimeout = Symbol('handshake-timeout');
const kSNICallback = Symbol('snicallback');
const kEnableTrace = Symbol('enableTrace');

// ---- one connection ----

function onServerSocketSecure() {
  if (this._requestCert) {
    const verifyError = getVerifyError(this);
    if (verifyError) {
      this.authorizationError = verifyError.code;
      if (this._rejectUnauthorized)
        this.destroy();
    } else {
      this.authorized = true;
    }
  }
  if (!this.destroyed && this._releaseControl()) {
    this.secureConnecting = false;
    this._tlsOptions.server.emit('secureConnection', this);
  }
}

function onSocketTLSError(error) {
  if (!this._controlReleased && !this[kErrorEmitted]) {
    this[kErrorEmitted] = true;
    this._tlsOptions.server.emit('tlsClientError', error, this);
  }
}

function onSocketClose(hadError) {
  if (hadError)
    return;
  if (!this._controlReleased && !this[kErrorEmitted]) {
    this[kErrorEmitted] = true;
    this._tlsOptions.server.emit('tlsClientError', new ConnResetException('socket hang up'), this);
  }
}

function onSocketKeylog(line) {
  this._tlsOptions.server.emit('keylog', line, this);
}

function tlsConnectionListener(rawSocket) {
  const socket = new TLSSocket(rawSocket, {
    secureContext: this._sharedCreds,
    isServer: true,
    server: this,
    requestCert: this.requestCert,
    rejectUnauthorized: this.rejectUnauthorized,
    handshakeTimeout: this[kHandshakeTimeout],
    ALPNProtocols: this.ALPNProtocols,
    ALPNCallback: this.ALPNCallback,
    SNICallback: this[kSNICallback] || SNICallback.bind(undefined, this),
    enableTrace: this[kEnableTrace],
    pauseOnConnect: this.pauseOnConnect,
  });
  socket.on('secure', onServerSocketSecure);
  socket[kErrorEmitted] = false;
  socket.on('close', onSocketClose);
  socket.on('_tlsError', onSocketTLSError);
  if (this.listenerCount('keylog') > 0)
    socket.on('keylog', onSocketKeylog);
}

// The contexts of addContext().
function SNICallback(server, servername, callback) {
  const contexts = server._contexts;
  for (let i = contexts.length - 1; i >= 0; --i) {
    const [pattern, context] = contexts[i];
    if (pattern.test(servername)) {
      callback(null, context);
      return;
    }
  }
  callback(null, undefined);
}

// ---- the server ----

function Server(options, listener) {
  if (!(this instanceof Server))
    return new Server(options, listener);
  if (typeof options === 'function') {
    listener = options;
    options = {};
  } else if (options == null || typeof options === 'object') {
    options ??= {};
  } else {
    throw new ERR_INVALID_ARG_TYPE('options', 'Object', options);
  }
  this._contexts = [];
  this.requestCert = options.requestCert === true;
  this.rejectUnauthorized = options.rejectUnauthorized !== false;
  this.ALPNCallback = options.ALPNCallback;
  if (this.ALPNCallback && options.ALPNProtocols)
    throw new ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS();
  if (options.sessionTimeout)
    this.sessionTimeout = options.sessionTimeout;
  if (options.ticketKeys)
    this.ticketKeys = options.ticketKeys;
  if (options.ALPNProtocols)
    require('node:tls').convertALPNProtocols(options.ALPNProtocols, this);
  this.setSecureContext(options);

  this[kHandshakeTimeout] = options.handshakeTimeout || 120_000;
  this[kSNICallback] = options.SNICallback;
  validateNumber(this[kHandshakeTimeout], 'options.handshakeTimeout');
  if (this[kSNICallback])
    validateFunction(this[kSNICallback], 'options.SNICallback');
  if (options.pskCallback) {
    validateFunction(options.pskCallback, 'options.pskCallback');
    throw notAvailable('The option "pskCallback"');
  }
  if (options.pskIdentityHint)
    validateString(options.pskIdentityHint, 'options.pskIdentityHint');

  Reflect.apply(NetServer, this, [options, tlsConnectionListener]);
  if (listener)
    this.on('secureConnection', listener);
  this[kEnableTrace] = options.enableTrace;
}
Object.setPrototypeOf(Server.prototype, NetServer.prototype);
Object.setPrototypeOf(Server, NetServer);

const contextOptions = [
  'pfx', 'key', 'passphrase', 'cert', 'clientCertEngine', 'ca', 'minVersion', 'maxVersion', 'secureProtocol', 'crl',
  'ciphers', 'ecdhCurve', 'dhparam',
];

Server.prototype.setSecureContext = function(options) {
  require('internal/validators').validateObject(options, 'options');
  for (const name of contextOptions)
    this[name] = options[name] ? options[name] : undefined;
  this.honorCipherOrder = options.honorCipherOrder !== undefined ? Boolean(options.honorCipherOrder) : true;
  this.secureOptions = options.secureOptions ? options.secureOptions : undefined;
  if (options.sessionIdContext) {
    this.sessionIdContext = options.sessionIdContext;
  } else {
    const { createHash } = require('node:crypto');
    this.sessionIdContext = createHash('sha1').update(process.argv.join(' ')).digest('hex').slice(0, 32);
  }
  this.sigalgs = options.sigalgs;
  this.privateKeyIdentifier = options.privateKeyIdentifier;
  this.privateKeyEngine = options.privateKeyEngine;
  this.certificateCompression = options.certificateCompression;
  this._sharedCreds = createSecureContext({
    pfx: this.pfx,
    key: this.key,
    passphrase: this.passphrase,
    cert: this.cert,
    clientCertEngine: this.clientCertEngine,
    ca: this.ca,
    ciphers: this.ciphers,
    sigalgs: this.sigalgs,
    ecdhCurve: this.ecdhCurve,
    dhparam: this.dhparam,
    minVersion: this.minVersion,
    maxVersion: this.maxVersion,
    secureProtocol: this.secureProtocol,
    secureOptions: this.secureOptions,
    honorCipherOrder: this.honorCipherOrder,
    crl: this.crl,
    sessionIdContext: this.sessionIdContext,
    ticketKeys: this.ticketKeys,
    sessionTimeout: this.sessionTimeout,
    privateKeyIdentifier: this.privateKeyIdentifier,
    privateKeyEngine: this.privateKeyEngine,
    certificateCompression: this.certificateCompression,
  });
};

Server.prototype._getServerData = function() {
  return { ticketKeys: this.getTicketKeys().toString('hex') };
};

Server.prototype._setServerData = function(data) {
  this.setTicketKeys(Buffer.from(data.ticketKeys, 'hex'));
};

Server.prototype.getTicketKeys = function getTicketKeys() {
  return this._sharedCreds.context.getTicketKeys();
};

Server.prototype.setTicketKeys = function setTicketKeys(keys) {
  validateBuffer(keys);
  assert(keys.byteLength === 48, 'Session ticket keys must be a 48-byte buffer');
  this._sharedCreds.context.setTicketKeys(keys);
};

Server.prototype.addContext = function(servername, context) {
  if (!servername)
    throw new ERR_TLS_REQUIRED_SERVER_NAME();
  const pattern = new RegExp(`^${servername
    .replace(/([.^$+?\-\\[\]{}])/g, '\\$1')
    .replace(/\*/g, '[^.]*')}$`, 'i');
  const secureContext = context?.context ? context : createSecureContext(context);
  this._contexts.push([pattern, secureContext]);
};

Server.prototype[Symbol.for('nodejs.rejection')] = function(error, event, socket) {
  if (event === 'secureConnection')
    socket.destroy(error);
  else
    Reflect.apply(NetServer.prototype[Symbol.for('nodejs.rejection')], this, [error, event, socket]);
};

function createServer(options, listener) {
  return new Server(options, listener);
}

module.exports = { Server, createServer };
