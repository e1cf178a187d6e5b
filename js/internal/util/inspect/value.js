'use strict';

// The heart of util.inspect: what kind of value it is, which formatter prints its contents, its keys, and the limits of
// depth and size. `ctx` carries the options and the state of one call.

module.exports = { formatProperty, formatValue, getKeys, handleStackOverflow };

const types = require('internal/util/types');
const collections = require('internal/util/inspect/collections');
const { formatError, isError } = require('internal/util/inspect/errors');
const { kArrayExtrasType, kArrayType, kObjectType, reduceToSingleString } = require('internal/util/inspect/layout');
const { getConstructorName, getFunctionBase, getPrefix } = require('internal/util/inspect/names');
const { formatNumber, formatPrimitive, strEscape } = require('internal/util/inspect/primitives');
const { stylizeNoColor } = require('internal/util/inspect/style');
const { getStringWidth } = require('internal/util/inspect/width');

const binding = internalBinding('util');

const { apply } = Reflect;
const {
  getOwnPropertyDescriptor, getOwnPropertyNames, getOwnPropertySymbols, hasOwn, keys: objectKeys, setPrototypeOf,
} = Object;
const isEnumerable = Object.prototype.propertyIsEnumerable;
const mapSize = getOwnPropertyDescriptor(Map.prototype, 'size').get;
const setSize = getOwnPropertyDescriptor(Set.prototype, 'size').get;
const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype);
const typedArrayKind = getOwnPropertyDescriptor(typedArrayPrototype, Symbol.toStringTag).get;
const typedArrayLength = getOwnPropertyDescriptor(typedArrayPrototype, 'length').get;

const customInspectSymbol = Symbol.for('nodejs.util.inspect.custom');

// Filters of getOwnNonIndexProperties: V8's PropertyFilter.
const kAllProperties = 0;
const kOnlyEnumerable = 2;

// Past this much output only the outermost level is printed.
const kMaxOutput = 2 ** 27;

function formatValue(ctx, value, recurseTimes, typedArray) {
  if (typeof value !== 'object' && typeof value !== 'function') return formatPrimitive(ctx.stylize, value, ctx);
  if (value === null) return ctx.stylize('null', 'null');

  const context = value;
  // A proxy must not run traps while it is printed.
  const proxy = binding.getProxyDetails(value, Boolean(ctx.showProxy));
  let proxies = 0;
  if (proxy !== undefined) {
    if (proxy === null || proxy[0] === null) return ctx.stylize('<Revoked Proxy>', 'special');
    if (ctx.showProxy) return formatProxy(ctx, proxy, recurseTimes);
    for (let target = proxy; target !== undefined; target = binding.getProxyDetails(value, false)) {
      if (target === null) return wrapProxies(ctx, ctx.stylize('<Revoked Proxy>', 'special'), proxies);
      value = target;
      proxies++;
    }
  }

  if (ctx.customInspect) {
    const custom = value[customInspectSymbol];
    if (typeof custom === 'function' && custom !== require('internal/util/inspect').inspect &&
        // A prototype is not an instance of its class.
        getOwnPropertyDescriptor(value, 'constructor')?.value?.prototype !== value) {
      const depth = ctx.depth === null ? null : ctx.depth - recurseTimes;
      const isCrossContext = proxy !== undefined || !(context instanceof Object);
      const result = apply(custom, context,
        [depth, getUserOptions(ctx, isCrossContext), require('internal/util/inspect').inspect]);
      // It may hand back the object to say that the default is fine.
      if (result !== context) {
        if (typeof result !== 'string') return formatValue(ctx, result, recurseTimes);
        return result.replaceAll('\n', `\n${' '.repeat(ctx.indentationLvl)}`);
      }
    }
  }

  if (ctx.seen.includes(value)) {
    const references = ctx.circular ??= new Map();
    if (!references.has(value)) references.set(value, references.size + 1);
    return ctx.stylize(`[Circular *${references.get(value)}]`, 'special');
  }

  return wrapProxies(ctx, formatRaw(ctx, value, recurseTimes, typedArray), proxies);
}

function wrapProxies(ctx, text, count) {
  for (; count > 0; count--) text = `${ctx.stylize('Proxy(', 'special')}${text}${ctx.stylize(')', 'special')}`;
  return text;
}

