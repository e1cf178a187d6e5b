'use strict';

// Errors as the built-in modules raise them: the classes behind `codes.ERR_*`, errors of system calls, AbortError, and
// how stack traces are made (internal frames hidden, `Error.prepareStackTrace` honoured, the code in the first line).

const { SystemError, determineSpecificType, formatList, kIsNodeError } = require('internal/errors/messages');

const { captureStackTrace } = Error;
const { defineProperty, getOwnPropertyDescriptor, hasOwn, isExtensible } = Object;
const { toString: errorToString } = Error.prototype;

// --- codes -----------------------------------------------------------------------------------------------------------

const placeholder = /%[sd]/g;

function getMessage(key, message, args, error) {
  if (typeof message === 'function') return Reflect.apply(message, error, args);
  if (args.length === 0) return message;
  let next = 0;
  return message.replace(placeholder, (kind) => {
    const arg = args[next++];
    if (kind === '%d') return `${Number(arg)}`;
    if (typeof arg === 'bigint') return `${arg}n`;
    return typeof arg === 'object' && arg !== null ? require('internal/util/inspect').format('%s', arg) : String(arg);
  });
}

function makeNodeErrorClass(Base, key, message) {
  if (Base === SystemError) {
    class NodeError extends SystemError {
      constructor(context) {
        super(key, message, context);
      }
    }
    NodeError.HideStackFramesError = NodeError;
    return NodeError;
  }

  class NodeError extends Base {
    constructor(...args) {
      super();
      this.code = key;
      defineProperty(this, 'message', hiddenProperty(getMessage(key, message, args, this)));
    }

    toString() {
      const { name, message: text } = this;
      return `${name} [${key}]: ${text}`;
    }
  }
  showAs(NodeError, Base);
  // Functions wrapped in hideStackFrames() leave the stack to the wrapper, so that one class serves both.
  NodeError.HideStackFramesError = NodeError;
  return NodeError;
}

// Users see an ordinary TypeError: the class is not theirs to know.
function showAs({ prototype }, Base) {
  defineProperty(prototype, 'constructor', hiddenProperty(Base));
  defineProperty(prototype, kIsNodeError, { __proto__: null, configurable: true, value: true });
}

function hiddenProperty(value) {
  return { __proto__: null, configurable: true, enumerable: false, value, writable: true };
}

// A class is made when its code is first named: of the whole table a program meets a handful.
const codes = new Proxy({ __proto__: null }, {
  get(classes, key) {
    const known = classes[key];
    if (known !== undefined || typeof key === 'symbol') return known;
    const table = require('internal/errors/table');
    if (!hasOwn(table, key)) throw new Error(`the table of error codes has no ${key}`);
    const { 0: bases, 1: message } = table[key];
    if (!Array.isArray(bases)) return classes[key] = makeNodeErrorClass(bases, key, message);
    const main = makeNodeErrorClass(bases[0], key, message);
    for (const Base of bases.slice(1)) main[Base.name] = makeNodeErrorClass(Base, key, message);
    return classes[key] = main;
  },
});

// --- stack traces ----------------------------------------------------------------------------------------------------

function isErrorStackTraceLimitWritable() {
  const found = getOwnPropertyDescriptor(Error, 'stackTraceLimit');
  return found === undefined ? isExtensible(Error) : found.writable ?? found.set !== undefined;
}

// Takes the frames down to and including `above` out of the error's stack: the user's own call comes first.
function hideFramesAbove(error, above) {
  if (Error.stackTraceLimit) captureStackTrace(error, above);
  return error;
}

// The error that `fn` throws seems to be thrown by the caller of the wrapper.
function hideStackFrames(fn) {
  function wrapped(...args) {
    try {
      return Reflect.apply(fn, this, args);
    } catch (error) {
      throw typeof error === 'object' && error !== null ? hideFramesAbove(error, wrapped) : error;
    }
  }
  wrapped.withoutStackTrace = fn;
  return wrapped;
}

// One-time formatters of the stack of an error: set by those who want the call sites and not the text.
const overrideStackTrace = new WeakMap();

let internalPrepareStackTrace = defaultPrepareStackTrace;

function errorHeader(error) {
  try {
    if (kIsNodeError in error) return `${error.name} [${error.code}]: ${error.message}`;
    return Reflect.apply(errorToString, error, []);
  } catch {
    return '<error>';
  }
}

