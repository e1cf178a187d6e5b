'use strict';
// The Worker class: starting a thread, talking to it, hearing of its end.

const EventEmitter = require('node:events');
const binding = internalBinding('worker');
const {
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_WORKER_INIT_FAILED, ERR_WORKER_INVALID_EXEC_ARGV, ERR_WORKER_OUT_OF_MEMORY,
    ERR_WORKER_PATH, ERR_WORKER_UNSERIALIZABLE_ERROR,
  },
} = require('internal/errors');
const { validateArray, validateObject, validateString, validateBoolean } = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const { createChannel, messageTypes } = require('internal/worker/io');

const SHARE_ENV = Symbol.for('nodejs.worker_threads.SHARE_ENV');
const environmentData = new Map();

const kId = Symbol('kId');
const kPort = Symbol('kPort');
const kPublicPort = Symbol('kPublicPort');
const kParentSideStdio = Symbol('kParentSideStdio');
const kInternal = Symbol('kInternal');

const limitNames = ['maxYoungGenerationSizeMb', 'maxOldGenerationSizeMb', 'codeRangeSizeMb', 'stackSizeMb'];

function limitsToList(limits) {
  if (limits === undefined || limits === null) return [0, 0, 0, 0];
  validateObject(limits, 'options.resourceLimits');
  const list = limitNames.map((name) => (typeof limits[name] === 'number' ? limits[name] : 0));
  // With less than two MiB V8 cannot even begin.
  if (typeof limits.maxOldGenerationSizeMb === 'number') list[limitNames.indexOf('maxOldGenerationSizeMb')] = Math.max(limits.maxOldGenerationSizeMb, 2);
  return list;
}

function limitsToObject(list) {
  return Object.fromEntries(limitNames.map((name, index) => [name, list[index]]));
}

// What the worker is to run: an absolute path, or a URL's text, or code.
function resolveScript(filename, options) {
  const { isURL } = require('internal/url');
  if (options.eval) {
    if (typeof filename !== 'string') {
      throw new ERR_INVALID_ARG_VALUE('options.eval', options.eval, 'must be false when \'filename\' is not a string');
    }
    return { url: null, code: filename, mode: 'classic' };
  }
  if (isURL(filename) && filename.protocol === 'data:') {
    return { url: filename.href, mode: 'data' };
  }
  if (isURL(filename)) {
    const { fileURLToPath } = require('internal/url');
    return { url: filename.href, filename: fileURLToPath(filename), mode: 'file' };
  }
  if (typeof filename !== 'string') throw new ERR_INVALID_ARG_TYPE('filename', ['string', 'URL'], filename);
  const path = require('node:path');
  if (!path.isAbsolute(filename) && !/^\.\.?[\\/]/.test(filename)) throw new ERR_WORKER_PATH(filename);
  return { url: null, filename: path.resolve(filename), mode: 'file' };
}

function environmentOf(options) {
  const { env } = options;
  if (env === SHARE_ENV) return { share: true };
  if (env === undefined || env === null) return { ...process.env };
  if (typeof env !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('options.env', ['object', 'undefined', 'null', 'worker_threads.SHARE_ENV'], env);
  }
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, `${value}`]));
}

// What a worker's own environment says of options.
function ownNodeOptions(env) {
  const text = env === SHARE_ENV || env === null ? undefined : env?.NODE_OPTIONS;
  // A copy of the parent's says what the parent was started with: all of it may stand there.
  return text === undefined || `${text}` === process.env.NODE_OPTIONS ? undefined : `${text}`;
}

// A list of arguments among the options, as texts.
function textsOf(options, name) {
  const list = options[name];
  if (!list) return undefined;
  validateArray(list, `options.${name}`);
  return list.map(String);
}

