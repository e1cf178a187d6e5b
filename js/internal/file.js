// File: a Blob with a name and the time of its last change.

'use strict';

const { codes: { ERR_INVALID_THIS, ERR_MISSING_ARGS } } = require('internal/errors');
const { validateDictionary } = require('internal/validators');
const { customInspectSymbol } = require('internal/util');
const { Blob } = require('internal/blob');
const { kClone, kDeserialize } = require('internal/worker/js_transferable');

class File extends Blob {
  #name;
  #lastModified;

  constructor(fileBits, fileName, options = undefined) {
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('fileBits', 'fileName');
    super(fileBits, options);
    validateDictionary(options, 'options');
    const { lastModified = Date.now() } = options ?? {};
    this.#name = `${fileName}`.toWellFormed();
    // Web IDL's `long long`.
    this.#lastModified = Math.trunc(Number(lastModified)) || 0;
  }

  static #check(value) {
    if (typeof value !== 'object' || value === null || !(#name in value)) {
      throw new ERR_INVALID_THIS('File');
    }
  }

  get name() {
    File.#check(this);
    return this.#name;
  }

  get lastModified() {
    File.#check(this);
    return this.#lastModified;
  }

  [kClone]() {
    return {
      data: { blob: super[kClone]().data, name: this.#name, lastModified: this.#lastModified },
      deserializeInfo: 'internal/file:ClonedFile',
    };
  }

  [kDeserialize]({ blob, name, lastModified }) {
    super[kDeserialize](blob);
    this.#name = name;
    this.#lastModified = lastModified;
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    const innerOptions = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    const { size, type, name, lastModified } = this;
    return `File ${inspect({ size, type, name, lastModified }, innerOptions)}`;
  }
}

const kEnumerable = { __proto__: null, enumerable: true };
const kHidden = { __proto__: null, enumerable: false };
Object.defineProperties(File.prototype, {
  name: kEnumerable,
  lastModified: kEnumerable,
  [customInspectSymbol]: kHidden,
  [kClone]: kHidden,
  [kDeserialize]: kHidden,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'File' },
});

// What a message makes a File with: its constructor has required arguments.
class ClonedFile {
  constructor() {
    return new File([], '');
  }
}

module.exports = { ClonedFile, File };