function defaultPrepareStackTrace(globalThis, error, trace) {
  const header = errorHeader(error);
  return trace.length === 0 ? header : `${header}\n    at ${trace.join('\n    at ')}`;
}

// What `Error.prepareStackTrace` is when the program starts: V8's format, for those who wrap it.
function ErrorPrepareStackTrace(error, trace) {
  return defaultPrepareStackTrace(globalThis, error, trace);
}

function setInternalPrepareStackTrace(callback) {
  internalPrepareStackTrace = callback;
}

// V8 calls this when a stack is first read.
function prepareStackTraceCallback(globalThis, error, trace) {
  const override = overrideStackTrace.get(error);
  if (override !== undefined) {
    overrideStackTrace.delete(error);
    return override(error, trace);
  }
  // A context of node:vm that has none of its own has the program's.
  for (const owner of [globalThis.Error, Error]) {
    const userPrepare = owner?.prepareStackTrace;
    if (typeof userPrepare !== 'function') continue;
    if (userPrepare === ErrorPrepareStackTrace) break;
    return Reflect.apply(userPrepare, owner, [error, trace]);
  }
  return internalPrepareStackTrace(globalThis, error, trace);
}

// Whether a thrown value is to be treated as an error, whatever realm it comes from.
function isErrorLike(value) {
  return typeof value === 'object' && value !== null && hasOwn(value, 'stack');
}

let maxStackMessage;
let maxStackName;

// Whether `error` is the one that V8 throws when the stack is exhausted.
function isStackOverflowError(error) {
  if (maxStackMessage === undefined) {
    try {
      const overflow = () => overflow();
      overflow();
    } catch (overflowError) {
      maxStackMessage = overflowError.message;
      maxStackName = overflowError.name;
    }
  }
  return Boolean(error) && error.name === maxStackName && error.message === maxStackMessage;
}

const kEnhanceStackBeforeInspector = Symbol('kEnhanceStackBeforeInspector');

// How the stack of a fatal exception is dressed up before it is printed: `beforeInspector` runs before a debugger sees
// it, `afterInspector` adds colours and a hint at what the error carries.
const fatalExceptionStackEnhancers = {
  beforeInspector(error) {
    const enhance = error[kEnhanceStackBeforeInspector];
    if (typeof enhance === 'function') return enhance();
    return error.stack;
  },
  afterInspector(error) {
    const originalStack = error.stack;
    const { inspect, inspectDefaultOptions } = require('internal/util/inspect');
    let { colors } = inspectDefaultOptions;
    try {
      colors ||= require('internal/util/colors').shouldColorize(process.stderr);
    } catch {
      // Without a usable stderr there is nobody to see colours.
    }
    try {
      return inspect(error, { colors, customInspect: false, depth: Math.max(inspectDefaultOptions.depth, 5) });
    } catch {
      return originalStack;
    }
  },
};

// --- system calls ----------------------------------------------------------------------------------------------------

// [name, description] of a libuv error number.
function uvErrmapGet(errno) {
  const binding = internalBinding('uv');
  return lazyErrorMap(binding).get(errno);
}

let errorMap;
function lazyErrorMap(binding) {
  errorMap ??= binding.getErrorMap();
  return errorMap;
}

const kUnknownError = ['UNKNOWN', 'unknown error'];

// The error of a failed file system or process operation: `ENOENT: no such file or directory, open 'a' -> 'b'`.
class UVException extends Error {
  constructor(context) {
    const { 0: code, 1: description } = uvErrmapGet(context.errno) ?? kUnknownError;
    let message = `${code}: ${context.message ?? description}, ${context.syscall}`;
    const path = context.path ? context.path.toString() : undefined;
    const dest = context.dest ? context.dest.toString() : undefined;
    if (path) message += ` '${path}'`;
    if (dest) message += ` -> '${dest}'`;
    super(message);
    for (const key of Object.keys(context)) {
      if (key !== 'message' && key !== 'path' && key !== 'dest') this[key] = context[key];
    }
    this.code = code;
    if (path) this.path = path;
    if (dest) this.dest = dest;
  }

  get ['constructor']() {
    return Error;
  }
}

// An error of a system call, which passes for a plain one.
class CallError extends Error {
  constructor(message, properties) {
    super(message);
    Object.assign(this, properties);
  }

  get ['constructor']() {
    return Error;
  }
}

// What there is of a list, with spaces in between.
function words(...parts) {
  return parts.filter((part) => part).join(' ');
}

