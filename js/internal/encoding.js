// TextEncoder and TextDecoder. The encodings themselves are in src/builtins/encoding.rs.

'use strict';

const {
  codes: {
    ERR_ENCODING_INVALID_ENCODED_DATA,
    ERR_ENCODING_NOT_SUPPORTED,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_THIS,
  },
} = require('internal/errors');
const { validateObject, validateString, kValidateObjectAllowObjectsAndNull } = require('internal/validators');
const { customInspectSymbol, defineInterface, kEmptyObject } = require('internal/util');
const { isAnyArrayBuffer, isArrayBufferView, isUint8Array } = require('internal/util/types');

const binding = internalBinding('encoding');

class TextEncoder {
  #encoder = true;

  static #check(value) {
    if (value === null || typeof value !== 'object' || !(#encoder in value)) {
      throw new ERR_INVALID_THIS('TextEncoder');
    }
  }

  get encoding() {
    TextEncoder.#check(this);
    return 'utf-8';
  }

  encode(input = '') {
    TextEncoder.#check(this);
    return binding.encodeUtf8(`${input}`);
  }

  encodeInto(source, dest) {
    TextEncoder.#check(this);
    validateString(source, 'src');
    if (!isUint8Array(dest)) {
      throw new ERR_INVALID_ARG_TYPE('dest', 'Uint8Array', dest);
    }
    // The binding counts both in one number: characters read, then bytes written.
    const counts = binding.encodeInto(source, dest);
    const read = Math.floor(counts / 2 ** 32);
    return { read, written: counts - read * 2 ** 32 };
  }

  [customInspectSymbol](depth, options) {
    TextEncoder.#check(this);
    if (typeof depth === 'number' && depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    return inspect({ encoding: this.encoding }, options);
  }
}

defineInterface(TextEncoder, ['encode', 'encodeInto', 'encoding']);

class TextDecoder {
  #encoding;
  #fatal;
  #ignoreBOM;
  // The state of the encoding between the chunks of a stream.
  #stream = undefined;

  constructor(encoding = 'utf-8', options = kEmptyObject) {
    encoding = `${encoding}`;
    validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    const name = getEncodingFromLabel(encoding);
    if (name === undefined) throw new ERR_ENCODING_NOT_SUPPORTED(encoding);
    this.#encoding = name;
    this.#fatal = Boolean(options?.fatal);
    this.#ignoreBOM = Boolean(options?.ignoreBOM);
  }

  static #check(value) {
    if (value === null || typeof value !== 'object' || !(#encoding in value)) {
      throw new ERR_INVALID_THIS('TextDecoder');
    }
  }

  get encoding() {
    TextDecoder.#check(this);
    return this.#encoding;
  }

  get fatal() {
    TextDecoder.#check(this);
    return this.#fatal;
  }

  get ignoreBOM() {
    TextDecoder.#check(this);
    return this.#ignoreBOM;
  }

  decode(input = undefined, options = kEmptyObject) {
    TextDecoder.#check(this);
    if (input !== undefined && !isAnyArrayBuffer(input) && !isArrayBufferView(input)) {
      throw new ERR_INVALID_ARG_TYPE('input', ['ArrayBuffer', 'ArrayBufferView'], input);
    }
    validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);

    const stream = Boolean(options?.stream);
    let text;
    if (!stream && this.#stream === undefined) {
      if (input === undefined) return '';
      text = this.#encoding === 'utf-8' ?
        binding.decodeUtf8(input, this.#fatal, this.#ignoreBOM) :
        binding.decode(this.#encoding, input, this.#fatal, this.#ignoreBOM);
    } else {
      this.#stream ??= binding.createDecoder(this.#encoding, this.#ignoreBOM);
      text = binding.decodeChunk(this.#stream, input, this.#fatal, !stream);
      if (!stream || text === undefined) this.#stream = undefined;
    }
    if (text === undefined) throw new ERR_ENCODING_INVALID_ENCODED_DATA(this.#encoding, undefined);
    return text;
  }

  [customInspectSymbol](depth, options) {
    TextDecoder.#check(this);
    if (typeof depth === 'number' && depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    const { encoding, fatal, ignoreBOM } = this;
    return `TextDecoder ${inspect({ encoding, fatal, ignoreBOM }, options)}`;
  }
}

defineInterface(TextDecoder, ['decode', 'encoding', 'fatal', 'ignoreBOM']);

// The name of the encoding that a label of the web stands for, or undefined.
function getEncodingFromLabel(label) {
  // What nearly everybody asks for needs no look into the table.
  if (label === 'utf-8' || label === 'utf8') return 'utf-8';
  return binding.encodingForLabel(label);
}

module.exports = { TextDecoder, TextEncoder, getEncodingFromLabel };
