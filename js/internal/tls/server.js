'use strict';

// tls.Server

const { captureRejectionSymbol } = require('node:events');
const {
  ConnResetException,
  codes: { ERR_INVALID_ARG_TYPE, ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS, ERR_TLS_REQUIRED_SERVER_NAME },
} = require('internal/errors');
const { inherit } = require('internal/util');
const {
  validateBuffer, validateFunction, validateNumber, validateObject, validateString,
} = require('internal/validators');
const assert = require('internal/assert');
const { Server: NetServer } = require('internal/net/server');
const { createSecureContext, notAvailable } = require('internal/tls/common');
const { TLSSocket, kErrorEmitted } = require('internal/tls/socket');

// What the program says about connections: the option's value, by its name.
const kHandshakeTimeout = Symbol('kHandshakeTimeout');
const kSNICallback = Symbol('kSNICallback');
const kEnableTrace = Symbol('kEnableTrace');

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
  const { ALPNCallback, ALPNProtocols, rejectUnauthorized, requestCert } = this;
  const socket = new TLSSocket(rawSocket, {
    isServer: true,
    server: this,
    secureContext: this._sharedCreds,
    requestCert,
    rejectUnauthorized,
    ALPNCallback,
    ALPNProtocols,
    SNICallback: this[kSNICallback] || ((name, callback) => callback(null, contextFor(this, name))),
    pauseOnConnect: this.pauseOnConnect,
    handshakeTimeout: this[kHandshakeTimeout],
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
  if (typeof options === 'function')
    [options, listener] = [{}, options];
  const settings = options ?? {};
  if (typeof settings !== 'object') throw new ERR_INVALID_ARG_TYPE('options', 'Object', settings);
  const { ALPNCallback, ALPNProtocols, SNICallback, handshakeTimeout, pskCallback, pskIdentityHint } = settings;
  if (ALPNCallback && ALPNProtocols)
    throw new ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS();
  this._contexts = [];
  this.requestCert = settings.requestCert === true;
  this.rejectUnauthorized = settings.rejectUnauthorized !== false;
  this.ALPNCallback = ALPNCallback;
  if (ALPNProtocols)
    require('node:tls').convertALPNProtocols(ALPNProtocols, this);
  for (const name of constructed) {
    if (settings[name])
      this[name] = settings[name];
  }
  this.setSecureContext(settings);

  this[kHandshakeTimeout] = handshakeTimeout || 120_000;
  validateNumber(this[kHandshakeTimeout], 'options.handshakeTimeout');
  if (SNICallback)
    validateFunction(SNICallback, 'options.SNICallback');
  if (pskCallback) {
    validateFunction(pskCallback, 'options.pskCallback');
    throw notAvailable('The option "pskCallback"');
  }
  if (pskIdentityHint)
    validateString(pskIdentityHint, 'options.pskIdentityHint');
  this[kSNICallback] = SNICallback;
  this[kEnableTrace] = settings.enableTrace;

  NetServer.call(this, settings, secureConnectionOf);
  if (listener)
    this.on('secureConnection', listener);
}

inherit(Server, NetServer, {
  setSecureContext(options) {
    validateObject(options, 'options');
    for (const name of credentials) this[name] = name === 'ecdhCurve' ? options[name] : options[name] || undefined;
    this.honorCipherOrder = options.honorCipherOrder === undefined || Boolean(options.honorCipherOrder);
    this.secureOptions = options.secureOptions || undefined;
    this.sessionIdContext = options.sessionIdContext || defaultSessionIdContext();
    for (const name of verbatim) this[name] = options[name];

    const contextOptions = {};
    for (const name of [...credentials, ...defaulted, ...verbatim, ...constructed]) contextOptions[name] = this[name];
    this._sharedCreds = createSecureContext(contextOptions);
  },

  _getServerData() {
    return { ticketKeys: this.getTicketKeys().toString('hex') };
  },

  _setServerData(data) {
    this.setTicketKeys(Buffer.from(data.ticketKeys, 'hex'));
  },

  getTicketKeys() {
    return this._sharedCreds.context.getTicketKeys();
  },

  setTicketKeys(keys) {
    validateBuffer(keys);
    assert(keys.byteLength === 48, 'Session ticket keys must be a 48-byte buffer');
    this._sharedCreds.context.setTicketKeys(keys);
  },

  addContext(servername, context) {
    if (!servername)
      throw new ERR_TLS_REQUIRED_SERVER_NAME();
    // An asterisk stands for what is between two dots.
    const source = servername.replace(/[.^$+?\-\\[\]{}]/g, '\\$&').replaceAll('*', '[^.]*');
    this._contexts.push([new RegExp(`^${source}$`, 'i'), context?.context ? context : createSecureContext(context)]);
  },

  [captureRejectionSymbol](error, event, socket) {
    if (event === 'secureConnection')
      socket.destroy(error);
    else
      NetServer.prototype[captureRejectionSymbol].call(this, error, event, socket);
  },
});

// Members of the server that setSecureContext() sets, in this order: options of which, but for one, only true values count...
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

function createServer(options, listener) {
  return new Server(options, listener);
}

module.exports = { Server, createServer };
