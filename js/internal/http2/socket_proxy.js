'use strict';

// session.socket and stream.session.socket: the socket below a session for looking at, not for reading and writing, which
// are the session's.

const { codes } = require('internal/errors');
const { kSocket } = require('internal/http2/util');

const ofSession = new Set(['setTimeout', 'ref', 'unref', 'destroy']);
const forbidden = new Set([
  'emit', 'end', 'pause', 'read', 'resume', 'write', 'setEncoding', 'setKeepAlive', 'setNoDelay',
]);

function socketOf(session) {
  const socket = session[kSocket];
  if (socket === undefined || session.destroyed)
    throw new codes.ERR_HTTP2_SOCKET_UNBOUND();
  return socket;
}

const handler = {
  get(session, name) {
    if (ofSession.has(name))
      return session[name].bind(session);
    if (forbidden.has(name))
      throw new codes.ERR_HTTP2_NO_SOCKET_MANIPULATION();
    const socket = socketOf(session);
    const value = socket[name];
    return typeof value === 'function' ? value.bind(socket) : value;
  },
  getPrototypeOf(session) {
    return Reflect.getPrototypeOf(socketOf(session));
  },
  set(session, name, value) {
    if (ofSession.has(name)) {
      session[name] = value;
      return true;
    }
    if (forbidden.has(name))
      throw new codes.ERR_HTTP2_NO_SOCKET_MANIPULATION();
    socketOf(session)[name] = value;
    return true;
  },
};

function makeSocketProxy(session) {
  return new Proxy(session, handler);
}

module.exports = { makeSocketProxy };
