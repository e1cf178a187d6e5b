'use strict';

// node:child_process: other programs, started and listened to.

const {
  AbortError,
  codes: { ERR_CHILD_PROCESS_IPC_REQUIRED, ERR_CHILD_PROCESS_STDIO_MAXBUFFER },
  genericNodeError,
} = require('internal/errors');
const {
  validateAbortSignal,
  validateArray,
  validateFunction,
  validateObject,
  validateString,
} = require('internal/validators');
const {
  checkNoNullBytes,
  normalizeSpawnArguments,
  sanitizeKillSignal,
  validateMaxBuffer,
  validateTimeout,
} = require('internal/child_process/arguments');
const { stdioStringToArray } = require('internal/child_process/stdio');
const { ChildProcess } = require('internal/child_process/child');

const kMaxBuffer = 1024 * 1024;

function _forkChild(fd, serializationMode) {
  require('internal/child_process/channel').forkChild(fd, serializationMode);
}

// ---- spawn ------------------------------------------------------------------

function abortChildProcess(child, killSignal, reason) {
  if (!child)
    return;
  try {
    if (child.kill(killSignal))
      child.emit('error', new AbortError(undefined, { cause: reason }));
  } catch (error) {
    child.emit('error', error);
  }
}

function spawn(file, args, options) {
  options = normalizeSpawnArguments(file, args, options);
  validateTimeout(options.timeout);
  validateAbortSignal(options.signal, 'options.signal');
  const killSignal = sanitizeKillSignal(options.killSignal);
  const child = new ChildProcess();
  child.spawn(options);

  if (options.timeout > 0) {
    let timer = setTimeout(() => {
      timer = null;
      try {
        child.kill(killSignal);
      } catch (error) {
        child.emit('error', error);
      }
    }, options.timeout);
    child.once('exit', () => {
      if (timer !== null) {
        clearTimeout(timer);
        timer = null;
      }
    });
  }

  if (options.signal) {
    const { signal } = options;
    const onAbort = () => abortChildProcess(child, killSignal, signal.reason);
    if (signal.aborted) {
      process.nextTick(onAbort);
    } else {
      const { addAbortListener } = require('internal/events/abort_listener');
      const disposable = addAbortListener(signal, onAbort);
      child.once('exit', disposable[Symbol.dispose]);
    }
  }
  return child;
}

// ---- fork -------------------------------------------------------------------

function fork(modulePath, args = [], options) {
  const { getValidatedPath } = require('internal/fs/utils');
  modulePath = getValidatedPath(modulePath, 'modulePath');
  if (args === undefined || args === null) {
    args = [];
  } else if (typeof args === 'object' && !Array.isArray(args)) {
    options = args;
    args = [];
  } else {
    validateArray(args, 'args');
  }
  if (options !== undefined && options !== null)
    validateObject(options, 'options');
  options = { __proto__: null, ...options, shell: false };
  options.execPath ||= process.execPath;
  checkNoNullBytes(options.execPath, 'options.execPath');

  // The child runs with the options of this process, without its script.
  const execArgv = options.execArgv || process.execArgv;
  validateArray(execArgv, 'options.execArgv');
  let inherited = execArgv;
  if (execArgv === process.execArgv && process._eval !== undefined && process._eval !== null) {
    const index = execArgv.lastIndexOf(process._eval);
    if (index > 0) {
      inherited = execArgv.slice();
      inherited.splice(index - 1, 2);
    }
  }
  args = [...inherited, modulePath, ...args];

  if (typeof options.stdio === 'string') {
    options.stdio = stdioStringToArray(options.stdio, 'ipc');
  } else if (!Array.isArray(options.stdio)) {
    options.stdio = stdioStringToArray(options.silent ? 'pipe' : 'inherit', 'ipc');
  } else if (!options.stdio.includes('ipc')) {
    throw new ERR_CHILD_PROCESS_IPC_REQUIRED('options.stdio');
  }
  return spawn(options.execPath, args, options);
}

// ---- exec and execFile ------------------------------------------------------

function normalizeExecArgs(command, options, callback) {
  validateString(command, 'command');
  checkNoNullBytes(command, 'command');
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  options = { __proto__: null, ...options };
  options.shell = typeof options.shell === 'string' ? options.shell : true;
  return { file: command, options, callback };
}

function exec(command, options, callback) {
  const normalized = normalizeExecArgs(command, options, callback);
  return execFile(normalized.file, normalized.options, normalized.callback);
}

function normalizeExecFileArgs(file, args, options, callback) {
  if (Array.isArray(args)) {
    args = args.slice();
  } else if (args !== null && typeof args === 'object') {
    callback = options;
    options = args;
    args = null;
  } else if (typeof args === 'function') {
    callback = args;
    options = null;
    args = null;
  }
  args ??= [];
  if (typeof options === 'function')
    callback = options;
  else if (options !== undefined && options !== null)
    validateObject(options, 'options');
  options = typeof options === 'function' || options === undefined || options === null ? {} : options;
  if (callback !== undefined && callback !== null)
    validateFunction(callback, 'callback');
  if (options.argv0 !== undefined && options.argv0 !== null) {
    validateString(options.argv0, 'options.argv0');
    checkNoNullBytes(options.argv0, 'options.argv0');
  }
  return { file, args, options, callback };
}

// Collects one output stream of execFile(), up to `maxBuffer` of what is counted.
class Collector {
  #chunks = [];
  #length = 0;
  #encoding;