function describeAddress(address, port, local) {
  const remote = port > 0 ? `${address}:${port}` : address;
  return words(remote, local && `- Local (${local})`);
}

function portOf(port) {
  return port ? { port } : undefined;
}

// `connect ENOENT details`.
class ErrnoException extends CallError {
  constructor(errno, syscall, original) {
    const code = errnoName(errno);
    super(words(syscall, code, original), { errno, code, syscall });
  }
}

// `listen EADDRINUSE: address already in use 127.0.0.1:80`.
class UVExceptionWithHostPort extends CallError {
  constructor(errno, syscall, address, port) {
    const [code, description] = uvErrmapGet(errno) ?? kUnknownError;
    const message = words(`${syscall} ${code}: ${description}`, describeAddress(address, port));
    super(message, { code, errno, syscall, address, ...portOf(port) });
  }
}

// `connect ECONNREFUSED 127.0.0.1:80`.
class ExceptionWithHostPort extends CallError {
  constructor(errno, syscall, address, port, additional) {
    const code = errnoName(errno);
    const message = words(`${syscall} ${code}`, describeAddress(address, port, additional));
    super(message, { errno, code, syscall, address, ...portOf(port) });
  }
}

// libuv has the numbers of getaddrinfo; what some mean to the user is that the name was not found.
function dnsCode(errno) {
  const { UV_EAI_NODATA, UV_EAI_NONAME } = internalBinding('uv');
  return errno === UV_EAI_NODATA || errno === UV_EAI_NONAME ? 'ENOTFOUND' : errnoName(errno);
}

class DNSException extends CallError {
  constructor(reason, syscall, hostname) {
    const isNumber = typeof reason === 'number';
    const code = isNumber ? dnsCode(reason) : reason;
    const errno = isNumber ? reason : undefined;
    super(words(`${syscall} ${code}`, hostname), { errno, code, syscall, ...(hostname ? { hostname } : undefined) });
  }
}

class ConnResetException extends CallError {
  constructor(message) {
    super(message, { code: 'ECONNRESET' });
  }
}

// The constructor that they show is CallError's.
for (const kind of [ErrnoException, UVExceptionWithHostPort, ExceptionWithHostPort, DNSException, ConnResetException]) {
  delete kind.prototype.constructor;
}

function errnoName(errno) {
  return require('internal/util').getSystemErrorName(errno);
}

// --- other kinds -----------------------------------------------------------------------------------------------------

class AbortError extends Error {
  constructor(message = 'The operation was aborted', options = undefined) {
    const isWrong = options !== undefined && typeof options !== 'object';
    if (isWrong) throw new codes.ERR_INVALID_ARG_TYPE('options', 'Object', options);
    super(message, options);
    Object.assign(this, { code: 'ABORT_ERR', name: 'AbortError' });
  }
}

class NodeAggregateError extends AggregateError {
  constructor(errors, message) {
    super(errors, message);
    this.code = errors[0]?.code;
  }
}
showAs(NodeAggregateError, AggregateError);

// For what a signal has ended.
function abortError({ reason }) {
  return new AbortError(undefined, { cause: reason });
}

// Joins a failure with the one that happened while cleaning up after it.
function aggregateTwoErrors(later, first) {
  if (!first || !later || first === later) return later || first;
  if (Array.isArray(first.errors)) {
    first.errors.push(later);
    return first;
  }
  const both = Object.assign(new AggregateError([first, later], first.message), { code: first.code });
  return hideFramesAbove(both, aggregateTwoErrors);
}

// An Error with extra properties.
function genericNodeError(message, properties) {
  return Object.assign(new Error(message), properties);
}

module.exports = {
  AbortError,
  abortError,
  ConnResetException,
  DNSException,
  ErrnoException,
  ErrorPrepareStackTrace,
  ExceptionWithHostPort,
  NodeAggregateError,
  SystemError,
  UVException,
  UVExceptionWithHostPort,
  aggregateTwoErrors,
  codes,
  defaultPrepareStackTrace,
  determineSpecificType,
  fatalExceptionStackEnhancers,
  formatList,
  genericNodeError,
  hideFramesAbove,
  hideStackFrames,
  isErrorLike,
  isErrorStackTraceLimitWritable,
  isStackOverflowError,
  kEnhanceStackBeforeInspector,
  kIsNodeError,
  overrideStackTrace,
  prepareStackTraceCallback,
  setInternalPrepareStackTrace,
  uvErrmapGet,
};
