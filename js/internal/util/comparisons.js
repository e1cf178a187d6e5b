'use strict';

// Deep equality: util.isDeepStrictEqual and the deep assertions. Three modes: loose (==), strict (Object.is, prototypes,
// symbol keys), partial (strict, but the actual value may hold more than the expected one).

const types = require('internal/util/types');

const { getOwnPropertySymbols, getPrototypeOf, hasOwn, is, keys: ownKeys } = Object;
const { apply } = Reflect;
const isEnumerable = Object.prototype.propertyIsEnumerable;

const binding = internalBinding('util');

const kLoose = 0;
const kStrict = 1;
const kPartial = 2;

const kOnlyEnumerable = 2;

function isDeepEqual(actual, expected) {
  return compare(actual, expected, { mode: kLoose, memo: undefined, skipPrototype: false });
}

function isDeepStrictEqual(actual, expected, skipPrototype) {
  return compare(actual, expected, { mode: kStrict, memo: undefined, skipPrototype: Boolean(skipPrototype) });
}

function isPartialStrictEqual(actual, expected) {
  return compare(actual, expected, { mode: kPartial, memo: undefined, skipPrototype: false });
}

function compare(a, b, state) {
  const { mode } = state;
  if (a === b) return a !== 0 || mode === kLoose || is(a, b);

  if (mode !== kLoose) {
    if (typeof a !== 'object') return typeof a === 'number' && Number.isNaN(a) && Number.isNaN(b);
    if (typeof b !== 'object' || a === null || b === null) return false;
    if (mode === kStrict && !state.skipPrototype && !isSameClass(a, b)) return false;
  } else {
    if (a === null || typeof a !== 'object') {
      return (b === null || typeof b !== 'object') && (a == b || (Number.isNaN(a) && Number.isNaN(b)));
    }
    if (b === null || typeof b !== 'object') return false;
  }
  return compareObjects(a, b, state);
}

// Instances of one class are comparable, even when a prototype of their own stands between. An own property of that name says nothing
// of the class: it is compared with the others.
function isSameClass(a, b) {
  if (hasOwn(a, 'constructor') || hasOwn(b, 'constructor')) return getPrototypeOf(a) === getPrototypeOf(b);
  if (a.constructor !== b.constructor) return false;
  return a.constructor !== undefined || getPrototypeOf(a) === getPrototypeOf(b);
}

// The tags that objects have by themselves, which may also be given.
const builtinTags = new Set(['Arguments', 'Array', 'Boolean', 'Date', 'Error', 'Function', 'Number', 'Object', 'RegExp', 'String']);

// What tells objects apart as Object.prototype.toString() does, but a tag that is given is not copied into a text, unless it could be
// taken for one.
function tagOf(value) {
  const { [Symbol.toStringTag]: tag } = value;
  return typeof tag === 'string' && tag[0] !== '[' && !builtinTags.has(tag) ? tag : Object.prototype.toString.call(value);
}

// Objects by their kind: what the kind holds beside properties is compared here.
function compareObjects(a, b, state) {
  const { mode } = state;
  const tag = tagOf(a);
  if (tag !== tagOf(b)) return false;

  if (Array.isArray(a)) {
    if (!Array.isArray(b) || (mode === kPartial ? a.length < b.length : a.length !== b.length)) return false;
    if (mode === kPartial) return withMemo(a, b, state, comparePartialArrays);
    const keysA = nonIndexKeys(a, mode);
    const keysB = nonIndexKeys(b, mode);
    return keysA.length === keysB.length && compareKeyed(a, b, state, keysB, compareArrayItems);
  }
  // With a tag that is given it may be of any kind.
  if (tag === '[object Object]' && a[Symbol.toStringTag] === undefined) return compareKeyed(a, b, state);
  if (ArrayBuffer.isView(a)) {
    if (!ArrayBuffer.isView(b) || !compareViews(a, b, state)) return false;
    const keysB = nonIndexKeys(b, mode);
    if (mode !== kPartial && nonIndexKeys(a, mode).length !== keysB.length) return false;
    return compareKeyed(a, b, state, keysB);
  }
  if (types.isDate(a)) {
    if (!types.isDate(b)) return false;
    const timeA = Date.prototype.getTime.call(a);
    const timeB = Date.prototype.getTime.call(b);
    if (timeA !== timeB && !(Number.isNaN(timeA) && Number.isNaN(timeB))) return false;
  } else if (types.isRegExp(a)) {
    if (!types.isRegExp(b) || a.source !== b.source || a.flags !== b.flags || a.lastIndex !== b.lastIndex) return false;
  } else if (isErrorLike(a)) {
    if (!isErrorLike(b) || !compareErrors(a, b, state)) return false;
  } else if (types.isSet(a)) {
    if (!types.isSet(b) || (mode === kPartial ? a.size < b.size : a.size !== b.size)) return false;
    return compareKeyed(a, b, state, undefined, compareSets);
  } else if (types.isMap(a)) {
    if (!types.isMap(b) || (mode === kPartial ? a.size < b.size : a.size !== b.size)) return false;
    return compareKeyed(a, b, state, undefined, compareMaps);
  } else if (types.isAnyArrayBuffer(a)) {
    if (!types.isAnyArrayBuffer(b) || !compareBytes(new Uint8Array(a), new Uint8Array(b), mode)) return false;
  } else if (types.isBoxedPrimitive(a)) {
    if (!compareBoxed(a, b)) return false;
  } else if (isOther(b)) {
    return false;
  } else if (types.isPromise(a) || types.isWeakMap(a) || types.isWeakSet(a)) {
    // What they hold cannot be known.
    return false;
  } else if (isURL(a)) {
    if (!isURL(b) || a.href !== b.href) return false;
  } else if (types.isCryptoKey(a) || types.isKeyObject(a)) {
    if (!types.isKeyObject(b) || typeof a.equals !== 'function' || !a.equals(b)) return false;
  }
  return compareKeyed(a, b, state);
}