// The thread as async_hooks show it, under the name that Node.js gives that class.
const WorkerHandle = class Worker {
  #worker;
  #hasRef;

  constructor(worker, hasRef) {
    this.#worker = worker;
    this.#hasRef = hasRef;
  }

  ref() { this.#worker.ref(); }
  unref() { this.#worker.unref(); }
  hasRef() { return this.#hasRef(); }
};

class Worker extends EventEmitter {
  // What the getters say of the thread while it is there.
  #threadId = -1;
  // Whether the constructor has come to its end: otherwise nobody has the object, and what becomes of the thread is told to nobody.
  #isMade = false;
  #threadName = null;
  #resourceLimits = {};
  #referenced = true;

  constructor(filename, options = {}) {
    super();
    if (options === null || typeof options !== 'object') options = {};
    const script = options[kInternal] ? { mode: 'internal', id: filename } : resolveScript(filename, options);
    const execArgv = textsOf(options, 'execArgv');
    const argv = textsOf(options, 'argv');
    if (options.name !== undefined) validateString(options.name, 'options.name');
    if (options.trackUnmanagedFds !== undefined) validateBoolean(options.trackUnmanagedFds, 'options.trackUnmanagedFds');
    const env = environmentOf(options);
    const limits = limitsToList(options.resourceLimits);
    require('internal/worker/io').setup();
    const started = binding.start(options.name || 'WorkerThread', execArgv, limits,
                                  (code, error) => this.#onExit(code, error), ownNodeOptions(options.env),
                                  options.trackUnmanagedFds, new WorkerHandle(this, () => this.#hasRef()));
    if (typeof started[0] === 'string') {
      throw new ERR_WORKER_INVALID_EXEC_ARGV([started[0]], started[1] ? 'invalid NODE_OPTIONS env variable' : undefined);
    }
    try {
      this.#begin(options, started, script, argv, env);
    } catch (error) {
      // Data that cannot be sent, or a stack that has no room left: the thread waits in vain.
      binding.terminate(started[0]);
      throw error;
    }
    this.#isMade = true;
    if (options[kInternal]) return;
    const channel = require('node:diagnostics_channel').channel('worker_threads');
    if (channel.hasSubscribers) channel.publish({ worker: this });
    process.nextTick(() => process.emit('worker', this));
  }

  // The thread is there and waits for what it is to run.
  #begin(options, [id, port, effective], script, argv, env) {
    this[kId] = id;
    this[kPort] = port;
    this.#threadId = id;
    this.#threadName = options.name || 'WorkerThread';
    this.#resourceLimits = limitsToObject(effective);
    this.performance = {
      eventLoopUtilization: (util1, util2) =>
        require('internal/worker/requests').eventLoopUtilization(this[kId], util1, util2),
    };
    port.on('message', (message) => this.#onMessage(message));
    port.unref();

    const { ReadableWorkerStdio, WritableWorkerStdio } = require('internal/worker/stdio');
    const readableOf = (name) => {
      const isOwn = Boolean(options[name]);
      const stream = new ReadableWorkerStdio(port, name, isOwn);
      if (!isOwn) stream.on('data', (chunk) => process[name].write(chunk));
      return stream;
    };
    const stdin = options.stdin ? new WritableWorkerStdio(port, 'stdin') : null;
    this[kParentSideStdio] = { stdin, stdout: readableOf('stdout'), stderr: readableOf('stderr') };

    const [publicPort, workerPort] = createChannel();
    this[kPublicPort] = publicPort;
    publicPort.on('message', (message) => this.emit('message', message));
    publicPort.on('messageerror', (error) => this.emit('messageerror', error));
    publicPort.unref();
    const transferList = [workerPort, ...(options.transferList ?? [])];
    port.postMessage({
      type: messageTypes.LOAD_SCRIPT,
      script,
      argv,
      env,
      workerData: options.workerData,
      environmentData,
      publicPort: workerPort,
      hasStdin: !!options.stdin,
    }, transferList);
  }

  #onMessage(message) {
    const stdio = this[kParentSideStdio];
    switch (message.type) {
      case messageTypes.UP_AND_RUNNING:
        return this.emit('online');
      case messageTypes.COULD_NOT_SERIALIZE_ERROR:
        return this.emit('error', new ERR_WORKER_UNSERIALIZABLE_ERROR());
      case messageTypes.ERROR_MESSAGE:
        return this.emit('error', require('internal/error_serdes').deserializeError(message.error));
      case messageTypes.STDIO_PAYLOAD: {
        const { pushChunks } = require('internal/worker/stdio');
        return pushChunks(stdio[message.stream], message.chunks);
      }
      case messageTypes.STDIO_WANTS_MORE_DATA:
        return stdio[message.stream]._flushed();
    }
  }

  // Everything that the worker has sent is there by now: it is delivered before the end is told.
  #onExit(code, error) {
    if (!this.#isMade) return;
    const { receiveMessageOnPort } = require('internal/worker/io');
    for (const [port, deliver] of [[this[kPublicPort], (message) => this.emit('message', message)],
                                   [this[kPort], (message) => this.#onMessage(message)]]) {
      let received;
      while ((received = receiveMessageOnPort(port)) !== undefined) deliver(received.message);
    }
    this[kId] = null;
    this[kPort].close();
    this[kPublicPort].close();
    this[kPort] = null;
    this[kPublicPort] = null;
    this.#threadId = -1;
    this.#threadName = null;
    this.#resourceLimits = {};
    const { stdin, stdout, stderr } = this[kParentSideStdio];
    if (!stdout.readableEnded) stdout.push(null);
    if (!stderr.readableEnded) stderr.push(null);
    stdin?.destroy();
    if (error === 'ERR_WORKER_OUT_OF_MEMORY') {
      this.emit('error', new ERR_WORKER_OUT_OF_MEMORY('JS heap out of memory'));
    } else if (error !== undefined) {
      this.emit('error', new ERR_WORKER_INIT_FAILED(error));
    }
    this.emit('exit', code);
  }

  get threadId() {
    return this.#threadId;
  }

  get threadName() {
    return this.#threadName;
  }

  get resourceLimits() {
    return this.#resourceLimits;
  }

  postMessage(...args) {
    if (this[kPublicPort] === null) return;
    this[kPublicPort].postMessage(...args);
  }

  terminate() {
    if (this[kId] === null) return Promise.resolve();
    const ended = new Promise((resolve) => this.once('exit', resolve));
    this.#terminate();
    return ended;
  }

  #terminate() {
    if (this[kId] === null) return;
    // Whoever asks for the end wants to hear of it.
    this.ref();
    binding.terminate(this[kId]);
  }

  [Symbol.asyncDispose]() {
    return this.terminate();
  }

  ref() {
    if (this[kId] === null) return;
    this.#referenced = true;
    binding.setReferenced(this[kId], true);
  }

  unref() {
    if (this[kId] === null) return;
    this.#referenced = false;
    binding.setReferenced(this[kId], false);
  }

  // `undefined` when the thread is over.
  #hasRef() {
    return this[kId] === null ? undefined : this.#referenced;
  }

  getHeapSnapshot(options = kEmptyObject) {
    return require('internal/worker/requests').getHeapSnapshot(this[kId], options);
  }

  getHeapStatistics() {
    return require('internal/worker/requests').getHeapStatistics(this[kId]);
  }

  cpuUsage(prev) {
    return require('internal/worker/requests').cpuUsage(this[kId], prev);
  }

  startCpuProfile(options) {
    return require('internal/worker/requests').startCpuProfile(this[kId], options);
  }

  startHeapProfile(options) {
    return require('internal/worker/requests').startHeapProfile(this[kId], options);
  }

  get stdin() { return this[kParentSideStdio].stdin; }
  get stdout() { return this[kParentSideStdio].stdout; }
  get stderr() { return this[kParentSideStdio].stderr; }
}

// A thread that runs `run(workerData)` of an internal module.
function makeInternalWorker(id, options) {
  return new Worker(id, { ...options, [kInternal]: true });
}

function setEnvironmentData(key, value) {
  if (value !== undefined) environmentData.set(key, value);
  else environmentData.delete(key);
}

function getEnvironmentData(key) {
  return environmentData.get(key);
}

module.exports = {
  Worker,
  SHARE_ENV,
  environmentData,
  setEnvironmentData,
  getEnvironmentData,
  limitsToObject,
  makeInternalWorker,
  get isMainThread() { return binding.isMainThread; },
};
