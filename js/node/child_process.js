'use strict';

// node:child_process: other programs, started and listened to.

const {
  abortError, codes: { ERR_CHILD_PROCESS_IPC_REQUIRED, ERR_CHILD_PROCESS_STDIO_MAXBUFFER }, genericNodeError,
} = require('internal/errors');
const {
  validateAbortSignal, validateArray, validateFunction, validateObject, validateString,
} = require('internal/validators');
const {
  checkArgv0, checkNoNullBytes, normalizeSpawnArguments, sanitizeKillSignal, validateMaxBuffer, validateTimeout,
} = require('internal/child_process/arguments');
const { stdioStringToArray } = require('internal/child_process/stdio');
const { ChildProcess } = require('internal/child_process/child');

const kMaxBuffer = 1024 * 1024;

function _forkChild(fd, serializationMode) {
  require('internal/child_process/channel').forkChild(fd, serializationMode);
}

// ---- spawn ------------------------------------------------------------------

// Whether the signal was sent. Failures are events of the child.
function tryToKill(child, signal) {
  try {
    return child.kill(signal);
  } catch (error) {
    child.emit('error', error);
    return false;
  }
}

// Kills the child when the signal is aborted before its exit.
function obey(child, signal, killSignal) {
  const onAbort = () => {
    if (tryToKill(child, killSignal)) child.emit('error', abortError(signal));
  };
  if (signal.aborted) {
    process.nextTick(onAbort);
    return;
  }
  const { addAbortListener } = require('internal/events/abort_listener');
  child.once('exit', addAbortListener(signal, onAbort)[Symbol.dispose]);
}

function spawn(file, args, options) {
  const settings = normalizeSpawnArguments(file, args, options);
  const { signal, timeout } = settings;
  validateTimeout(timeout);
  validateAbortSignal(signal, 'options.signal');
  const killSignal = sanitizeKillSignal(settings.killSignal);
  const child = new ChildProcess();
  child.spawn(settings);
  if (timeout > 0) {
    const timer = setTimeout(tryToKill, timeout, child, killSignal);
    child.once('exit', () => clearTimeout(timer));
  }
  if (signal) obey(child, signal, killSignal);
  return child;
}

// ---- fork -------------------------------------------------------------------

// The options of this process without its script, which the child runs with.
function inheritedExecArgv() {
  const { _eval: script, execArgv } = process;
  const index = script == null ? -1 : execArgv.lastIndexOf(script);
  return index > 0 ? execArgv.toSpliced(index - 1, 2) : execArgv;
}

function forkStdio({ silent, stdio }) {
  if (!Array.isArray(stdio)) {
    return stdioStringToArray(typeof stdio === 'string' ? stdio : silent ? 'pipe' : 'inherit', 'ipc');
  }
  if (stdio.includes('ipc')) return stdio;
  throw new ERR_CHILD_PROCESS_IPC_REQUIRED('options.stdio');
}

function fork(modulePath, args = [], options) {
  const script = require('internal/fs/utils').getValidatedPath(modulePath, 'modulePath');
  let given = args ?? [];
  if (!Array.isArray(given) && typeof given === 'object') {
    options = given;
    given = [];
  }
  validateArray(given, 'args');
  if (options != null) validateObject(options, 'options');
  const settings = { __proto__: null, ...options, shell: false };
  settings.execPath ||= process.execPath;
  checkNoNullBytes(settings.execPath, 'options.execPath');
  const isOwn = !settings.execArgv || settings.execArgv === process.execArgv;
  const execArgv = isOwn ? inheritedExecArgv() : settings.execArgv;
  validateArray(execArgv, 'options.execArgv');
  settings.execArgv = isOwn ? process.execArgv : execArgv;
  settings.stdio = forkStdio(settings);
  return spawn(settings.execPath, [...execArgv, script, ...given], settings);
}

// ---- exec and execFile ------------------------------------------------------

function execArguments(command, options, callback) {
  validateString(command, 'command');
  checkNoNullBytes(command, 'command');
  const isCallback = typeof options === 'function';
  const settings = { __proto__: null, ...(isCallback ? undefined : options) };
  if (typeof settings.shell !== 'string') settings.shell = true;
  return { settings, callback: isCallback ? options : callback };
}

function exec(command, options, callback) {
  const given = execArguments(command, options, callback);
  return execFile(command, given.settings, given.callback);
}

// (file[, args][, options][, callback]): what is left out moves the rest forward.
function execFileArguments(args, options, callback) {
  let list = args;
  if (typeof args === 'function') [list, options, callback] = [null, null, args];
  else if (typeof args === 'object' && args !== null && !Array.isArray(args)) {
    [list, options, callback] = [null, args, options];
  }
  if (typeof options === 'function') [options, callback] = [null, options];
  if (options != null) validateObject(options, 'options');
  if (callback != null) validateFunction(callback, 'callback');
  const settings = options ?? {};
  checkArgv0(settings.argv0);
  return { list: Array.isArray(list) ? list.slice() : list ?? [], settings, callback };
}

// Collects one output stream of execFile(), up to `maxBuffer` of what is counted.
class Collector {
  #chunks = [];
  #room;
  #stream;
  #encoding;