// The options as a custom inspection function gets them. Objects of another realm get nothing that leads into this one.
function getUserOptions(ctx, isCrossContext) {
  const {
    stylize, showHidden, depth, colors, customInspect, showProxy, maxArrayLength, maxStringLength, breakLength, compact,
    sorted, getters, numericSeparator, userOptions,
  } = ctx;
  const options = {
    stylize, showHidden, depth, colors, customInspect, showProxy, maxArrayLength, maxStringLength, breakLength, compact,
    sorted, getters, numericSeparator, ...userOptions,
  };
  if (!isCrossContext) return options;

  setPrototypeOf(options, null);
  for (const [key, option] of Object.entries(options)) {
    if (Object(option) === option) delete options[key];
  }
  options.stylize = setPrototypeOf((text, style) => {
    try {
      return `${ctx.stylize(text, style)}`;
    } catch {
      // The text without a style is better than an error of this realm.
      return text;
    }
  }, null);
  return options;
}

function formatProxy(ctx, proxy, recurseTimes) {
  if (recurseTimes > ctx.depth && ctx.depth !== null) return ctx.stylize('Proxy [Array]', 'special');
  recurseTimes++;
  ctx.indentationLvl += 2;
  const output = [formatValue(ctx, proxy[0], recurseTimes), formatValue(ctx, proxy[1], recurseTimes)];
  ctx.indentationLvl -= 2;
  return reduceToSingleString(ctx, output, '', ['Proxy [', ']'], kArrayExtrasType, recurseTimes);
}

function enumerableNames(value) {
  try {
    return objectKeys(value);
  } catch {
    // A module namespace whose bindings are not initialized yet.
    return getOwnPropertyNames(value);
  }
}

function getKeys(value, showHidden) {
  const symbols = getOwnPropertySymbols(value);
  if (showHidden) return getOwnPropertyNames(value).concat(symbols);
  const names = enumerableNames(value);
  for (const symbol of symbols) {
    if (apply(isEnumerable, value, [symbol])) names.push(symbol);
  }
  return names;
}

function getIteratorBraces(type, tag) {
  const kind = `${type} Iterator`;
  const parts = tag === '' || tag === kind ? [kind] : [tag, kind];
  return [`[${parts.join('] [')}] {`, '}'];
}

// What an object without a prototype is called.
function fallbackName(value, constructor, tag) {
  if (constructor !== null) return 'Object';
  const name = binding.getConstructorName(value);
  return name === tag ? 'Object' : name;
}

function isURL(value) {
  return require('internal/url').isURL(value);
}

function noEntries() {
  return [];
}

