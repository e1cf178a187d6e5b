'use strict';

// The arguments of spawn() and its relatives, checked and in one form.

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE, ERR_UNKNOWN_SIGNAL },
} = require('internal/errors');
const { validateBoolean, validateInt32, validateInteger, validateObject, validateString } = require('internal/validators');

function checkNoNullBytes(value, name) {
  if (typeof value === 'string' && value.includes('\0')) {
    throw new ERR_INVALID_ARG_VALUE(name, value, 'must be a string without null bytes');
  }
}

function checkArgv0(argv0) {
  if (argv0 == null) return;
  validateString(argv0, 'options.argv0');
  checkNoNullBytes(argv0, 'options.argv0');
}

function validateTimeout(timeout) {
  if (timeout !== undefined && timeout !== null)
    validateInteger(timeout, 'timeout', 0);
}

function validateMaxBuffer(maxBuffer) {
  if (maxBuffer !== undefined && maxBuffer !== null &&
      (typeof maxBuffer !== 'number' || maxBuffer < 0)) {
    if (typeof maxBuffer === 'number')
      throw new ERR_OUT_OF_RANGE('options.maxBuffer', '>= 0', maxBuffer);
    throw new ERR_INVALID_ARG_TYPE('options.maxBuffer', 'number', maxBuffer);
  }
}

function validateCwd(cwd) {
  const { toPathIfFileURL } = require('internal/url');
  const path = toPathIfFileURL(cwd);
  if (typeof path === 'string')
    checkNoNullBytes(path, 'options.cwd');
  else if (!require('internal/util/types').isUint8Array(path))
    throw new ERR_INVALID_ARG_TYPE('options.cwd', ['string', 'Buffer', 'URL'], cwd);
  return typeof path === 'string' ? path : Buffer.from(path).toString();
}

// A signal's number from its name or number; `undefined` means none was given.
function sanitizeKillSignal(killSignal) {
  if (killSignal === undefined || killSignal === null)
    return undefined;
  if (typeof killSignal === 'string' || typeof killSignal === 'number')
    return toSignalNumber(killSignal);
  throw new ERR_INVALID_ARG_TYPE('options.killSignal', ['string', 'number'], killSignal);
}

function toSignalNumber(signal) {
  const { signals } = require('node:os').constants;
  if (typeof signal === 'number') {
    if (Object.values(signals).includes(signal))
      return signal;
  } else if (typeof signal === 'string' && Object.hasOwn(signals, signal.toUpperCase())) {
    return signals[signal.toUpperCase()];
  }
  throw new ERR_UNKNOWN_SIGNAL(signal);
}

let warnedOfShellArguments = false;

function environmentPairs(options) {
  const env = options.env || process.env;
  const pairs = [];
  // What the object inherits counts as well.
  for (const key in env) {
    const value = env[key];
    if (value === undefined)
      continue;
    checkNoNullBytes(key, `options.env['${key}']`);
    checkNoNullBytes(String(value), `options.env['${key}']`);
    pairs.push(`${key}=${value}`);
  }
  // Children are covered as well.
  const { NODE_V8_COVERAGE } = process.env;
  if (NODE_V8_COVERAGE && options.env && !Object.hasOwn(options.env, 'NODE_V8_COVERAGE'))
    pairs.push(`NODE_V8_COVERAGE=${NODE_V8_COVERAGE}`);
  return pairs;
}

function checkShell(shell) {
  if (shell == null || typeof shell === 'boolean' || typeof shell === 'string') return;
  throw new ERR_INVALID_ARG_TYPE('options.shell', ['boolean', 'string'], shell);
}

// The checks of options that may be left out, in their order.
const checks = {
  __proto__: null,
  cwd: validateCwd,
  detached: validateBoolean,
  uid: validateInt32,
  gid: validateInt32,
  shell: checkShell,
  argv0: checkArgv0,
  windowsHide: validateBoolean,
  windowsVerbatimArguments: validateBoolean,
};

function warnOfShellArguments() {
  if (warnedOfShellArguments) return;
  warnedOfShellArguments = true;
  const text = 'Passing args to a child process with shell option true can lead to security vulnerabilities, ' +
    'as the arguments are not escaped, only concatenated.';
  process.emitWarning(text, 'DeprecationWarning', 'DEP0190');
}

// The program and the arguments that let a shell run a command.
function throughShell(shell, file, args) {
  checkNoNullBytes(shell, 'options.shell');
  if (args.length > 0) warnOfShellArguments();
  return [typeof shell === 'string' ? shell : '/bin/sh', ['-c', [file, ...args].join(' ')]];
}

// spawn(file[, args][, options])
function normalizeSpawnArguments(file, args, options) {
  validateString(file, 'file');
  checkNoNullBytes(file, 'file');
  if (file === '') throw new ERR_INVALID_ARG_VALUE('file', file, 'cannot be empty');
  let list = args ?? [];
  if (typeof list !== 'object') throw new ERR_INVALID_ARG_TYPE('args', 'object', args);
  if (!Array.isArray(list)) {
    options = list;
    list = [];
  }
  list.forEach((argument, i) => checkNoNullBytes(argument, `args[${i}]`));
  if (options !== undefined) validateObject(options, 'options');
  const settings = { __proto__: null, ...options };
  for (const name of Object.keys(checks)) {
    if (settings[name] != null) checks[name](settings[name], `options.${name}`);
  }
  const { argv0, cwd, shell } = settings;
  const [program, programArgs] = shell ? throughShell(shell, file, list) : [file, list];
  return {
    __proto__: null,
    ...settings,
    args: [typeof argv0 === 'string' ? argv0 : program, ...programArgs],
    cwd: cwd == null ? cwd : validateCwd(cwd),
    detached: Boolean(settings.detached),
    envPairs: environmentPairs(settings),
    file: program,
    windowsHide: Boolean(settings.windowsHide),
    windowsVerbatimArguments: Boolean(settings.windowsVerbatimArguments),
  };
}

module.exports = {
  checkArgv0,
  checkNoNullBytes,
  normalizeSpawnArguments,
  sanitizeKillSignal,
  toSignalNumber,
  validateMaxBuffer,
  validateTimeout,
};
