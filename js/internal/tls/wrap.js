'use strict';

// The handle of a TLS connection: a stream handle whose stream lies over another
// one, a socket's or, with JavaScript in between, any Duplex's.

const { StreamHandle } = require('internal/stream_handle');

const binding = internalBinding('tls_wrap');

const UV_EPROTO = 71;
const UV_ECANCELED = 125;

function noop() {}

// The lower handle over a Duplex that is no socket of ours.
class DuplexHandle extends StreamHandle {
  #native;
  #stream;
  #onData;

  constructor(stream) {
    super();
    const [native, id] = binding.createScriptStream((what, bytes) => this.#onRequest(what, bytes));
    this.#native = native;
    this._adopt(id, -1);
    this.#stream = stream;
    stream.pause();
    this.#onData = (chunk) => {
      if (!this.closed)
        binding.scriptReceive(native, chunk);
    };
    stream.on('data', this.#onData);
    stream.once('end', () => this.#end(0));
    stream.on('error', (error) => this.onerror?.(error));
    stream.once('close', () => this.#end(0));
  }

  #end(error) {
    if (this.closed || this.ended)
      return;
    this.ended = true;
    binding.scriptEnd(this.#native, error);
  }

  #onRequest(what, bytes) {
    const stream = this.#stream;
    if (this.closed)
      return;
    switch (what) {
      case 'read':
        stream.resume();
        break;
      case 'pause':
        stream.pause();
        break;
      case 'write':
        if (stream.destroyed || stream.writableEnded) {
          binding.scriptFinish(this.#native, UV_ECANCELED);
          break;
        }
        stream.write(bytes, (error) => this.#finish(error));
        break;
      case 'end':
        stream.end((error) => this.#finish(error));
        break;
    }
  }

  #finish(error) {
    if (!this.closed)
      binding.scriptFinish(this.#native, error ? UV_EPROTO : 0);
  }

  close(callback = noop) {
    if (this.closed)
      return;
    super.close(callback);
    this.#stream.destroy();
  }

  // Gives the Duplex back.
  detach() {
    this.#stream.removeListener('data', this.#onData);
    super.close();
  }

  // A Duplex keeps no process alive.
  ref() {}
  unref() {}
}

class TLSWrap extends StreamHandle {
  #native;
  #parentSocket;

  // `parent` is the lower handle, `parentSocket` the program's socket that it
  // belongs to, if any.
  constructor(parent, parentSocket, isServer, onEvent) {
    super();
    const [native, id] = binding.create(parent._id, isServer, (name, value) => onEvent(this, name, value));
    this.#native = native;
    this._parent = parent;
    this.#parentSocket = parentSocket;
    this._adopt(id, parent.fd);
  }

  get native() {
    return this.#native;
  }

  start() {
    return binding.start(this.#native);
  }

  receive(bytes) {
    binding.receive(this.#native, bytes);
  }

  connect(context, servername, protocols, session, requestOCSP) {
    binding.connect(this.#native, context.native, servername, protocols, session, requestOCSP);
  }

  accept(context, ...how) {
    binding.accept(this.#native, context.native, ...how);
  }

  // Nothing is sent while a session is being stored.
  holdOutput(hold) {
    binding.holdOutput(this.#native, hold);
  }

  enableKeylogCallback() {
    binding.enableKeylog(this.#native);
  }

  // The program's own socket goes with the connection.
  close(callback = noop) {
    if (this.closed)
      return;
    super.close();
    const socket = this.#parentSocket;
    if (socket && socket._handle === this._parent && !socket.destroyed) {
      socket.once('close', () => callback());
      socket.destroy();
    } else {
      this._parent.close(callback);
    }
  }

  getAsyncId() {
    return this._parent.getAsyncId?.() ?? super.getAsyncId();
  }

  get isStreamBase() {
    return true;
  }
}

// What the connection below answers for.
for (const name of [
  'getsockname', 'getpeername', 'setNoDelay', 'setKeepAlive', 'setTypeOfService', 'getTypeOfService', 'setBlocking',
]) {
  TLSWrap.prototype[name] = function(...args) {
    const parent = this._parent;
    return typeof parent[name] === 'function' ? Reflect.apply(parent[name], parent, args) : 0;
  };
}

module.exports = { DuplexHandle, TLSWrap };
