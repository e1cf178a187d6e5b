'use strict';

// Blob: immutable bytes with a type. A blob is a list of parts, each a range of
// bytes in memory or of a file; slicing shares them.

const {
  codes: {
    ERR_BUFFER_TOO_LARGE,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_THIS,
  },
} = require('internal/errors');
const { validateDictionary } = require('internal/validators');
const {
  customInspectSymbol,
  defineInterface,
  kEmptyObject,
  inspectFields,
  lazyDOMException,
} = require('internal/util');
const { kClone, kDeserialize, markTransferMode } =
  require('internal/worker/js_transferable');

const kMaxSize = Number.MAX_SAFE_INTEGER;
const kChunkSize = 65536;
const notInTypes = /[^\u0020-\u007e]/;

// --- parts ---------------------------------------------------------------------------

class MemoryPart {
  constructor(bytes) {
    this.bytes = bytes;
  }

  get size() {
    return this.bytes.length;
  }

  slice(start, end) {
    return new MemoryPart(this.bytes.subarray(start, end));
  }

  async read(start, end) {
    return this.bytes.subarray(start, end);
  }

  // The ranges to read it in, so that no read is larger than it has to be.
  chunkSize() {
    return this.size;
  }
}

// A range of a file that must not change while the blob exists.
class FilePart {
  constructor(path, start, end, modified) {
    this.path = path;
    this.start = start;
    this.end = end;
    this.modified = modified;
  }

  get size() {
    return this.end - this.start;
  }

  slice(start, end) {
    return new FilePart(
      this.path, this.start + start, this.start + end, this.modified);
  }

  async read(start, end) {
    const { open } = require('node:fs/promises');
    let file;
    try {
      file = await open(this.path, 'r');
      const { mtimeMs } = await file.stat();
      if (mtimeMs !== this.modified) throw new Error('modified');
      const bytes = new Uint8Array(end - start);
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await file.read(
          bytes, filled, bytes.length - filled, this.start + start + filled);
        if (bytesRead === 0) throw new Error('truncated');
        filled += bytesRead;
      }
      return bytes;
    } catch {
      throw lazyDOMException('The blob could not be read', 'NotReadableError');
    } finally {
      await file?.close();
    }
  }

  chunkSize() {
    return kChunkSize;
  }
}

// A copy of what the user passed, so that nothing can change it any more: parts, or a string.
function toPartsOrText(source, index) {
  if (isBlob(source)) return source[kParts];
  if (ArrayBuffer.isView(source)) {
    const { buffer, byteOffset, byteLength } = source;
    return [new MemoryPart(
      new Uint8Array(buffer, byteOffset, byteLength).slice())];
  }
  if (require('internal/util/types').isAnyArrayBuffer(source)) {
    return [new MemoryPart(new Uint8Array(source).slice())];
  }
  if (typeof source === 'symbol') {
    throw typeError(
      `Value[${index}] is a Symbol and cannot be converted to a string.`);
  }
  return `${source}`;
}

function textToPart(text, endings) {
  if (endings === 'native') text = text.replaceAll(/\r\n?|\n/g, '\n');
  const { TextEncoder } = require('internal/encoding');
  return new MemoryPart(new TextEncoder().encode(text));
}