// Kinds that the other side was not asked about.
function isOther(value) {
  return Array.isArray(value) || types.isDate(value) || types.isRegExp(value) || ArrayBuffer.isView(value) ||
    types.isSet(value) || types.isMap(value) || types.isAnyArrayBuffer(value) || types.isBoxedPrimitive(value) ||
    isErrorLike(value);
}

function isErrorLike(value) {
  return types.isNativeError(value) || value instanceof Error;
}

function isURL(value) {
  return require('internal/url').isURL(value);
}

// The parts of errors that are not enumerable.
function compareErrors(a, b, state) {
  if (a.message !== b.message || a.name !== b.name) return false;
  for (const key of ['cause', 'errors']) {
    const inA = hasOwn(a, key);
    const inB = hasOwn(b, key);
    if (inA !== inB && !(state.mode === kPartial && inA)) return false;
    if (inB && !isEnumerableOwn(b, key) && !compare(a[key], b[key], state)) return false;
  }
  return true;
}

function isEnumerableOwn(object, key) {
  return apply(isEnumerable, object, [key]);
}

function compareBytes(a, b, mode) {
  if (mode === kPartial) {
    if (a.length < b.length) return false;
    return indexOfItems(a, b, (x, y) => x === y);
  }
  return a.length === b.length && internalBinding('buffer').compare(a, b) === 0;
}

// Whether `b` is a subsequence of `a`.
function indexOfItems(a, b, equal) {
  let position = 0;
  for (let i = 0; i < b.length; i++) {
    while (position < a.length && !equal(a[position], b[i])) position++;
    if (position++ >= a.length) return false;
  }
  return true;
}

function compareViews(a, b, { mode }) {
  if (types.isDataView(a)) {
    if (!types.isDataView(b)) return false;
  } else if (types.isDataView(b) || a[Symbol.toStringTag] !== b[Symbol.toStringTag]) {
    return false;
  }
  if (types.isFloat32Array(a) || types.isFloat64Array(a) || types.isFloat16Array(a)) {
    // 0 and -0 differ in their bytes, and NaN has many.
    const equal = mode === kLoose ? (x, y) => x === y : is;
    if (mode === kPartial) return a.length >= b.length && indexOfItems(a, b, equal);
    if (a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) {
      if (!equal(a[i], b[i])) return false;
    }
    return true;
  }
  return compareBytes(bytesOf(a), bytesOf(b), mode);
}

