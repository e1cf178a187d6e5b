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
const { Promise, kEmptyObject } = require('internal/util');
const { isDataView } = require('internal/util/types');
const { validateObject } = require('internal/validators');
const {
  Fifo, checkThis, defineStreamInterface, kState, kType,
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

// What keeps a reader from answering, as the promise that says so: it is no
// such reader, or has been released.
function refusal(reader, isReader, name, needsStream = true) {
  if (!isReader(reader)) return Promise.reject(new ERR_INVALID_THIS(name));
  if (!needsStream || reader[kState].stream !== undefined) return undefined;
  return Promise.reject(unattachedError());
}

function unattachedError() {
  return new ERR_INVALID_STATE.TypeError(
    'The reader is not attached to a stream');
}

// The methods of both kinds of reader.

function closedOf(reader, isReader, name) {
  return refusal(reader, isReader, name, false) ?? reader[kState].close.promise;
}

function cancel(reader, isReader, name, reason) {
  return refusal(reader, isReader, name) ??
    readableStreamCancel(reader[kState].stream, reason);
}

function release(reader, isReader, name, releaseStream) {
  checkThis(reader, isReader, name);
  if (reader[kState].stream !== undefined) releaseStream(reader);
}

// What is shown of a reader, whose queue has this name.
function shownWith(requests) {
  return ({ [kState]: { stream, close, [requests]: { length } } }) =>
    ({ stream, [requests]: length, close: close.promise });
}

// `min` counts elements of the view.
function checkMinimum(min, view) {
  if (typeof min !== 'number') {
    throw new ERR_INVALID_ARG_TYPE('options.min', 'number', min);
  }
  const mistake = (!Number.isInteger(min) && 'must be an integer') ||
    (min <= 0 && 'must be greater than 0');
  if (mistake) throw new ERR_INVALID_ARG_VALUE('options.min', min, mistake);
  const length = isDataView(view) ? 'byteLength' : 'length';
  if (min > view[length]) {
    throw new ERR_OUT_OF_RANGE('options.min', `<= view.${length}`, min);
  }
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
    const refused = refusal(
      this, isReadableStreamDefaultReader, 'ReadableStreamDefaultReader');
    if (refused !== undefined) return refused;
    const request = new ReadRequest();
    readableStreamDefaultReaderRead(this, request);
    return request.promise();
  }

  releaseLock() {
    release(this, isReadableStreamDefaultReader, 'ReadableStreamDefaultReader',
      readableStreamDefaultReaderRelease);
  }

  get closed() {
    return closedOf(
      this, isReadableStreamDefaultReader, 'ReadableStreamDefaultReader');
  }

  cancel(reason = undefined) {
    return cancel(
      this, isReadableStreamDefaultReader, 'ReadableStreamDefaultReader', reason);
  }
}

defineStreamInterface(ReadableStreamDefaultReader, ['closed', 'cancel', 'read', 'releaseLock'], shownWith('readRequests'));

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
    checkMinimum(min, view);
    if (this[kState].stream === undefined) throw unattachedError();
    const request = new ReadIntoRequest();
    readableStreamBYOBReaderRead(this, view, min, request);
    return request.promise;
  }

  releaseLock() {
    release(this, isReadableStreamBYOBReader, 'ReadableStreamBYOBReader',
      readableStreamBYOBReaderRelease);
  }

  get closed() {
    return closedOf(
      this, isReadableStreamBYOBReader, 'ReadableStreamBYOBReader');
  }

  cancel(reason = undefined) {
    return cancel(
      this, isReadableStreamBYOBReader, 'ReadableStreamBYOBReader', reason);
  }
}

defineStreamInterface(ReadableStreamBYOBReader, ['closed', 'cancel', 'read', 'releaseLock'], shownWith('readIntoRequests'));

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

function checkUnlocked(stream) {
  if (!isReadableStreamLocked(stream)) return;
  throw new ERR_INVALID_STATE.TypeError('ReadableStream is locked');
}

function setupReadableStreamDefaultReader(reader, stream) {
  checkUnlocked(stream);
  readableStreamReaderGenericInitialize(reader, stream);
}

function setupReadableStreamBYOBReader(reader, stream) {
  checkUnlocked(stream);
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
