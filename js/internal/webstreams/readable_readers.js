'use strict';

// ReadableStreamDefaultReader and ReadableStreamBYOBReader.

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_STATE,
    ERR_INVALID_THIS,
    ERR_OUT_OF_RANGE,
  },
} = require('internal/errors');
const { customInspectSymbol, kEmptyObject } = require('internal/util');
const { validateObject } = require('internal/validators');
const {
  Fifo, checkThis, customInspect, defineInterface, kState, kType,
} = require('internal/webstreams/util');
const {
  isReadableStream, isReadableStreamBYOBReader, isReadableStreamDefaultReader,
  isReadableStreamLocked, readableStreamBYOBReaderRelease,
  readableStreamCancel, readableStreamDefaultReaderRead,
  readableStreamDefaultReaderRelease, readableStreamReaderGenericInitialize,
} = require('internal/webstreams/readable_ops');
const { isReadableByteStreamController, readableByteStreamControllerPullInto } =
  require('internal/webstreams/readable_byte');

// What answers one read() of a default reader: often at once, so that a promise
// with resolvers is made only when it is not.
class ReadRequest {
  // `onAnswer(over)` is called before the answer is given.
  constructor(onAnswer = undefined) {
    this.onAnswer = onAnswer;
    this.result = undefined;
    this.failure = undefined;
    this.resolve = undefined;
    this.reject = undefined;
  }

  chunk(value) {
    if (this.onAnswer !== undefined) this.onAnswer(false);
    this.#answer({ done: false, value });
  }

  close() {
    if (this.onAnswer !== undefined) this.onAnswer(true);
    this.#answer({ done: true, value: undefined });
  }

  error(error) {
    if (this.onAnswer !== undefined) this.onAnswer(true);
    if (this.reject === undefined) this.failure = { error };
    else this.reject(error);
  }

  #answer(result) {
    if (this.resolve === undefined) this.result = result;
    else this.resolve(result);
  }

  answered() {
    return this.result !== undefined || this.failure !== undefined;
  }

  promise() {
    if (this.result !== undefined) return Promise.resolve(this.result);
    if (this.failure !== undefined) return Promise.reject(this.failure.error);
    return new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
}

// What answers one read() into a buffer: a close may hand it back.
class ReadIntoRequest {
  constructor() {
    const { promise, resolve, reject } = Promise.withResolvers();
    this.promise = promise;
    this.resolve = resolve;
    this.error = reject;
  }

  chunk(value) {
    this.resolve({ done: false, value });
  }

  close(value) {
    this.resolve({ done: true, value });
  }
}

function rejectedThis(name) {
  return Promise.reject(new ERR_INVALID_THIS(name));
}

function rejectedUnattached() {
  return Promise.reject(new ERR_INVALID_STATE.TypeError(
    'The reader is not attached to a stream'));
}

function checkStream(stream) {
  if (!isReadableStream(stream)) {
    throw new ERR_INVALID_ARG_TYPE('stream', 'ReadableStream', stream);
  }
}

class ReadableStreamDefaultReader {
  [kType] = 'ReadableStreamDefaultReader';

  constructor(stream) {
    checkStream(stream);
    this[kState] = {
      readRequests: new Fifo(),
      stream: undefined,
      close: undefined,
    };
    setupReadableStreamDefaultReader(this, stream);
  }

  read() {
    if (!isReadableStreamDefaultReader(this)) {
      return rejectedThis('ReadableStreamDefaultReader');
    }
    if (this[kState].stream === undefined) return rejectedUnattached();
    const request = new ReadRequest();
    readableStreamDefaultReaderRead(this, request);
    return request.promise();
  }

  releaseLock() {
    checkThis(this, isReadableStreamDefaultReader,
      'ReadableStreamDefaultReader');
    if (this[kState].stream === undefined) return;
    readableStreamDefaultReaderRelease(this);
  }

  get closed() {
    if (!isReadableStreamDefaultReader(this)) {
      return rejectedThis('ReadableStreamDefaultReader');
    }
    return this[kState].close.promise;
  }

  cancel(reason = undefined) {
    if (!isReadableStreamDefaultReader(this)) {
      return rejectedThis('ReadableStreamDefaultReader');
    }
    if (this[kState].stream === undefined) return rejectedUnattached();
    return readableStreamCancel(this[kState].stream, reason);
  }

  [customInspectSymbol](depth, options) {
    return customInspect.call(this, depth, options, this[kType], {
      stream: this[kState].stream,
      readRequests: this[kState].readRequests.length,
      close: this[kState].close.promise,
    });
  }
}

