'use strict';

// The JavaScript faces of what the event loop reads, writes and accepts on:
// TCP and Unix sockets, pipes, terminals, servers. The state lives in Rust under
// a number (src/builtins/net); streams and servers are built on top.

const { FastBuffer } = require('internal/buffer');
const { Members, removeMember } = require('internal/members');
const { emitDestroy, emitInit, getDefaultTriggerAsyncId, newAsyncId } = require('internal/async_hooks');

const binding = internalBinding('stream_handle');
const netBinding = internalBinding('net');
const ttyBinding = internalBinding('tty');

const owner_symbol = Symbol('owner_symbol');
// The method of net.BoundSocket that gives its handle away.
const kAdopt = Symbol('kAdopt');

const kEBADF = -9;
const kEADDRINUSE = -98;
const kEALREADY = -114;
const kEINVAL = -22;

// All handles in the order in which they were made, from then until they are closed, for process._getActiveHandles() and
// getActiveResourcesInfo().
const handles = new Members();
// Handles of other kinds (child processes) among them: the entry and the name of each.
const others = new Map();
// How many requests to connect there are.
let connectRequests = 0;

// Rust calls these two for all handles. They are handed over with the first one.
let isSetUp = false;

function onStreamRead(handle, error, arrayBuffer) {
  if (arrayBuffer === undefined) {
    handle.reading = false;
    handle.onread(error, undefined);
    return;
  }
  handle.onread(0, new FastBuffer(arrayBuffer));
}

function accept(handle, fd) {
  const client = new handle.constructor(0);
  client._open(fd, handle instanceof TCP ? 'TCPSocketWrap' : 'PipeWrap', true, true);
  return client;
}

// `client`: the handle, or only the descriptor when nobody hears of new resources.
function onConnection(handle, client) {
  handle.onconnection(0, typeof client === 'number' ? accept(handle, client) : client);
}

// Connected for reading and writing, or not at all.
function makeConnected(handle, request) {
  return (status) => {
    try {
      request.oncomplete(status, handle, request, true, true);
    } finally {
      connectRequests--;
    }
  };
}

function countConnect(error) {
  if (error === 0)
    connectRequests++;
  return error;
}

// The list has a handle until it is closed, which comes after close().
function makeClosed(entry, callback) {
  return (error) => {
    removeMember(entry);
    callback(error);
  };
}

function setUp() {
  isSetUp = true;
  binding.setup(onStreamRead);
}

let acceptsConnections = false;

function noop() {}

class StreamHandle {
  // The number of the stream, or of the listener that a server is.
  #id;
  #listener;
  #fd = -1;
  #asyncId;
  // The id of what triggered it, once async_hooks has been told of it.
  #triggerId;
  #referenced = true;
  #readLimit;
  #closed = false;
  #entry = handles.add(this);

  constructor() {
    this.reading = false;
    // Called with (negative errno or 0, buffer); without a buffer reading is
    // over: 0 is the end.
    this.onread = noop;
  }

