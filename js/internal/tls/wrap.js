'use strict';

// The handle of a TLS connection: a stream handle whose stream lies over another
// one, a socket's or, with JavaScript in between, any Duplex's.

const { StreamHandle } = require('internal/stream_handle');

const binding = internalBinding('tls_wrap');

const kEBADF = -9;
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
    stream.once('close', () => this.onclosed());
  }

  // The Duplex is no more.
  onclosed() {
    this.#end(0);
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
        stream.write(bytes, (error) => setImmediate(() => this.#finish(error)));
        break;
      case 'end':
        stream.end((error) => setImmediate(() => this.#finish(error)));
        break;
    }
  }

  // In a turn of its own: what waits for the promise of a piece hears of it before the next one is on its way.
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

  get _isActive() {
    return false;
  }
}

// Node's callbacks of such a handle, by what Rust tells.
const callbacks = {
  __proto__: null,
  hello: (wrap, hello) => wrap.onclienthello(hello),
  handshake: (wrap) => wrap._finishHandshake(),
  newsession: (wrap, [id, session]) => wrap.onnewsession(toBuffer(id), toBuffer(session)),
  session: (wrap, session) => wrap.onnewsession(undefined, toBuffer(session)),
  ocsp: (wrap, response) => wrap.onocspresponse(response === undefined ? null : toBuffer(response)),
  keylog: (wrap, line) => wrap.onkeylog(toBuffer(line)),
  error: (wrap, error) => wrap.onerror(error),
};

function toBuffer(bytes) {
  return Buffer.from(bytes.buffer);
}

// Its methods are Node's, looked up when they are called: packages put functions of their own in the place of `start`,
// `getSession` and others, and call `onhandshakedone` themselves (msw and nock).
class TLSWrap extends StreamHandle {
  // Undefined until the connection below is there.
  #native;
  #parentSocket;
  #isServer;
  #session;
  #started = false;
  #logsKeys = false;
  // Why what is cancelled is not written: until the handshake is over the connection itself keeps it.
  cancelReason = 'Canceled because of SSL destruction';

  // `parent` is the lower handle, `parentSocket` the program's socket that it
  // belongs to, if any; `context` a SecureContext or its handle.
  constructor(parent, parentSocket, isServer, context) {
    super();
    this._parent = parent;
    this.#parentSocket = parentSocket;
    this.#isServer = isServer;
    this._secureContext = context;
  }

  get #context() {
    return this._secureContext.context ?? this._secureContext;
  }

  // Takes the lower stream over, which is connected. Answers 0 or a negative errno.
  cover() {
    const { _parent: parent } = this;
    const created = binding.create(parent._id, this.#isServer, (name, value) => callbacks[name](this, value));
    if (created === undefined)
      return kEBADF;
    const [native, id] = created;
    this.#native = native;
    this._adopt(id, parent.fd);
    if (this.#logsKeys)
      binding.enableKeylog(native);
    return binding.start(native);
  }

  #uncovered() {
    return this.#native === undefined && this._parent._id !== undefined;
  }

  // A program may read and end before anybody has begun a handshake.
  readStart() {
    const error = this.#uncovered() ? this.cover() : 0;
    return error < 0 ? error : super.readStart();
  }

  shutdown(callback) {
    if (this.#uncovered())
      this.cover();
    return super.shutdown(callback);
  }

  write(chunks, callback, fd) {
    if (!this.#started && !this.#isServer && this._parent._id !== undefined)
      this.onfirstwrite();
    return super.write(chunks, callback, fd);
  }

  receive(bytes) {
    binding.receive(this.#native, bytes);
  }

  // A client's handshake. Answers 0 or a negative errno. Before there is a connection it leads to nothing, as on Node:
  // packages that only pretend to connect call it then.
  start(servername, protocols, requestOCSP) {
    if (this._parent._id === undefined)
      return 0;
    const error = this.#native === undefined ? this.cover() : 0;
    if (error < 0)
      return error;
    this.#started = true;
    binding.connect(this.#native, this.#context.native, servername, protocols, this.#session, requestOCSP);
    return 0;
  }

  // A server's answer to `onclienthello`.
  accept(...how) {
    binding.accept(this.#native, this.#context.native, ...how);
  }

  _finishHandshake() {
    this.cancelReason = undefined;
    this.onhandshakedone();
  }

  // Nothing is sent while a session is being stored.
  holdOutput(hold) {
    binding.holdOutput(this.#native, hold);
  }

  enableKeylogCallback() {
    this.#logsKeys = true;
    if (this.#native !== undefined)
      binding.enableKeylog(this.#native);
  }

  // ---- what it knows of the connection ----

  // Undefined for a certificate that is to be trusted.
  verifyError() {
    const problem = binding.verifyError(this.#native, this.#context.trust);
    if (problem === undefined)
      return undefined;
    const error = new Error(problem[1]);
    error.code = problem[0];
    return error;
  }

  getServername() {
    return binding.getServername(this.#native) ?? false;
  }

  getALPNNegotiatedProtocol() {
    return binding.getALPNProtocol(this.#native) ?? false;
  }

  setSession(session) {
    this.#session = session;
  }

  // A session of TLS 1.3 that has no ticket yet has a name that resumes nothing.
  getSession() {
    return this.#session ?? (binding.getCipher(this.#native) ? Buffer.from('anode-tls-session') : undefined);
  }

  isSessionReused() {
    return binding.isSessionReused(this.#native) ?? false;
  }

  // Before the two have agreed: the highest version that a client has offered.
  getProtocol() {
    const known = binding.getProtocol(this.#native);
    if (known !== undefined)
      return known;
    return this.#started && !binding.allowsTls13(this.#context.native) ? 'TLSv1.2' : 'TLSv1.3';
  }

  // Undefined before the handshake.
  getCipher() {
    const cipher = binding.getCipher(this.#native);
    if (cipher === undefined)
      return undefined;
    const [name, standardName, version] = cipher;
    return { name, standardName, version };
  }

  getSharedSigalgs() {
    return binding.getSharedSigalgs(this.#native) ?? [];
  }

  // What a client's key exchange was; a server learns nothing, as with OpenSSL.
  getEphemeralKeyInfo() {
    if (this.#isServer)
      return null;
    const name = binding.getGroup(this.#native);
    const sizes = { '__proto__': null, 'X25519': 253, 'prime256v1': 256, 'secp384r1': 384, 'secp521r1': 521 };
    if (name === undefined)
      return {};
    const size = sizes[name];
    return { type: size === undefined ? 'TLSGroup' : 'ECDH', name, size };
  }

  // As DER: the peer's own and what it sent with it, or, when `verified`, the way to what is trusted.
  getPeerCertificates(verified) {
    const ders = verified ?
      binding.getPeerChain(this.#native, this.#context.trust) : binding.getPeerCertificates(this.#native);
    return ders ?? [];
  }

  exportKeyingMaterial(length, label, context) {
    return binding.exportKeyingMaterial(this.#native, length, label, context);
  }

  setMaxSendFragment(size) {
    return binding.setMaxSendFragment(this.#native, size);
  }

  // ---- the connection below ----

  // The program's own socket goes with the connection.
  close(callback = noop) {
    if (this.closed)
      return;
    const socket = this.#parentSocket;
    if (socket && socket._handle === this._parent && !socket.destroyed) {
      socket.once('close', () => callback());
      socket.destroy();
    } else if (this._parent.closed) {
      // It went first, and tells no more of it.
      setImmediate(callback);
    } else {
      this._parent.close(callback);
    }
    // What is closed last hears of it first: what this cancels, before the callback.
    super.close();
  }

  ref() {
    super.ref();
    this._parent.ref();
  }

  // The connection below counts.
  get _isActive() {
    return false;
  }

  unref() {
    super.unref();
    this._parent.unref();
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
  'open', 'bind', 'bind6', 'connect', 'connect6', 'getsockname', 'getpeername', 'setNoDelay', 'setKeepAlive',
  'setTypeOfService', 'getTypeOfService', 'setBlocking',
]) {
  TLSWrap.prototype[name] = function(...args) {
    const parent = this._parent;
    return typeof parent[name] === 'function' ? Reflect.apply(parent[name], parent, args) : 0;
  };
}

module.exports = { DuplexHandle, TLSWrap };
