'use strict';

// ChildProcess: a running child, its pipes and its end.

const EventEmitter = require('node:events');
const { channel, tracingChannel } = require('node:diagnostics_channel');
const { inherit } = require('internal/util');
const { ErrnoException } = require('internal/errors');
const { validateArray, validateObject, validateOneOf, validateString } = require('internal/validators');
const { toSignalNumber } = require('internal/child_process/arguments');
const {
  childDescriptors,
  closeChildEnds,
  closePipes,
  getValidStdio,
  openPipes,
} = require('internal/child_process/stdio');

const { HandleWrap } = require('internal/handle_wrap');
const { owner_symbol, trackHandle, untrackHandle } = require('internal/stream_handle');

const binding = internalBinding('child_process');

const createdChannel = channel('child_process');
const spawnChannel = tracingChannel('child_process.spawn');

const EMFILE = -24;
const ENFILE = -23;
const ESRCH = -3;
// EINVAL, ENOSYS: this platform does not have the signal.
const unknownSignal = new Set([-22, -38]);
// Errors that are reported as an event; others are thrown by spawn().
const reportedAsEvent = new Set([
  -13,  // EACCES
  -11,  // EAGAIN
  EMFILE,
  ENFILE,
  -2,  // ENOENT
]);

// The child's entry in the event loop.
class Process extends HandleWrap {
  #id;

  // `{ id, pid }`, or a negative errno.
  spawn(options, onexit) {
    const result = binding.spawn(options, onexit, ...this._announce('PROCESSWRAP'));
    if (typeof result === 'number')
      return result;
    this.#id = result.id;
    this.pid = result.pid;
    return result;
  }

