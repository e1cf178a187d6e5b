'use strict';
// What streams of node:zlib have as `_handle`: the native part, with the methods that it has in Node.js. Packages put another
// close() onto it to feed one stream chunk by chunk (minizlib, and so tar and npm), call its writeSync() past the stream (pngjs),
// and make handles of their own with its constructor (ssh2).

const binding = internalBinding('zlib');
const { BROTLI_ENCODE } = require('internal/zlib/constants');

// A parameter that nobody has set, in what init() of Brotli and Zstandard takes.
const kUnset = 0xFFFFFFFF;

// Number, value, number, value.
function pairsOf(params) {
  const pairs = [];
  params.forEach((value, number) => {
    if (value !== kUnset) pairs.push(number, value);
  });
  return pairs;
}

class Handle {
  #native = null;
  #state;
  #done;
  #writing = false;
  #closeWhenIdle = false;
  #paramsWhenIdle = null;

  static open(handle, native, state, done) {
    handle.#native = native;
    handle.#state = state;
    handle.#done = done;
  }

  // On the thread pool. What is left of both buffers stands in the state when the callback of init() is called; after an error
  // it is `onerror` that is called.
  write(flush, input, inOffset, inLength, output, outOffset, outLength) {
    this.#writing = true;
    binding.write(this.#native, flush, input, inOffset, inLength, output, outOffset, outLength, this.#state, (error) => {
      this.#writing = false;
      if (this.#closeWhenIdle) this.close();
      // A stream that has ended meanwhile has no use for them.
      else if (this.#paramsWhenIdle !== null) binding.params(this.#native, ...this.#paramsWhenIdle);
      this.#paramsWhenIdle = null;
      if (this.#check(error)) this.#done();
    });
  }

  writeSync(flush, input, inOffset, inLength, output, outOffset, outLength) {
    this.#check(
      binding.writeSync(this.#native, flush, input, inOffset, inLength, output, outOffset, outLength, this.#state));
  }

  reset() {
    if (this.#writing) throw new Error('Cannot reset zlib stream while a write is in progress');
    this.#check(binding.reset(this.#native));
  }

  params(level, strategy) {
    // What is written after the flush that params() of a stream waits for may be on the pool already.
    if (this.#writing) this.#paramsWhenIdle = [level, strategy];
    else this.#check(binding.params(this.#native, level, strategy));
  }

  // A write on the pool keeps the native part until it is done.
  close() {
    if (this.#writing) {
      this.#closeWhenIdle = true;
    } else {
      binding.close(this.#native);
      this.#native = null;
    }
  }

  #check(error) {
    if (error === undefined) return true;
    this.onerror(error.message, error.errno, error.code);
    return false;
  }
}

class Zlib extends Handle {
  #mode;

  constructor(mode) {
    super();
    this.#mode = mode;
  }

  init(windowBits, level, memLevel, strategy, state, done, dictionary) {
    Handle.open(this, binding.createZlib(this.#mode, windowBits, level, memLevel, strategy, dictionary), state, done);
  }
}

class Brotli extends Handle {
  #mode;

  constructor(mode) {
    super();
    this.#mode = mode;
  }

  init(params, state, done, dictionary) {
    Handle.open(this, binding.createBrotli(this.#mode === BROTLI_ENCODE, pairsOf(params), dictionary), state, done);
  }
}

class ZstdCompress extends Handle {
  init(params, pledgedSrcSize, state, done, dictionary) {
    Handle.open(this, binding.createZstd(true, pairsOf(params), pledgedSrcSize, dictionary), state, done);
  }
}

class ZstdDecompress extends Handle {
  init(params, pledgedSrcSize, state, done, dictionary) {
    Handle.open(this, binding.createZstd(false, pairsOf(params), pledgedSrcSize, dictionary), state, done);
  }
}

module.exports = {
  BrotliDecoder: class BrotliDecoder extends Brotli {},
  BrotliEncoder: class BrotliEncoder extends Brotli {},
  Zlib,
  ZstdCompress,
  ZstdDecompress,
  kUnset,
};