  // Takes a descriptor over. `name` is what process.getActiveResourcesInfo()
  // lists; `arrived`: a connection that a server has accepted. Answers 0 or a
  // negative errno.
  _open(fd, name, ownsDescriptor, arrived) {
    if (!isSetUp)
      setUp();
    const id = this.#triggerId === undefined ?
      binding.open(this, fd, name, ownsDescriptor, arrived) :
      binding.open(this, fd, name, ownsDescriptor, arrived, this.#asyncId, this.#triggerId);
    if (id < 0)
      return id;
    this.#id = id;
    this.#fd = fd;
    if (!this.#referenced)
      binding.setRef(id, false);
    if (this.#readLimit !== undefined)
      binding.setReadLimit(id, this.#readLimit);
    return 0;
  }

  // Takes over a stream that Rust has made.
  _adopt(id, fd) {
    if (!isSetUp)
      setUp();
    this.#id = id;
    this.#fd = fd;
    binding.attach(id, this);
    if (this.#readLimit !== undefined)
      binding.setReadLimit(id, this.#readLimit);
  }

  // Takes the bytes back from a consumer in Rust.
  _attach() {
    if (this.#id !== undefined)
      binding.attach(this.#id, this);
  }

  // The number of the stream, for layers in Rust; undefined when there is none.
  get _id() {
    return this.#id;
  }

  get fd() {
    return this.#closed ? -1 : this.#fd;
  }

  get owner() {
    return this[owner_symbol];
  }

  // Tells async_hooks of a handle that is still to be opened: what leads to that is triggered by it.
  _announce(type) {
    this.#asyncId ??= newAsyncId();
    this.#triggerId = getDefaultTriggerAsyncId();
    emitInit(this.#asyncId, type, this.#triggerId, this);
  }

  getAsyncId() {
    const known = this.#id === undefined ? 0 : binding.asyncId(this.#id);
    return this.#asyncId ??= known || newAsyncId();
  }

  // The handle serves something else from now on, which `resource` stands for.
  asyncReset(resource) {
    const id = this.#id === undefined ? 0 : binding.asyncReset(this.#id, resource);
    if (id !== 0)
      this.#asyncId = id;
  }

  getProviderType() {
    return 0;
  }

  get closed() {
    return this.#closed;
  }

  get _isListening() {
    return this.#listener !== undefined;
  }

  // ---- reading and writing ----

  readStart() {
    if (this.#id === undefined)
      return kEBADF;
    this.reading = true;
    return binding.readStart(this.#id);
  }

  readStop() {
    this.reading = false;
    if (this.#id !== undefined)
      binding.readStop(this.#id);
    return 0;
  }

  // At most so many bytes come at once.
  setReadLimit(limit) {
    this.#readLimit = limit;
    if (this.#id !== undefined)
      binding.setReadLimit(this.#id, limit);
  }

  get bytesRead() {
    return this.#id === undefined ? 0 : binding.bytesRead(this.#id);
  }

  get bytesWritten() {
    return this.#id === undefined ? 0 : binding.bytesWritten(this.#id);
  }

  get writeQueueSize() {
    return this.#id === undefined ? 0 : binding.queuedBytes(this.#id);
  }

  // Writes bytes or a string (as UTF-8), or an array of them, as much as the
  // descriptor takes at once. True: everything is written; false: the rest is
  // queued and `callback(error)` comes later; a number: a negative errno.
  // With `fd` the process at the other end gets a copy of that descriptor.
  write(chunks, callback, fd) {
    if (this.#id === undefined)
      return kEBADF;
    if (fd === undefined)
      return binding.write(this.#id, chunks, callback);
    return binding.write(this.#id, chunks, callback, fd);
  }

  // The same for a response, which may leave a little later, together with what other streams have to write: its head,
  // a string, and its body, if it has one.
  respond(head, body, callback) {
    if (this.#id === undefined)
      return kEBADF;
    return binding.respond(this.#id, head, body, callback);
  }

  // Ends the writing side after what is queued.
  shutdown(callback) {
    if (this.#id === undefined) {
      process.nextTick(callback, kEBADF);
      return;
    }
    binding.shutdown(this.#id, callback);
  }

  // Whether a write waits until everything is written. Programs ask for it so
  // that what they print is out when they exit.
  setBlocking(blocking) {
    if (this.#id !== undefined)
      binding.setBlocking(this.#id, Boolean(blocking));
    return 0;
  }

  get isStreamBase() {
    return true;
  }

  // ---- the end ----

  // `callback` comes in the close phase of the event loop.
  close(callback = noop) {
    if (this.#closed)
      return;
    this.#closed = true;
    this.reading = false;
    callback = makeClosed(this.#entry, callback);
    if (this.#id !== undefined) {
      const id = this.#id;
      this.#id = undefined;
      binding.close(id, callback);
    } else if (this.#listener !== undefined) {
      netBinding.closeListener(this.#listener, callback);
      this.#listener = undefined;
    } else {
      netBinding.closeDescriptor(this.#fd, callback);
      if (this.#triggerId !== undefined)
        emitDestroy(this.#asyncId);
    }
  }

  // ---- the event loop ----

  ref() {
    this.#setRef(true);
  }

  unref() {
    this.#setRef(false);
  }

  hasRef() {
    return !this.#closed && this.#referenced;
  }

  // Whether it counts among what keeps the process alive, which it does while it is being closed as well.
  get _isActive() {
    return this.#referenced;
  }

  #setRef(referenced) {
    this.#referenced = referenced;
    if (this.#id !== undefined)
      binding.setRef(this.#id, referenced);
    else if (this.#listener !== undefined)
      netBinding.setListenerRef(this.#listener, referenced);
  }

  // ---- what sockets of both kinds have in common ----

  // The descriptor to bind or to listen on: made when it is first needed.
  _socket(family) {
    if (this.#fd === -1)
      this.#fd = netBinding.socket(family);
    return this.#fd;
  }

  _listen(backlog, name) {
    if (this.#id !== undefined)
      return kEINVAL;
    // A second server on the same handle.
    if (this.#listener !== undefined)
      return 0;
    if (!acceptsConnections) {
      acceptsConnections = true;
      netBinding.setupConnections(accept, onConnection);
    }
    if (this.#triggerId === undefined)
      this._announce(name === 'TCPServerWrap' ? 'TCPSERVERWRAP' : 'PIPESERVERWRAP');
    const id = netBinding.listen(this, this.#fd, backlog, name, this.#asyncId, this.#triggerId);
    if (id < 0) {
      // Rust has told of its end.
      this.#triggerId = undefined;
      return id;
    }
    this.#listener = id;
    if (!this.#referenced)
      netBinding.setListenerRef(id, false);
    return 0;
  }

  // A handle of this class over a descriptor that is bound and not used yet.
  static ofDescriptor(fd) {
    const handle = new this(0);
    handle.#fd = fd;
    return handle;
  }

  // A descriptor from outside that this handle is to listen on.
  _openServer(fd) {
    this.#fd = fd;
    return netBinding.makeNonblocking(fd);
  }

  // The stream to connect, over the descriptor that `bind` has left or a new one.
  _connectable(family, name) {
    if (this.#id !== undefined)
      return this.#id;
    const fd = this._socket(family);
    if (fd < 0)
      return fd;
    const error = this._open(fd, name, true);
    return error < 0 ? error : this.#id;
  }

  resetOnClose() {
    return this.#id === undefined ? kEBADF : binding.resetOnClose(this.#id);
  }

  acceptDescriptors() {
    binding.acceptDescriptors(this.#id);
  }

  takeDescriptor() {
    return this.#id === undefined ? -1 : binding.takeDescriptor(this.#id);
  }
}

class TCP extends StreamHandle {
  #isConnecting = false;
  #isServer;
  // As in libuv, that an address is in use is told by what comes after bind(): such an error is that of listen().
  #bindError = 0;

  // `type`: 0 for a socket, 1 for a server.
  constructor(type) {
    super();
    this.#isServer = type === 1;
    this.onconnection = null;
    if (this.#isServer)
      this._announce('TCPSERVERWRAP');
  }

  get isServer() {
    return this.#isServer;
  }

  open(fd) {
    return this.#isServer ? this._openServer(fd) : this._open(fd, 'TCPSocketWrap', true);
  }

  bind(address, port, flags = 0) {
    return this.#bind(4, address, port, flags);
  }

  bind6(address, port, flags = 0) {
    return this.#bind(6, address, port, flags);
  }

  #bind(family, address, port, flags) {
    const fd = this._socket(family);
    const error = fd < 0 ? fd : netBinding.bind(fd, address, port, flags);
    if (error !== kEADDRINUSE)
      return error;
    this.#bindError = error;
    return 0;
  }

  listen(backlog) {
    return this.#bindError || this._listen(backlog, 'TCPServerWrap');
  }

  // As Node's: `request.oncomplete()` comes later, what is wrong at once is the answer. Packages put functions of their own here
  // that connect to nothing (msw and nock).
  connect(request, address, port) {
    return this.#connect(4, request, address, port);
  }

  connect6(request, address, port) {
    return this.#connect(6, request, address, port);
  }

  #connect(family, request, address, port) {
    if (this.#isConnecting)
      return kEALREADY;
    const id = this._connectable(family, 'TCPSocketWrap');
    if (id < 0)
      return id;
    const connected = makeConnected(this, request);
    const error = countConnect(binding.connect(id, address, port, (status) => {
      this.#isConnecting = false;
      connected(status);
    }));
    this.#isConnecting = error === 0;
    return error;
  }

  getsockname(target) {
    return this.#bindError || netBinding.getsockname(this.fd, target);
  }

  getpeername(target) {
    return netBinding.getpeername(this.fd, target);
  }

  setNoDelay(enable) {
    return netBinding.setNoDelay(this.fd, enable);
  }

  // `delay` and `interval` in seconds.
  setKeepAlive(enable, delay, interval = 1, count = 10) {
    return netBinding.setKeepAlive(this.fd, enable, delay, interval, count);
  }

  setTypeOfService(value) {
    return netBinding.setTypeOfService(this.fd, value);
  }

  getTypeOfService() {
    return netBinding.getTypeOfService(this.fd);
  }

  // Closes with a reset.
  reset(callback) {
    const error = this.resetOnClose();
    if (error < 0)
      return error;
    this.close(callback);
    return 0;
  }
}

class Pipe extends StreamHandle {
  #isServer;
  // The file that the socket is bound to: it goes with the socket.
  #path;

  // `type`: 0 for a socket, 1 for a server, 2 for a channel that carries
  // descriptors.
  constructor(type) {
    super();
    this.#isServer = type === 1;
    this.onconnection = null;
    this.ipc = type === 2;
    if (this.#isServer)
      this._announce('PIPESERVERWRAP');
  }

  get isServer() {
    return this.#isServer;
  }

  open(fd, ownsDescriptor = true) {
    if (this.#isServer)
      return this._openServer(fd);
    const error = this._open(fd, this.ipc ? 'Pipe' : 'PipeWrap', ownsDescriptor);
    if (error === 0 && this.ipc)
      this.acceptDescriptors();
    return error;
  }

  bind(path) {
    const fd = this._socket(0);
    if (fd < 0)
      return fd;
    const error = netBinding.bindPath(fd, path);
    if (error === 0 && path[0] !== '\0')
      this.#path = path;
    return error;
  }

  close(callback) {
    if (this.#path !== undefined) {
      try {
        require('node:fs').unlinkSync(this.#path);
      } catch {
        // The program has removed it itself.
      }
      this.#path = undefined;
    }
    super.close(callback);
  }

  listen(backlog) {
    return this._listen(backlog, 'PipeWrap');
  }

  connect(request, path) {
    const id = this._connectable(0, 'PipeWrap');
    return id < 0 ? id : countConnect(binding.connectPath(id, path, makeConnected(this, request)));
  }
}

class TTY extends StreamHandle {
  #mode = 0;

  open(fd) {
    return this._open(fd, 'TTYWrap', fd > 2);
  }

  // Both: 0 or a negative errno.
  getWindowSize(size) {
    return ttyBinding.getWindowSize(this.fd, size);
  }

  setRawMode(mode) {
    if (mode === this.#mode) return 0;
    const error = ttyBinding.setRawMode(this.fd, mode, this.#mode === 0);
    if (error === 0) this.#mode = mode;
    return error;
  }
}

// The handle for a descriptor from outside, not opened yet.
function createHandle(fd, isServer) {
  require('internal/validators').validateInt32(fd, 'fd', 0);
  const type = internalBinding('stdio').guessHandleType(fd);
  if (type === 'PIPE')
    return new Pipe(isServer ? 1 : 0);
  if (type === 'TCP')
    return new TCP(isServer ? 1 : 0);
  if (type === 'TTY' && !isServer)
    return new TTY();
  const { codes: { ERR_INVALID_FD_TYPE } } = require('internal/errors');
  throw new ERR_INVALID_FD_TYPE(type);
}

// A handle over a descriptor of a child's pipe or channel.
function openPipe(fd, ipc = false) {
  const pipe = new Pipe(ipc ? 2 : 0);
  const error = pipe.open(fd);
  if (error < 0) {
    const { ErrnoException } = require('internal/errors');
    throw new ErrnoException(error, 'open');
  }
  return pipe;
}

// `name` is what getActiveResourcesInfo() lists.
function trackHandle(handle, name) {
  if (!others.has(handle))
    others.set(handle, { entry: handles.add(handle), name });
}

function untrackHandle(handle) {
  const other = others.get(handle);
  if (other === undefined)
    return;
  others.delete(handle);
  removeMember(other.entry);
}

function listActive() {
  return [...handles].filter((handle) => (handle instanceof StreamHandle ? handle._isActive : handle.hasRef()));
}

function activeHandles() {
  return listActive().map((handle) => handle[owner_symbol] ?? handle);
}

function nameOf(handle) {
  if (handle instanceof TCP)
    return handle.isServer || handle._isListening ? 'TCPServerWrap' : 'TCPSocketWrap';
  if (handle instanceof TTY)
    return 'TTYWrap';
  return handle instanceof StreamHandle ? 'PipeWrap' : others.get(handle).name;
}

// Names of handles: Rust lists those that do something now, Node all that are there and referenced.
const handleNames = new Set([
  'FSEventWrap', 'MessagePort', 'Pipe', 'PipeWrap', 'ProcessWrap', 'StatWatcher', 'TCPServerWrap', 'TCPSocketWrap', 'TTYWrap',
  'UDPWrap',
]);

// Requests, each kind by itself, and then handles, the oldest first. `names`: what Rust lists of both.
function activeResources(names) {
  return [
    ...new Array(connectRequests).fill('ConnectWrap'),
    ...names.filter((name) => !handleNames.has(name)),
    ...listActive().map(nameOf),
  ];
}

module.exports = {
  Pipe, StreamHandle, TCP, TTY, activeHandles, activeResources, createHandle, kAdopt, openPipe, owner_symbol, trackHandle,
  untrackHandle,
};
