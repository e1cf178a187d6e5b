'use strict';

// Small things that many built-in modules share: deprecations, promisify, lazy properties, encodings, system errors.

const { codes, hideFramesAbove, isErrorStackTraceLimitWritable, overrideStackTrace } = require('internal/errors');
const { isNativeError, isPromise } = require('internal/util/types');

const { defineProperties, defineProperty, getOwnPropertyDescriptor, getOwnPropertyDescriptors } = Object;
// For modules that are loaded late: a program may have put its own class, or its own then(), in the place of these by then.
const { Promise } = globalThis;
const { then: promiseThen } = Promise.prototype;

const binding = internalBinding('util');

const customInspectSymbol = Symbol.for('nodejs.util.inspect.custom');
const customPromisify = Symbol.for('nodejs.util.promisify.custom');
const customPromisifyArgs = Symbol('customPromisifyArgs');
const kIsEncodingSymbol = Symbol('kIsEncodingSymbol');
// What all async iterators inherit from.
const AsyncIteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf((async function* () {}).prototype));

const kEmptyObject = Object.freeze({ __proto__: null });
const kEnumerableProperty = Object.freeze({ __proto__: null, enumerable: true });

// --- deprecation -----------------------------------------------------------------------------------------------------

const emittedDeprecations = new Set();

// A function that warns the first time it is called; codes warn once in a program, however many functions share them.
function getDeprecationWarningEmitter(code, message, deprecated, useEmitSync) {
  let warned = false;
  return function emitDeprecationWarning() {
    if (warned) return;
    warned = true;
    if (code === undefined) {
      process.emitWarning(message, 'DeprecationWarning', deprecated);
      return;
    }
    if (emittedDeprecations.has(code)) return;
    emittedDeprecations.add(code);
    if (useEmitSync) {
      require('internal/process/warning').emitWarningSync(message, 'DeprecationWarning', code, deprecated);
    } else {
      process.emitWarning(message, 'DeprecationWarning', code, deprecated);
    }
  };
}

function wrapDeprecated(fn, emitWarning) {
  function deprecated(...args) {
    if (!process.noDeprecation) emitWarning();
    if (new.target) return Reflect.construct(fn, args, new.target);
    return Reflect.apply(fn, this, args);
  }
  // Classes stay usable with instanceof, and functions keep what hangs on them.
  Object.setPrototypeOf(deprecated, fn);
  if (fn.prototype) deprecated.prototype = fn.prototype;
  defineProperty(deprecated, 'length', { __proto__: null, ...getOwnPropertyDescriptor(fn, 'length') });
  return deprecated;
}

function deprecate(fn, message, code, useEmitSync) {
  if (code !== undefined) require('internal/validators').validateString(code, 'code');
  return wrapDeprecated(fn, getDeprecationWarningEmitter(code, message, deprecate, useEmitSync));
}

// For constructors that may be called without `new`, but should not.
function deprecateInstantiation(Class, code, ...args) {
  getDeprecationWarningEmitter(code, `Instantiating ${Class.name} without the 'new' keyword has been deprecated.`,
    Class, false)();
  return new Class(...args);
}

const experimentalWarnings = new Set();

function emitExperimentalWarning(feature, messagePrefix, code, ctor) {
  if (experimentalWarnings.has(feature)) return;
  experimentalWarnings.add(feature);
  const message = `${feature} is an experimental feature and might change at any time`;
  process.emitWarning(messagePrefix ? messagePrefix + message : message, 'ExperimentalWarning', code, ctor);
}

// --- functions -------------------------------------------------------------------------------------------------------

function defineCustomPromisify(target, fn) {
  return defineProperty(target, customPromisify,
    { __proto__: null, configurable: true, enumerable: false, value: fn, writable: false });
}

// What a promise gets of the values of a callback: the first one, or all by name for the few that have several.
function promisedValue(values, names) {
  if (names === undefined || values.length <= 1) return values[0];
  return Object.fromEntries(names.map((name, i) => [name, values[i]]));
}

function promisify(original) {
  const { validateFunction } = require('internal/validators');
  validateFunction(original, 'original');
  const custom = original[customPromisify];
  if (custom) {
    validateFunction(custom, 'util.promisify.custom');
    return defineCustomPromisify(custom, custom);
  }

  const names = original[customPromisifyArgs];
  const promisified = { fn(...args) {
    return new Promise((resolve, reject) => {
      args.push((error, ...values) => {
        if (error) reject(error);
        else resolve(promisedValue(values, names));
      });
      if (isPromise(Reflect.apply(original, this, args))) {
        process.emitWarning('Calling promisify on a function that returns a Promise is likely a mistake.',
          'DeprecationWarning', 'DEP0174');
      }
    });
  } }.fn;
  Object.setPrototypeOf(promisified, Object.getPrototypeOf(original));
  defineCustomPromisify(promisified, promisified);
  // Whatever else the function has, it has as well.
  const properties = getOwnPropertyDescriptors(original);
  for (const key of Reflect.ownKeys(properties)) Reflect.defineProperty(promisified, key, properties[key]);
  return promisified;
}

