'use strict';

// The methods of `process` that measure, control or end the process.

const {
  codes: {
    ERR_FEATURE_UNAVAILABLE_ON_PLATFORM,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_UNKNOWN_SIGNAL,
    ERR_WORKER_UNSUPPORTED_OPERATION,
  },
  ErrnoException,
} = require('internal/errors');
const {
  validateArray,
  validateBoolean,
  validateInteger,
  validateNumber,
  validateObject,
  validateString,
  parseFileMode,
} = require('internal/validators');

const binding = internalBinding('process');

// For the errors that Node throws from C++, whose texts are not in the table.
function codedError(Class, code, message) {
  const error = new Class(message);
  error.code = code;
  return error;
}

function isMainThread() {
  return internalBinding('worker').isMainThread;
}

// Filled by the binding; made on first use because a snapshot cannot share
// memory with Rust.
let scratch;
function getScratch() {
  return scratch ??= new Float64Array(16);
}

// ---- CPU and memory ---------------------------------------------------------

const kMaxTime = Number.MAX_SAFE_INTEGER;

// One of the times of an earlier call.
function checkTime(prevValue, key) {
  const time = prevValue[key];
  if (time >= 0 && time <= kMaxTime && typeof time === 'number') return;
  validateObject(prevValue, 'prevValue');
  validateNumber(time, `prevValue.${key}`);
  throw new ERR_INVALID_ARG_VALUE.RangeError(`prevValue.${key}`, time);
}

function timesSince(read, prevValue) {
  const values = getScratch();
  if (!prevValue) {
    read(values);
    return { user: values[0], system: values[1] };
  }
  checkTime(prevValue, 'user');
  checkTime(prevValue, 'system');
  read(values);
  return { user: values[0] - prevValue.user, system: values[1] - prevValue.system };
}

function cpuUsage(prevValue) {
  return timesSince(binding.cpuUsage, prevValue);
}

function threadCpuUsage(prevValue) {
  return timesSince(binding.threadCpuUsage, prevValue);
}

// What the numbers mean that the binding writes, in its order.
const kResources = (
  'userCPUTime systemCPUTime maxRSS sharedMemorySize unsharedDataSize unsharedStackSize minorPageFault majorPageFault ' +
  'swappedOut fsRead fsWrite ipcSent ipcReceived signalsCount voluntaryContextSwitches involuntaryContextSwitches'
).split(' ');
const kMemory = ['rss', 'heapTotal', 'heapUsed', 'external', 'arrayBuffers'];

function readAs(read, names) {
  const values = getScratch();
  read(values);
  const result = {};
  for (let i = 0; i < names.length; i++) result[names[i]] = values[i];
  return result;
}

function resourceUsage() {
  return readAs(binding.resourceUsage, kResources);
}

function memoryUsage() {
  return readAs(binding.memoryUsage, kMemory);
}
memoryUsage.rss = () => {
  return binding.rss();
};

const constrainedMemory = () => {
  return binding.constrainedMemory();
};

const availableMemory = () => {
  return binding.availableMemory();
};

const uptime = () => {
  return binding.uptime();
};

// ---- what keeps the process alive -------------------------------------------

const getActiveResourcesInfo = () => {
  const { timeouts, immediates } = require('internal/timers').getActiveTimerCounts();
  const { activeResources } = require('internal/stream_handle');
  const names = activeResources(binding.getActiveResourcesInfo());
  for (let i = 0; i < timeouts; i++)
    names.push('Timeout');
  for (let i = 0; i < immediates; i++)
    names.push('Immediate');
  return names;
};

const _getActiveHandles = () => {
  return require('internal/stream_handle').activeHandles();
};

// Node hands out its internal objects here. anode has none for what runs on
// the thread pool: each of these stands for one request.
const _getActiveRequests = () => {
  return binding.getActiveRequests();
};