defineInterface(ReadableStreamDefaultReader, 'ReadableStreamDefaultReader',
  ['closed', 'cancel', 'read', 'releaseLock']);

class ReadableStreamBYOBReader {
  [kType] = 'ReadableStreamBYOBReader';

  constructor(stream) {
    checkStream(stream);
    this[kState] = {
      readIntoRequests: new Fifo(),
      stream: undefined,
      close: undefined,
    };
    setupReadableStreamBYOBReader(this, stream);
  }

  async read(view, options = kEmptyObject) {
    if (!isReadableStreamBYOBReader(this)) {
      throw new ERR_INVALID_THIS('ReadableStreamBYOBReader');
    }
    if (!ArrayBuffer.isView(view)) {
      throw new ERR_INVALID_ARG_TYPE(
        'view', ['Buffer', 'TypedArray', 'DataView'], view);
    }
    validateObject(options, 'options');
    if (view.byteLength === 0 || view.buffer.byteLength === 0) {
      throw new ERR_INVALID_STATE.TypeError(
        'View or Viewed ArrayBuffer is zero-length or detached');
    }
    const { min = 1 } = options;
    if (typeof min !== 'number') {
      throw new ERR_INVALID_ARG_TYPE('options.min', 'number', min);
    }
    if (!Number.isInteger(min)) {
      throw new ERR_INVALID_ARG_VALUE('options.min', min, 'must be an integer');
    }
    if (min <= 0) {
      throw new ERR_INVALID_ARG_VALUE(
        'options.min', min, 'must be greater than 0');
    }
    const property = view instanceof DataView ? 'byteLength' : 'length';
    if (min > view[property]) {
      throw new ERR_OUT_OF_RANGE('options.min', `<= view.${property}`, min);
    }
    const { stream } = this[kState];
    if (stream === undefined) {
      throw new ERR_INVALID_STATE.TypeError(
        'The reader is not attached to a stream');
    }
    const request = new ReadIntoRequest();
    readableStreamBYOBReaderRead(this, view, min, request);
    return request.promise;
  }

  releaseLock() {
    checkThis(this, isReadableStreamBYOBReader, 'ReadableStreamBYOBReader');
    if (this[kState].stream === undefined) return;
    readableStreamBYOBReaderRelease(this);
  }

  get closed() {
    if (!isReadableStreamBYOBReader(this)) {
      return rejectedThis('ReadableStreamBYOBReader');
    }
    return this[kState].close.promise;
  }

  cancel(reason = undefined) {
    if (!isReadableStreamBYOBReader(this)) {
      return rejectedThis('ReadableStreamBYOBReader');
    }
    if (this[kState].stream === undefined) return rejectedUnattached();
    return readableStreamCancel(this[kState].stream, reason);
  }

  [customInspectSymbol](depth, options) {
    return customInspect.call(this, depth, options, this[kType], {
      stream: this[kState].stream,
      readIntoRequests: this[kState].readIntoRequests.length,
      close: this[kState].close.promise,
    });
  }
}

defineInterface(ReadableStreamBYOBReader, 'ReadableStreamBYOBReader',
  ['closed', 'cancel', 'read', 'releaseLock']);

function readableStreamBYOBReaderRead(reader, view, min, request) {
  const { stream } = reader[kState];
  const s = stream[kState];
  s.disturbed = true;
  if (s.state === 'errored') {
    request.error(s.storedError);
    return;
  }
  readableByteStreamControllerPullInto(s.controller, view, min, request);
}

function setupReadableStreamDefaultReader(reader, stream) {
  if (isReadableStreamLocked(stream)) {
    throw new ERR_INVALID_STATE.TypeError('ReadableStream is locked');
  }
  readableStreamReaderGenericInitialize(reader, stream);
}

function setupReadableStreamBYOBReader(reader, stream) {
  if (isReadableStreamLocked(stream)) {
    throw new ERR_INVALID_STATE.TypeError('ReadableStream is locked');
  }
  const { controller } = stream[kState];
  if (!isReadableByteStreamController(controller)) {
    throw new ERR_INVALID_ARG_VALUE(
      'stream', stream, 'must be a byte stream');
  }
  readableStreamReaderGenericInitialize(reader, stream);
}

module.exports = {
  ReadRequest,
  ReadableStreamBYOBReader,
  ReadableStreamDefaultReader,
  readableStreamBYOBReaderRead,
};
