'use strict';

// What the parts of node:http2 share: symbols, nghttp2's errors, time limits.

const { Socket, kTimeout } = require('internal/socket');

const { kIsNodeError } = require('internal/errors');

const binding = internalBinding('http2');

// Of sessions and streams.
const kAuthority = Symbol('authority');
const kId = Symbol('id');
const kMaybeDestroy = Symbol('kMaybeDestroy');
const kNative = Symbol('native');
// The asynchronous resource that a client's stream is: its events run where the request was made.
const kResource = Symbol('resource');
const kProtocol = Symbol('protocol');
const kSession = Symbol('kSession');
const kSentBytes = Symbol('kSentBytes');
const kSocket = Symbol('socket');
const kState = Symbol('state');
const kStrictSingleValueFields = Symbol('strictSingleValueFields');
const kUpdateTimer = Symbol('kUpdateTimer');
// Of sockets: the session that has taken them over.
const kBoundSession = Symbol('session');

// An error number of nghttp2's.
class NghttpError extends Error {
  constructor(integerCode, customErrorCode) {
    super(customErrorCode ? customMessage(customErrorCode) : binding.errorText(integerCode));
    this.code = customErrorCode || 'ERR_HTTP2_ERROR';
    this.errno = integerCode;
  }

  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
  }
}
Object.defineProperty(NghttpError.prototype, kIsNodeError, { __proto__: null, value: true });

function customMessage(code) {
  return new (require('internal/errors').codes[code])().message;
}

// Restarts the time limit of a session or stream.
function updateTimer() {
  this[kTimeout]?.refresh();
}

// Whether the connection has sent something since the time limit of `owner` (a session or stream) was asked about last, while what
// one of its streams is to send is still on its way: that is no idle time, though JavaScript saw nothing of it.
function isSending(owner, socket, streams) {
  const isPending = streams.some((stream) => stream.writableLength > 0 || stream[kState].sendsFile);
  if (!isPending || socket === undefined || socket === null) return false;
  const { bytesWritten } = socket;
  if (bytesWritten === owner[kSentBytes]) return false;
  owner[kSentBytes] = bytesWritten;
  return true;
}

module.exports = {
  NghttpError,
  kAuthority,
  kBoundSession,
  kId,
  kMaybeDestroy,
  kNative,
  kResource,
  kProtocol,
  kSession,
  kSocket,
  kState,
  kStrictSingleValueFields,
  kTimeout,
  kUpdateTimer,
  isSending,
  setTimeout: Socket.prototype.setTimeout,
  updateTimer,
};