// `Symbol.for` names are the protocol by which a package can make its own
// objects referable; `ref` and `unref` methods are the common case.
function callRefMethod(maybeRefable, protocol, method) {
  if (maybeRefable === null || maybeRefable === undefined)
    return;
  const fn = maybeRefable[Symbol.for(protocol)] ||
             maybeRefable[Symbol.for(protocol.replace('nodejs.', 'node:'))] ||
             maybeRefable[method];
  if (typeof fn === 'function')
    Reflect.apply(fn, maybeRefable, []);
}

function ref(maybeRefable) {
  callRefMethod(maybeRefable, 'nodejs.ref', 'ref');
}

function unref(maybeRefable) {
  callRefMethod(maybeRefable, 'nodejs.unref', 'unref');
}

// ---- signals and ends -------------------------------------------------------

const _kill = (...args) => {
  return binding.kill(...args);
};

function kill(pid, sig) {
  // A string that is a number is accepted; anything else is refused.
  if (pid != (pid | 0))
    throw new ERR_INVALID_ARG_TYPE('pid', 'number', pid);

  let result;
  if (typeof sig === 'number') {
    result = process._kill(pid, sig);
  } else {
    sig ||= 'SIGTERM';
    const number = require('internal/process/signal').signalNumber(sig);
    if (number === undefined)
      throw new ERR_UNKNOWN_SIGNAL(sig);
    result = process._kill(pid, number);
  }
  if (result)
    throw new ErrnoException(result, 'kill');
  return true;
}

let exitCode;

function validateExitCode(value) {
  if (value === null || value === undefined)
    return;
  let code = value;
  if (typeof value === 'string' && value !== '')
    code = Number(value) === Number(value) ? Number(value) : value;
  validateInteger(code, 'code');
}

function getExitCode() {
  return exitCode;
}

function setExitCode(value) {
  validateExitCode(value);
  exitCode = value;
}

// The number with which the process would end now. An exit code may be given
// as a numeric string.
function effectiveExitCode() {
  return exitCode === undefined || exitCode === null ? 0 : Number(exitCode) | 0;
}

const reallyExit = (...args) => {
  const [code] = args;
  binding.reallyExit(code === undefined ? 0 : Number(code) | 0);
};

function exit(code) {
  if (arguments.length !== 0)
    process.exitCode = code;
  if (!process._exiting) {
    process._exiting = true;
    process.emit('exit', effectiveExitCode());
  }
  require('internal/process/execution').runExitHooks();
  // Whatever an 'exit' listener assigned counts.
  process.reallyExit(effectiveExitCode());
  // Only a replaced reallyExit returns, or a worker whose end is under way. V8 looks whether to go on at the beginning of a
  // function: a native function that has called JavaScript must see that it has ended.
  (() => {})();
}

const abort = () => {
  binding.abort();
};

function isCString(value) {
  return typeof value === 'string' && !value.includes('\0');
}

function execve(execPath, args = [], env) {
  validateString(execPath, 'execPath');
  validateArray(args, 'args');
  const bad = args.findIndex((arg) => !isCString(arg));
  if (bad !== -1) throw new ERR_INVALID_ARG_VALUE(`args[${bad}]`, args[bad], 'must be a string without null bytes');
  if (env !== undefined) validateObject(env, 'env');
  const pairs = Object.entries(env ?? process.env).map(([key, value]) => {
    if (isCString(key) && isCString(value)) return `${key}=${value}`;
    throw new ERR_INVALID_ARG_VALUE('env', env, 'must be an object with string keys and values without null bytes');
  });
  if (!isMainThread())
    throw new ERR_WORKER_UNSUPPORTED_OPERATION('Calling process.execve');
  require('internal/util').emitExperimentalWarning('process.execve');
  if (typeof binding.execve !== 'function')
    throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('process.execve');
  binding.execve(execPath, args, pairs);
}

// ---- the working directory and the umask ------------------------------------

// The working directory rarely changes and is asked for often.
let cachedCwd = '';

function wrappedCwd() {
  if (cachedCwd === '')
    cachedCwd = binding.cwd();
  return cachedCwd;
}

function wrappedChdir(directory) {
  validateString(directory, 'directory');
  if (!isMainThread())
    throw new ERR_WORKER_UNSUPPORTED_OPERATION('process.chdir()');
  binding.chdir(directory);
  cachedCwd = '';
}

