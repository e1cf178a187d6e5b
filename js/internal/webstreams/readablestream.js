'use strict';

// ReadableStream, as the Streams standard defines it. Its readers, controllers,
// pipeTo() and tee() have files of their own.

const {
  codes: {
    ERR_ARG_NOT_ITERABLE,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_STATE,
    ERR_INVALID_THIS,
  },
} = require('internal/errors');
const {
  AsyncIteratorPrototype, defineGetters, kEmptyObject, kEnumerableProperty,
} = require('internal/util');
const {
  kValidateObjectAllowArray,
  kValidateObjectAllowFunction,
  kValidateObjectAllowNullable,
  kValidateObjectAllowObjects,
  validateAbortSignal,
  validateObject,
} = require('internal/validators');
const {
  kIsClosedPromise,
  kIsDisturbed,
  kIsErrored,
  kIsReadable,
  kControllerErrorFunction,
} = require('internal/streams/utils');
const {
  Deferred, Promise, checkThis, countAlgorithm, defineStreamInterface, defineTransfer, extractHighWaterMark,
  extractSizeAlgorithm, kState, kType, makeTransferable, nop, setPromiseHandled, react,
} = require('internal/webstreams/util');
const {
  isReadableStream, isReadableStreamBYOBReader, isReadableStreamDefaultReader,
  isReadableStreamLocked, readableStreamCancel,
  readableStreamDefaultReaderRead, readableStreamDefaultReaderRelease,
} = require('internal/webstreams/readable_ops');
const {
  ReadableStreamDefaultController, readableStreamDefaultControllerClose,
  readableStreamDefaultControllerEnqueue,
  setupReadableStreamDefaultController,
  setupReadableStreamDefaultControllerFromSource,
} = require('internal/webstreams/readable_default');
const {
  ReadableByteStreamController, ReadableStreamBYOBRequest,
  isReadableByteStreamController, isReadableStreamBYOBRequest,
  setupReadableByteStreamController,
  setupReadableByteStreamControllerFromSource,
} = require('internal/webstreams/readable_byte');
const { ReadRequest, ReadableStreamBYOBReader, ReadableStreamDefaultReader } =
  require('internal/webstreams/readable_readers');
const { readableStreamPipeTo } = require('internal/webstreams/readable_pipe');
const { byteTee, defaultTee } = require('internal/webstreams/readable_tee');
const { isWritableStream, isWritableStreamLocked } =
  require('internal/webstreams/writablestream');

class ReadableStream {
  [kType] = 'ReadableStream';