// How one object is printed: `text` when nothing remains to be laid out, otherwise what goes around its entries and who
// makes them.
function describe(ctx, value, constructor, tag, recurseTimes, typedArray, protoProps) {
  const isBare = (keys) => keys.length === 0 && protoProps === undefined;
  const plan = {
    base: '', braces: ['{', '}'], extrasType: kObjectType, formatter: noEntries, keys: undefined, text: undefined,
  };

  if (Symbol.iterator in value || constructor === null) {
    if (describeIterable(ctx, value, constructor, tag, plan, isBare)) return plan;
  }

  if (types.isModuleNamespaceObject(value)) {
    plan.braces[0] = `${getPrefix(constructor, tag, 'Module')}{`;
    plan.keys = getKeys(value, ctx.showHidden);
    plan.formatter = collections.formatNamespaceObject.bind(null, plan.keys);
    return plan;
  }

  const keys = plan.keys = getKeys(value, ctx.showHidden);
  if (constructor === 'Object' && typeof value !== 'function') {
    // Also what only pretends to be a plain object.
    if (types.isArgumentsObject(value)) plan.braces[0] = '[Arguments] {';
    else if (tag !== '') plan.braces[0] = `${getPrefix(constructor, tag, 'Object')}{`;
    if (isBare(keys)) plan.text = `${plan.braces[0]}}`;
  } else if (typeof value === 'function') {
    plan.base = getFunctionBase(ctx, value, constructor, tag);
    if (isBare(keys)) plan.text = ctx.stylize(plan.base, 'special');
  } else if (types.isRegExp(value)) {
    plan.base = RegExp.prototype.toString.call(constructor !== null ? value : new RegExp(value));
    const prefix = getPrefix(constructor, tag, 'RegExp');
    if (prefix !== 'RegExp ') plan.base = `${prefix}${plan.base}`;
    plan.base = ctx.stylize(plan.base, 'regexp');
    if (isBare(keys) || (recurseTimes > ctx.depth && ctx.depth !== null)) plan.text = plan.base;
  } else if (types.isDate(value)) {
    plan.base = Number.isNaN(Date.prototype.getTime.call(value)) ?
      Date.prototype.toString.call(value) : Date.prototype.toISOString.call(value);
    const prefix = getPrefix(constructor, tag, 'Date');
    if (prefix !== 'Date ') plan.base = `${prefix}${plan.base}`;
    if (isBare(keys)) plan.text = ctx.stylize(plan.base, 'date');
  } else if (isError(value)) {
    plan.base = formatError(value, constructor, tag, ctx, keys);
    if (isBare(keys)) plan.text = plan.base;
  } else if (types.isAnyArrayBuffer(value)) {
    const kind = types.isArrayBuffer(value) ? 'ArrayBuffer' : 'SharedArrayBuffer';
    plan.braces[0] = `${getPrefix(constructor, tag, kind)}{`;
    plan.formatter = typedArray === undefined ? collections.formatArrayBuffer : collections.formatArrayBufferSize;
    if (typedArray !== undefined && isBare(keys)) {
      plan.text = `${plan.braces[0]} [byteLength]: ${formatNumber(ctx.stylize, value.byteLength, false)} }`;
    }
  } else if (types.isDataView(value)) {
    plan.braces[0] = `${getPrefix(constructor, tag, 'DataView')}{`;
    plan.formatter = collections.formatDataView;
  } else if (types.isPromise(value)) {
    plan.braces[0] = `${getPrefix(constructor, tag, 'Promise')}{`;
    plan.formatter = collections.formatPromise;
  } else if (types.isWeakSet(value)) {
    plan.braces[0] = `${getPrefix(constructor, tag, 'WeakSet')}{`;
    plan.formatter = ctx.showHidden ? collections.formatWeakSet : collections.formatWeakCollection;
  } else if (types.isWeakMap(value)) {
    plan.braces[0] = `${getPrefix(constructor, tag, 'WeakMap')}{`;
    plan.formatter = ctx.showHidden ? collections.formatWeakMap : collections.formatWeakCollection;
  } else if (types.isBoxedPrimitive(value)) {
    plan.base = getBoxedBase(value, ctx, keys, constructor, tag);
    if (isBare(keys)) plan.text = plan.base;
  } else if (types.isExternal(value) && isBare(keys)) {
    plan.text = ctx.stylize(`[External: ${binding.getExternalValue(value).toString(16)}]`, 'special');
  } else if (isURL(value) && !(recurseTimes > ctx.depth && ctx.depth !== null)) {
    plan.base = value.href;
    if (isBare(keys)) plan.text = plan.base;
  } else {
    plan.braces[0] = `${getPrefix(constructor, tag, fallbackName(value, constructor, tag))}{`;
    if (isBare(keys)) plan.text = `${plan.braces[0]}}`;
  }
  return plan;
}

function describeIterable(ctx, value, constructor, tag, plan, isBare) {
  const filter = ctx.showHidden ? kAllProperties : kOnlyEnumerable;
  if (Array.isArray(value)) {
    // Only the prefix of plain arrays is left out.
    const prefix = constructor !== 'Array' || tag !== '' ? getPrefix(constructor, tag, 'Array', `(${value.length})`) : '';
    plan.keys = binding.getOwnNonIndexProperties(value, filter);
    plan.braces = [`${prefix}[`, ']'];
    if (value.length === 0 && isBare(plan.keys)) plan.text = `${plan.braces[0]}]`;
    plan.extrasType = kArrayExtrasType;
    plan.formatter = collections.formatArray;
  } else if (types.isSet(value)) {
    const size = apply(setSize, value, []);
    const prefix = getPrefix(constructor, tag, 'Set', `(${size})`);
    plan.keys = getKeys(value, ctx.showHidden);
    plan.formatter = collections.formatSet.bind(null, genuine(value, constructor, Set));
    if (size === 0 && isBare(plan.keys)) plan.text = `${prefix}{}`;
    plan.braces = [`${prefix}{`, '}'];
  } else if (types.isMap(value)) {
    const size = apply(mapSize, value, []);
    const prefix = getPrefix(constructor, tag, 'Map', `(${size})`);
    plan.keys = getKeys(value, ctx.showHidden);
    plan.formatter = collections.formatMap.bind(null, genuine(value, constructor, Map));
    if (size === 0 && isBare(plan.keys)) plan.text = `${prefix}{}`;
    plan.braces = [`${prefix}{`, '}'];
  } else if (types.isTypedArray(value)) {
    plan.keys = binding.getOwnNonIndexProperties(value, filter);
    let bound = value;
    let fallback = '';
    if (constructor === null) {
      fallback = apply(typedArrayKind, value, []);
      // Gives back the inherited properties that the value itself has lost.
      bound = new globalThis[fallback](value);
    }
    const size = apply(typedArrayLength, value, []);
    plan.braces = [`${getPrefix(constructor, tag, fallback, `(${size})`)}[`, ']'];
    if (size === 0 && plan.keys.length === 0 && !ctx.showHidden) plan.text = `${plan.braces[0]}]`;
    plan.formatter = collections.formatTypedArray.bind(null, bound, size);
    plan.extrasType = kArrayExtrasType;
  } else if (types.isMapIterator(value)) {
    plan.keys = getKeys(value, ctx.showHidden);
    plan.braces = getIteratorBraces('Map', tag);
    plan.formatter = collections.formatIterator.bind(null, plan.braces);
  } else if (types.isSetIterator(value)) {
    plan.keys = getKeys(value, ctx.showHidden);
    plan.braces = getIteratorBraces('Set', tag);
    plan.formatter = collections.formatIterator.bind(null, plan.braces);
  } else {
    return false;
  }
  return true;
}

