'use strict';

// `util.types`: what kind of object a value is, whatever its prototype or Symbol.toStringTag say.

const binding = internalBinding('types');

const { apply, getOwnPropertyDescriptor } = Reflect;
const { isView: isArrayBufferView } = ArrayBuffer;

// %TypedArray%.prototype[Symbol.toStringTag] answers with the name of the kind, or undefined, for any value at all.
const typedArrayKind = getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;

function kindOf(value) {
  return apply(typedArrayKind, value, []);
}

function isTypedArray(value) {
  return kindOf(value) !== undefined;
}

// The checks that need V8 are looked up in the binding at run time, once.
const nativeChecks = [
  'isArgumentsObject', 'isArrayBuffer', 'isAsyncFunction', 'isBigIntObject', 'isBooleanObject', 'isDate', 'isExternal',
  'isGeneratorFunction', 'isGeneratorObject', 'isMap', 'isMapIterator', 'isModuleNamespaceObject', 'isNativeError',
  'isNumberObject', 'isPromise', 'isProxy', 'isRegExp', 'isSet', 'isSetIterator', 'isSharedArrayBuffer',
  'isStringObject', 'isSymbolObject', 'isWeakMap', 'isWeakSet', 'isAnyArrayBuffer', 'isBoxedPrimitive',
];

const types = {};
for (const name of nativeChecks) {
  let check;
  types[name] = { [name]: (value) => (check ??= binding[name])(value) }[name];
}

// Without the classes there are no instances: looking at a value does not load them.
const keyClasses = () => require('internal/crypto/key_classes');

function isCryptoKey(value) {
  const { CryptoKey } = keyClasses();
  return CryptoKey !== undefined && value instanceof CryptoKey;
}

function isKeyObject(value) {
  const { KeyObject } = keyClasses();
  return KeyObject !== undefined && value instanceof KeyObject;
}

module.exports = Object.assign(types, {
  isArrayBufferView,
  isDataView: (value) => isArrayBufferView(value) && kindOf(value) === undefined,
  isTypedArray,
  isUint8Array: (value) => kindOf(value) === 'Uint8Array',
  isUint8ClampedArray: (value) => kindOf(value) === 'Uint8ClampedArray',
  isUint16Array: (value) => kindOf(value) === 'Uint16Array',
  isUint32Array: (value) => kindOf(value) === 'Uint32Array',
  isInt8Array: (value) => kindOf(value) === 'Int8Array',
  isInt16Array: (value) => kindOf(value) === 'Int16Array',
  isInt32Array: (value) => kindOf(value) === 'Int32Array',
  isFloat16Array: (value) => kindOf(value) === 'Float16Array',
  isFloat32Array: (value) => kindOf(value) === 'Float32Array',
  isFloat64Array: (value) => kindOf(value) === 'Float64Array',
  isBigInt64Array: (value) => kindOf(value) === 'BigInt64Array',
  isBigUint64Array: (value) => kindOf(value) === 'BigUint64Array',
});

// Whoever enumerates util.types must not load cryptography for it.
for (const check of [isKeyObject, isCryptoKey]) {
  Object.defineProperty(module.exports, check.name,
    { __proto__: null, configurable: false, enumerable: true, value: check, writable: false });
}
