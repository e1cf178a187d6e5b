'use strict';

// ClientHttp2Session and ClientHttp2Stream, and http2.connect().

const net = require('node:net');
const { promisify } = require('node:util');
const { AsyncResource } = require('node:async_hooks');
const { abortError, codes } = require('internal/errors');
const { validateAbortSignal, validateBoolean, validateNumber } = require('internal/validators');
const { Http2Session, assertIsObject } = require('internal/http2/session');
const { Http2Stream, kInit, kSentHeaders } = require('internal/http2/stream');
const {
  NghttpError, kAuthority, kNative, kProtocol, kResource, kState, kStrictSingleValueFields, kUpdateTimer,
} = require('internal/http2/util');
const { isRequestPseudoHeader, packHeaders, prepareRequest } = require('internal/http2/headers');
const { constants } = require('internal/http2/constants');
const { client: channels } = require('internal/http2/diagnostics');

const binding = internalBinding('http2');

const { NGHTTP2_SESSION_CLIENT } = constants;

const NGHTTP2_ERR_INVALID_ARGUMENT = -501;
const NGHTTP2_ERR_STREAM_ID_NOT_AVAILABLE = -509;
const NGHTTP2_ERR_NOMEM = -901;

const kPendingRequestCalls = Symbol('kPendingRequestCalls');

// Their requests have no body, unless the program says otherwise.
const methodsWithoutBody = new Set(['DELETE', 'GET', 'HEAD']);

class ClientHttp2Stream extends Http2Stream {
  constructor(session, id, options) {
    super(session, options);
    this[kResource] = new AsyncResource('HTTP2STREAM');
    this[kState].headersSent = true;
    if (id !== undefined)
      this[kInit](id);
    this.on('headers', onInformation);
  }
}

function onInformation(headers) {
  if (headers[':status'] === 100)
    this.emit('continue');
}

// A stream that the server opens.
function acceptPush(session, id, headers) {
  const stream = new ClientHttp2Stream(session, id, {});
  channels.created(() => ({ stream, headers }));
  channels.start(() => ({ stream, headers }));
  stream.end();
  return stream;
}

class ClientHttp2Session extends Http2Session {
  constructor(options, socket) {
    super(options, NGHTTP2_SESSION_CLIENT, socket);
    this[kPendingRequestCalls] = null;
    this[kStrictSingleValueFields] = options.strictSingleValueFields !== false;
  }

  request(headers, options) {
    this[kUpdateTimer]();
    if (headers !== undefined && (headers === null || typeof headers !== 'object'))
      throw new codes.ERR_INVALID_ARG_TYPE('headers', ['Object', 'Array'], headers);
    assertIsObject(options, 'options');
    options = { ...options };
    const { list, object, method } = prepareRequest(headers ?? {}, this);
    const packed = packHeaders(list, isRequestPseudoHeader, this[kStrictSingleValueFields]);

    validatePriority(options);
    if (options.endStream === undefined)
      options.endStream = methodsWithoutBody.has(method);
    else
      validateBoolean(options.endStream, 'options.endStream');
    const { signal } = options;
    if (signal)
      validateAbortSignal(signal, 'options.signal');

    const stream = new ClientHttp2Stream(this, undefined, {});
    stream[kSentHeaders] = object;
    stream[kProtocol] = object[':scheme'];
    stream[kAuthority] = object[':authority'];
    if (options.endStream)
      stream.end();
    if (signal)
      abortWith(stream, signal);
    // A session that has come to its end gives a stream as well, which tells of it.
    if (this.destroyed || this.closed) {
      const error = this.destroyed ? new codes.ERR_HTTP2_INVALID_SESSION() : new codes.ERR_HTTP2_GOAWAY_SESSION();
      process.nextTick(() => stream.destroy(error));
      return stream;
    }
    if (options.waitForTrailers)
      stream[kState].hasTrailers = true;

    const submit = new AsyncResource('PendingRequest').bind(() => submitRequest(stream, packed, object, options));
    if (this.connecting) {
      if (this[kPendingRequestCalls] === null) {
        this[kPendingRequestCalls] = [];
        this.once('connect', () => {
          for (const call of this[kPendingRequestCalls]) call();
          this[kPendingRequestCalls] = null;
        });
      }
      this[kPendingRequestCalls].push(submit);
    } else {
      submit();
    }
    channels.created(() => ({ stream, headers: object }));
    return stream;
  }
}

