'use strict';

// cluster in a worker: servers listen through the primary.

const EventEmitter = require('node:events');
const path = require('node:path');
const { Worker } = require('internal/cluster/worker');
const { internal, sendHelper } = require('internal/cluster/utils');
const { owner_symbol } = require('internal/stream_handle');

// The longest time that a timer takes.
const kForever = 2 ** 31 - 1;

const cluster = new EventEmitter();
// What this worker listens on, by the key that the primary gave.
const handles = new Map();
// The numbers of the servers that listen on the same address, so that each gets a
// handle of its own.
const indexes = new Map();

cluster.isWorker = true;
cluster.isMaster = false;
cluster.isPrimary = false;
cluster.worker = null;
cluster.Worker = Worker;

function noop() {}

function send(message, callback) {
  return sendHelper(process, message, null, callback);
}

cluster._setupWorker = function() {
  require('internal/cluster/state').isWorker = true;
  const worker = new Worker({ id: Number(process.env.NODE_UNIQUE_ID) | 0, process, state: 'online' });
  cluster.worker = worker;
  process.once('disconnect', () => {
    worker.emit('disconnect');
    // The primary is gone.
    if (!worker.exitedAfterDisconnect)
      process.exit(0);
  });
  process.on('internalMessage', internal(worker, onMessage));
  send({ act: 'online' });

  function onMessage(message, handle) {
    if (message.act === 'newconn')
      onConnection(message, handle);
    else if (message.act === 'disconnect')
      disconnect(worker, true);
  }
};

// `server`: a net.Server or dgram.Socket. `callback(errno, handle)`.
cluster._getServer = function(server, options, callback) {
  let { address } = options;
  // The primary may be in another folder.
  if (options.port < 0 && typeof address === 'string')
    address = path.resolve(address);
  const indexesKey = [address, options.port, options.addressType, options.fd].join(':');
  let indexSet = indexes.get(indexesKey);
  if (indexSet === undefined) {
    indexSet = { nextIndex: 0, set: new Set() };
    indexes.set(indexesKey, indexSet);
  }
  const index = indexSet.nextIndex++;
  indexSet.set.add(index);
  const message = { act: 'queryServer', index, data: null, ...options, address };
  if (server._getServerData)
    message.data = server._getServerData();
  send(message, (reply, handle) => {
    if (typeof server._setServerData === 'function')
      server._setServerData(reply.data);
    const give = handle ? shareHandle : fakeHandle;
    give(reply, { handle, indexesKey, index }, callback);
  });
  server.once('listening', () => {
    if (!indexes.has(indexesKey))
      return;
    cluster.worker.state = 'listening';
    const bound = server.address();
    send({ ...message, act: 'listening', port: bound?.port || options.port });
  });
};

function forget(indexesKey, index) {
  const indexSet = indexes.get(indexesKey);
  if (indexSet === undefined)
    return;
  indexSet.set.delete(index);
  if (indexSet.set.size === 0)
    indexes.delete(indexesKey);
}

// The primary's own descriptor, copied.
function shareHandle(message, { handle, indexesKey, index }, callback) {
  const { key } = message;
  const { close } = handle;
  handle.close = function() {
    send({ act: 'close', key });
    handles.delete(key);
    forget(indexesKey, index);
    return Reflect.apply(close, handle, arguments);
  };
  handles.set(key, handle);
  callback(message.errno, handle);
}

// The primary accepts: what stands here for a handle keeps the process alive.
function fakeHandle(message, { indexesKey, index }, callback) {
  if (message.errno) {
    callback(message.errno, null);
    return;
  }
  let { key } = message;
  let timer;
  const handle = {
    listen() { return 0; },
    close(onClose) {
      if (key !== undefined) {
        handle.unref();
        send({ act: 'close', key });
        handles.delete(key);
        forget(indexesKey, index);
        key = undefined;
      }
      if (typeof onClose === 'function')
        setImmediate(onClose);
    },
    ref() { timer ??= setInterval(noop, kForever); },
    unref() {
      clearInterval(timer);
      timer = undefined;
    },
    hasRef() { return timer !== undefined; },
  };
  handle.ref();
  if (message.sockname) {
    handle.getsockname = (out) => {
      if (key)
        Object.assign(out, message.sockname);
      return 0;
    };
  }
  handles.set(key, handle);
  callback(0, handle);
}

function onConnection(message, handle) {
  const server = handles.get(message.key);
  let accepted = server !== undefined;
  if (accepted && server[owner_symbol]) {
    const { maxConnections, _connections } = server[owner_symbol];
    if (maxConnections != null && _connections >= maxConnections && !server[owner_symbol].dropMaxConnection)
      accepted = false;
  }
  send({ ack: message.seq, accepted });
  if (accepted)
    server.onconnection(0, handle);
  else
    handle?.close();
}

// Closes the servers, then the channel. When the worker began it, the primary is
// told first, so that it takes what follows for what it is.
function disconnect(worker, primaryInitiated) {
  worker.exitedAfterDisconnect = true;
  let waiting = 1;
  const done = () => {
    if (--waiting !== 0)
      return;
    if (primaryInitiated)
      process.disconnect();
    else
      send({ act: 'exitedAfterDisconnect' }, () => process.disconnect());
  };
  for (const handle of [...handles.values()]) {
    waiting++;
    if (handle[owner_symbol])
      handle[owner_symbol].close(done);
    else
      handle.close(done);
  }
  handles.clear();
  done();
}

Worker.prototype.disconnect = function() {
  if (this.state !== 'disconnecting' && this.state !== 'destroying') {
    this.state = 'disconnecting';
    disconnect(this, false);
  }
  return this;
};

Worker.prototype.destroy = function() {
  if (this.state === 'destroying')
    return;
  this.exitedAfterDisconnect = true;
  if (!this.isConnected())
    process.exit(0);
  this.state = 'destroying';
  send({ act: 'exitedAfterDisconnect' }, () => process.disconnect());
  process.once('disconnect', () => process.exit(0));
};

module.exports = cluster;
