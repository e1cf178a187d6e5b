'use strict';

// util.format: printf-like placeholders, and the joining of what is left over.

const { builtInObjects } = require('internal/util/inspect/names');
const { formatBigInt, formatNumber } = require('internal/util/inspect/primitives');
const { stylizeNoColor } = require('internal/util/inspect/style');

const binding = internalBinding('util');

const { getOwnPropertyDescriptor, getPrototypeOf, hasOwn } = Object;

let circularMessage;

function firstErrorLine(error) {
  return error.message.split('\n', 1)[0];
}

function tryStringify(value) {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (circularMessage === undefined) {
      try {
        const circular = {};
        circular.circular = circular;
        JSON.stringify(circular);
      } catch (circularError) {
        circularMessage = firstErrorLine(circularError);
      }
    }
    if (error.name === 'TypeError' && firstErrorLine(error) === circularMessage) return '[Circular]';
    throw error;
  }
}

// Whether String(value) would be the work of the language, and not of the user's class.
function hasBuiltInToString(value) {
  const proxyTarget = binding.getProxyDetails(value, false);
  if (proxyTarget !== undefined) {
    if (proxyTarget === null) return true;
    value = proxyTarget;
  }
  // A class that converts itself to primitives has its own idea of a string.
  if (typeof value[Symbol.toPrimitive] === 'function' && !builtInToPrimitive(value)) return false;
  if (typeof value.toString !== 'function') return true;
  if (hasOwn(value, 'toString')) return false;
  let pointer = value;
  do {
    pointer = getPrototypeOf(pointer);
  } while (!hasOwn(pointer, 'toString'));
  const descriptor = getOwnPropertyDescriptor(pointer, 'constructor');
  return descriptor !== undefined && typeof descriptor.value === 'function' &&
    builtInObjects.has(descriptor.value.name);
}

function builtInToPrimitive(value) {
  return value[Symbol.toPrimitive] === Date.prototype[Symbol.toPrimitive];
}

const kPercent = 37;

function formatPlaceholder(kind, arg, inspectOptions) {
  const { inspect } = require('internal/util/inspect');
  switch (kind) {
    case 's':
      if (typeof arg === 'number') return formatNumber(stylizeNoColor, arg, false);
      if (typeof arg === 'bigint') return formatBigInt(stylizeNoColor, arg, false);
      if (typeof arg !== 'object' || arg === null || !hasBuiltInToString(arg)) return String(arg);
      return inspect(arg, { ...inspectOptions, depth: 0, colors: false, compact: 3 });
    case 'j':
      return tryStringify(arg);
    case 'd':
      if (typeof arg === 'bigint') return formatBigInt(stylizeNoColor, arg, false);
      return typeof arg === 'symbol' ? 'NaN' : formatNumber(stylizeNoColor, Number(arg), false);
    case 'O':
      return inspect(arg, inspectOptions);
    case 'o':
      return inspect(arg, { ...inspectOptions, showHidden: true, showProxy: true, depth: 4 });
    case 'i':
      if (typeof arg === 'bigint') return formatBigInt(stylizeNoColor, arg, false);
      return typeof arg === 'symbol' ? 'NaN' : formatNumber(stylizeNoColor, parseInt(arg), false);
    case 'f':
      return typeof arg === 'symbol' ? 'NaN' : formatNumber(stylizeNoColor, parseFloat(arg), false);
    case 'c':
      // CSS of browsers.
      return '';
    default:
      return undefined;
  }
}

function formatWithOptionsInternal(inspectOptions, args) {
  const first = args[0];
  let used = 0;
  let text = '';
  let separator = '';

  if (typeof first === 'string') {
    if (args.length === 1) return first;
    let last = 0;
    for (let i = 0; i < first.length - 1; i++) {
      if (first.charCodeAt(i) !== kPercent) continue;
      const kind = first[++i];
      if (kind === '%') {
        text += first.slice(last, i);
        last = i + 1;
      } else if (used + 1 !== args.length) {
        const piece = 'sjdOoifc'.includes(kind) ? formatPlaceholder(kind, args[used + 1], inspectOptions) : null;
        // Any other letter is ordinary text.
        if (piece === null) continue;
        used++;
        text += first.slice(last, i - 1) + piece;
        last = i + 1;
      }
    }
    if (last !== 0) {
      used++;
      separator = ' ';
      if (last < first.length) text += first.slice(last);
    }
  }

  while (used < args.length) {
    const value = args[used++];
    text += separator;
    text += typeof value === 'string' ? value : require('internal/util/inspect').inspect(value, inspectOptions);
    separator = ' ';
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