// A collection without a prototype has no size either; the formatters read it.
function genuine(value, constructor, Class) {
  return constructor === null ? new Class(apply(Class.prototype[Symbol.iterator], value, [])) : value;
}

function getBoxedBase(value, ctx, keys, constructor, tag) {
  let unbox;
  let type;
  if (types.isNumberObject(value)) {
    unbox = Number.prototype.valueOf;
    type = 'Number';
  } else if (types.isStringObject(value)) {
    unbox = String.prototype.valueOf;
    type = 'String';
    // The characters are properties too.
    keys.splice(0, value.length);
  } else if (types.isBooleanObject(value)) {
    unbox = Boolean.prototype.valueOf;
    type = 'Boolean';
  } else if (types.isBigIntObject(value)) {
    unbox = BigInt.prototype.valueOf;
    type = 'BigInt';
  } else {
    unbox = Symbol.prototype.valueOf;
    type = 'Symbol';
  }
  let base = `[${type}`;
  if (type !== constructor) base += constructor === null ? ' (null prototype)' : ` (${constructor})`;
  base += `: ${formatPrimitive(stylizeNoColor, apply(unbox, value, []), ctx)}]`;
  if (tag !== '' && tag !== constructor) base += ` [${tag}]`;
  if (keys.length !== 0 || ctx.stylize === stylizeNoColor) return base;
  return ctx.stylize(base, type.toLowerCase());
}

// The toStringTag of an object, '' when it has none, or shows it among its properties.
function tagOf(ctx, value) {
  const tag = value[Symbol.toStringTag];
  if (typeof tag !== 'string' || tag === '') return '';
  const isShown = ctx.showHidden ? hasOwn : (object, key) => apply(isEnumerable, object, [key]);
  return isShown(value, Symbol.toStringTag) ? '' : tag;
}

function formatRaw(ctx, value, recurseTimes, typedArray) {
  const isTooDeep = ctx.depth !== null && recurseTimes > ctx.depth;
  const inherited = ctx.showHidden && !isTooDeep ? [] : undefined;
  const constructor = getConstructorName(value, ctx, recurseTimes, inherited);
  const protoProps = inherited?.length > 0 ? inherited : undefined;
  const tag = tagOf(ctx, value);
  const plan = describe(ctx, value, constructor, tag, recurseTimes, typedArray, protoProps);
  if (plan.text !== undefined) return plan.text;

  if (isTooDeep) {
    const name = getPrefix(constructor, tag, fallbackName(value, constructor, tag)).slice(0, -1);
    return ctx.stylize(constructor === null ? name : `[${name}]`, 'special');
  }
  recurseTimes++;
  ctx.seen.push(value);
  ctx.currentDepth = recurseTimes;

  const { braces, extrasType, keys } = plan;
  let { base } = plan;
  let output;
  const indentation = ctx.indentationLvl;
  try {
    output = plan.formatter(ctx, value, recurseTimes);
    for (const key of keys) output.push(formatProperty(ctx, value, recurseTimes, key, extrasType));
    if (protoProps !== undefined) output.push(...protoProps);
  } catch (error) {
    const name = getPrefix(constructor, tag, fallbackName(value, constructor, tag)).slice(0, -1);
    return handleStackOverflow(ctx, error, name, indentation);
  }

  if (ctx.circular?.has(value)) {
    const mark = ctx.stylize(`<ref *${ctx.circular.get(value)}>`, 'special');
    if (ctx.compact === true) braces[0] = `${mark} ${braces[0]}`;
    else base = base ? `${mark} ${base}` : mark;
  }
  ctx.seen.pop();

  if (ctx.sorted) {
    const comparator = ctx.sorted === true ? undefined : ctx.sorted;
    if (extrasType === kObjectType) {
      output.sort(comparator);
    } else if (keys.length > 1) {
      const first = output.length - keys.length;
      output.push(...output.splice(first).sort(comparator));
    }
  }

  const text = reduceToSingleString(ctx, output, base, braces, extrasType, recurseTimes, value);
  const budget = (ctx.budget[ctx.indentationLvl] ?? 0) + text.length;
  ctx.budget[ctx.indentationLvl] = budget;
  if (budget > kMaxOutput) ctx.depth = -1;
  return text;
}