promisify.custom = customPromisify;

function once(callback, { preserveReturnValue = false } = kEmptyObject) {
  let isOver = false;
  let kept;
  return function(...args) {
    if (isOver) return kept;
    isOver = true;
    const result = Reflect.apply(callback, this, args);
    if (preserveReturnValue) kept = result;
    return result;
  };
}

function cachedResult(fn) {
  let result;
  return () => result ??= fn();
}

function assignFunctionName(name, fn, descriptor = kEmptyObject) {
  if (typeof name !== 'string') name = `[${name.description}]`;
  return defineProperty(fn, 'name', {
    __proto__: null,
    configurable: true, enumerable: false, writable: false, ...descriptor, value: name,
  });
}

// --- properties ------------------------------------------------------------------------------------------------------

// Descriptors that inherit nothing: a program may have put a `get` on Object.prototype.
function descriptorsOf(object) {
  const descriptors = getOwnPropertyDescriptors(object);
  for (const key of Reflect.ownKeys(descriptors)) Object.setPrototypeOf(descriptors[key], null);
  return descriptors;
}

// Makes a class of a function: one that can be called without `new`, and that packages inherit from as such. Methods are
// enumerable, as what is assigned to a prototype; accessors are not.
function inherit(Class, Base, members = kEmptyObject) {
  Object.setPrototypeOf(Class, Base);
  Object.setPrototypeOf(Class.prototype, Base.prototype);
  const descriptors = descriptorsOf(members);
  for (const key of Reflect.ownKeys(descriptors)) {
    if (descriptors[key].writable === undefined) descriptors[key].enumerable = false;
  }
  defineProperties(Class.prototype, descriptors);
  return Class;
}

// Getters as a class has them, from functions that are given the object.
function defineGetters({ prototype }, table) {
  for (const name of Reflect.ownKeys(table)) {
    const read = table[name];
    const { get } = getOwnPropertyDescriptor({ get [name]() { return read(this); } }, name);
    defineProperty(prototype, name, { __proto__: null, configurable: true, get });
  }
}

// Makes constants of the properties that an object has.
function readOnly(object) {
  for (const key of Object.keys(object)) {
    defineProperty(object, key, { __proto__: null, configurable: false, writable: false });
  }
  return object;
}

// Makes an interface of a class, as Web IDL wants it: members can be enumerated, and the name can be seen.
function defineInterface({ name, prototype }, members) {
  for (const member of members) defineProperty(prototype, member, kEnumerableProperty);
  defineProperty(prototype, Symbol.toStringTag, { __proto__: null, configurable: true, value: name });
}

// What util.inspect shows of an object of an interface: a name and some of the members, one level less deep than asked for.
function inspectFields(name, fields, options) {
  const { depth } = options;
  const { inspect } = require('internal/util/inspect');
  return `${name} ${inspect(fields, { ...options, depth: typeof depth === 'number' ? depth - 1 : depth })}`;
}

// Properties that load an internal module when they are first read.
function defineLazyProperties(target, id, keys, enumerable = true) {
  const descriptors = { __proto__: null };
  for (const key of keys) {
    let lazyValue;
    let isSet = false;
    descriptors[key] = {
      __proto__: null,
      configurable: true,
      enumerable,
      get: assignFunctionName(key, () => {
        if (!isSet) {
          lazyValue = require(id)[key];
          isSet = true;
          defineProperty(target, key, { __proto__: null, configurable: true, enumerable, value: lazyValue, writable: true });
        }
        return lazyValue;
      }),
      set: assignFunctionName(key, (value) => {
        isSet = true;
        lazyValue = value;
        defineProperty(target, key, { __proto__: null, configurable: true, enumerable, value, writable: true });
      }),
    };
  }
  defineProperties(target, descriptors);
}

function setOwnProperty(target, key, value) {
  return defineProperty(target, key, { __proto__: null, configurable: true, enumerable: true, value, writable: true });
}

// --- errors ----------------------------------------------------------------------------------------------------------

function isError(value) {
  return isNativeError(value) || value instanceof Error;
}

function lazyDOMExceptionClass() {
  return require('internal/per_context/domexception').DOMException;
}

function lazyDOMException(message, name) {
  const DOMException = lazyDOMExceptionClass();
  return hideFramesAbove(new DOMException(message, name), lazyDOMException);
}

