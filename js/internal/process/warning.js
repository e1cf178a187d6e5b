'use strict';

// process.emitWarning() and how a warning is printed.

const {
  codes: { ERR_INVALID_ARG_TYPE },
} = require('internal/errors');
const { validateString } = require('internal/validators');

const binding = internalBinding('process');

function theProcess() {
  return require('internal/process/object').process;
}

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
                     theProcess().env.NODE_REDIRECT_WARNINGS || '';
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
        theProcess().on('exit', () => fs.closeSync(redirectDescriptor));
      }
      fs.appendFileSync(redirectDescriptor, `${message}\n`);
      return;
    } catch {
      redirectTarget = '';
    }
  }
  binding.rawDebug(message);
}

// ---- printing ---------------------------------------------------------------

let explained = false;

function onWarning(warning) {
  const disabled = option('--disable-warning');
  if (Array.isArray(disabled) && disabled.length > 0 &&
      ((warning.code && disabled.includes(warning.code)) ||
       (warning.name && disabled.includes(warning.name)))) {
    return;
  }
  if (!isError(warning))
    return;
  const process = theProcess();
  const isDeprecation = warning.name === 'DeprecationWarning';
  if (isDeprecation && process.noDeprecation)
    return;
  const trace = option('--trace-warnings') || (isDeprecation && process.traceDeprecation);
  let message = `(node:${process.pid}) `;
  if (warning.code)
    message += `[${warning.code}] `;
  if (trace && warning.stack)
    message += `${warning.stack}`;
  else
    message += typeof warning.toString === 'function' ? `${warning.toString()}` : Error.prototype.toString.call(warning);
  if (typeof warning.detail === 'string')
    message += `\n${warning.detail}`;
  if (!trace) {
    const flag = isDeprecation ? '--trace-deprecation' : '--trace-warnings';
    if (!explained) {
      const program = require('node:path').basename(process.argv0 || 'node', '.exe');
      message += `\n(Use \`${program} ${flag} ...\` to show where the warning was created)`;
      explained = true;
    }
  }
  writeOut(message);
}

// ---- emitting ---------------------------------------------------------------

function createWarningObject(warning, type, code, ctor, detail) {
  const limit = Error.stackTraceLimit;
  const process = theProcess();
  // A stack that nobody will see is not worth collecting.
  const wanted = option('--trace-warnings') || process.listenerCount('warning') > 1 ||
                 (type === 'DeprecationWarning' &&
                  (process.throwDeprecation || process.traceDeprecation));
  const writable = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit')?.writable;
  if (!wanted && writable)
    Error.stackTraceLimit = 0;
  const object = new Error(warning);
  if (!wanted && writable)
    Error.stackTraceLimit = limit;
  object.name = String(type || 'Warning');
  if (code !== undefined)
    object.code = code;
  if (detail !== undefined)
    object.detail = detail;
  if (wanted)
    Error.captureStackTrace(object, ctor || emitWarning);
  else
    object.stack = `${object.name}: ${object.message}`;
  return object;
}

// emitWarning(warning[, options]), emitWarning(warning[, type[, code]][, ctor])
function emitWarning(warning, type, code, ctor) {
  let detail;
  if (type !== null && typeof type === 'object' && !Array.isArray(type)) {
    ctor = type.ctor;
    code = type.code;
    if (typeof type.detail === 'string')
      detail = type.detail;
    type = type.type || 'Warning';
  } else if (typeof type === 'function') {
    ctor = type;
    code = '';
    type = 'Warning';
  }
  if (type !== undefined)
    validateString(type, 'type');
  if (typeof code === 'function') {
    ctor = code;
    code = undefined;
  } else if (code !== undefined) {
    validateString(code, 'code');
  }
  if (typeof warning === 'string')
    warning = createWarningObject(warning, type, code, ctor, detail);
  else if (!isError(warning))
    throw new ERR_INVALID_ARG_TYPE('warning', ['string', 'Error'], warning);
  emitWarningObject(warning);
}

// For code that must not run user code now, such as module loading.
function emitWarningSync(warning, type, code, ctor) {
  theProcess().emit('warning', createWarningObject(warning, type, code, ctor));
}

function emitWarningObject(warning) {
  const process = theProcess();
  if (warning.name === 'DeprecationWarning') {
    if (process.noDeprecation)
      return;
    if (process.throwDeprecation) {
      // Thrown on the next tick, so that it cannot be caught by accident.
      process.nextTick(() => { throw warning; });
      return;
    }
  }
  process.nextTick(doEmitWarning, warning);
}

function doEmitWarning(warning) {
  theProcess().emit('warning', warning);
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