function abortWith(stream, signal) {
  const abort = () => stream.destroy(abortError(signal));
  if (signal.aborted) {
    abort();
    return;
  }
  const { addAbortListener } = require('internal/events/abort_listener');
  const disposable = addAbortListener(signal, abort);
  stream.once('close', disposable[Symbol.dispose]);
}

let warnedOfPriority = false;

function warnOfPriority() {
  if (warnedOfPriority)
    return;
  warnedOfPriority = true;
  process.emitWarning('Priority signaling has been deprecated as of RFC 9113.', 'DeprecationWarning', 'DEP0194');
}

// RFC 9113 has taken priorities away; what a program gives is still looked at.
function validatePriority(options) {
  if (options.exclusive !== undefined)
    validateBoolean(options.exclusive, 'options.exclusive');
  if (options.parent !== undefined)
    validateNumber(options.parent, 'options.parent', 0);
  if (options.silent !== undefined)
    validateBoolean(options.silent, 'options.silent');
  if (options.weight !== undefined)
    warnOfPriority();
}

function submitRequest(stream, packed, headers, options) {
  const { session } = stream;
  if (stream.destroyed)
    return;
  if (session === undefined || session.closed) {
    stream.destroy(new codes.ERR_HTTP2_GOAWAY_SESSION());
    return;
  }
  session[kUpdateTimer]();
  const id = binding.request(
    session[kNative], packed, Boolean(options.endStream), Boolean(options.waitForTrailers));
  if (id > 0) {
    stream[kInit](id);
    channels.start(() => ({ stream, headers }));
    return;
  }
  switch (id) {
    case NGHTTP2_ERR_NOMEM:
      session.destroy(new codes.ERR_HTTP2_NO_MEM());
      break;
    case NGHTTP2_ERR_STREAM_ID_NOT_AVAILABLE:
      stream.destroy(new codes.ERR_HTTP2_OUT_OF_STREAMS());
      break;
    case NGHTTP2_ERR_INVALID_ARGUMENT:
      stream.destroy(new codes.ERR_HTTP2_STREAM_SELF_DEPENDENCY());
      break;
    default:
      session.destroy(new NghttpError(id));
  }
}

// Where an authority is: `name` is what requests call its host, with the brackets of an IPv6 address.
function locate({ hostname, host, port, protocol }) {
  const usedPort = port === undefined || port === '' ? (protocol === 'http:' ? 80 : 443) : port;
  const name = hostname || host || 'localhost';
  return { host: hostname ? name.replace(/^\[(.*).$/s, '$1') : name, port: `${usedPort}`, name };
}

const transports = {
  '__proto__': null,
  'http:': (port, host, options) => net.connect({ port, host, ...options }),
  'https:': (port, host, options) =>
    require('node:tls').connect(port, host, secureOptions(options, net.isIP(host) ? undefined : host)),
};

function connect(authority, options, listener) {
  if (typeof options === 'function')
    [options, listener] = [undefined, options];
  assertIsObject(options, 'options');
  options = { ...options };
  const { createConnection, remoteCustomSettings, servername } = options;
  if (remoteCustomSettings)
    require('internal/http2/settings').validateRemoteCustomSettings(remoteCustomSettings);

  const url = typeof authority === 'string' ? new URL(authority) : authority;
  assertIsObject(url, 'authority', ['string', 'Object', 'URL']);
  const protocol = url.protocol || options.protocol || 'https:';
  const { host, port, name } = locate(url);

  let socket;
  if (typeof createConnection === 'function') {
    socket = options.createConnection(url, options);
  } else {
    const open = transports[protocol];
    if (open === undefined)
      throw new codes.ERR_HTTP2_UNSUPPORTED_PROTOCOL(protocol);
    socket = open(port, host, options);
  }

  const session = new ClientHttp2Session(options, socket);
  session[kProtocol] = protocol;
  session[kAuthority] = `${servername || name}:${port}`;
  if (typeof listener === 'function')
    session.once('connect', listener);
  return session;
}

function secureOptions(options, servername) {
  options = { ...options };
  options.ALPNProtocols ??= ['h2'];
  if (servername !== undefined)
    options.servername ??= servername;
  return options;
}

function connectPromise(authority, options) {
  return new Promise((resolve, reject) => {
    const session = connect(authority, options);
    session.once('error', reject);
    session.once('connect', () => {
      session.off('error', reject);
      resolve(session);
    });
  });
}

Object.defineProperty(connectPromise, 'name', { __proto__: null, configurable: true, value: 'connect' });
Object.defineProperty(connect, promisify.custom, { __proto__: null, value: connectPromise });

module.exports = { ClientHttp2Session, ClientHttp2Stream, acceptPush, connect };
