'use strict';

// process.emitWarning() and how a warning is printed.

const {
  codes: { ERR_INVALID_ARG_TYPE },
} = require('internal/errors');
const { validateString } = require('internal/validators');

function option(name) {
  return require('internal/options').getOptionValue(name);
}

function isError(value) {
  return value instanceof Error || require('internal/util/types').isNativeError(value);
}

// ---- where the text goes ----------------------------------------------------

// Node's `--redirect-warnings` and NODE_REDIRECT_WARNINGS append to a file; what
// cannot be written there goes to standard error.
let redirectTarget;
let redirectDescriptor;

function getRedirectTarget() {
  if (redirectTarget === undefined) {
    redirectTarget = option('--redirect-warnings') ||
                     process.env.NODE_REDIRECT_WARNINGS || '';
  }
  return redirectTarget;
}

function writeOut(message) {
  const target = getRedirectTarget();
  if (target !== '') {
    const fs = require('node:fs');
    try {
      if (redirectDescriptor === undefined) {
        redirectDescriptor = fs.openSync(target, 'a');
        process.on('exit', () => fs.closeSync(redirectDescriptor));
      }
      fs.appendFileSync(redirectDescriptor, `${message}\n`);
      return;
    } catch {
      redirectTarget = '';
    }
  }
  // Programs that take console.error or process.stderr.write to themselves get warnings, too.
  require('internal/console/global').error(message);
}

// ---- printing ---------------------------------------------------------------

let explained = false;

function isDisabled({ code, name }) {
  const disabled = option('--disable-warning');
  return Array.isArray(disabled) && [code, name].some((key) => key && disabled.includes(key));
}

// The text of a warning without its stack.
function describe(warning) {
  return typeof warning.toString === 'function' ? `${warning.toString()}` : Error.prototype.toString.call(warning);
}

function onWarning(warning) {
  if (!isError(warning) || isDisabled(warning))
    return;
  if (isSilenced(warning.name))
    return;
  const { argv0, pid, traceDeprecation } = process;
  const isDeprecation = warning.name === 'DeprecationWarning';
  const traced = option('--trace-warnings') || (isDeprecation && traceDeprecation);
  const { code, detail } = warning;
  let message = `(node:${pid}) ${code ? `[${code}] ` : ''}${(traced && warning.stack) || describe(warning)}`;
  if (typeof detail === 'string')
    message += `\n${detail}`;
  if (!traced && !explained) {
    const flag = isDeprecation ? '--trace-deprecation' : '--trace-warnings';
    const program = require('node:path').basename(argv0 || 'node', '.exe');
    message += `\n(Use \`${program} ${flag} ...\` to show where the warning was created)`;
    explained = true;
  }
  writeOut(message);
}

// ---- emitting ---------------------------------------------------------------

// A stack that nobody will see is not worth collecting.
function wantsStack(type) {
  return option('--trace-warnings') || process.listenerCount('warning') > 1 ||
         (type === 'DeprecationWarning' && (process.throwDeprecation || process.traceDeprecation));
}

function makeWarning(message, { type, code, ctor, detail }) {
  const withStack = wantsStack(type);
  const limit = Error.stackTraceLimit;
  const limited = !withStack && Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit')?.writable;
  if (limited)
    Error.stackTraceLimit = 0;
  const warning = new Error(message);
  if (limited)
    Error.stackTraceLimit = limit;
  warning.name = String(type || 'Warning');
  for (const { 0: key, 1: value } of Object.entries({ code, detail })) {
    if (value !== undefined)
      warning[key] = value;
  }
  if (withStack)
    Error.captureStackTrace(warning, ctor || emitWarning);
  else
    warning.stack = `${warning.name}: ${message}`;
  return warning;
}

function isSilenced(type) {
  return type === 'DeprecationWarning' && process.noDeprecation;
}

// What the arguments after the warning say: an object with everything, or [type[, code]][, ctor]. Nothing of one that nobody
// is to see.
function warningOptions(type, code, ctor) {
  let options = { type, code, ctor };
  if (typeof type === 'function') {
    options = { type: 'Warning', ctor: type };
  } else if (typeof type === 'object' && type !== null && !Array.isArray(type)) {
    const detail = typeof type.detail === 'string' ? type.detail : undefined;
    options = { type: type.type || 'Warning', code: type.code, ctor: type.ctor, detail };
  }
  if (options.type !== undefined)
    validateString(options.type, 'type');
  if (isSilenced(options.type))
    return undefined;
  if (typeof options.code === 'function')
    return { ...options, code: undefined, ctor: options.code };
  if (options.code !== undefined)
    validateString(options.code, 'code');
  return options;
}

function emitWarning(warning, type, code, ctor) {
  const options = warningOptions(type, code, ctor);
  if (options === undefined)
    return;
  if (typeof warning !== 'string' && !isError(warning))
    throw new ERR_INVALID_ARG_TYPE('warning', ['string', 'Error'], warning);
  const object = typeof warning === 'string' ? makeWarning(warning, options) : warning;
  if (isSilenced(object.name))
    return;
  const throws = object.name === 'DeprecationWarning' && process.throwDeprecation;
  process.nextTick(() => {
    // Thrown here, it cannot be caught by accident.
    if (throws) throw object;
    process.emit('warning', object);
  });
}

// For code that must not run user code now, such as module loading.
function emitWarningSync(warning, type, code, ctor) {
  process.emit('warning', makeWarning(warning, { type, code, ctor }));
}

// Called at start-up, when the options are known.
function initializeWarnings(process) {
  const deprecations = option('--deprecation');
  if (deprecations === false)
    process.noDeprecation = true;
  if (option('--throw-deprecation'))
    process.throwDeprecation = true;
  if (option('--trace-deprecation'))
    process.traceDeprecation = true;
  const { env } = process;
  if (option('--warnings') !== false && env.NODE_NO_WARNINGS !== '1')
    process.on('warning', onWarning);
}

module.exports = { emitWarning, emitWarningSync, initializeWarnings, onWarning };
