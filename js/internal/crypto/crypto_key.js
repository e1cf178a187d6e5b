// CryptoKey: a key with what it may be used for.

'use strict';

const { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } = require('internal/errors').codes;
const { customInspectSymbol, defineInterface } = require('internal/util');
const { kClone, kDeserialize, markTransferMode } = require('internal/worker/js_transferable');
const keyClasses = require('internal/crypto/key_classes');

const kConstruct = Symbol('kConstruct');

let read;

class CryptoKey {
  #state;

  constructor() {
    if (arguments[0] !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#state = arguments[1];
    markTransferMode(this, true, false);
  }

  static {
    read = (key) => key.#state;
  }

  static #check(value) {
    if (typeof value !== 'object' || value === null || !(#state in value)) {
      throw new ERR_INVALID_THIS('CryptoKey');
    }
    return value.#state;
  }

  get type() { return CryptoKey.#check(this).type; }

  get extractable() { return CryptoKey.#check(this).extractable; }

  get algorithm() { return CryptoKey.#check(this).algorithm; }

  get usages() { return CryptoKey.#check(this).usages; }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    const { type, extractable, algorithm, usages } = this;
    const depthLeft = options.depth == null ? null : options.depth - 1;
    return `CryptoKey ${inspect({ type, extractable, algorithm, usages }, { ...options, depth: depthLeft })}`;
  }

  [kClone]() {
    const { handle, ...fields } = this.#state;
    const { serializeHandle } = require('internal/crypto/keys');
    return {
      data: { ...fields, key: serializeHandle(fields.type, handle) },
      deserializeInfo: 'internal/crypto/crypto_key:ClonedCryptoKey',
    };
  }

  [kDeserialize]({ key, ...fields }) {
    const { deserializeHandle } = require('internal/crypto/keys');
    this.#state = { ...fields, handle: deserializeHandle(fields.type, key) };
  }
}

defineInterface(CryptoKey, ['type', 'extractable', 'algorithm', 'usages']);

keyClasses.CryptoKey = CryptoKey;

function createCryptoKey(type, handle, algorithm, extractable, usages) {
  const { kUsages } = require('internal/crypto/webidl');
  const sorted = kUsages.filter((usage) => usages.includes(usage));
  return new CryptoKey(kConstruct, { type, handle, algorithm, extractable, usages: sorted });
}

// What receives a cloned key.
function ClonedCryptoKey() {
  return new CryptoKey(kConstruct, undefined);
}

module.exports = {
  ClonedCryptoKey,
  CryptoKey,
  createCryptoKey,
  getCryptoKeyHandle: (key) => read(key).handle,
};