function wrappedUmask(mask) {
  if (mask === undefined)
    return binding.umask();
  if (!isMainThread())
    throw new ERR_WORKER_UNSUPPORTED_OPERATION('Setting process.umask()');
  return binding.umask(parseFileMode(mask, 'mask'));
}

// ---- modules and environment ------------------------------------------------

const dlopen = (...args) => {
  const [module, filename, ...more] = args;
  if (!require('internal/options').getOptionValue('--addons'))
    throw codedError(Error, 'ERR_DLOPEN_DISABLED', 'Cannot load native addon because loading addons is disabled.');
  if (args.length < 2)
    throw codedError(TypeError, 'ERR_MISSING_ARGS', 'process.dlopen needs at least 2 arguments');
  let flags;
  if (more.length > 0) {
    try {
      flags = more[0] >> 0;
    } catch {
      throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'flag argument must be an integer.');
    }
  }
  return binding.dlopen(module, filename, flags);
};

const UV_ENOENT = -2;

// Whatever keeps a file from being opened, it is not there.
function readEnvFile(file) {
  const fs = require('node:fs');
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'EISDIR')
      throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', `Contents of '${file}' should be a valid string.`);
    if (error.code === 'ENOENT')
      throw error;
    const { UVException } = require('internal/errors');
    throw new UVException({ errno: UV_ENOENT, syscall: 'open', path: file });
  }
}

function loadEnvFile(path = undefined) {
  const { parseEnv } = require('node:util');
  const file = path == null ? '.env' : require('internal/fs/utils').getValidatedPath(path);
  const parsed = parseEnv(readEnvFile(file));
  const { env } = process;
  for (const key of Object.keys(parsed)) {
    if (env[key] === undefined)
      env[key] = parsed[key];
  }
}

function getBuiltinModule(id) {
  validateString(id, 'id');
  const { BuiltinModule } = require('internal/bootstrap/realm');
  const name = BuiltinModule.normalizeRequirableId(id);
  // What anode does not have yet is not there for a program that asks first.
  if (name === undefined || !BuiltinModule.exists(name))
    return undefined;
  return BuiltinModule.compileForPublicLoader(name);
}

function sourceMapsEnabled() {
  return require('internal/modules/helpers').getLoaderSwitches().sourceMaps;
}

function setSourceMapsEnabled(enabled) {
  validateBoolean(enabled, 'enabled');
  require('internal/source_map/cache').setSourceMapsSupport({ enabled, nodeModules: true, generatedCode: true });
}

// ---- the debugger that is not there -----------------------------------------

let debugPort = 9229;

function getDebugPort() {
  return debugPort;
}

function setDebugPort(port) {
  const number = Number(port) | 0;
  if (number !== 0 && (number < 1024 || number > 65535)) {
    throw codedError(RangeError, 'ERR_OUT_OF_RANGE',
                     'process.debugPort must be 0 or in range 1024 to 65535');
  }
  debugPort = number;
}

const _debugProcess = () => {
  throw codedError(Error, 'ERR_INSPECTOR_NOT_AVAILABLE', 'Inspector is not available');
};

const _debugEnd = () => {
  // No debugger can be attached, so there is none to end.
};

module.exports = {
  codedError,
  _debugEnd,
  _debugProcess,
  _getActiveHandles,
  _getActiveRequests,
  _kill,
  abort,
  availableMemory,
  constrainedMemory,
  cpuUsage,
  dlopen,
  effectiveExitCode,
  execve,
  exit,
  getActiveResourcesInfo,
  getBuiltinModule,
  getDebugPort,
  getExitCode,
  kill,
  loadEnvFile,
  memoryUsage,
  reallyExit,
  ref,
  resourceUsage,
  setDebugPort,
  setExitCode,
  setSourceMapsEnabled,
  sourceMapsEnabled,
  threadCpuUsage,
  unref,
  uptime,
  wrappedChdir,
  wrappedCwd,
  wrappedUmask,
};
