'use strict';

// The heart of util.inspect: what kind of value it is, which formatter prints its contents, its keys, and the limits of
// depth and size. `ctx` carries the options and the state of one call.

module.exports = { formatIndented, formatProperty, formatValue, getKeys, handleStackOverflow };

const types = require('internal/util/types');
const collections = require('internal/util/inspect/collections');
const { formatError, isError } = require('internal/util/inspect/errors');
const { kArrayExtrasType, kArrayType, kObjectType, reduceToSingleString } = require('internal/util/inspect/layout');
const { getConstructorName, getFunctionBase, getPrefix, isTooDeep } = require('internal/util/inspect/names');
const { escapeCharacter, formatNumber, formatPrimitive, strEscape } = require('internal/util/inspect/primitives');
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
  if (value === null) return ctx.stylize('null', 'null');
  if (typeof value !== 'function' && typeof value !== 'object') return formatPrimitive(ctx.stylize, value, ctx);

  const context = value;
  // A proxy must not run traps while it is printed.
  const proxy = types.isProxy(value) ? binding.getProxyDetails(value, Boolean(ctx.showProxy)) : undefined;
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
      const depth = ctx.depth === null ? ctx.depth : ctx.depth - recurseTimes;
      const isCrossContext = proxy !== undefined || !(context instanceof Object);
      const result = apply(custom, context,
        [depth, getUserOptions(ctx, isCrossContext), require('internal/util/inspect').inspect]);
      // It may hand back the object to say that the default is fine.
      if (typeof result === 'string') return result.replaceAll('\n', `\n${' '.repeat(ctx.indentationLvl)}`);
      if (result !== context) return formatValue(ctx, result, recurseTimes);
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
  if (isTooDeep(ctx, recurseTimes)) return ctx.stylize('Proxy [Array]', 'special');
  const level = recurseTimes + 1;
  const parts = proxy.map((part) => formatIndented(ctx, part, level));
  return reduceToSingleString(ctx, parts, '', ['Proxy [', ']'], kArrayExtrasType, level);
}

// A value that stands inside another one's output.
function formatIndented(ctx, value, recurseTimes, typedArray) {
  ctx.indentationLvl += 2;
  const text = formatValue(ctx, value, recurseTimes, typedArray);
  ctx.indentationLvl -= 2;
  return text;
}

// '[Foo] ' for a class that one cannot guess.
function prefixUnless(usual, constructor, tag) {
  const prefix = getPrefix(constructor, tag, usual);
  return prefix === `${usual} ` ? '' : prefix;
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
    return plan;
  }

  const shown = baseOf(ctx, value, constructor, tag, keys);
  if (shown !== undefined) {
    plan.base = shown.base;
    const isAll = isBare(keys) || (shown.needsNoKeys && isTooDeep(ctx, recurseTimes));
    if (isAll) plan.text = shown.style === undefined ? plan.base : ctx.stylize(plan.base, shown.style);
    return plan;
  }

  const holder = holderOf(value);
  if (holder !== undefined) {
    plan.braces[0] = `${getPrefix(constructor, tag, holder.nameOf(value))}{`;
    plan.formatter = holder.formatter(ctx, typedArray);
    // The memory of a typed array that is shown already.
    if (typedArray !== undefined && holder.isMemory && isBare(keys)) {
      plan.text = `${plan.braces[0]} [byteLength]: ${formatNumber(ctx.stylize, value.byteLength, false)} }`;
    }
  } else if (types.isExternal(value) && isBare(keys)) {
    plan.text = ctx.stylize(`[External: ${binding.getExternalValue(value).toString(16)}]`, 'special');
  } else if (isURL(value) && !isTooDeep(ctx, recurseTimes)) {
    plan.base = value.href;
    if (isBare(keys)) plan.text = plan.base;
  } else {
    plan.braces[0] = `${getPrefix(constructor, tag, fallbackName(value, constructor, tag))}{`;
    if (isBare(keys)) plan.text = `${plan.braces[0]}}`;
  }
  return plan;
}

// What is shown of a value before its properties, and the style of that where there are none.
function baseOf(ctx, value, constructor, tag, keys) {
  if (typeof value === 'function') return { base: getFunctionBase(ctx, value, constructor, tag), style: 'special' };
  if (types.isRegExp(value)) {
    const text = RegExp.prototype.toString.call(constructor !== null ? value : new RegExp(value));
    return { base: ctx.stylize(`${prefixUnless('RegExp', constructor, tag)}${text}`, 'regexp'), needsNoKeys: true };
  }
  if (types.isDate(value)) {
    const { getTime, toISOString, toString } = Date.prototype;
    const text = apply(Number.isNaN(apply(getTime, value, [])) ? toString : toISOString, value, []);
    return { base: `${prefixUnless('Date', constructor, tag)}${text}`, style: 'date' };
  }
  if (isError(value)) return { base: formatError(value, constructor, tag, ctx, keys) };
  if (types.isBoxedPrimitive(value)) return { base: getBoxedBase(value, ctx, keys, constructor, tag) };
  return undefined;
}

