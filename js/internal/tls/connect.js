'use strict';

// tls.connect()

const { validateFunction, validateNumber } = require('internal/validators');
const { isIP, normalizeArgs } = require('internal/net');
const {
  TLSSocket, kConnectOptions, kErrorEmitted, kIsVerified, kPendingSession, onConnectEnd,
} = require('internal/tls/socket');

let warnedAboutVerification = false;
let warnedAboutIP = false;

// Certificates are looked at unless the environment says otherwise.
function rejectsByDefault() {
  const rejects = process.env.NODE_TLS_REJECT_UNAUTHORIZED !== '0';
  if (!rejects && !warnedAboutVerification) {
    warnedAboutVerification = true;
    process.emitWarning("Setting the NODE_TLS_REJECT_UNAUTHORIZED environment variable to '0' makes TLS connections " +
      'and HTTPS requests insecure by disabling certificate verification.');
  }
  return rejects;
}

// (options[, callback]), (path[, options][, callback]),
// (port[, host][, options][, callback])
function normalizeConnectArgs(list) {
  const [options, callback] = normalizeArgs(list);
  // Of the options behind a path or a port normalizeArgs() knows nothing.
  const further = list.slice(1, 3).find((value) => typeof value === 'object' && value !== null);
  return [Object.assign(options, further), callback];
}

// What the system's authorities might help with.
const hinted = new Set(['DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']);

function verify(socket, options) {
  const error = socket._handle.verifyError();
  if (error) {
    if (hinted.has(error.code) && !require('internal/options').getOptionValue('--use-system-ca'))
      error.message += '; if the root CA is installed locally, try running Node.js with --use-system-ca';
    return error;
  }
  if (socket.isSessionReused())
    return null;
  const hostname = options.servername || options.host || options.socket?._host || 'localhost';
  return options.checkServerIdentity(hostname, socket.getPeerCertificate(true));
}

function onConnectSecure() {
  const options = this[kConnectOptions];
  const problem = verify(this, options);
  this.authorized = !problem;
  if (problem) {
    this.authorizationError = problem.code || problem.message;
    if (options.rejectUnauthorized !== false) {
      this.destroy(problem);
      return;
    }
  }
  this.secureConnecting = false;
  this.emit('secureConnect');
  this[kIsVerified] = true;
  tellPendingSession(this);
  this.off('end', onConnectEnd);
}

// A session that came before the other end was known to be the right one.
function tellPendingSession(socket) {
  const session = socket[kPendingSession];
  socket[kPendingSession] = null;
  if (session)
    socket.emit('session', session);
}

function defaultOptions() {
  const { DEFAULT_CIPHERS: ciphers, checkServerIdentity } = require('node:tls');
  return { rejectUnauthorized: rejectsByDefault(), ciphers, checkServerIdentity, minDHSize: 1024 };
}

function connect(...list) {
  const [given, callback] = normalizeConnectArgs(list);
  const options = { ...defaultOptions(), ...given };
  if (!options.keepAlive)
    options.singleUse = true;
  validateFunction(options.checkServerIdentity, 'options.checkServerIdentity');
  validateNumber(options.minDHSize, 'options.minDHSize', 1);
  if (options.pskCallback) {
    validateFunction(options.pskCallback, 'pskCallback');
    const { notAvailable } = require('internal/tls/common');
    throw notAvailable('The option "pskCallback"');
  }
  // The module's own, which programs replace.
  const context = options.secureContext || require('node:tls').createSecureContext(options);

  const socket = new TLSSocket(options.socket, {
    allowHalfOpen: options.socket ? options.socket.allowHalfOpen : Boolean(options.allowHalfOpen),
    pipe: Boolean(options.path),
    secureContext: context,
    isServer: false,
    requestCert: true,
    rejectUnauthorized: options.rejectUnauthorized !== false,
    ALPNProtocols: options.ALPNProtocols,
    requestOCSP: options.requestOCSP,
    enableTrace: options.enableTrace,
    noDelay: options.noDelay,
    keepAlive: options.keepAlive,
    keepAliveInitialDelay: options.keepAliveInitialDelay,
    highWaterMark: options.highWaterMark,
    onread: options.onread,
    signal: options.signal,
    lookup: options.lookup,
  });
  options.rejectUnauthorized = options.rejectUnauthorized !== false;
  socket[kConnectOptions] = options;
  socket[kErrorEmitted] = false;
  socket._releaseControl();

  if (callback)
    socket.once('secureConnect', callback);
  if (options.session)
    socket.setSession(options.session);
  if (options.servername) {
    if (!warnedAboutIP && isIP(options.servername)) {
      warnedAboutIP = true;
      process.emitWarning('Setting the TLS ServerName to an IP address is not permitted by RFC 6066. ' +
        'This will be ignored in a future version.', 'DeprecationWarning', 'DEP0123');
    }
    socket.setServername(options.servername);
  }

  // A signal may have ended it already.
  if (!options.socket && !socket.destroyed) {
    if (options.timeout)
      socket.setTimeout(options.timeout);
    socket.connect(options, socket._start);
  } else if (options.socket) {
    socket._start();
  }
  socket.on('secure', onConnectSecure);
  socket.prependListener('end', onConnectEnd);
  return socket;
}

module.exports = { connect };