function typeError(message) {
  const error = new TypeError(message);
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

// What `for` is to go over: its iterator is asked for once.
class Sequence {
  #sources;
  #method;

  constructor(sources) {
    this.#sources = sources;
    this.#method = sources !== null && typeof sources === 'object' ? sources[Symbol.iterator] : undefined;
    if (typeof this.#method !== 'function') throw typeError('Value cannot be converted to sequence.');
  }

  [Symbol.iterator]() {
    return Reflect.apply(this.#method, this.#sources, []);
  }
}

function normalizeType(type) {
  type = `${type}`;
  return notInTypes.test(type) ? '' : type.toLowerCase();
}

// Web IDL's [Clamp] long long.
function clampToInteger(value) {
  value = Number(value);
  if (Number.isNaN(value)) return 0;
  value = Math.min(Math.max(value, Number.MIN_SAFE_INTEGER), kMaxSize);
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5 || (rest === 0.5 && floor % 2 === 0)) return floor;
  return floor + 1;
}

function relativeIndex(value, size) {
  value = clampToInteger(value);
  return value < 0 ? Math.max(size + value, 0) : Math.min(value, size);
}

// --- Blob ----------------------------------------------------------------------------

const kParts = Symbol('kParts');

function isBlob(value) {
  return typeof value === 'object' && value !== null &&
    value[kParts] !== undefined;
}

function check(value) {
  if (!isBlob(value)) throw new ERR_INVALID_THIS('Blob');
}

// Gives a new blob its parts: set from inside the class.
let fillBlob;

class Blob {
  #size = 0;
  #type = '';

  constructor(sources = [], options = kEmptyObject) {
    markTransferMode(this, true, false);
    // The sequence is read before the options are.
    const given = [];
    for (const source of new Sequence(sources)) {
      const converted = toPartsOrText(source, given.length);
      given.push(converted);
    }
    validateDictionary(options, 'options');

    const endings = `${options?.endings ?? 'transparent'}`;
    if (endings !== 'transparent' && endings !== 'native') {
      throw new ERR_INVALID_ARG_VALUE('options.endings', endings);
    }
    const type = normalizeType(options?.type ?? '');
    const parts = [];
    for (const part of given) {
      if (typeof part === 'string') parts.push(textToPart(part, endings));
      else parts.push(...part);
    }
    this.#fill(parts, type);
  }

  #fill(parts, type) {
    Object.defineProperty(this, kParts, {
      __proto__: null,
      value: parts.filter((part) => part.size > 0),
      configurable: true,
    });
    this.#size = parts.reduce((sum, part) => sum + part.size, 0);
    if (this.#size > kMaxSize) throw new ERR_BUFFER_TOO_LARGE(kMaxSize);
    this.#type = type;
  }

  static {
    fillBlob = (blob, parts, type) => {
      blob.#fill(parts, type);
      return blob;
    };
  }

  get type() {
    check(this);
    return this.#type;
  }

  get size() {
    check(this);
    return this.#size;
  }

  slice(start = 0, end = this.size, contentType = '') {
    check(this);
    const from = relativeIndex(start, this.#size);
    const to = relativeIndex(end, this.#size);
    const parts = [];
    let offset = 0;
    for (const part of this[kParts]) {
      const first = Math.max(from - offset, 0);
      const last = Math.min(to - offset, part.size);
      if (first < last) parts.push(part.slice(first, last));
      offset += part.size;
    }
    return createBlob(parts, normalizeType(contentType));
  }

  arrayBuffer() {
    return readBlob(this).then((bytes) => bytes.buffer);
  }

  text() {
    const { TextDecoder } = require('internal/encoding');
    return readBlob(this).then((bytes) => new TextDecoder().decode(bytes));
  }

  bytes() {
    return readBlob(this);
  }

  stream() {
    check(this);
    return createBlobStream(this);
  }

  textStream() {
    check(this);
    const { TextDecoderStream } = require('internal/webstreams/encoding');
    return this.stream().pipeThrough(new TextDecoderStream());
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return '[Blob]';
    return inspectFields('Blob', {
      size: this.#size,
      type: this.#type,
    }, options);
  }

  [kClone]() {
    return {
      data: { parts: this[kParts].map(partToData), type: this.#type },
      deserializeInfo: 'internal/blob:ClonedBlob',
    };
  }

  [kDeserialize]({ parts, type }) {
    this.#fill(parts.map(partFromData), type);
  }
}

defineInterface(Blob, ['type', 'size', 'slice', 'arrayBuffer', 'text', 'bytes', 'stream', 'textStream']);

// Who calls a method of something else gets a promise, too.
function readBlob(blob) {
  return isBlob(blob) ? readAll(blob) : Promise.reject(new ERR_INVALID_THIS('Blob'));
}

function createBlob(parts, type) {
  return fillBlob(new Blob(), parts, type);
}

function partToData(part) {
  return part instanceof FilePart ? { ...part } : { bytes: part.bytes };
}

function partFromData({ bytes, path, start, end, modified }) {
  return bytes === undefined ?
    new FilePart(path, start, end, modified) : new MemoryPart(bytes);
}

// What a clone starts as, on the other side.
function ClonedBlob() {
  return new Blob();
}

// --- reading -------------------------------------------------------------------------

async function readAll(blob) {
  const bytes = new Uint8Array(blob.size);
  let offset = 0;
  for (const part of blob[kParts]) {
    bytes.set(part instanceof MemoryPart ?
      part.bytes : await part.read(0, part.size), offset);
    offset += part.size;
  }
  return bytes;
}

function createBlobStream(blob) {
  const { ReadableStream } = require('internal/webstreams/readablestream');
  const parts = blob[kParts];
  let index = 0;
  let offset = 0;
  return new ReadableStream({
    type: 'bytes',
    async pull(controller) {
      const part = parts[index];
      if (part === undefined) {
        controller.close();
        controller.byobRequest?.respond(0);
        return;
      }
      const end = Math.min(offset + part.chunkSize(), part.size);
      const bytes = await part.read(offset, end);
      offset = end;
      if (offset === part.size) {
        index++;
        offset = 0;
      }
      // The controller takes the memory away, the part keeps its own.
      controller.enqueue(bytes.slice());
    },
    cancel() {
      index = parts.length;
    },
  }, { highWaterMark: 0 });
}

// fs.openAsBlob().
function createBlobFromFilePath(path, { type }) {
  const { statSync } = require('node:fs');
  const { size, mtimeMs } = statSync(path);
  return createBlob([new FilePart(path, 0, size, mtimeMs)], normalizeType(type));
}

// --- object URLs ---------------------------------------------------------------------

const objectURLs = new Map();
const urlPattern = /^blob:nodedata:([^?#]+)/;

function createObjectURL(blob) {
  if (!isBlob(blob)) throw new ERR_INVALID_ARG_TYPE('obj', 'Blob', blob);
  const id = require('node:crypto').randomUUID();
  objectURLs.set(id, blob);
  return `blob:nodedata:${id}`;
}

function revokeObjectURL(url) {
  const match = urlPattern.exec(`${url}`);
  if (match !== null) objectURLs.delete(match[1]);
}

function resolveObjectURL(url) {
  const match = urlPattern.exec(`${url}`);
  const blob = match === null ? undefined : objectURLs.get(match[1]);
  // Another Blob of the same bytes, as in Node.
  return blob?.slice(0, blob.size, blob.type);
}

module.exports = {
  Blob,
  ClonedBlob,
  createBlob,
  createBlobFromFilePath,
  createObjectURL,
  isBlob,
  resolveObjectURL,
  revokeObjectURL,
};
