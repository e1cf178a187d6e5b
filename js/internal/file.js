'use strict';

// File: a Blob with a name and the time of its last change.

const {
  codes: {
    ERR_INVALID_THIS,
    ERR_MISSING_ARGS,
  },
} = require('internal/errors');
const { customInspectSymbol, defineInterface, inspectFields, kEmptyObject } = require('internal/util');
const { Blob } = require('internal/blob');
const { kClone, kDeserialize } = require('internal/worker/js_transferable');

// Not Number(value), which would take a BigInt.
function toTime(value) {
  const time = +value;
  return Number.isNaN(time) ? 0 : time;
}

class File extends Blob {
  #name;
  #lastModified;

  constructor(fileBits, fileName, options = kEmptyObject) {
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('fileBits', 'fileName');
    super(fileBits, options);
    const time = options?.lastModified;
    this.#lastModified = time === undefined ? Date.now() : toTime(time);
    this.#name = `${fileName}`.toWellFormed();
  }

  get name() {
    if (!(#name in this)) throw new ERR_INVALID_THIS('File');
    return this.#name;
  }

  get lastModified() {
    if (!(#name in this)) throw new ERR_INVALID_THIS('File');
    return this.#lastModified;
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return '[File]';
    const { size, type } = this;
    return inspectFields('File', { size, type, name: this.#name, lastModified: this.#lastModified }, options);
  }

  [kClone]() {
    const { data } = super[kClone]();
    return {
      data: {
        blob: data, name: this.#name, lastModified: this.#lastModified,
      },
      deserializeInfo: 'internal/file:ClonedFile',
    };
  }

  [kDeserialize]({ blob, name, lastModified }) {
    super[kDeserialize](blob);
    this.#name = name;
    this.#lastModified = lastModified;
  }
}

defineInterface(File, ['name', 'lastModified']);

// What a clone starts as, on the other side.
function ClonedFile() {
  return new File([], '');
}

module.exports = { ClonedFile, File };
