'use strict';

// tls.Server

const {
  ConnResetException,
  codes: { ERR_INVALID_ARG_TYPE, ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS, ERR_TLS_REQUIRED_SERVER_NAME },
} = require('internal/errors');
const {
  validateBuffer, validateFunction, validateNumber, validateObject, validateString,
} = require('internal/validators');
const assert = require('internal/assert');
const { Server: NetServer } = require('internal/net/server');
const { createSecureContext, notAvailable } = require('internal/tls/common');
const { TLSSocket, kErrorEmitted } = require('internal/tls/socket');

const kHandshakeTimeout = Symbol('handshake-timeout');
const kSNICallback = Symbol('snicallback');
const kEnableTrace = Symbol('enableTrace');

// ---- one connection ----

// A connection becomes the program's with 'secureConnection'. What ends it before is told to the server, once.
function failBeforehand(socket, error) {
  if (socket._controlReleased || socket[kErrorEmitted]) return;
  socket[kErrorEmitted] = true;
  socket._tlsOptions.server.emit('tlsClientError', error, socket);
}

function judgeClient(socket) {
  const error = socket._handle.verifyError();
  socket.authorized = !error;
  if (!error) return;
  socket.authorizationError = error.code;
  if (socket._rejectUnauthorized) socket.destroy();
}

const connectionListeners = {
  secure() {
    if (this._requestCert) judgeClient(this);
    if (this.destroyed || !this._releaseControl()) return;
    this.secureConnecting = false;
    this._tlsOptions.server.emit('secureConnection', this);
  },
  close(hadError) {
    if (!hadError) failBeforehand(this, new ConnResetException('socket hang up'));
  },
  _tlsError(error) {
    failBeforehand(this, error);
  },
};

function passKeylog(line) {
  this._tlsOptions.server.emit('keylog', line, this);
}

// Listens for the 'connection' of net.Server: `this` is the server.
function secureConnectionOf(rawSocket) {
  const socket = new TLSSocket(rawSocket, {
    isServer: true,
    server: this,
    secureContext: this._sharedCreds,
    SNICallback: this[kSNICallback] || ((name, callback) => callback(null, contextFor(this, name))),
    ALPNCallback: this.ALPNCallback,
    ALPNProtocols: this.ALPNProtocols,
    requestCert: this.requestCert,
    rejectUnauthorized: this.rejectUnauthorized,
    handshakeTimeout: this[kHandshakeTimeout],
    pauseOnConnect: this.pauseOnConnect,
    enableTrace: this[kEnableTrace],
  });
  socket[kErrorEmitted] = false;
  for (const event of Object.keys(connectionListeners)) socket.on(event, connectionListeners[event]);
  if (this.listenerCount('keylog') > 0) socket.on('keylog', passKeylog);
}

// The context that addContext() was given for a name: of several the last.
function contextFor(server, name) {
  return server._contexts.findLast(({ 0: pattern }) => pattern.test(name))?.[1];
}

// ---- the server ----

function Server(options, listener) {
  if (!(this instanceof Server))
    return new Server(options, listener);
  if (typeof options === 'function') {
    listener = options;
    options = undefined;
  }
  options ??= {};
  if (typeof options !== 'object') throw new ERR_INVALID_ARG_TYPE('options', 'Object', options);
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

  Reflect.apply(NetServer, this, [options, secureConnectionOf]);
  if (listener)
    this.on('secureConnection', listener);
  this[kEnableTrace] = options.enableTrace;
}
Object.setPrototypeOf(Server.prototype, NetServer.prototype);
Object.setPrototypeOf(Server, NetServer);

// Members of the server that setSecureContext() sets, in this order: options of which only true values count...
const credentials = [
  'pfx', 'key', 'passphrase', 'cert', 'clientCertEngine', 'ca', 'minVersion', 'maxVersion', 'secureProtocol', 'crl',
  'ciphers', 'ecdhCurve', 'dhparam',
];
// ... three that have defaults, and those that are taken as they are.
const defaulted = ['honorCipherOrder', 'secureOptions', 'sessionIdContext'];
const verbatim = ['sigalgs', 'privateKeyIdentifier', 'privateKeyEngine', 'certificateCompression'];
// The constructor sets these.
const constructed = ['ticketKeys', 'sessionTimeout'];

// Sessions of one program are not resumed by another on the same host: 32 digits that name the program.
function defaultSessionIdContext() {
  const { createHash } = require('node:crypto');
  return createHash('sha1').update(process.argv.join(' ')).digest('hex').slice(0, 32);
}

Server.prototype.setSecureContext = function(options) {
  validateObject(options, 'options');
  for (const name of credentials) this[name] = options[name] || undefined;
  this.honorCipherOrder = options.honorCipherOrder === undefined || Boolean(options.honorCipherOrder);
  this.secureOptions = options.secureOptions || undefined;
  this.sessionIdContext = options.sessionIdContext || defaultSessionIdContext();
  for (const name of verbatim) this[name] = options[name];

  const contextOptions = {};
  for (const name of [...credentials, ...defaulted, ...verbatim, ...constructed]) contextOptions[name] = this[name];
  this._sharedCreds = createSecureContext(contextOptions);
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
  // An asterisk stands for what is between two dots.
  const source = servername.replace(/[.^$+?\-\\[\]{}]/g, '\\$&').replaceAll('*', '[^.]*');
  this._contexts.push([new RegExp(`^${source}$`, 'i'), context?.context ? context : createSecureContext(context)]);
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
