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
// What workers listen on, by key.
const handles = new Map();
// Who wants to know when no worker is left: each once.
const whenEmpty = new EventEmitter();
let lastId = 0;

Object.assign(cluster, {
  isWorker: false,
  isMaster: true,
  isPrimary: true,
  Worker,
  workers: {},
  settings: {},
  SCHED_NONE,
  SCHED_RR,
  schedulingPolicy: process.env.NODE_CLUSTER_SCHED_POLICY === 'none' ? SCHED_NONE : SCHED_RR,
});

// Functions without names, as on Node.
cluster.setupPrimary = cluster.setupMaster = function(options) {
  const { argv: [, exec, ...args], execArgv } = process;
  const settings = { args, exec, execArgv, silent: false, ...cluster.settings, ...options };
  cluster.settings = settings;
  process.nextTick(() => cluster.emit('setup', settings));
};

cluster.fork = function(env) {
  cluster.setupPrimary();
  const worker = startWorker(++lastId, env);
  cluster.workers[worker.id] = worker;
  process.nextTick(() => cluster.emit('fork', worker));
  return worker;
};

cluster.disconnect = function(callback) {
  const workers = Object.values(cluster.workers);
  if (workers.length === 0) process.nextTick(() => whenEmpty.emit('empty'));
  for (const worker of workers) {
    if (worker.isConnected()) worker.disconnect();
  }
  if (typeof callback === 'function') whenEmpty.once('empty', callback);
};

// ---- workers ------------------------------------------------------------------

function startProcess(id, env) {
  const { exec, args, inspectPort, ...options } = cluster.settings;
  if (inspectPort !== undefined && typeof inspectPort !== 'function') validatePort(inspectPort);
  options.env = { ...process.env, ...env, NODE_UNIQUE_ID: String(id) };
  // Of the settings, those that concern the process.
  const names = ['cwd', 'env', 'serialization', 'silent', 'windowsHide', 'execArgv', 'stdio', 'gid', 'uid'];
  return require('node:child_process').fork(exec, args, Object.fromEntries(names.map((name) => [name, options[name]])));
}

function startWorker(id, env) {
  const child = startProcess(id, env);
  const worker = new Worker({ id, process: child });
  worker.on('message', function(...args) {
    cluster.emit('message', this, ...args);
  });
  child.once('exit', (...status) => {
    // Otherwise 'disconnect' is still to come.
    if (!worker.isConnected()) forget(worker);
    finish(worker, 'dead', 'exit', status);
  });
  child.once('disconnect', () => {
    stopListening(worker);
    if (worker.isDead()) forget(worker);
    finish(worker, 'disconnected', 'disconnect', []);
  });
  child.on('internalMessage', internal(worker, function(message) {
    actions[message.act]?.(this, message);
  }));
  return worker;
}

function finish(worker, state, event, args) {
  worker.exitedAfterDisconnect = Boolean(worker.exitedAfterDisconnect);
  worker.state = state;
  tell(worker, event, ...args);
}

// Events of a worker are events of the cluster as well.
function tell(worker, event, ...args) {
  worker.emit(event, ...args);
  cluster.emit(event, worker, ...args);
}

function stopListening(worker) {
  for (const [key, handle] of handles) {
    if (handle.remove(worker)) handles.delete(key);
  }
}

function forget(worker) {
  stopListening(worker);
  delete cluster.workers[worker.id];
  if (Object.keys(cluster.workers).length === 0) whenEmpty.emit('empty');
}

// ---- what workers say ---------------------------------------------------------

const actions = {
  '__proto__': null,

  online(worker) {
    worker.state = 'online';
    tell(worker, 'online');
  },

  listening(worker, { addressType, address, port, fd }) {
    worker.state = 'listening';
    tell(worker, 'listening', { addressType, address, port, fd });
  },

  exitedAfterDisconnect(worker, { seq }) {
    worker.exitedAfterDisconnect = true;
    send(worker, { ack: seq });
  },

  close(worker, { key }) {
    if (handles.get(key)?.remove(worker)) handles.delete(key);
  },

  queryServer(worker, message) {
    // It listens no more.
    if (worker.exitedAfterDisconnect) return;
    const key = ['address', 'port', 'addressType', 'fd', 'index'].map((name) => message[name]).join(':');
    if (!handles.has(key)) handles.set(key, makeHandle(key, message));
    const handle = handles.get(key);
    handle.data ||= message.data;
    handle.add(worker, (errno, reply, descriptor) => {
      const { data } = handles.get(key) ?? handle;
      // The next one that asks tries anew.
      if (errno) handles.delete(key);
      send(worker, { errno, key, ack: message.seq, data, ...reply }, descriptor);
    });
  },
};

function makeHandle(key, message) {
  const { address, addressType, port } = message;
  const isDatagram = addressType === 'udp4' || addressType === 'udp6';
  const Handle = isDatagram || cluster.schedulingPolicy !== SCHED_RR ? SharedHandle : RoundRobinHandle;
  const isPath = port < 0 && typeof address === 'string';
  return new Handle(key, isPath ? shorterPath(address) : address, message);
}

// The worker has made the path absolute; a relative one may fit where that does not. A name that begins with \0 is none of the file system's.
function shorterPath(absolute) {
  const abstract = absolute.indexOf('\0');
  if (abstract >= 0) return absolute.slice(abstract);
  const relative = path.relative(process.cwd(), absolute);
  return absolute.length <= kMaxPath || absolute.length < relative.length ? absolute : relative;
}

function send(worker, message, handle) {
  return sendHelper(worker.process, message, handle);
}

// ---- a worker, as the primary sees it ------------------------------------------

Worker.prototype.disconnect = function() {
  this.exitedAfterDisconnect = true;
  send(this, { act: 'disconnect' });
  forget(this);
  return this;
};

Worker.prototype.destroy = function(signal) {
  this.process.kill(signal || 'SIGTERM');
};

module.exports = cluster;
