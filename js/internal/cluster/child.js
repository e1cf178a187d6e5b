'use strict';

// cluster in a worker: servers listen through the primary.

const EventEmitter = require('node:events');
const path = require('node:path');
const { Worker } = require('internal/cluster/worker');
const { internal, sendHelper } = require('internal/cluster/utils');
const { owner_symbol } = require('internal/stream_handle');

// The longest time that a timer takes.
const kForever = 2 ** 31 - 1;

// What the primary gave for this worker to listen on, by key.
const handles = new Map();
// For each address, the numbers of the servers that listen on it, so that each gets a handle of its own.
const numbers = new Map();

const cluster = Object.assign(new EventEmitter(), {
  isWorker: true,
  isMaster: false,
  isPrimary: false,
  worker: null,
  Worker,
  _setupWorker,
  _getServer: listenThroughPrimary,
});

function send(message, callback) {
  return sendHelper(process, message, null, callback);
}

function _setupWorker() {
  require('internal/cluster/state').isWorker = true;
  const id = Number(process.env.NODE_UNIQUE_ID) | 0;
  const worker = cluster.worker = new Worker({ id, process, state: 'online' });
  process.once('disconnect', () => {
    worker.emit('disconnect');
    // The primary is gone.
    if (!worker.exitedAfterDisconnect) process.exit(0);
  });
  const actions = {
    __proto__: null,
    newconn: takeConnection,
    disconnect: () => closeAll(worker, () => process.disconnect()),
  };
  process.on('internalMessage', internal(worker, (message, handle) => actions[message.act]?.(message, handle)));
  send({ act: 'online' });
}

// ---- listening ------------------------------------------------------------------

// A number for one more server on an address, and what gives it back.
function takeNumber(address) {
  let taken = numbers.get(address);
  if (taken === undefined) numbers.set(address, taken = { next: 0, count: 0 });
  taken.count++;
  const giveBack = () => {
    if (--taken.count === 0 && numbers.get(address) === taken) numbers.delete(address);
  };
  return { index: taken.next++, giveBack, isTaken: () => numbers.get(address) === taken };
}

// `server`: a net.Server or dgram.Socket. `callback(errno, handle)`.
function listenThroughPrimary(server, options, callback) {
  const { port, addressType, fd } = options;
  // The primary may be in another folder.
  const isPath = port < 0 && typeof options.address === 'string';
  const address = isPath ? path.resolve(options.address) : options.address;
  const { index, giveBack, isTaken } = takeNumber([address, port, addressType, fd].join(':'));
  const request = { index, data: server._getServerData?.() ?? null, ...options, address };

  send({ act: 'queryServer', ...request }, (reply, handle) => {
    server._setServerData?.(reply.data);
    const { errno, key } = reply;
    let isOpen = true;
    const close = () => {
      if (!isOpen) return;
      isOpen = false;
      handles.delete(key);
      send({ act: 'close', key });
      giveBack();
    };
    const given = handle ? withClose(handle, close) : errno ? null : placeholder(reply, close);
    if (given !== null) handles.set(key, given);
    callback(errno ?? 0, given);
  });
  server.once('listening', () => {
    if (!isTaken()) return;
    cluster.worker.state = 'listening';
    send({ ...request, act: 'listening', port: server.address()?.port || port });
  });
}

// The primary's own descriptor, copied.
function withClose(handle, close) {
  const original = handle.close;
  handle.close = (...args) => {
    close();
    return Reflect.apply(original, handle, args);
  };
  return handle;
}

// The primary accepts: what stands here for a handle keeps the process alive.
function placeholder({ sockname }, close) {
  let timer;
  let isOpen = true;
  const handle = {
    listen: () => 0,
    hasRef: () => timer !== undefined,
    ref() {
      timer ??= setInterval(() => {}, kForever);
    },
    unref() {
      clearInterval(timer);
      timer = undefined;
    },
    close(onClose) {
      if (isOpen) {
        isOpen = false;
        handle.unref();
        close();
      }
      if (typeof onClose === 'function') setImmediate(onClose);
    },
  };
  if (sockname) {
    handle.getsockname = (out) => {
      if (isOpen) Object.assign(out, sockname);
      return 0;
    };
  }
  handle.ref();
  return handle;
}

function takeConnection({ key, seq }, connection) {
  const handle = handles.get(key);
  const accepted = handle !== undefined && hasRoom(handle[owner_symbol]);
  send({ ack: seq, accepted });
  if (accepted) handle.onconnection(0, connection);
  else connection?.close();
}

// A server that does not drop what is too much lets other workers have it.
function hasRoom(server) {
  if (server === undefined || server.maxConnections == null || server.dropMaxConnection) return true;
  return server._connections < server.maxConnections;
}

// ---- the end --------------------------------------------------------------------

function closeAll(worker, whenClosed) {
  worker.exitedAfterDisconnect = true;
  const open = [...handles.values()];
  let left = open.length + 1;
  const closed = () => {
    if (--left === 0) whenClosed();
  };
  for (const handle of open) (handle[owner_symbol] ?? handle).close(closed);
  handles.clear();
  closed();
}

// The primary is told first, so that it takes what follows for what it is.
function leave() {
  send({ act: 'exitedAfterDisconnect' }, () => process.disconnect());
}

Worker.prototype.disconnect = function() {
  if (this.state === 'disconnecting' || this.state === 'destroying') return this;
  this.state = 'disconnecting';
  closeAll(this, leave);
  return this;
};

Worker.prototype.destroy = function() {
  if (this.state === 'destroying') return;
  this.exitedAfterDisconnect = true;
  if (!this.isConnected()) process.exit(0);
  this.state = 'destroying';
  leave();
  process.once('disconnect', () => process.exit(0));
};

module.exports = cluster;
