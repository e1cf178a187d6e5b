'use strict';
// What `socket` of a request and a response is: the connection's socket, except that the stream stands for it in what
// belongs to one request (events, end, destroy) and that nobody reads or writes past the session.

const { ERR_HTTP2_NO_SOCKET_MANIPULATION } = require('internal/errors').codes;
const { kSocket } = require('internal/http2/util');

const kProxy = Symbol('proxySocket');
const kRequest = Symbol('request');

const ofStream = new Set(['writable', 'readable', 'destroyed', 'on', 'once', 'end', 'emit', 'destroy']);
const forbidden = new Set(['write', 'read', 'pause', 'resume']);

// The object that answers for a property.
function ownerOf(stream, property) {
  if (forbidden.has(property)) throw new ERR_HTTP2_NO_SOCKET_MANIPULATION();
  const { session } = stream;
  if (ofStream.has(property) || session === undefined) return stream;
  return property === 'setTimeout' ? session : session[kSocket];
}

const handler = {
  has(stream, property) {
    const socket = stream.session?.[kSocket] ?? stream;
    return property in stream || property in socket;
  },
  get(stream, property) {
    if (property === 'readable') {
      if (stream.destroyed) return false;
      return (stream[kRequest] ?? stream).readable;
    }
    const owner = ownerOf(stream, property);
    const value = owner[property];
    return typeof value === 'function' ? value.bind(owner) : value;
  },
  getPrototypeOf(stream) {
    return Reflect.getPrototypeOf(stream.session?.[kSocket] ?? stream);
  },
  set(stream, property, value) {
    ownerOf(stream, property)[property] = value;
    return true;
  },
};

function socketOf(stream) {
  return stream[kProxy] ??= new Proxy(stream, handler);
}

// The stream is closed: it has no socket any more, and what has been handed out stands for the stream alone.
function dropSocket(stream) {
  stream[kProxy] = null;
}

// Listeners for streams, made from functions (owner, ...what comes with the event): the owner is what the stream has under `key`,
// and as soon as that is gone nothing is done any more.
function listenersFor(key, table) {
  const listeners = { __proto__: null };
  for (const [event, act] of Object.entries(table)) {
    listeners[event] = function(...values) {
      if (this[key] !== undefined) act(this[key], ...values);
    };
  }
  return listeners;
}

function listen(stream, listeners) {
  for (const event in listeners) stream.on(event, listeners[event]);
}

module.exports = { dropSocket, kRequest, listen, listenersFor, socketOf };
