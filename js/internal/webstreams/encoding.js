'use strict';

// TextEncoderStream and TextDecoderStream.

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { defineGetters } = require('internal/util');
const { TextDecoder, TextEncoder } = require('internal/encoding');
const { TransformStream } = require('internal/webstreams/transformstream');
const { defineStreamInterface } = require('internal/webstreams/util');

class TextEncoderStream {
  #encoder;
  #transform;
  // A high surrogate whose other half may be in the next chunk.
  #pendingHighSurrogate = '';

  constructor() {
    this.#encoder = new TextEncoder();
    this.#transform = new TransformStream({
      transform: (chunk, controller) => {
        let text = this.#pendingHighSurrogate + `${chunk}`;
        this.#pendingHighSurrogate = '';
        const last = text.charCodeAt(text.length - 1);
        if (last >= 0xd800 && last <= 0xdbff) {
          this.#pendingHighSurrogate = text[text.length - 1];
          text = text.slice(0, -1);
        }
        const bytes = this.#encoder.encode(text);
        if (bytes.length > 0) controller.enqueue(bytes);
      },
      flush: (controller) => {
        if (this.#pendingHighSurrogate !== '') {
          controller.enqueue(new Uint8Array([0xef, 0xbf, 0xbd]));
        }
      },
    });
  }

  static {
    defineGetters(this, {
      encoding: (stream) => stream.#encoder.encoding,
      readable: (stream) => stream.#transform.readable,
      writable: (stream) => stream.#transform.writable,
    });
  }
}

class TextDecoderStream {
  #decoder;
  #transform;

  constructor(encoding = 'utf-8', options = {}) {
    this.#decoder = new TextDecoder(encoding, options);
    this.#transform = new TransformStream({
      transform: (chunk, controller) => {
        // To the decoder that is the end of the input.
        if (chunk === undefined) throw new ERR_INVALID_ARG_TYPE('chunk', 'string', chunk);
        const text = this.#decoder.decode(chunk, { stream: true });
        if (text) controller.enqueue(text);
      },
      flush: (controller) => {
        const text = this.#decoder.decode();
        if (text) controller.enqueue(text);
      },
    });
  }

  static {
    defineGetters(this, {
      encoding: (stream) => stream.#decoder.encoding,
      fatal: (stream) => stream.#decoder.fatal,
      ignoreBOM: (stream) => stream.#decoder.ignoreBOM,
      readable: (stream) => stream.#transform.readable,
      writable: (stream) => stream.#transform.writable,
    });
  }
}

defineStreamInterface(TextEncoderStream, ['encoding', 'readable', 'writable']);
defineStreamInterface(TextDecoderStream, ['encoding', 'fatal', 'ignoreBOM', 'readable', 'writable']);

module.exports = { TextDecoderStream, TextEncoderStream };