  constructor(source = kEmptyObject, strategy = kEmptyObject) {
    validateObject(source, 'source', kValidateObjectAllowObjects);
    validateObject(strategy, 'strategy', dictionary);
    initialize(this);

    // In the order of Web IDL's conversions: alphabetically.
    const { highWaterMark, size } = strategy ?? kEmptyObject;
    const { type } = source;
    if (type === undefined) {
      const sizeOf = extractSizeAlgorithm(size);
      const mark = extractHighWaterMark(highWaterMark, 1);
      setupReadableStreamDefaultControllerFromSource(this, source, mark, sizeOf);
      return;
    }
    if (`${type}` !== 'bytes') {
      throw new ERR_INVALID_ARG_VALUE('source.type', type);
    }
    if (size !== undefined) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('strategy.size', size);
    }
    const mark = extractHighWaterMark(highWaterMark, 0);
    setupReadableByteStreamControllerFromSource(this, source, mark);
  }

  static from(iterable) {
    return readableStreamFromIterable(iterable);
  }

  get locked() {
    check(this);
    return isReadableStreamLocked(this);
  }

  cancel(reason = undefined) {
    let refused;
    if (!isReadableStream(this)) refused = new ERR_INVALID_THIS('ReadableStream');
    else if (isReadableStreamLocked(this)) refused = lockedError('ReadableStream');
    return refused === undefined ?
      readableStreamCancel(this, reason) : Promise.reject(refused);
  }

  getReader(options = kEmptyObject) {
    check(this);
    validateObject(options, 'options', dictionary);
    const { mode } = options ?? kEmptyObject;
    if (mode === undefined) return new ReadableStreamDefaultReader(this);
    if (`${mode}` === 'byob') return new ReadableStreamBYOBReader(this);
    throw new ERR_INVALID_ARG_VALUE('options.mode', mode);
  }

  pipeThrough(transform, options = kEmptyObject) {
    check(this);
    const sides = [
      ['readable', 'ReadableStream', isReadableStream],
      ['writable', 'WritableStream', isWritableStream],
    ];
    const [output, input] = sides.map(([name, type, isOne]) => {
      const side = transform?.[name];
      if (isOne(side)) return side;
      throw new ERR_INVALID_ARG_TYPE(`transform.${name}`, type, side);
    });
    setPromiseHandled(startPipe(this, input, options));
    return output;
  }

  pipeTo(destination, options = kEmptyObject) {
    try {
      check(this);
      if (isWritableStream(destination)) {
        return startPipe(this, destination, options);
      }
      throw new ERR_INVALID_ARG_TYPE(
        'transform.writable', 'WritableStream', destination);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  tee() {
    check(this);
    return readableStreamTee(this, false);
  }

  [kControllerErrorFunction](error) {
    this[kState].controller.error(error);
  }

  values(options = kEmptyObject) {
    check(this);
    validateObject(options ?? kEmptyObject, 'options');
    return new StreamIterator(this, !!options?.preventCancel);
  }
}

defineTransfer(ReadableStream);
defineStreamInterface(ReadableStream, [
  'locked', 'cancel', 'getReader', 'pipeThrough', 'pipeTo', 'tee', 'values',
], (self) => {
  const { state, controller } = self[kState];
  const supportsBYOB = isReadableByteStreamController(controller);
  return { locked: self.locked, state, supportsBYOB };
});
// What `internal/streams/utils` asks of a stream.
defineGetters(ReadableStream, {
  [kIsDisturbed]: (stream) => stream[kState].disturbed,
  [kIsErrored]: (stream) => stream[kState].state === 'errored',
  [kIsReadable]: (stream) => stream[kState].state === 'readable',
});
const { values } = Object.getOwnPropertyDescriptors(ReadableStream.prototype);
Object.defineProperty(ReadableStream.prototype, Symbol.asyncIterator,
  { __proto__: null, ...values, enumerable: false });
Object.defineProperty(ReadableStream, 'from', kEnumerableProperty);

function check(stream) {
  checkThis(stream, isReadableStream, 'ReadableStream');
}

function lockedError(name) {
  return new ERR_INVALID_STATE.TypeError(`${name} is locked`);
}

// A dictionary may be null, an array or a function.
const dictionary = kValidateObjectAllowNullable |
  kValidateObjectAllowFunction | kValidateObjectAllowArray;

function startPipe(source, destination, options) {
  validateObject(options, 'options', dictionary);
  // In the order of Web IDL's conversions: alphabetically.
  const { preventAbort, preventCancel, preventClose, signal } = options ?? kEmptyObject;
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');

  if (isReadableStreamLocked(source)) throw lockedError('The ReadableStream');
  if (isWritableStreamLocked(destination)) throw lockedError('The WritableStream');
  return readableStreamPipeTo(
    source, destination, !!preventClose, !!preventAbort, !!preventCancel, signal);
}

function initialize(stream) {
  makeTransferable(stream);
  stream[kState] = {
    disturbed: false,
    reader: undefined,
    state: 'readable',
    storedError: undefined,
    controller: undefined,
  };
  stream[kIsClosedPromise] = new Deferred(true);
}

function bareStream() {
  const stream = Object.create(ReadableStream.prototype);
  stream[kType] = 'ReadableStream';
  initialize(stream);
  return stream;
}

function createReadableStream(start, pull, cancel, highWaterMark, size = countAlgorithm) {
  const stream = bareStream();
  setupReadableStreamDefaultController(
    stream, start, pull, cancel, highWaterMark, size);
  return stream;
}

function createReadableByteStream(start, pull, cancel) {
  const stream = bareStream();
  setupReadableByteStreamController(stream, start, pull, cancel, 0, undefined);
  return stream;
}

function readableStreamTee(stream, cloneForBranch2) {
  return isReadableByteStreamController(stream[kState].controller) ?
    byteTee(stream, createReadableByteStream) :
    defaultTee(stream, cloneForBranch2, createReadableStream);
}

// --- iteration -------------------------------------------------------------------------

// What values() returns; its methods are on a prototype that all share.
class StreamIterator {
  #reader;
  #preventCancel;
  #done = false;
  // The call that has not been answered, if any. Once a call had to wait for
  // another one (`for await` never does that) or ends it, all wait for the one before.
  #ongoing;
  #chained = false;
  constructor(stream, preventCancel) {
    this.#reader = new ReadableStreamDefaultReader(stream);
    this.#preventCancel = preventCancel;
  }

  #after(steps) {
    this.#chained = true;
    return this.#ongoing = react(this.#ongoing, steps, steps);
  }

  #checkBound() {
    if (this.#reader[kState].stream !== undefined) return;
    throw new ERR_INVALID_STATE.TypeError(
      'The reader is not bound to a ReadableStream');
  }

  #next() {
    if (this.#done) return this.#return(undefined);
    try {
      this.#checkBound();
    } catch (error) {
      return Promise.reject(error);
    }
    const request = new ReadRequest((over) => {
      if (!over) return;
      this.#done = true;
      readableStreamDefaultReaderRelease(this.#reader);
    });
    readableStreamDefaultReaderRead(this.#reader, request);
    const answered = request.answered();
    const promise = request.promise();
    if (answered) return promise;
    // One step later than the reader answers.
    const later = react(promise, (result) => {
      if (!this.#chained) this.#ongoing = undefined;
      return result;
    });
    if (!this.#chained) this.#ongoing = later;
    return later;
  }

  async #return(value) {
    if (this.#done) return { done: true, value };
    this.#done = true;
    this.#checkBound();
    const reader = this.#reader;
    if (this.#preventCancel) {
      readableStreamDefaultReaderRelease(reader);
    } else {
      const cancelled = readableStreamCancel(reader[kState].stream, value);
      readableStreamDefaultReaderRelease(reader);
      await cancelled;
    }
    return { done: true, value };
  }

  next() {
    return this.#ongoing === undefined ?
      this.#next() : this.#after(() => this.#next());
  }

  return(value) {
    if (this.#ongoing !== undefined) return this.#after(() => this.#return(value));
    this.#chained = true;
    return this.#ongoing = this.#return(value);
  }
}

Object.setPrototypeOf(StreamIterator.prototype, AsyncIteratorPrototype);
delete StreamIterator.prototype.constructor;
Object.defineProperties(StreamIterator.prototype, {
  next: kEnumerableProperty,
  return: kEnumerableProperty,
});

function iteratorOf(iterable) {
  const asyncMethod = iterable?.[Symbol.asyncIterator];
  const method = asyncMethod ?? iterable?.[Symbol.iterator];
  if (typeof method !== 'function') throw new ERR_ARG_NOT_ITERABLE(iterable);
  const iterator = method.call(iterable);
  if (iterator === null || typeof iterator !== 'object') {
    throw new ERR_INVALID_STATE.TypeError(
      'The iterator method must return an object');
  }
  return { iterator, isAsync: asyncMethod != null };
}

function readableStreamFromIterable(iterable) {
  const { iterator, isAsync } = iteratorOf(iterable);
  const { next } = iterator;

  function checked(method, answer) {
    if (typeof answer === 'object' && answer !== null) return answer;
    throw new ERR_INVALID_STATE.TypeError(
      `The promise returned by the iterator.${method}() method must fulfill ` +
      'with an object');
  }

  async function pull() {
    const answer = checked('next', await next.call(iterator));
    const { controller } = stream[kState];
    if (answer.done) {
      readableStreamDefaultControllerClose(controller);
      return;
    }
    const value = isAsync ? answer.value : await answer.value;
    readableStreamDefaultControllerEnqueue(controller, value);
  }

  async function cancel(reason) {
    const method = iterator.return;
    if (method !== undefined) checked('return', await method.call(iterator, reason));
  }

  const stream = createReadableStream(nop, pull, cancel, 0);
  return stream;
}

module.exports = {
  ReadableByteStreamController,
  ReadableStream,
  ReadableStreamBYOBReader,
  ReadableStreamBYOBRequest,
  ReadableStreamDefaultController,
  ReadableStreamDefaultReader,
  createReadableByteStream,
  createReadableStream,
  isReadableByteStreamController,
  isReadableStream,
  isReadableStreamBYOBReader,
  isReadableStreamBYOBRequest,
  isReadableStreamDefaultReader,
  isReadableStreamLocked,
  readableStreamCancel,
  readableStreamPipeTo,
  readableStreamTee,
};
