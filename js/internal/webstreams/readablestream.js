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
const { customInspectSymbol, kEmptyObject, kEnumerableProperty } =
  require('internal/util');
const {
  kValidateObjectAllowArray,
  kValidateObjectAllowFunction,
  kValidateObjectAllowNullable,
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
  Deferred, checkThis, customInspect, defineInterface, extractHighWaterMark,
  extractSizeAlgorithm, kState, kType, nop, setPromiseHandled,
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

const AsyncIteratorPrototype = Object.getPrototypeOf(
  Object.getPrototypeOf(async function* () {}).prototype);

class ReadableStream {
  [kType] = 'ReadableStream';

  constructor(source = kEmptyObject, strategy = kEmptyObject) {
    validateObject(source, 'source');
    validateObject(strategy, 'strategy');
    initialize(this);

    // In the order of Web IDL's conversions: alphabetically.
    const { highWaterMark, size } = strategy;
    const { type } = source;
    if (`${type}` === 'bytes') {
      if (size !== undefined) {
        throw new ERR_INVALID_ARG_VALUE.RangeError('strategy.size', size);
      }
      setupReadableByteStreamControllerFromSource(
        this, source, extractHighWaterMark(highWaterMark, 0));
      return;
    }
    if (type !== undefined) {
      throw new ERR_INVALID_ARG_VALUE('source.type', type);
    }
    const sizeAlgorithm = extractSizeAlgorithm(size);
    setupReadableStreamDefaultControllerFromSource(
      this, source, extractHighWaterMark(highWaterMark, 1), sizeAlgorithm);
  }

  get [kIsDisturbed]() {
    return this[kState].disturbed;
  }

  get [kIsErrored]() {
    return this[kState].state === 'errored';
  }

  get [kIsReadable]() {
    return this[kState].state === 'readable';
  }

  static from(iterable) {
    return readableStreamFromIterable(iterable);
  }

  get locked() {
    checkThis(this, isReadableStream, 'ReadableStream');
    return isReadableStreamLocked(this);
  }

  cancel(reason = undefined) {
    if (!isReadableStream(this)) {
      return Promise.reject(new ERR_INVALID_THIS('ReadableStream'));
    }
    if (isReadableStreamLocked(this)) {
      return Promise.reject(
        new ERR_INVALID_STATE.TypeError('ReadableStream is locked'));
    }
    return readableStreamCancel(this, reason);
  }

  getReader(options = kEmptyObject) {
    checkThis(this, isReadableStream, 'ReadableStream');
    validateObject(options, 'options', dictionary);
    const mode = options?.mode;
    if (mode === undefined) return new ReadableStreamDefaultReader(this);
    if (`${mode}` !== 'byob') {
      throw new ERR_INVALID_ARG_VALUE('options.mode', mode);
    }
    return new ReadableStreamBYOBReader(this);
  }

  pipeThrough(transform, options = kEmptyObject) {
    checkThis(this, isReadableStream, 'ReadableStream');
    const sides = [
      ['readable', 'ReadableStream', isReadableStream],
      ['writable', 'WritableStream', isWritableStream],
    ];
    const [readable, writable] = sides.map(([name, type, isOne]) => {
      const side = transform?.[name];
      if (isOne(side)) return side;
      throw new ERR_INVALID_ARG_TYPE(`transform.${name}`, type, side);
    });
    setPromiseHandled(startPipe(this, writable, options));
    return readable;
  }

  pipeTo(destination, options = kEmptyObject) {
    try {
      checkThis(this, isReadableStream, 'ReadableStream');
      if (!isWritableStream(destination)) {
        throw new ERR_INVALID_ARG_TYPE(
          'transform.writable', 'WritableStream', destination);
      }
      return startPipe(this, destination, options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  tee() {
    checkThis(this, isReadableStream, 'ReadableStream');
    return readableStreamTee(this, false);
  }

  values(options = kEmptyObject) {
    checkThis(this, isReadableStream, 'ReadableStream');
    if (options != null) validateObject(options, 'options');
    return new StreamIterator(this, !!options?.preventCancel);
  }

  [customInspectSymbol](depth, options) {
    return customInspect.call(this, depth, options, this[kType], {
      locked: this.locked,
      state: this[kState].state,
      supportsBYOB: isReadableByteStreamController(this[kState].controller),
    });
  }
}

defineInterface(ReadableStream, 'ReadableStream', [
  'locked', 'cancel', 'getReader', 'pipeThrough', 'pipeTo', 'tee', 'values',
]);
Object.defineProperty(ReadableStream.prototype, Symbol.asyncIterator, {
  __proto__: null,
  configurable: true,
  enumerable: false,
  writable: true,
  value: ReadableStream.prototype.values,
});
Object.defineProperty(ReadableStream, 'from', kEnumerableProperty);

// A dictionary may be null, an array or a function.
const dictionary = kValidateObjectAllowNullable |
  kValidateObjectAllowFunction | kValidateObjectAllowArray;

function startPipe(source, destination, options) {
  validateObject(options, 'options', dictionary);
  // In the order of Web IDL's conversions: alphabetically.
  const preventAbort = !!options?.preventAbort;
  const preventCancel = !!options?.preventCancel;
  const preventClose = !!options?.preventClose;
  const signal = options?.signal;
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');

  const locked = (isReadableStreamLocked(source) && 'ReadableStream') ||
    (isWritableStreamLocked(destination) && 'WritableStream');
  if (locked) throw new ERR_INVALID_STATE.TypeError(`The ${locked} is locked`);
  return readableStreamPipeTo(
    source, destination, preventClose, preventAbort, preventCancel, signal);
}

function initialize(stream) {
  stream[kState] = {
    disturbed: false,
    reader: undefined,
    state: 'readable',
    storedError: undefined,
    controller: undefined,
  };
  stream[kIsClosedPromise] = new Deferred(true);
  stream[kControllerErrorFunction] = nop;
}

function bareStream() {
  const stream = Object.create(ReadableStream.prototype);
  stream[kType] = 'ReadableStream';
  initialize(stream);
  return stream;
}

function createReadableStream(start, pull, cancel, highWaterMark = 1,
  size = () => 1) {
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
  // another one (`for await` never does that), all wait for the one before.
  #ongoing;
  #chained = false;

  constructor(stream, preventCancel) {
    this.#reader = new ReadableStreamDefaultReader(stream);
    this.#preventCancel = preventCancel;
  }

  #after(steps) {
    this.#chained = true;
    return this.#ongoing = this.#ongoing.then(steps, steps);
  }

  #checkBound() {
    if (this.#reader[kState].stream === undefined) {
      throw new ERR_INVALID_STATE.TypeError(
        'The reader is not bound to a ReadableStream');
    }
  }

  #next() {
    if (this.#done) return Promise.resolve({ done: true, value: undefined });
    try {
      this.#checkBound();
    } catch (error) {
      return Promise.reject(error);
    }
    const request = new ReadRequest((over) => {
      if (!this.#chained) this.#ongoing = undefined;
      if (!over) return;
      this.#done = true;
      readableStreamDefaultReaderRelease(this.#reader);
    });
    readableStreamDefaultReaderRead(this.#reader, request);
    const answered = request.answered();
    const promise = request.promise();
    if (!answered && !this.#chained) this.#ongoing = promise;
    return promise;
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
    return this.#ongoing === undefined ?
      this.#return(value) : this.#after(() => this.#return(value));
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
  let stream;

  async function pull() {
    const result = await next.call(iterator);
    if (result === null || typeof result !== 'object') {
      throw new ERR_INVALID_STATE.TypeError(
        'The promise returned by the iterator.next() method must fulfill ' +
        'with an object');
    }
    const { controller } = stream[kState];
    if (result.done) {
      readableStreamDefaultControllerClose(controller);
    } else {
      const value = isAsync ? result.value : await result.value;
      readableStreamDefaultControllerEnqueue(controller, value);
    }
  }

  async function cancel(reason) {
    const method = iterator.return;
    if (method === undefined) return;
    const result = await method.call(iterator, reason);
    if (result === null || typeof result !== 'object') {
      throw new ERR_INVALID_STATE.TypeError(
        'The promise returned by the iterator.return() method must fulfill ' +
        'with an object');
    }
  }

  stream = createReadableStream(nop, pull, cancel, 0);
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
