'use strict';

// fs.watch and fs.watchFile: changes as the system reports them, and changes
// that are found by looking again and again.

const EventEmitter = require('node:events');
const { inherit } = require('internal/util');
const {
  abortError,
  UVException,
  codes: { ERR_FS_WATCH_QUEUE_OVERFLOW, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const {
  validateAbortSignal,
  validateBoolean,
  validateFunction,
  validateInteger,
  validateObject,
  validateOneOf,
  validateUint32,
} = require('internal/validators');
const { getOptions, getValidatedPath } = require('internal/fs/utils');
const { HandleWrap } = require('internal/handle_wrap');
const { owner_symbol, trackHandle, untrackHandle } = require('internal/stream_handle');

const binding = internalBinding('fs');

const { defineProperty } = Object;

function toPathString(path) {
  return typeof path === 'string' ? path : Buffer.from(path).toString();
}

function watchError(errno, path) {
  const error = new UVException({ errno, syscall: 'watch', path });
  error.filename = path;
  return error;
}

// ---- fs.watch ---------------------------------------------------------------

// The handle: what the system reports for one path.
class FSEvent extends HandleWrap {
  #id;
  #referenced = true;

  constructor() {
    super();
    this.onchange = null;
  }

  get initialized() {
    return this.#id !== undefined;
  }

  start(path, persistent, encoding) {
    const id = binding.watch(path, (isRename, isChange, name) => {
      const filename = decodeName(name, encoding);
      if (isRename)
        this.onchange(0, 'rename', filename);
      if (isChange && this.initialized)
        this.onchange(0, 'change', filename);
    }, ...this._announce('FSEVENTWRAP'));
    if (id < 0)
      return id;
    this.#id = id;
    trackHandle(this, 'FSEventWrap');
    if (!persistent)
      this.unref();
    return 0;
  }

  close() {
    if (this.#id === undefined)
      return;
    binding.unwatch(this.#id);
    this.#id = undefined;
    // Like libuv's handles it is there until the close phase.
    internalBinding('net').closeDescriptor(-1, () => untrackHandle(this));
  }

  hasRef() {
    return this.#referenced;
  }

  ref() {
    this.#setRef(true);
  }

  unref() {
    this.#setRef(false);
  }

  #setRef(referenced) {
    if (this.#id === undefined)
      return;
    this.#referenced = referenced;
    binding.setWatchRef(this.#id, referenced);
  }
}

function decodeName(name, encoding) {
  const buffer = Buffer.from(name.buffer, name.byteOffset, name.byteLength);
  return encoding === 'buffer' ? buffer : buffer.toString(encoding);
}

// What the `ignore` option leaves out: a glob, a regular expression, a function,
// or an array of them.
function createIgnoreMatcher(ignore) {
  if (ignore === undefined || ignore === null)
    return null;
  const matchers = (Array.isArray(ignore) ? ignore : [ignore]).map((pattern) => {
    if (typeof pattern === 'function')
      return pattern;
    if (typeof pattern === 'string') {
      const { matchesGlob } = require('node:path');
      // A pattern without a slash means the name in whatever folder it is.
      return pattern.includes('/') ? (name) => matchesGlob(name, pattern) :
        (name) => matchesGlob(name, pattern) || matchesGlob(name, `**/${pattern}`);
    }
    return (name) => {
      pattern.lastIndex = 0;
      return pattern.test(name);
    };
  });
  return (name) => matchers.some((matches) => matches(name));
}

function validateIgnore(ignore, name) {
  const { isRegExp } = require('internal/util/types');
  const isOne = (value) => typeof value === 'string' || typeof value === 'function' || isRegExp(value);
  if (ignore === '')
    throw new ERR_INVALID_ARG_VALUE(name, ignore, 'must be a non-empty string');
  if (ignore == null || isOne(ignore))
    return;
  if (!Array.isArray(ignore))
    throw new ERR_INVALID_ARG_TYPE(name, ['string', 'RegExp', 'Function'], ignore);
  for (let i = 0; i < ignore.length; i++) {
    if (!isOne(ignore[i]))
      throw new ERR_INVALID_ARG_TYPE(`${name}[${i}]`, ['string', 'RegExp', 'Function'], ignore[i]);
    if (ignore[i] === '')
      throw new ERR_INVALID_ARG_VALUE(`${name}[${i}]`, ignore[i], 'must be a non-empty string');
  }
}

function FSWatcher() {
  EventEmitter.call(this);
  this._ignoreMatcher = null;
  this._handle = new FSEvent();
  Object.assign(this._handle, { [owner_symbol]: this, onchange: tellWatcher });
}

// As the handle calls it.
function tellWatcher(status, eventType, filename) {
  const watcher = this[owner_symbol];
  if (status < 0) {
    watcher._handle?.close();
    watcher.emit('error', watchError(status, filename));
  } else if (filename == null || !watcher._ignoreMatcher?.(filename)) {
    watcher.emit('change', eventType, filename);
  }
}
inherit(FSWatcher, EventEmitter);

FSWatcher.prototype.start = function(filename, persistent = true, recursive = false, encoding = 'utf8', ignore) {
  if (this._handle === null || this._handle.initialized)
    return;
  filename = toPathString(getValidatedPath(filename, 'filename'));
  this._ignoreMatcher = createIgnoreMatcher(ignore);
  const error = this._handle.start(filename, persistent, encoding || 'utf8');
  if (error < 0)
    throw watchError(error, filename);
};

FSWatcher.prototype.close = function() {
  if (this._handle === null)
    return;
  if (!this._handle.initialized) {
    this._handle = null;
    return;
  }
  this._handle.close();
  this._handle = null;
  process.nextTick(() => this.emit('close'));
};

defineProperty(FSWatcher.prototype, 'owner', {
  __proto__: null,
  get() { return this._handle?.[owner_symbol]; },
  configurable: true,
});

function closeOnAbort(watcher, signal) {
  const onAborted = () => watcher.close();
  if (signal.aborted) {
    process.nextTick(onAborted);
    return;
  }
  const { addAbortListener } = require('internal/events/abort_listener');
  const disposable = addAbortListener(signal, onAborted);
  watcher.once('close', disposable[Symbol.dispose]);
}

function checkWatchOptions(options) {
  if (options.recursive !== undefined && options.recursive !== null)
    validateBoolean(options.recursive, 'options.recursive');
  if (options.encoding && options.encoding !== 'buffer' && !Buffer.isEncoding(options.encoding))
    throw new ERR_INVALID_ARG_VALUE('encoding', options.encoding, 'is invalid encoding');
  if (options.signal !== undefined)
    validateAbortSignal(options.signal, 'options.signal');
  validateIgnore(options.ignore, 'options.ignore');
}

function startWatcher(filename, options) {
  const persistent = options.persistent ?? true;
  let watcher;
  if (options.recursive) {
    const { RecursiveWatcher } = require('internal/fs/recursive_watch');
    watcher = new RecursiveWatcher({ ...options, persistent });
    watcher.start(toPathString(filename));
  } else {
    watcher = new FSWatcher();
    watcher.start(filename, persistent, false, options.encoding, options.ignore);
  }
  return watcher;
}

function watch(filename, options, listener) {
  if (typeof options === 'function')
    listener = options;
  options = { ...getOptions(options) };
  filename = getValidatedPath(filename);
  checkWatchOptions(options);
  const watcher = options.throwIfNoEntry === false && !require('node:fs').existsSync(filename) ?
    new FSWatcher() : startWatcher(filename, options);
  if (listener)
    watcher.addListener('change', listener);
  if (options.signal)
    closeOnAbort(watcher, options.signal);
  return watcher;
}

// ---- fs.promises.watch ------------------------------------------------------

async function* watchAsync(filename, options = {}) {
  validateObject(options, 'options');
  const { maxQueue = 2048, overflow = 'ignore', persistent, signal } = options;
  if (persistent !== undefined)
    validateBoolean(persistent, 'options.persistent');
  validateInteger(maxQueue, 'options.maxQueue');
  validateOneOf(overflow, 'options.overflow', ['ignore', 'error']);
  filename = getValidatedPath(filename);
  checkWatchOptions(options);
  if (signal?.aborted)
    throw abortError(signal);

  const queue = [];
  let failure;
  let wake;
  const wakeUp = () => wake?.();
  const watcher = startWatcher(filename, { ...options, signal: undefined });
  watcher.on('change', (eventType, name) => {
    if (queue.length < maxQueue) {
      queue.push({ __proto__: null, eventType, filename: name });
    } else if (overflow === 'error') {
      failure ??= new ERR_FS_WATCH_QUEUE_OVERFLOW(maxQueue);
    } else {
      process.emitWarning('fs.watch maxQueue exceeded');
    }
    wakeUp();
  });
  watcher.on('error', (error) => {
    failure ??= error;
    wakeUp();
  });
  const onAbort = () => {
    watcher.close();
    wakeUp();
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      // What was queued before an error is lost, before an abort it is not.
      if (failure)
        throw failure;
      if (queue.length > 0)
        yield queue.shift();
      else if (signal?.aborted)
        throw abortError(signal);
      else
        await new Promise((resolve) => { wake = resolve; });
    }
  } finally {
    watcher.close();
    signal?.removeEventListener('abort', onAbort);
  }
}

// ---- fs.watchFile -----------------------------------------------------------

const kBigInt = Symbol('kUseBigint');

function StatWatcher(bigint) {
  Reflect.apply(EventEmitter, this, []);
  this._handle = null;
  this[kBigInt] = bigint;
}
inherit(StatWatcher, EventEmitter);

// The native half: looks at the file on the thread pool (src/builtins/fs/stat_watcher.rs).
const StatWatcherHandle = class StatWatcher extends HandleWrap {
  #id;
  #referenced = true;

  constructor(owner, filename, interval, bigint, onchange) {
    super();
    this[owner_symbol] = owner;
    this.#id = binding.watchStat(filename, interval, bigint, onchange, ...this._announce('STATWATCHER'));
    trackHandle(this, 'StatWatcher');
  }

  close() {
    this.#referenced = false;
    untrackHandle(this);
    binding.unwatchStat(this.#id);
  }

  hasRef() {
    return this.#referenced;
  }

  ref() {
    this.#setRef(true);
  }

  unref() {
    this.#setRef(false);
  }

  #setRef(referenced) {
    this.#referenced = referenced;
    binding.setStatWatchRef(this.#id, referenced);
  }
};

StatWatcher.prototype.start = function(filename, interval) {
  if (this._handle !== null)
    return;
  validateUint32(interval, 'interval');
  const { getStatsFromBinding } = require('internal/fs/stats');
  this._handle = new StatWatcherHandle(this, filename, interval, Boolean(this[kBigInt]), (now, before) => {
    this.emit('change', getStatsFromBinding(now), getStatsFromBinding(before));
  });
};

StatWatcher.prototype.stop = function() {
  if (this._handle === null)
    return;
  process.nextTick(() => this.emit('stop'));
  this._handle.close();
  this._handle = null;
};

for (const { prototype } of [FSWatcher, StatWatcher]) {
  for (const name of ['ref', 'unref']) {
    prototype[name] = function() {
      this._handle?.[name]();
      return this;
    };
  }
}

const statWatchers = new Map();

function fullPath(filename) {
  return require('node:path').resolve(toPathString(getValidatedPath(filename)));
}

function watchFile(filename, options, listener) {
  const path = fullPath(filename);
  const areOptions = options !== null && typeof options === 'object';
  const onChange = areOptions ? listener : options;
  validateFunction(onChange, 'listener');
  if (!statWatchers.has(path)) {
    const { interval, persistent, bigint } = { interval: 5007, persistent: true, ...(areOptions ? options : undefined) };
    const watcher = new StatWatcher(bigint);
    watcher.start(path, interval);
    if (!persistent)
      watcher.unref();
    statWatchers.set(path, watcher);
  }
  return statWatchers.get(path).addListener('change', onChange);
}

function unwatchFile(filename, listener) {
  const path = fullPath(filename);
  const watcher = statWatchers.get(path);
  if (watcher === undefined)
    return;
  if (typeof listener === 'function')
    watcher.off('change', listener);
  else
    watcher.removeAllListeners('change');
  if (watcher.listenerCount('change') > 0)
    return;
  statWatchers.delete(path);
  watcher.stop();
}

module.exports = { FSWatcher, StatWatcher, createIgnoreMatcher, unwatchFile, watch, watchAsync, watchFile };
