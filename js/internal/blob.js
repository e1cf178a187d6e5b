// Blob: bytes that do not change, with a media type; and the URLs that stand for Blobs.

'use strict';

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_THIS,
  },
} = require('internal/errors');
const { validateDictionary } = require('internal/validators');
const { customInspectSymbol } = require('internal/util');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { kClone, kDeserialize, markTransferMode } = require('internal/worker/js_transferable');

// A stream hands out pieces of this size.
const kChunkSize = 65536;

// An object with a `code`, as the conversions of Web IDL report it.
function conversionError(message) {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' });
}

// The brand, the bytes of a Blob, and a Blob of bytes that nobody changes.
let isBlob;
let getBytes;
let fromBytes;

class Blob {
  #bytes;
  #type;

  static {
    isBlob = (value) => typeof value === 'object' && value !== null && #bytes in value;
    getBytes = (blob) => blob.#bytes;
    fromBytes = (bytes, type) => {
      const blob = new Blob();
      blob.#bytes = bytes;
      blob.#type = type;
      return blob;
    };
  }

  constructor(sources = [], options = undefined) {
    if (sources === null || typeof sources !== 'object' ||
        typeof sources[Symbol.iterator] !== 'function') {
      throw conversionError('Value cannot be converted to sequence.');
    }
    validateDictionary(options, 'options');
    let type = '';
    let endings = 'transparent';
    if (options?.endings !== undefined) {
      endings = `${options.endings}`;
      if (endings !== 'transparent' && endings !== 'native') {
        throw new ERR_INVALID_ARG_VALUE('options.endings', options.endings);
      }
    }
    if (options?.type !== undefined) type = `${options.type}`;

    const parts = [];
    let index = 0;
    for (const source of sources) parts.push(toBytes(source, endings, index++));
    this.#bytes = concatenate(parts);
    this.#type = normalizeType(type);
    markTransferMode(this, true, false);
  }

  static #check(value) {
    if (typeof value !== 'object' || value === null || !(#bytes in value)) {
      throw new ERR_INVALID_THIS('Blob');
    }
  }

  get type() {
    Blob.#check(this);
    return this.#type;
  }

  get size() {
    Blob.#check(this);
    return this.#bytes.byteLength;
  }

  slice(start = 0, end = undefined, type = '') {
    Blob.#check(this);
    const { byteLength } = this.#bytes;
    const clamp = (index) => {
      index = Math.trunc(Number(index)) || 0;
      return index < 0 ? Math.max(byteLength + index, 0) : Math.min(index, byteLength);
    };
    const from = clamp(start);
    const to = end === undefined ? byteLength : clamp(end);
    return fromBytes(this.#bytes.subarray(from, Math.max(from, to)), normalizeType(`${type}`));
  }

  async arrayBuffer() {
    Blob.#check(this);
    return this.#bytes.slice().buffer;
  }

  async text() {
    Blob.#check(this);
    const { TextDecoder } = require('internal/encoding');
    return new TextDecoder().decode(this.#bytes);
  }

  async bytes() {
    Blob.#check(this);
    return this.#bytes.slice();
  }

  stream() {
    Blob.#check(this);
    const { ReadableStream } = require('internal/webstreams/readablestream');
    const bytes = this.#bytes;
    let position = 0;
    return new ReadableStream({
      type: 'bytes',
      pull(controller) {
        if (position >= bytes.byteLength) {
          controller.close();
          // A request for a buffer of the reader's own has to be answered even at the end.
          controller.byobRequest?.respond(0);
          return;
        }
        const chunk = bytes.slice(position, position + kChunkSize);
        position += chunk.byteLength;
        controller.enqueue(chunk);
      },
    });
  }

  textStream() {
    Blob.#check(this);
    const { TextDecoderStream } = require('internal/webstreams/encoding');
    return this.stream().pipeThrough(new TextDecoderStream());
  }

  [kClone]() {
    return {
      data: { bytes: this.#bytes, type: this.#type },
      deserializeInfo: 'internal/blob:Blob',
    };
  }

  [kDeserialize]({ bytes, type }) {
    this.#bytes = bytes;
    this.#type = type;
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    const innerOptions = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `Blob ${inspect({ size: this.size, type: this.type }, innerOptions)}`;
  }
}

// The own copy that a Blob keeps of one of its sources.
function toBytes(source, endings, index) {
  if (isAnyArrayBuffer(source)) return new Uint8Array(source).slice();
  if (isArrayBufferView(source)) {
    return new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice();
  }
  if (isBlob(source)) return getBytes(source);
  if (typeof source === 'symbol') {
    throw conversionError(`Value[${index}] is a Symbol and cannot be converted to a string.`);
  }
  let text = `${source}`;
  if (endings === 'native') text = text.replace(/\r\n|\r/g, '\n');
  const { TextEncoder } = require('internal/encoding');
  return new TextEncoder().encode(text);
}

function concatenate(parts) {
  if (parts.length === 1) return parts[0];
  let length = 0;
  for (const part of parts) length += part.byteLength;
  const bytes = new Uint8Array(length);
  let position = 0;
  for (const part of parts) {
    bytes.set(part, position);
    position += part.byteLength;
  }
  return bytes;
}

function normalizeType(type) {
  return /[^\x20-\x7e]/.test(type) ? '' : type.toLowerCase();
}

const kEnumerable = { __proto__: null, enumerable: true };
const kHidden = { __proto__: null, enumerable: false };
Object.defineProperties(Blob.prototype, {
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'Blob' },
  size: kEnumerable,
  type: kEnumerable,
  slice: kEnumerable,
  stream: kEnumerable,
  textStream: kEnumerable,
  text: kEnumerable,
  arrayBuffer: kEnumerable,
  bytes: kEnumerable,
  [customInspectSymbol]: kHidden,
  [kClone]: kHidden,
  [kDeserialize]: kHidden,
});

// ---- object URLs -------------------------------------------------------------------------

const kPrefix = 'blob:nodedata:';
const registered = new Map();

function createObjectURL(object) {
  if (!isBlob(object)) throw new ERR_INVALID_ARG_TYPE('obj', 'Blob', object);
  const id = require('internal/crypto/random').randomUUID();
  registered.set(id, object);
  return `${kPrefix}${id}`;
}

function idOf(url) {
  url = `${url}`;
  return url.startsWith(kPrefix) ? url.slice(kPrefix.length) : undefined;
}

function revokeObjectURL(url) {
  registered.delete(idOf(url));
}

function resolveObjectURL(url) {
  const blob = registered.get(idOf(url));
  return blob === undefined ? undefined : fromBytes(getBytes(blob), blob.type);
}

module.exports = {
  Blob,
  createObjectURL,
  fromBytes,
  getBytes,
  isBlob,
  resolveObjectURL,
  revokeObjectURL,
};