  constructor(stream, name, options, onOverflow) {
    const { maxBuffer, encoding } = options;
    if (encoding)
      stream.setEncoding(encoding);
    this.#encoding = encoding;
    stream.on('data', (chunk) => {
      const { readableEncoding } = stream;
      const length = readableEncoding ? Buffer.byteLength(chunk, readableEncoding) : chunk.length;
      this.#length += length;
      if (this.#length > maxBuffer) {
        const room = maxBuffer - (this.#length - length);
        this.#chunks.push(chunk.slice(0, room));
        onOverflow(new ERR_CHILD_PROCESS_STDIO_MAXBUFFER(name));
      } else {
        this.#chunks.push(chunk);
      }
    });
    this.stream = stream;
  }

  result() {
    if (this.#encoding || this.stream.readableEncoding)
      return this.#chunks.join('');
    return Buffer.concat(this.#chunks);
  }
}

function execFile(file, args, options, callback) {
  ({ file, args, options, callback } = normalizeExecFileArgs(file, args, options, callback));
  options = {
    __proto__: null,
    encoding: 'utf8',
    timeout: 0,
    maxBuffer: kMaxBuffer,
    killSignal: 'SIGTERM',
    cwd: null,
    env: null,
    shell: false,
    ...options,
  };
  validateTimeout(options.timeout);
  validateMaxBuffer(options.maxBuffer);
  options.killSignal = sanitizeKillSignal(options.killSignal);

  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env,
    gid: options.gid,
    shell: options.shell,
    signal: options.signal,
    uid: options.uid,
    windowsHide: Boolean(options.windowsHide),
    windowsVerbatimArguments: Boolean(options.windowsVerbatimArguments),
    ...(options.argv0 === undefined ? {} : { argv0: options.argv0 }),
  });

  const encoding = options.encoding && options.encoding !== 'buffer' && Buffer.isEncoding(options.encoding) ?
    options.encoding : null;
  let killed = false;
  let exited = false;
  let timer;
  let failure = null;

  const collect = (stream, name) =>
    (stream ? new Collector(stream, name, { maxBuffer: options.maxBuffer, encoding }, (error) => {
      failure = error;
      kill();
    }) : { result: () => (encoding ? '' : Buffer.alloc(0)) });

  function exithandler(code = 0, signal) {
    if (exited)
      return;
    exited = true;
    clearTimeout(timer);
    if (!callback)
      return;
    const stdout = collectors[0].result();
    const stderr = collectors[1].result();
    if (!failure && code === 0 && signal === null) {
      callback(null, stdout, stderr);
      return;
    }
    let command = file;
    if (args.length > 0)
      command += ` ${args.join(' ')}`;
    if (!failure) {
      failure = genericNodeError(`Command failed: ${command}\n${stderr}`, {
        code: code < 0 ? require('node:util').getSystemErrorName(code) : code,
        killed: child.killed || killed,
        signal,
      });
    }
    failure.cmd = command;
    callback(failure, stdout, stderr);
  }

  function errorhandler(error) {
    failure = error;
    if (child.stdout)
      child.stdout.destroy();
    if (child.stderr)
      child.stderr.destroy();
    exithandler();
  }

  function kill() {
    if (child.stdout)
      child.stdout.destroy();
    if (child.stderr)
      child.stderr.destroy();
    killed = true;
    try {
      child.kill(options.killSignal);
    } catch (error) {
      failure ??= error;
      exithandler();
    }
  }

  const collectors = [collect(child.stdout, 'stdout'), collect(child.stderr, 'stderr')];
  if (options.timeout > 0) {
    timer = setTimeout(() => {
      timer = undefined;
      kill();
    }, options.timeout);
  }
  child.addListener('close', exithandler);
  child.addListener('error', errorhandler);
  return child;
}

// util.promisify(exec) gives { stdout, stderr } and has the child beside it.
function customPromiseExec(original) {
  return (...args) => {
    const { promise, resolve, reject } = Promise.withResolvers();
    promise.child = original(...args, (error, stdout, stderr) => {
      if (error !== null) {
        error.stdout = stdout;
        error.stderr = stderr;
        reject(error);
      } else {
        resolve({ stdout, stderr });
      }
    });
    return promise;
  };
}

for (const original of [exec, execFile]) {
  Object.defineProperty(original, Symbol.for('nodejs.util.promisify.custom'), {
    enumerable: false,
    value: customPromiseExec(original),
  });
}

// ---- the synchronous forms --------------------------------------------------

function spawnSync(file, args, options) {
  return require('internal/child_process/spawn_sync').spawnSync(file, args, options);
}

function checkExecSyncError(result, args, command) {
  let error;
  if (result.error) {
    error = result.error;
    Object.assign(error, result);
  } else if (result.status !== 0) {
    let message = 'Command failed: ';
    message += command || args.join(' ');
    if (result.stderr && result.stderr.length > 0)
      message += `\n${result.stderr.toString()}`;
    error = genericNodeError(message, result);
  }
  return error;
}

function execFileSync(file, args, options) {
  ({ file, args, options } = normalizeExecFileArgs(file, args, options));
  const inheritStderr = !options.stdio;
  const result = spawnSync(file, args, options);
  if (inheritStderr && result.stderr)
    process.stderr.write(result.stderr);
  const error = checkExecSyncError(result, [options.argv0 || file, ...args], undefined);
  if (error)
    throw error;
  return result.stdout;
}

function execSync(command, options) {
  const normalized = normalizeExecArgs(command, options, null);
  const inheritStderr = !normalized.options.stdio;
  const result = spawnSync(normalized.file, normalized.options);
  if (inheritStderr && result.stderr)
    process.stderr.write(result.stderr);
  const error = checkExecSyncError(result, undefined, command);
  if (error)
    throw error;
  return result.stdout;
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
