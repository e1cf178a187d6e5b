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

module.exports = {
  // Written one by one: functions that a loop makes share what V8 learns of them, and it could not tell which of Rust's they call.
  isArgumentsObject: (value) => binding.isArgumentsObject(value),
  isArrayBuffer: (value) => binding.isArrayBuffer(value),
  isAsyncFunction: (value) => binding.isAsyncFunction(value),
  isBigIntObject: (value) => binding.isBigIntObject(value),
  isBooleanObject: (value) => binding.isBooleanObject(value),
  isDate: (value) => binding.isDate(value),
  isExternal: (value) => binding.isExternal(value),
  isGeneratorFunction: (value) => binding.isGeneratorFunction(value),
  isGeneratorObject: (value) => binding.isGeneratorObject(value),
  isMap: (value) => binding.isMap(value),
  isMapIterator: (value) => binding.isMapIterator(value),
  isModuleNamespaceObject: (value) => binding.isModuleNamespaceObject(value),
  isNativeError: (value) => binding.isNativeError(value),
  isNumberObject: (value) => binding.isNumberObject(value),
  isPromise: (value) => binding.isPromise(value),
  isProxy: (value) => binding.isProxy(value),
  isRegExp: (value) => binding.isRegExp(value),
  isSet: (value) => binding.isSet(value),
  isSetIterator: (value) => binding.isSetIterator(value),
  isSharedArrayBuffer: (value) => binding.isSharedArrayBuffer(value),
  isStringObject: (value) => binding.isStringObject(value),
  isSymbolObject: (value) => binding.isSymbolObject(value),
  isWeakMap: (value) => binding.isWeakMap(value),
  isWeakSet: (value) => binding.isWeakSet(value),
  isAnyArrayBuffer: (value) => binding.isAnyArrayBuffer(value),
  isBoxedPrimitive: (value) => binding.isBoxedPrimitive(value),
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
};

// Whoever enumerates util.types must not load cryptography for it.
for (const check of [isKeyObject, isCryptoKey]) {
  Object.defineProperty(module.exports, check.name,
    { __proto__: null, configurable: false, enumerable: true, value: check, writable: false });
}