  kill(signal) {
    return binding.kill(this.#id, signal);
  }

  close() {
    untrackHandle(this);
    binding.close(this.#id);
  }

  ref() {
    binding.setRef(this.#id, true);
  }

  unref() {
    binding.setRef(this.#id, false);
  }

  hasRef() {
    return binding.hasRef(this.#id);
  }
}

// What stands in for it when the child could not be started.
const noProcess = {
  pid: undefined,
  kill: () => -3,  // ESRCH
  close() {},
  ref() {},
  unref() {},
  hasRef: () => false,
};

function createSocket(fd, readable) {
  const { Socket } = require('internal/socket');
  const { openPipe } = require('internal/stream_handle');
  return new Socket({ handle: openPipe(fd), readable });
}

function signalName(number) {
  const { signals } = require('node:os').constants;
  for (const name of Object.keys(signals)) {
    if (signals[name] === number)
      return name;
  }
  return null;
}

function ChildProcess() {
  EventEmitter.call(this);
  Object.assign(this, {
    // 'close' comes when the child has ended and its pipes are closed.
    _closesNeeded: 1, _closesGot: 0,
    connected: false, signalCode: null, exitCode: null, killed: false, spawnfile: null, _handle: noProcess,
  });
  if (createdChannel.hasSubscribers)
    createdChannel.publish({ process: this });
}
inherit(ChildProcess, EventEmitter);

function onExit(child, exitCode, signal) {
  if (signal)
    child.signalCode = signalName(signal);
  else
    child.exitCode = exitCode;
  if (child.stdin)
    child.stdin.destroy();
  child._handle.close();
  child._handle = null;

  if (exitCode < 0) {
    const syscall = child.spawnfile ? `spawn ${child.spawnfile}` : 'spawn';
    const error = new ErrnoException(exitCode, syscall);
    if (child.spawnfile)
      error.path = child.spawnfile;
    error.spawnargs = child.spawnargs.slice(1);
    child.emit('error', error);
  } else {
    child.emit('exit', child.exitCode, child.signalCode);
  }

  // Output that nobody reads must not hold back 'close'.
  process.nextTick(flushStdio, child);
  maybeClose(child);
}

function flushStdio(child) {
  if (!child.stdio)
    return;
  for (const stream of child.stdio) {
    if (stream && stream.readable && !stream[kIsUsedAsStdio])
      stream.resume();
  }
}

// A stream that was handed to another child as its stdio: that child reads it.
const kIsUsedAsStdio = Symbol('kIsUsedAsStdio');

function leaveToChild(stream) {
  if (!stream._handle?.readStop || stream._readableState === undefined)
    return;
  stream._handle.readStop();
  stream.pause?.();
  stream.readableFlowing = false;
  stream._readableState.reading = false;
  stream[kIsUsedAsStdio] = true;
}

function maybeClose(child) {
  child._closesGot++;
  if (child._closesGot === child._closesNeeded)
    child.emit('close', child.exitCode, child.signalCode);
}

ChildProcess.prototype.spawn = function spawn(options) {
  validateObject(options, 'options');
  validateOneOf(options.serialization, 'options.serialization', [undefined, 'json', 'advanced']);
  const serialization = options.serialization || 'json';
  const stdio = getValidStdio(options.stdio || 'pipe', false);
  const ipcIndex = stdio.findIndex((entry) => entry.ipc);
  let { envPairs } = options;
  if (ipcIndex !== -1) {
    if (envPairs !== undefined)
      validateArray(envPairs, 'options.envPairs');
    envPairs = [
      ...envPairs ?? [], `NODE_CHANNEL_FD=${ipcIndex}`, `NODE_CHANNEL_SERIALIZATION_MODE=${serialization}`,
    ];
  } else if (!Array.isArray(envPairs)) {
    envPairs = [];
  }
  validateString(options.file, 'options.file');
  if (options.args !== undefined)
    validateArray(options.args, 'options.args');
  this.spawnfile = options.file;
  this.spawnargs = options.args === undefined ? [] : options.args;

  const isTraced = spawnChannel.hasSubscribers;
  if (isTraced)
    spawnChannel.start.publish({ process: this, options });
  let result = openPipes(stdio);
  const hasPipes = result === 0;
  let handle;
  if (hasPipes) {
    handle = new Process();
    result = handle.spawn({
      file: options.file,
      args: options.args === undefined || options.args.length === 0 ?
        [options.file] : options.args.map(String),
      env: envPairs,
      // An empty one is none.
      cwd: options.cwd || undefined,
      uid: options.uid,
      gid: options.gid,
      detached: Boolean(options.detached),
      stdio: childDescriptors(stdio),
    }, (exitCode, signal) => onExit(this, exitCode, signal));
    closeChildEnds(stdio);
  }

  if (typeof result === 'number') {
    const error = new ErrnoException(result, 'spawn');
    const isThrown = !reportedAsEvent.has(result);
    if (isThrown) {
      closePipes(stdio);
      this._handle = null;
    }
    if (isTraced)
      spawnChannel.error.publish({ process: this, error });
    if (isThrown)
      throw error;
    process.nextTick(onExit, this, result, 0);
    if (result === EMFILE || result === ENFILE) {
      closePipes(stdio);
      return result;
    }
  } else {
    process.nextTick(onSpawn, this);
    this._handle = handle;
    this._handle[owner_symbol] = this;
    this.pid = result.pid;
    if (isTraced)
      spawnChannel.end.publish({ process: this });
  }

  const streams = stdio.map((entry, i) => {
    if (entry.stream)
      leaveToChild(entry.stream);
    if (entry.type !== 'pipe' || entry.ipc)
      return null;
    const socket = createSocket(entry.parentFd, i > 0);
    if (i > 0) {
      this._closesNeeded++;
      socket.on('close', () => maybeClose(this));
    }
    return socket;
  });
  this.stdin = streams[0];
  this.stdout = streams[1];
  this.stderr = streams[2];
  this.stdio = streams;

  if (ipcIndex !== -1) {
    const { openPipe } = require('internal/stream_handle');
    const { setupChannel } = require('internal/child_process/channel');
    setupChannel(this, openPipe(stdio[ipcIndex].parentFd, true), serialization);
  }
  // Node makes the pipes first.
  if (this._handle)
    trackHandle(this._handle, 'ProcessWrap');
  return typeof result === 'number' ? result : 0;
};

function onSpawn(child) {
  child.emit('spawn');
}

ChildProcess.prototype.kill = function kill(signal) {
  const number = signal === 0 ? 0 : toSignalNumber(signal === undefined ? 'SIGTERM' : signal);
  const error = this._handle?.kill(number) ?? ESRCH;
  if (error === 0)
    this.killed = true;
  else if (unknownSignal.has(error))
    throw new ErrnoException(error, 'kill');
  // A child that has ended cannot be killed, and that is no error.
  else if (error !== ESRCH)
    this.emit('error', new ErrnoException(error, 'kill'));
  return error === 0;
};

ChildProcess.prototype[Symbol.dispose] = function() {
  if (!this.killed) this.kill();
};

for (const name of ['ref', 'unref']) {
  ChildProcess.prototype[name] = { [name]() { this._handle?.[name](); } }[name];
}

module.exports = { ChildProcess, signalName };