function handleStackOverflow(ctx, error, constructorName, indentation) {
  if (!require('internal/errors').isStackOverflowError(error)) throw error;
  ctx.seen.pop();
  ctx.indentationLvl = indentation;
  return ctx.stylize(
    `[${constructorName}: Inspection interrupted prematurely. Maximum call stack size exceeded.]`, 'special');
}

const kIdentifier = /^[a-zA-Z_][a-zA-Z_0-9]*$/;
const kEscapeInSymbol = /[\u0000-\u001f\u0027\u005c\u007f-\u009f]/g;

function escapeInSymbol(char) {
  return strEscape(char).slice(1, -1);
}

function formatPropertyName(ctx, key, descriptor) {
  let name;
  if (typeof key === 'symbol') {
    name = ctx.stylize(Symbol.prototype.toString.call(key).replace(kEscapeInSymbol, escapeInSymbol), 'symbol');
  } else if (key === '__proto__') {
    name = "['__proto__']";
  } else if (kIdentifier.test(key)) {
    name = ctx.stylize(key, 'name');
  } else {
    name = ctx.stylize(strEscape(key), 'string');
  }
  return descriptor.enumerable === false ? `[${name}]` : name;
}

function formatProperty(ctx, value, recurseTimes, key, type, descriptor, original = value) {
  descriptor ??= getOwnPropertyDescriptor(value, key) ??
    { value: value[key], configurable: true, enumerable: type === kArrayType };
  let extra = ' ';
  let text;
  if (descriptor.value !== undefined) {
    const indent = ctx.compact !== true || type !== kObjectType ? 2 : 3;
    ctx.indentationLvl += indent;
    text = formatValue(ctx, descriptor.value, recurseTimes);
    if (indent === 3 && ctx.breakLength < getStringWidth(text, ctx.colors)) {
      extra = `\n${' '.repeat(ctx.indentationLvl)}`;
    }
    ctx.indentationLvl -= indent;
  } else if (descriptor.get !== undefined) {
    text = formatGetter(ctx, descriptor, original, recurseTimes);
  } else if (descriptor.set !== undefined) {
    text = ctx.stylize('[Setter]', 'special');
  } else {
    text = ctx.stylize('undefined', 'undefined');
  }
  if (type === kArrayType) return text;
  return `${formatPropertyName(ctx, key, descriptor)}:${extra}${text}`;
}

function formatGetter(ctx, descriptor, original, recurseTimes) {
  const special = (text) => ctx.stylize(text, 'special');
  const hasSetter = descriptor.set !== undefined;
  const label = hasSetter ? 'Getter/Setter' : 'Getter';
  const isWanted = ctx.getters &&
    (ctx.getters === true || (ctx.getters === 'get' && !hasSetter) || (ctx.getters === 'set' && hasSetter));
  if (!isWanted) return special(`[${label}]`);

  ctx.indentationLvl += 2;
  try {
    const result = apply(descriptor.get, original, []);
    if (result === null) return `${special(`[${label}:`)} ${ctx.stylize('null', 'null')}${special(']')}`;
    if (typeof result === 'object' || typeof result === 'function') {
      return `${special(`[${label}]`)} ${formatValue(ctx, result, recurseTimes)}`;
    }
    return `${special(`[${label}:`)} ${formatPrimitive(ctx.stylize, result, ctx)}${special(']')}`;
  } catch (error) {
    const text = formatValue(ctx, error, recurseTimes);
    return `${special(`[${label}:`)} <Inspection threw (${text})>${special(']')}`;
  } finally {
    ctx.indentationLvl -= 2;
  }
}