// Weak collections hold what nobody may count on.
const weak = (format) => (ctx) => (ctx.showHidden ? collections[format] : collections.formatWeakCollection);

// Objects with contents of a kind of their own: how they are told, named and shown.
const holders = [
  {
    is: types.isAnyArrayBuffer,
    nameOf: (value) => (types.isArrayBuffer(value) ? 'ArrayBuffer' : 'SharedArrayBuffer'),
    formatter: (ctx, typedArray) => collections[typedArray === undefined ? 'formatArrayBuffer' : 'formatArrayBufferSize'],
    isMemory: true,
  },
  { is: types.isDataView, nameOf: () => 'DataView', formatter: () => collections.formatDataView },
  { is: types.isPromise, nameOf: () => 'Promise', formatter: () => collections.formatPromise },
  { is: types.isWeakSet, nameOf: () => 'WeakSet', formatter: weak('formatWeakSet') },
  { is: types.isWeakMap, nameOf: () => 'WeakMap', formatter: weak('formatWeakMap') },
];

function holderOf(value) {
  for (const holder of holders) {
    if (holder.is(value)) return holder;
  }
  return undefined;
}

function describeIterable(ctx, value, constructor, tag, plan, isBare) {
  const filter = ctx.showHidden ? kAllProperties : kOnlyEnumerable;
  if (Array.isArray(value)) {
    // Only the prefix of plain arrays is left out.
    const { length } = value;
    const isPlain = constructor === 'Array' && tag === '';
    plan.braces = [`${isPlain ? '' : getPrefix(constructor, tag, 'Array', `(${length})`)}[`, ']'];
    plan.keys = binding.getOwnNonIndexProperties(value, filter);
    if (length === 0 && isBare(plan.keys)) plan.text = `${plan.braces[0]}]`;
    plan.extrasType = kArrayExtrasType;
    plan.formatter = collections.formatArray;
  } else if (types.isSet(value) || types.isMap(value)) {
    const { getSize, Class, format } = types.isSet(value) ? kSets : kMaps;
    const size = apply(getSize, value, []);
    plan.braces = [`${getPrefix(constructor, tag, Class.name, `(${size})`)}{`, '}'];
    plan.keys = getKeys(value, ctx.showHidden);
    plan.formatter = format.bind(null, genuine(value, constructor, Class));
    if (size === 0 && isBare(plan.keys)) plan.text = `${plan.braces[0]}}`;
  } else if (types.isTypedArray(value)) {
    const fallback = constructor === null ? apply(typedArrayKind, value, []) : '';
    // Gives back the inherited properties that the value itself has lost.
    const bound = constructor === null ? new globalThis[fallback](value) : value;
    plan.keys = binding.getOwnNonIndexProperties(value, filter);
    const size = apply(typedArrayLength, value, []);
    plan.braces = [`${getPrefix(constructor, tag, fallback, `(${size})`)}[`, ']'];
    if (size === 0 && plan.keys.length === 0 && !ctx.showHidden) plan.text = `${plan.braces[0]}]`;
    plan.formatter = collections.formatTypedArray.bind(null, bound, size);
    plan.extrasType = kArrayExtrasType;
  } else if (types.isMapIterator(value) || types.isSetIterator(value)) {
    plan.keys = getKeys(value, ctx.showHidden);
    plan.braces = getIteratorBraces(types.isMapIterator(value) ? 'Map' : 'Set', tag);
    plan.formatter = collections.formatIterator.bind(null, plan.braces);
  } else {
    return false;
  }
  return true;
}

const kSets = { Class: Set, format: collections.formatSet, getSize: setSize };
const kMaps = { Class: Map, format: collections.formatMap, getSize: mapSize };

// A collection without a prototype has no size either; the formatters read it.
function genuine(value, constructor, Class) {
  return constructor === null ? new Class(apply(Class.prototype[Symbol.iterator], value, [])) : value;
}

const kBoxes = { Number, String, Boolean, BigInt, Symbol };

function getBoxedBase(value, ctx, keys, constructor, tag) {
  const type = Object.keys(kBoxes).find((name) => types[`is${name}Object`](value));
  const primitive = apply(kBoxes[type].prototype.valueOf, value, []);
  // The characters are properties too.
  if (type === 'String') keys.splice(0, primitive.length);
  const shownClass = type === constructor ? '' : ` (${constructor ?? 'null prototype'})`;
  let base = `[${type}${shownClass}: ${formatPrimitive(stylizeNoColor, primitive, ctx)}]`;
  if (tag !== '' && tag !== constructor) base += ` [${tag}]`;
  return keys.length === 0 ? ctx.stylize(base, type.toLowerCase()) : base;
}