function bytesOf(view) {
  if (types.isUint8Array(view)) return view;
  const { buffer, byteOffset, byteLength } = view;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function compareBoxed(a, b) {
  if (types.isNumberObject(a)) {
    return types.isNumberObject(b) && is(Number.prototype.valueOf.call(a), Number.prototype.valueOf.call(b));
  }
  for (const [check, { prototype: { valueOf } }] of [
    [types.isStringObject, String], [types.isBooleanObject, Boolean], [types.isBigIntObject, BigInt],
    [types.isSymbolObject, Symbol]]) {
    if (check(a)) return check(b) && valueOf.call(a) === valueOf.call(b);
  }
  return false;
}

function nonIndexKeys(object, mode) {
  const keys = binding.getOwnNonIndexProperties(object, kOnlyEnumerable);
  return mode === kLoose ? keys.filter((key) => typeof key !== 'symbol') : keys;
}

function enumerableSymbols(object) {
  const symbols = getOwnPropertySymbols(object);
  return symbols.length === 0 ? symbols : symbols.filter((symbol) => isEnumerableOwn(object, symbol));
}

// Properties, then the contents of the kind. `keys` are given when the indices are contents.
function compareKeyed(a, b, state, keys = undefined, compareContents = undefined) {
  const { mode } = state;
  // How many of the keys are known to be those of `a` as well.
  let known = 0;
  if (keys === undefined) {
    keys = ownKeys(b);
    if (mode !== kPartial) {
      const keysA = ownKeys(a);
      if (keys.length !== keysA.length) return false;
      while (known < keys.length && keys[known] === keysA[known]) known++;
    }
    if (mode !== kLoose) {
      const symbols = enumerableSymbols(b);
      if (mode === kStrict && symbols.length !== enumerableSymbols(a).length) return false;
      if (symbols.length > 0) keys.push(...symbols);
    }
  }
  for (let i = known; i < keys.length; i++) {
    if (!isEnumerableOwn(a, keys[i])) return false;
  }
  if (keys.length === 0 && compareContents === undefined) return true;
  return withMemo(a, b, state, compareProperties, keys, compareContents);
}

function compareProperties(a, b, state, keys, compareContents) {
  if (compareContents !== undefined && !compareContents(a, b, state)) return false;
  for (const key of keys) {
    if (!compare(a[key], b[key], state)) return false;
  }
  return true;
}

// Circular structures are equal when their circles close together. Within the outermost pair each side closes its own circle; from the
// third level on it is enough that both sides have been met, on whichever side, or neither. As on Node, a pair that was gone through is
// forgotten even where one of it belongs to an outer pair, and of a pair that differs in this nothing is. Few structures are deep: the set
// is made for those alone.
function withMemo(a, b, state, compareInside, keys = undefined, compareContents = undefined) {
  const memo = state.memo;
  if (memo === undefined) {
    state.memo = { outer: { a, b }, inner: undefined, met: undefined };
    return compareInside(a, b, state, keys, compareContents);
  }
  const { outer, inner } = memo;
  const isInner = memo.met === undefined && inner === undefined;
  if (isInner) {
    if (outer.a === a || outer.b === b) return outer.a === a && outer.b === b;
    memo.inner = { a, b };
  } else {
    memo.met ??= new Set([outer.a, outer.b, inner.a, inner.b]);
    const known = memo.met.size;
    memo.met.add(a).add(b);
    if (memo.met.size !== known + 2) return memo.met.size === known;
  }
  const result = compareInside(a, b, state, keys, compareContents);
  if (isInner) memo.inner = undefined;
  memo.met?.delete(a);
  memo.met?.delete(b);
  return result;
}

function compareArrayItems(a, b, state) {
  for (let i = 0; i < a.length; i++) {
    const x = a[i];
    const y = b[i];
    // Holes differ from undefined.
    if ((x === undefined || y === undefined) && hasOwn(a, i) !== hasOwn(b, i)) return false;
    if (!compare(x, y, state)) return false;
  }
  return true;
}

function comparePartialArrays(a, b, state) {
  let position = 0;
  for (let i = 0; i < b.length; i++) {
    if (!hasOwn(b, i)) continue;
    while (position < a.length && !(hasOwn(a, position) && compare(a[position], b[i], state))) position++;
    if (position++ >= a.length) return false;
  }
  for (const key of nonIndexKeys(b, state.mode)) {
    if (!isEnumerableOwn(a, key) || !compare(a[key], b[key], state)) return false;
  }
  return true;
}

// Takes a member out of `candidates` that equals `wanted`.
function takeEqual(candidates, wanted, state) {
  for (const candidate of candidates) {
    if (compare(candidate, wanted, state)) {
      candidates.delete(candidate);
      return true;
    }
  }
  return false;
}

function compareSets(a, b, state) {
  // Members that are not found as they are must each find an equal partner among those that are left.
  const unmatched = [];
  for (const member of b) {
    if (a.has(member)) continue;
    if (typeof member !== 'object' || member === null) {
      if (state.mode !== kLoose || !mayLooselyEqual(member)) return false;
    }
    unmatched.push(member);
  }
  if (unmatched.length === 0) return true;
  const candidates = new Set();
  for (const member of a) {
    if (!b.has(member)) {
      if (state.mode === kStrict && (typeof member !== 'object' || member === null)) return false;
      candidates.add(member);
    }
  }
  return unmatched.every((member) => takeEqual(candidates, member, state));
}

// Primitives that equal others without being the same: 1 and '1', null and undefined.
function mayLooselyEqual(value) {
  return typeof value !== 'symbol' && !Number.isNaN(value);
}

function compareMaps(a, b, state) {
  const unmatched = [];
  for (const { 0: key, 1: value } of b) {
    if (a.has(key) && compare(a.get(key), value, state)) continue;
    if (typeof key !== 'object' || key === null) {
      if (state.mode !== kLoose || !mayLooselyEqual(key)) return false;
    }
    unmatched.push([key, value]);
  }
  if (unmatched.length === 0) return true;
  const candidates = new Set();
  for (const entry of a) {
    const { 0: key } = entry;
    if (!b.has(key) || !compare(entry[1], b.get(key), state)) candidates.add(entry);
  }
  return unmatched.every(({ 0: key, 1: value }) => {
    for (const entry of candidates) {
      if (compare(entry[0], key, state) && compare(entry[1], value, state)) {
        candidates.delete(entry);
        return true;
      }
    }
    return false;
  });
}

module.exports = { isDeepEqual, isDeepStrictEqual, isPartialStrictEqual };
