'use strict';

// What util.inspect writes before the braces: names of classes and functions, prototypes, tags.

const { isAsyncFunction, isGeneratorFunction } = require('internal/util/types');
const layout = require('internal/util/inspect/layout');

const binding = internalBinding('util');

const { getOwnPropertyDescriptor, getPrototypeOf, hasOwn } = Object;
const functionToString = Function.prototype.toString;

// The constructors of the language itself that have a global name: what hangs on their prototypes is not worth listing.
const builtInObjects = new Set([
  'AggregateError', 'Array', 'ArrayBuffer', 'Atomics', 'BigInt', 'BigInt64Array',
  'BigUint64Array', 'Boolean', 'DataView', 'Date', 'Error', 'EvalError', 'FinalizationRegistry',
  'Float16Array', 'Float32Array', 'Float64Array', 'Function', 'Infinity', 'Int16Array', 'Int32Array', 'Int8Array',
  'Intl', 'Iterator', 'JSON', 'Map', 'Math', 'NaN', 'Number', 'Object', 'Promise', 'Proxy', 'RangeError',
  'ReferenceError', 'Reflect', 'RegExp', 'Set', 'String', 'Symbol',
  'SyntaxError', 'TypeError', 'URIError', 'Uint16Array', 'Uint32Array', 'Uint8Array',
  'Uint8ClampedArray', 'WeakMap', 'WeakRef', 'WeakSet', 'WebAssembly',
]);

// The class that an object names itself, and does not inherit.
function ownConstructor(object) {
  const constructor = getOwnPropertyDescriptor(object, 'constructor')?.value;
  return typeof constructor === 'function' ? constructor : undefined;
}

// A user's Symbol.hasInstance may throw.
function isInstance(object, constructor) {
  try {
    return object instanceof constructor;
  } catch {
    return false;
  }
}

// The name of the class of `object`: of the nearest constructor in the prototype chain that vouches for it. `null`
// means that the object has no prototype. Fills `protoProps` with the data properties of user-defined prototypes.
function getConstructorName(object, ctx, recurseTimes, protoProps) {
  let prototype;
  // document.all and its like are objects although they look undefined.
  for (let holder = object; holder !== null && holder !== undefined; holder = getPrototypeOf(holder)) {
    if (holder !== object) prototype ??= holder;
    const constructor = ownConstructor(holder);
    const name = constructor?.name;
    if (constructor === undefined || name === '' || !isInstance(object, constructor)) continue;
    const isPlain = holder === prototype && builtInObjects.has(name);
    if (protoProps !== undefined && !isPlain) {
      addPrototypeProperties(ctx, object, prototype ?? object, recurseTimes, protoProps);
    }
    return String(name);
  }
  prototype ??= getPrototypeOf(object);
  if (prototype === null) return null;

  const name = binding.getConstructorName(object);
  if (isTooDeep(ctx, recurseTimes)) return `${name} <Complex prototype>`;
  let protoName = getConstructorName(prototype, ctx, recurseTimes + 1, protoProps);
  if (protoName === null) {
    const { inspect } = require('internal/util/inspect');
    protoName = inspect(prototype, { ...ctx, customInspect: false, depth: -1 });
  }
  return `${name} <${protoName}>`;
}

function isTooDeep(ctx, recurseTimes) {
  return ctx.depth !== null && recurseTimes > ctx.depth;
}

// The properties that at most three user-defined prototypes have, `object` first if it is one itself.
function addPrototypeProperties(ctx, main, object, recurseTimes, output) {
  const { formatProperty } = require('internal/util/inspect/value');
  const known = new Set(['constructor']);
  let prototype = object === main ? getPrototypeOf(object) : object;
  for (let level = 0; level < 3 && prototype !== null; level++, prototype = getPrototypeOf(prototype)) {
    // The first one was looked at by who calls.
    if ((level > 0 || object === main) && builtInObjects.has(ownConstructor(prototype)?.name)) return;
    const keys = Reflect.ownKeys(prototype);
    ctx.seen.push(main);
    for (const key of keys) {
      if (known.has(key) || hasOwn(main, key)) continue;
      const descriptor = getOwnPropertyDescriptor(prototype, key);
      if (typeof descriptor.value === 'function') continue;
      const text = formatProperty(ctx, prototype, recurseTimes, key, layout.kObjectType, descriptor, main);
      output.push(ctx.colors ? `\u001b[2m${text}\u001b[22m` : text);
    }
    ctx.seen.pop();
    for (const key of keys) known.add(key);
  }
}

// 'Foo(2) [tag] ', with the null prototype spelled out.
function getPrefix(constructor, tag, fallback, size = '') {
  const hasClass = constructor !== null;
  const name = hasClass ? `${constructor}${size}` : `[${fallback}${size}: null prototype]`;
  if (tag === '' || tag === (hasClass ? constructor : fallback)) return `${name} `;
  // 'Intl.NumberFormat' says more than its last part.
  return hasClass && tag.endsWith(`.${constructor}`) ? `${tag}${size} ` : `${name} [${tag}] `;
}

const kComments = /\/\/.*\n|\/\*(?:.|\n)*?\*\//g;
const kClassHead = /^\s[^({]*\{/;

function isClass(source) {
  if (!source.startsWith('class') || !source.endsWith('}')) return false;
  const body = source.slice(5, -1);
  const brace = body.indexOf('{');
  return brace !== -1 && (!body.slice(0, brace).includes('(') || kClassHead.test(body.replace(kComments, '')));
}

function getClassBase(value, constructor, tag) {
  const words = ['class', (hasOwn(value, 'name') && value.name) || '(anonymous)'];
  if (constructor !== null && constructor !== 'Function') words.push(`[${constructor}]`);
  if (tag !== '' && tag !== constructor) words.push(`[${tag}]`);
  const parent = constructor === null ? '[null prototype]' : getPrototypeOf(value).name;
  if (parent) words.push('extends', parent);
  return `[${words.join(' ')}]`;
}

function getFunctionBase(ctx, value, constructor, tag) {
  if (isClass(Reflect.apply(functionToString, value, []))) return getClassBase(value, constructor, tag);
  const kind = `${isAsyncFunction(value) ? 'Async' : ''}${isGeneratorFunction(value) ? 'Generator' : ''}Function`;
  const { name } = value;
  const text = typeof name === 'string' ? name : require('internal/util/inspect/value').formatValue(ctx, name);
  let base = `[${kind}${constructor === null ? ' (null prototype)' : ''}${name === '' ? ' (anonymous)' : `: ${text}`}]`;
  if (constructor !== null && constructor !== kind) base += ` ${constructor}`;
  if (tag !== '' && tag !== constructor) base += ` [${tag}]`;
  return base;
}

module.exports = { builtInObjects, getConstructorName, getFunctionBase, getPrefix, isTooDeep, ownConstructor };
