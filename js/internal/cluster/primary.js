'use strict';

// cluster in the primary: starts workers and listens for them.

const EventEmitter = require('node:events');
const path = require('node:path');
const { validatePort } = require('internal/validators');
const { Worker } = require('internal/cluster/worker');
const { RoundRobinHandle, SharedHandle } = require('internal/cluster/handles');
const { internal, sendHelper } = require('internal/cluster/utils');

const SCHED_NONE = 1;
const SCHED_RR = 2;

// The longest path of a Unix socket.
const kMaxPath = 107;

const cluster = new EventEmitter();
const intercom = new EventEmitter();
const handles = new Map();
let ids = 0;
let initialized = false;

function schedulingPolicy() {
  switch (process.env.NODE_CLUSTER_SCHED_POLICY) {
    case 'none': return SCHED_NONE;
    default: return SCHED_RR;
  }
}

cluster.isWorker = false;
cluster.isMaster = true;
cluster.isPrimary = true;
cluster.Worker = Worker;
cluster.workers = {};
cluster.settings = {};
cluster.SCHED_NONE = SCHED_NONE;
cluster.SCHED_RR = SCHED_RR;
cluster.schedulingPolicy = schedulingPolicy();

cluster.setupPrimary = function(options) {
  const settings = {
    args: process.argv.slice(2),
    exec: process.argv[1],
    execArgv: process.execArgv,
    silent: false,
    ...cluster.settings,
    ...options,
  };
  cluster.settings = settings;
  if (initialized) {
    process.nextTick(() => cluster.emit('setup', settings));
    return;
  }
  initialized = true;
  process.nextTick(() => cluster.emit('setup', settings));
};
cluster.setupMaster = cluster.setupPrimary;

function createWorkerProcess(id, env) {
  const { settings } = cluster;
  if (settings.inspectPort !== undefined && typeof settings.inspectPort !== 'function')
    validatePort(settings.inspectPort);
  const { fork } = require('node:child_process');
  return fork(settings.exec, settings.args, {
    cwd: settings.cwd,
    env: { ...process.env, ...env, NODE_UNIQUE_ID: `${id}` },
    serialization: settings.serialization,
    silent: settings.silent,
    windowsHide: settings.windowsHide,
    execArgv: settings.execArgv,
    stdio: settings.stdio,
    gid: settings.gid,
    uid: settings.uid,
  });
}

function removeWorker(worker) {
  delete cluster.workers[worker.id];
  if (Object.keys(cluster.workers).length === 0)
    intercom.emit('disconnect');
}

function removeHandlesForWorker(worker) {
  for (const { 0: key, 1: handle } of handles) {
    if (handle.remove(worker))
      handles.delete(key);
  }
}

cluster.fork = function(env) {
  cluster.setupPrimary();
  const id = ++ids;
  const child = createWorkerProcess(id, env);
  const worker = new Worker({ id, process: child });
  worker.on('message', function(message, handle) {
    cluster.emit('message', this, message, handle);
  });
  child.once('exit', (exitCode, signalCode) => {
    // Otherwise 'disconnect' is still to come.
    if (!worker.isConnected()) {
      removeHandlesForWorker(worker);
      removeWorker(worker);
    }
    worker.exitedAfterDisconnect = Boolean(worker.exitedAfterDisconnect);
    worker.state = 'dead';
    worker.emit('exit', exitCode, signalCode);
    cluster.emit('exit', worker, exitCode, signalCode);
  });
  child.once('disconnect', () => {
    removeHandlesForWorker(worker);
    if (worker.isDead())
      removeWorker(worker);
    worker.exitedAfterDisconnect = Boolean(worker.exitedAfterDisconnect);
    worker.state = 'disconnected';
    worker.emit('disconnect');
    cluster.emit('disconnect', worker);
  });
  child.on('internalMessage', internal(worker, onMessage));
  process.nextTick(() => cluster.emit('fork', worker));
  cluster.workers[worker.id] = worker;
  return worker;
};

cluster.disconnect = function(callback) {
  const workers = Object.values(cluster.workers);
  if (workers.length === 0) {
    process.nextTick(() => intercom.emit('disconnect'));
  } else {
    for (const worker of workers) {
      if (worker.isConnected())
        worker.disconnect();
    }
  }
  if (typeof callback === 'function')
    intercom.once('disconnect', callback);
};

// ---- what workers say ---------------------------------------------------------

const actions = {
  '__proto__': null,
  online(worker) {
    worker.emit('online');
    cluster.emit('online', worker);
  },
  queryServer,
  listening(worker, message) {
    const info = {
      addressType: message.addressType,
      address: message.address,
      port: message.port,
      fd: message.fd,
    };
    worker.state = 'listening';
    worker.emit('listening', info);
    cluster.emit('listening', worker, info);
  },
  exitedAfterDisconnect(worker, message) {
    worker.exitedAfterDisconnect = true;
    send(worker, { ack: message.seq });
  },
  close(worker, message) {
    const handle = handles.get(message.key);
    if (handle?.remove(worker))
      handles.delete(message.key);
  },
};

function onMessage(message) {
  actions[message.act]?.(this, message);
}

function queryServer(worker, message) {
  // It listens no more.
  if (worker.exitedAfterDisconnect)
    return;
  const key = `${message.address}:${message.port}:${message.addressType}:${message.fd}:${message.index}`;
  let handle = handles.get(key);
  if (handle === undefined) {
    let { address } = message;
    if (message.port < 0 && typeof address === 'string') {
      // The worker has made the path absolute; a shorter one may fit where that does not.
      address = path.relative(process.cwd(), address);
      if (message.address.length < address.length || message.address.length <= kMaxPath)
        address = message.address;
    }
    const isDatagram = message.addressType === 'udp4' || message.addressType === 'udp6';
    const Handle = cluster.schedulingPolicy !== SCHED_RR || isDatagram ? SharedHandle : RoundRobinHandle;
    handle = new Handle(key, address, message);
    handles.set(key, handle);
  }
  handle.data ||= message.data;
  handle.add(worker, (errno, reply, descriptor) => {
    const { data } = handles.get(key) ?? handle;
    // The next one that asks tries anew.
    if (errno)
      handles.delete(key);
    send(worker, { errno, key, ack: message.seq, data, ...reply }, descriptor);
  });
}

function send(worker, message, handle, callback) {
  return sendHelper(worker.process, message, handle, callback);
}

// ---- a worker, as the primary sees it ------------------------------------------

Worker.prototype.disconnect = function() {
  this.exitedAfterDisconnect = true;
  send(this, { act: 'disconnect' });
  removeHandlesForWorker(this);
  removeWorker(this);
  return this;
};

Worker.prototype.destroy = function(signal) {
  this.process.kill(signal || 'SIGTERM');
};

module.exports = cluster;