// The toStringTag of an object, '' when it has none, or shows it among its properties.
function tagOf(ctx, value) {
  const tag = value[Symbol.toStringTag];
  if (typeof tag !== 'string' || tag === '') return '';
  const isShown = ctx.showHidden ? hasOwn : (object, key) => apply(isEnumerable, object, [key]);
  return isShown(value, Symbol.toStringTag) ? '' : tag;
}

function formatRaw(ctx, value, recurseTimes, typedArray) {
  const tooDeep = isTooDeep(ctx, recurseTimes);
  const inherited = ctx.showHidden && !tooDeep ? [] : undefined;
  const constructor = getConstructorName(value, ctx, recurseTimes, inherited);
  const protoProps = inherited?.length > 0 ? inherited : undefined;
  const tag = tagOf(ctx, value);
  const plan = describe(ctx, value, constructor, tag, recurseTimes, typedArray, protoProps);
  if (plan.text !== undefined) return plan.text;

  if (tooDeep) {
    const name = getPrefix(constructor, tag, fallbackName(value, constructor, tag)).slice(0, -1);
    return ctx.stylize(constructor === null ? name : `[${name}]`, 'special');
  }
  const level = recurseTimes + 1;
  ctx.currentDepth = level;
  ctx.seen.push(value);

  const { braces, extrasType, keys } = plan;
  let { base } = plan;
  let output;
  const indentation = ctx.indentationLvl;
  try {
    output = plan.formatter(ctx, value, level);
    for (const key of keys) output.push(formatProperty(ctx, value, level, key, extrasType));
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
    // The elements of an array stay where they are.
    const rest = output.splice(extrasType === kObjectType ? 0 : output.length - keys.length);
    for (const entry of rest.sort(ctx.sorted === true ? undefined : ctx.sorted)) output.push(entry);
  }

  const text = reduceToSingleString(ctx, output, base, braces, extrasType, level, value);
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

const kIdentifier = /^[A-Za-z_]\w*$/;
const kEscapeInSymbol = /[\p{Cc}'\\]/gu;

function formatPropertyName(ctx, key, descriptor) {
  let name;
  if (typeof key === 'symbol') {
    name = ctx.stylize(Symbol.prototype.toString.call(key).replace(kEscapeInSymbol, escapeCharacter), 'symbol');
  } else if (key === '__proto__') {
    name = "['__proto__']";
  } else {
    const isPlain = kIdentifier.test(key);
    name = ctx.stylize(isPlain ? key : strEscape(key), isPlain ? 'name' : 'string');
  }
  return descriptor.enumerable === false ? `[${name}]` : name;
}

function formatProperty(ctx, value, recurseTimes, key, type, descriptor, original = value) {
  descriptor ??= getOwnPropertyDescriptor(value, key) ??
    { value: value[key], configurable: true, enumerable: type === kArrayType };
  const isCompact = ctx.compact === true && type === kObjectType;
  const text = formatSlot(ctx, descriptor, original, recurseTimes, isCompact ? 3 : 2);
  if (type === kArrayType) return text;
  // What is too wide in the compact mode stands below its name.
  const isBelow = isCompact && descriptor.value !== undefined && getStringWidth(text, ctx.colors) > ctx.breakLength;
  const gap = isBelow ? `\n${' '.repeat(ctx.indentationLvl + 3)}` : ' ';
  return `${formatPropertyName(ctx, key, descriptor)}:${gap}${text}`;
}

// What a descriptor gives, or which accessors it has.
function formatSlot(ctx, descriptor, original, recurseTimes, indent) {
  if (descriptor.value !== undefined) {
    ctx.indentationLvl += indent;
    const text = formatValue(ctx, descriptor.value, recurseTimes);
    ctx.indentationLvl -= indent;
    return text;
  }
  if (descriptor.get !== undefined) return formatGetter(ctx, descriptor, original, recurseTimes);
  return descriptor.set !== undefined ? ctx.stylize('[Setter]', 'special') : ctx.stylize('undefined', 'undefined');
}

function formatGetter(ctx, descriptor, original, recurseTimes) {
  const special = (text) => ctx.stylize(text, 'special');
  const hasSetter = descriptor.set !== undefined;
  const label = hasSetter ? 'Getter/Setter' : 'Getter';
  const { getters } = ctx;
  if (getters !== true && getters !== (hasSetter ? 'set' : 'get')) return special(`[${label}]`);

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