  constructor(stream, maxBuffer, encoding, onOverflow) {
    this.#stream = stream;
    this.#encoding = encoding;
    this.#room = maxBuffer;
    if (!stream) return;
    if (encoding) stream.setEncoding(encoding);
    stream.on('data', (chunk) => {
      const { readableEncoding } = stream;
      const size = readableEncoding ? Buffer.byteLength(chunk, readableEncoding) : chunk.length;
      const fits = size <= this.#room;
      this.#chunks.push(fits ? chunk : chunk.slice(0, this.#room));
      this.#room -= size;
      if (!fits) onOverflow();
    });
  }

  result() {
    const isText = this.#encoding || this.#stream?.readableEncoding;
    return isText ? this.#chunks.join('') : Buffer.concat(this.#chunks);
  }

  stop() {
    this.#stream?.destroy();
  }
}

const execFileDefaults = {
  __proto__: null,
  encoding: 'utf8', timeout: 0, maxBuffer: kMaxBuffer, killSignal: 'SIGTERM', cwd: null, env: null, shell: false,
};

function execFile(file, args, options, callback) {
  const given = execFileArguments(args, options, callback);
  const settings = { __proto__: null, ...execFileDefaults, ...given.settings };
  validateTimeout(settings.timeout);
  validateMaxBuffer(settings.maxBuffer);
  const killSignal = sanitizeKillSignal(settings.killSignal);
  const { argv0, cwd, env, gid, shell, signal, uid, windowsHide, windowsVerbatimArguments } = settings;
  const child = spawn(file, given.list, {
    cwd, env, gid, shell, signal, uid,
    windowsHide: Boolean(windowsHide),
    windowsVerbatimArguments: Boolean(windowsVerbatimArguments),
    ...(argv0 === undefined ? undefined : { argv0 }),
  });

  let timer;
  let isDone = false;
  let wasKilled = false;
  // What went wrong first, other than the exit status.
  let failure = null;
  const encoding = Buffer.isEncoding(settings.encoding) ? settings.encoding : null;
  const outputs = ['stdout', 'stderr'].map((name) => {
    return new Collector(child[name], settings.maxBuffer, encoding, () => {
      failure = new ERR_CHILD_PROCESS_STDIO_MAXBUFFER(name);
      kill();
    });
  });

  function kill() {
    for (const output of outputs) output.stop();
    wasKilled = true;
    try {
      child.kill(killSignal);
    } catch (error) {
      failure ??= error;
      finish();
    }
  }

  function finish(code = 0, exitSignal = undefined) {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    if (!given.callback) return;
    const [stdout, stderr] = outputs.map((output) => output.result());
    if (failure === null && code === 0 && exitSignal === null) {
      given.callback(null, stdout, stderr);
      return;
    }
    const cmd = [file, ...given.list].join(' ');
    failure ??= genericNodeError(`Command failed: ${cmd}\n${stderr}`, {
      code: code < 0 ? require('node:util').getSystemErrorName(code) : code,
      killed: child.killed || wasKilled,
      signal: exitSignal,
    });
    failure.cmd = cmd;
    given.callback(failure, stdout, stderr);
  }

  if (settings.timeout > 0) timer = setTimeout(kill, settings.timeout);
  child.addListener('close', finish);
  child.addListener('error', (error) => {
    failure = error;
    for (const output of outputs) output.stop();
    finish();
  });
  return child;
}

// util.promisify(exec) gives { stdout, stderr } and has the child beside it.
for (const original of [exec, execFile]) {
  const promisified = (...args) => {
    const { promise, resolve, reject } = Promise.withResolvers();
    promise.child = original(...args, (error, stdout, stderr) => {
      if (error === null) resolve({ stdout, stderr });
      else reject(Object.assign(error, { stdout, stderr }));
    });
    return promise;
  };
  Object.defineProperty(promisified, 'name', { __proto__: null, configurable: true, value: original.name });
  Object.defineProperty(original, Symbol.for('nodejs.util.promisify.custom'), { __proto__: null, value: promisified });
}

// ---- the synchronous forms --------------------------------------------------

function spawnSync(file, args, options) {
  return require('internal/child_process/spawn_sync').spawnSync(file, args, options);
}

// The output of a command that succeeded; throws when it did not.
function outputOf(result, command, inheritsStderr) {
  const { error, status, stderr, stdout } = result;
  if (inheritsStderr && stderr) process.stderr.write(stderr);
  if (error) throw Object.assign(error, result);
  if (status === 0) return stdout;
  const text = stderr?.length > 0 ? `\n${stderr.toString()}` : '';
  throw genericNodeError(`Command failed: ${command}${text}`, result);
}

function execFileSync(file, args, options) {
  const { list, settings } = execFileArguments(args, options);
  const command = [settings.argv0 || file, ...list].join(' ');
  return outputOf(spawnSync(file, list, settings), command, !settings.stdio);
}

function execSync(command, options) {
  const { settings } = execArguments(command, options);
  return outputOf(spawnSync(command, settings), command, !settings.stdio);
}

module.exports = {
  _forkChild,
  ChildProcess,
  exec,
  execFile,
  execFileSync,
  execSync,
  fork,
  spawn,
  spawnSync,
};
