'use strict';
// Http2ServerRequest: a request as the server's 'request' event hands it over. Its body is the stream's.

const { Readable } = require('node:stream');
const { codes } = require('internal/errors');
const { dropSocket, kRequest, listen, listenersFor, socketOf } = require('internal/http2/compat_socket');
const { defineGetters } = require('internal/util');
const { validateString } = require('internal/validators');

const kStream = Symbol('stream');
const kHeaders = Symbol('headers');
// What comes while the request is there: the trailers, and how far it has come.
const kProgress = Symbol('progress');

const listeners = listenersFor(kRequest, {
  trailers(request, trailers, flags, raw) {
    const progress = request[kProgress];
    Object.assign(progress.trailers, trailers);
    progress.rawTrailers.push(...raw);
  },
  end(request) {
    request.push(null);
  },
  // Requests and responses do not tell of errors of their streams: they are aborted or closed.
  error() {},
  aborted(request) {
    request[kProgress].aborted = true;
    request.emit('aborted');
  },
  close(request) {
    const stream = request[kStream];
    request[kProgress].closed = true;
    request.push(null);
    dropSocket(stream);
    stream[kRequest] = undefined;
    request.emit('close');
    // Nobody has read it: its end is told all the same.
    if (!request[kProgress].isRead && !request.destroyed) request.resume();
  },
  timeout(request) {
    request.emit('timeout');
  },
});

// Listened to once somebody reads.
const { data } = listenersFor(kRequest, {
  data(request, chunk) {
    if (!request.push(chunk)) request[kStream].pause();
  },
});

function resume(stream) {
  stream.resume();
}

class Http2ServerRequest extends Readable {
  constructor(stream, headers, options, rawHeaders) {
    super({ autoDestroy: false, ...options });
    this[kStream] = stream;
    this[kHeaders] = { list: rawHeaders, fields: headers };
    this[kProgress] = { trailers: {}, rawTrailers: [], isRead: false, aborted: false, closed: false };
    stream[kRequest] = this;
    listen(stream, listeners);
    for (const action of ['pause', 'resume']) this.on(action, onFlowChange[action]);
  }

  _read(size) {
    const stream = this[kStream];
    const progress = this[kProgress];
    if (!progress.isRead) {
      progress.isRead = true;
      stream.on('data', data);
    } else if (!stream.destroyed) {
      process.nextTick(resume, stream);
    }
  }

  get method() {
    return fieldsOf(this)[':method'];
  }

  set method(name) {
    validateString(name, 'method');
    if (/^\s*$/.test(name)) throw new codes.ERR_INVALID_ARG_VALUE('method', name);
    fieldsOf(this)[':method'] = name;
  }

  get url() {
    return fieldsOf(this)[':path'];
  }

  set url(path) {
    fieldsOf(this)[':path'] = path;
  }

  setTimeout(msecs, callback) {
    if (!this[kProgress].closed) this[kStream].setTimeout(msecs, callback);
    return this;
  }
}

// The stream flows with the request.
const onFlowChange = {
  pause() {
    this[kStream].pause();
  },
  resume() {
    this[kStream].resume();
  },
};

function fieldsOf(request) {
  return request[kHeaders].fields;
}

defineGetters(Http2ServerRequest, {
  httpVersion: () => '2.0',
  httpVersionMajor: () => 2,
  httpVersionMinor: () => 0,
  stream: (request) => request[kStream],
  socket: (request) => socketOf(request[kStream]),
  connection: (request) => request.socket,
  headers: fieldsOf,
  rawHeaders: (request) => request[kHeaders].list,
  authority: (request) => fieldsOf(request)[':authority'] ?? fieldsOf(request).host,
  scheme: (request) => fieldsOf(request)[':scheme'],
  trailers: (request) => request[kProgress].trailers,
  rawTrailers: (request) => request[kProgress].rawTrailers,
  aborted: (request) => request[kProgress].aborted,
  complete(request) {
    const { aborted, closed } = request[kProgress];
    return aborted || closed || request[kStream].destroyed || request._readableState.ended;
  },
});

module.exports = { Http2ServerRequest };