let systemErrors;
function lazySystemErrors() {
  systemErrors ??= internalBinding('uv').getErrorMap();
  return systemErrors;
}

function getSystemErrorName(errno) {
  return lazySystemErrors().get(errno)?.[0] ?? `Unknown system error ${errno}`;
}

function getSystemErrorMessage(errno) {
  return lazySystemErrors().get(errno)?.[1] ?? `Unknown system error ${errno}`;
}

function getSystemErrorMap() {
  return new Map(lazySystemErrors());
}

// --- encodings, strings, lists ---------------------------------------------------------------------------------------

const encodingAliases = {
  '__proto__': null,
  'utf8': 'utf8',
  'utf-8': 'utf8',
  'ucs2': 'utf16le',
  'ucs-2': 'utf16le',
  'utf16le': 'utf16le',
  'utf-16le': 'utf16le',
  'latin1': 'latin1',
  'binary': 'latin1',
  'base64': 'base64',
  'base64url': 'base64url',
  'hex': 'hex',
  'ascii': 'ascii',
};

// The canonical name of a Buffer encoding; undefined when there is none.
function normalizeEncoding(encoding) {
  if (encoding == null || encoding === '' || encoding === 'utf8' || encoding === 'utf-8') return 'utf8';
  if (typeof encoding !== 'string') return undefined;
  return encodingAliases[encoding] ?? encodingAliases[encoding.toLowerCase()];
}

const kColors = /\u001b\[\d\d?m/g;

function removeColors(text) {
  return text.replace(kColors, '');
}

// Array.prototype.join that does not call toString() of objects.
function join(list, separator) {
  let text = '';
  for (let i = 0; i < list.length; i++) text += (i === 0 ? '' : separator) + list[i];
  return text;
}

// Takes an item out of a list; whether it was there.
function removeItem(list, item) {
  const index = list.indexOf(item);
  if (index !== -1) list.splice(index, 1);
  return index !== -1;
}

function getConstructorOf(object) {
  for (let holder = object; holder; holder = Object.getPrototypeOf(holder)) {
    const found = getOwnPropertyDescriptor(holder, 'constructor')?.value;
    if (typeof found === 'function' && found.name !== '') return found;
  }
  return null;
}

// --- system ----------------------------------------------------------------------------------------------------------

// The exit status by which a shell reports that a signal ended a process.
function convertProcessSignalToExitCode(signalCode) {
  const { validateOneOf } = require('internal/validators');
  const { signals } = require('node:os').constants;
  validateOneOf(signalCode, 'signalCode', Object.keys(signals));
  return 128 + signals[signalCode];
}

const kNodeModules = /[/\\]node_modules[/\\]/i;

// Whether the code that called into the built-in modules belongs to a package.
function isInsideNodeModules(stackTraceLimit = 10) {
  const previous = Error.stackTraceLimit;
  if (!isErrorStackTraceLimitWritable()) return false;
  Error.stackTraceLimit = stackTraceLimit;
  const holder = {};
  Error.captureStackTrace(holder, isInsideNodeModules);
  overrideStackTrace.set(holder, (error, trace) => trace);
  const { stack } = holder;
  Error.stackTraceLimit = previous;
  if (!Array.isArray(stack)) return false;
  for (const frame of stack) {
    const filename = frame.getFileName();
    // The first that is not the runtime's own decides, whatever it is called.
    if (filename == null || filename.startsWith('node:')) continue;
    return kNodeModules.test(filename);
  }
  return false;
}

// 'FILE', 'PIPE', 'TCP', 'UDP', 'TTY', 'UNKNOWN' or 'INVALID'.
function guessHandleType(fd) {
  return internalBinding('stdio').guessHandleType(fd);
}

function sleep(milliseconds) {
  binding.sleep(milliseconds);
}

module.exports = {
  AsyncIteratorPrototype,
  Promise,
  assignFunctionName,
  cachedResult,
  convertProcessSignalToExitCode,
  customInspectSymbol,
  customPromisifyArgs,
  defineGetters,
  defineInterface,
  readOnly,
  defineLazyProperties,
  deprecate,
  deprecateInstantiation,
  descriptorsOf,
  emitExperimentalWarning,
  getConstructorOf,
  getSystemErrorMap,
  getSystemErrorMessage,
  getSystemErrorName,
  guessHandleType,
  inherit,
  inspectFields,
  isError,
  isInsideNodeModules,
  join,
  kEmptyObject,
  kEnumerableProperty,
  kIsEncodingSymbol,
  lazyDOMException,
  lazyDOMExceptionClass,
  normalizeEncoding,
  once,
  promiseThen,
  promisify,
  removeColors,
  removeItem,
  setOwnProperty,
  sleep,
};
