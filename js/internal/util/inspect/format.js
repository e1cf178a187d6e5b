'use strict';

// util.format: printf-like placeholders, and the joining of what is left over.

const { builtInObjects, ownConstructor } = require('internal/util/inspect/names');
const { formatBigInt, formatNumber } = require('internal/util/inspect/primitives');
const { stylizeNoColor } = require('internal/util/inspect/style');

const binding = internalBinding('util');

const { getPrototypeOf, hasOwn } = Object;

let circularMessage;

function firstErrorLine(error) {
  return error.message.split('\n', 1)[0];
}

// What V8 says of an object that contains itself.
function messageForCircles() {
  const circle = {};
  circle.circle = circle;
  try {
    return JSON.stringify(circle);
  } catch (error) {
    return firstErrorLine(error);
  }
}

function tryStringify(value) {
  try {
    return JSON.stringify(value);
  } catch (error) {
    circularMessage ??= messageForCircles();
    if (error.name !== 'TypeError' || firstErrorLine(error) !== circularMessage) throw error;
    return '[Circular]';
  }
}

// Whether String(value) would be the work of the language, and not of the user's class.
function hasBuiltInToString(value) {
  const target = binding.getProxyDetails(value, false) ?? value;
  if (target === null) return true;
  // A class that converts itself to primitives has its own idea of a string.
  if (typeof target[Symbol.toPrimitive] === 'function' && !builtInToPrimitive(target)) return false;
  if (typeof target.toString !== 'function') return true;
  if (hasOwn(target, 'toString')) return false;
  let holder = getPrototypeOf(target);
  while (!hasOwn(holder, 'toString')) holder = getPrototypeOf(holder);
  return builtInObjects.has(ownConstructor(holder)?.name);
}

function builtInToPrimitive(value) {
  return value[Symbol.toPrimitive] === Date.prototype[Symbol.toPrimitive];
}

const kConversions = { __proto__: null, d: Number, i: parseInt, f: parseFloat };

function formatAsNumber(kind, arg, inspectOptions) {
  if (typeof arg === 'symbol') return 'NaN';
  const { numericSeparator } = inspectOptions ?? require('internal/util/inspect').inspect.defaultOptions;
  if (typeof arg === 'bigint' && kind !== 'f') return formatBigInt(stylizeNoColor, arg, numericSeparator);
  return formatNumber(stylizeNoColor, kConversions[kind](arg), numericSeparator);
}

function formatAsString(arg, inspectOptions) {
  if (typeof arg === 'number' || typeof arg === 'bigint') return formatAsNumber('d', arg, inspectOptions);
  if (typeof arg !== 'object' || arg === null || !hasBuiltInToString(arg)) return String(arg);
  return inspectWith(arg, inspectOptions, { depth: 0, colors: false, compact: 3 });
}

function inspectWith(arg, inspectOptions, own) {
  return require('internal/util/inspect').inspect(arg, { ...inspectOptions, ...own });
}

function formatPlaceholder(kind, arg, inspectOptions) {
  switch (kind) {
    case 's':
      return formatAsString(arg, inspectOptions);
    case 'o':
      return inspectWith(arg, inspectOptions, { depth: 4, showHidden: true, showProxy: true });
    case 'O':
      return inspectWith(arg, inspectOptions);
    case 'j':
      return tryStringify(arg);
    case 'c':
      // CSS of browsers.
      return '';
    default:
      return formatAsNumber(kind, arg, inspectOptions);
  }
}

function formatWithOptionsInternal(inspectOptions, args) {
  const { 0: first } = args;
  if (args.length === 1 && typeof first === 'string') return first;

  // How many of the arguments the text has taken.
  let used = 0;
  let text = '';
  if (typeof first === 'string') {
    let last = 0;
    for (let at = first.indexOf('%'); at !== -1 && at + 1 < first.length; at = first.indexOf('%', at + 2)) {
      const kind = first[at + 1];
      let piece = '%';
      if (kind !== '%') {
        // Any other letter is ordinary text, as is what no argument is left for.
        if (used + 1 >= args.length || !'sjdOoifc'.includes(kind)) continue;
        piece = formatPlaceholder(kind, args[++used], inspectOptions);
      }
      text += first.slice(last, at) + piece;
      last = at + 2;
    }
    text += first.slice(last);
    used++;
  }

  const { inspect } = require('internal/util/inspect');
  for (let i = used; i < args.length; i++) {
    if (i > 0) text += ' ';
    text += typeof args[i] === 'string' ? args[i] : inspect(args[i], inspectOptions);
  }
  return text;
}

function format(...args) {
  return formatWithOptionsInternal(undefined, args);
}

function formatWithOptions(inspectOptions, ...args) {
  require('internal/validators').validateObject(inspectOptions, 'inspectOptions',
    require('internal/validators').kValidateObjectAllowObjects);
  return formatWithOptionsInternal(inspectOptions, args);
}

module.exports = { format, formatWithOptions };
