'use strict';

// Web streams over Node's streams and the other way round.

const {
  AbortError,
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_STREAM_PREMATURE_CLOSE,
  },
} = require('internal/errors');
const { Promise, kEmptyObject } = require('internal/util');
const { isAnyArrayBuffer } = require('internal/util/types');
const { validateBoolean, validateObject, validateOneOf } =
  require('internal/validators');
const utils = require('internal/streams/utils');
const { destroyer } = require('internal/streams/destroy');
const { eos } = require('internal/streams/end-of-stream');
const { ReadableStream, isReadableStream } =
  require('internal/webstreams/readablestream');
const { WritableStream, isWritableStream } =
  require('internal/webstreams/writablestream');
const { ByteLengthQueuingStrategy, CountQueuingStrategy } =
  require('internal/webstreams/queuingstrategies');

// An option: a chunk that write() refuses to take ends the whole stream.
const kDestroyOnSyncError = Symbol('kDestroyOnSyncError');
// An option: throws for a chunk that may not be written.
const kValidateChunk = Symbol('kValidateChunk');

function nop() {}

// --- arguments -----------------------------------------------------------------------------

// Not instanceof: streams of other versions of the package are welcome.
function checkNodeStream(stream, name, type, isOfType) {
  if (!isOfType(stream)) throw new ERR_INVALID_ARG_TYPE(name, `stream.${type}`, stream);
}

function canBeRead(stream) {
  return typeof stream?._readableState === 'object';
}

function checkWebStream(stream, name, type, isOfType) {
  if (!isOfType(stream)) throw new ERR_INVALID_ARG_TYPE(name, type, stream);
}

const optionChecks = {
  objectMode: (value) => validateBoolean(value, 'options.objectMode'),
  decodeStrings: (value) => validateBoolean(value, 'options.decodeStrings'),
  encoding(value) {
    if (value !== undefined && !Buffer.isEncoding(value)) {
      throw new ERR_INVALID_ARG_VALUE('options.encoding', value);
    }
  },
};

// The options with their defaults; `names` are checked, in this order.
function checkOptions(options, ...names) {
  validateObject(options, 'options');
  const { objectMode = false, decodeStrings = true } = options;
  const complete = { ...options, objectMode, decodeStrings };
  for (const name of names) optionChecks[name](complete[name]);
  return complete;
}

// --- a web stream over a Node stream -------------------------------------------------------

// Calls back, without error or with one as the web knows it, when the stream
// has come to its end.
function whenOver(stream, callback) {
  const cleanup = eos(stream, (error) => {
    cleanup();
    // Errors that come after the end have nowhere to go.
    stream.on('error', nop);
    // Closed before its end is, as far as the web is concerned, aborted.
    const isPremature = error?.code === 'ERR_STREAM_PREMATURE_CLOSE';
    callback(isPremature ? new AbortError(undefined, { cause: error }) : error);
  });
}

function closedWritableStream() {
  const stream = new WritableStream();
  stream.close();
  return stream;
}

// The sink behind a WritableStream.
class NodeSink {
  #stream;
  #options;
  #controller = null;
  // The promises of a write() that waits for room, and of close().
  #room = null;
  #end = null;

  constructor(stream, options) {
    this.#stream = stream;
    this.#options = options;
    whenOver(stream, (error) => this.#over(error));
    stream.on('drain', () => this.#room?.resolve());
  }

  start(controller) {
    this.#controller = controller;
  }

  write(chunk) {
    const stream = this.#stream;
    let hasRoom = false;
    try {
      this.#options[kValidateChunk]?.(chunk);
      const isMemory = isAnyArrayBuffer(chunk) && !stream.writableObjectMode;
      const data = isMemory ? new Uint8Array(chunk) : chunk;
      hasRoom = !stream.writableNeedDrain && stream.write(data);
    } catch (error) {
      if (this.#options[kDestroyOnSyncError]) destroyer(stream, error);
      throw error;
    }
    if (hasRoom) return undefined;
    this.#room = Promise.withResolvers();
    return this.#room.promise.finally(() => {
      this.#room = null;
    });
  }

  abort(reason) {
    destroyer(this.#stream, reason);
  }

  close() {
    if (!utils.isWritableEnded(this.#stream)) {
      this.#end ??= Promise.withResolvers();
    }
    this.#stream.end();
    return this.#end?.promise;
  }

  #over(error) {
    const end = this.#end;
    const hasFailed = error !== undefined && error !== null;
    this.#end = null;
    if (hasFailed) {
      this.#room?.reject(error);
      end?.reject(error);
    } else if (end !== null) {
      // close() waits: its promise tells, and no other one needs to.
      end.resolve();
      return;
    }
    this.#controller.error(hasFailed ? error : new AbortError());
  }
}

function newWritableStreamFromStreamWritable(streamWritable,
  options = kEmptyObject) {
  // One without a state too: a ServerResponse.
  checkNodeStream(
    streamWritable, 'streamWritable', 'Writable', utils.isWritableNodeStream);
  if (utils.isDestroyed(streamWritable) || !utils.isWritable(streamWritable)) {
    return closedWritableStream();
  }
  const highWaterMark = streamWritable.writableHighWaterMark;
  const strategy = streamWritable.writableObjectMode ?
    new CountQueuingStrategy({ highWaterMark }) : { highWaterMark };
  return new WritableStream(new NodeSink(streamWritable, options), strategy);
}

// The source behind a ReadableStream.
class NodeSource {
  type;
  #stream;
  #controller = null;
  #wasCanceled = false;

  constructor(stream, type) {
    this.type = type;
    this.#stream = stream;
    stream.pause();
    whenOver(stream, (error) => this.#over(error));
    stream.on('data', (chunk) => this.#take(chunk));
  }

  start(controller) {
    this.#controller = controller;
  }

  pull() {
    this.#stream.resume();
  }

  cancel(reason) {
    this.#wasCanceled = true;
    destroyer(this.#stream, reason);
  }

  #take(chunk) {
    const isBuffer =
      Buffer.isBuffer(chunk) && !this.#stream.readableObjectMode;
    this.#controller.enqueue(isBuffer ? this.#withoutBuffer(chunk) : chunk);
    if (this.#controller.desiredSize <= 0) this.#stream.pause();
  }

  // The web knows no Buffer.
  #withoutBuffer(chunk) {
    const bytes =
      new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    // A byte controller takes the memory away: not that of the pool.
    return this.type === 'bytes' ? new Uint8Array(bytes) : bytes;
  }

  #over(error) {
    const controller = this.#controller;
    if (error) {
      controller.error(error);
    } else if (!this.#wasCanceled) {
      controller.close();
      // Closing answers a read into a buffer only once that is given back.
      if (this.type === 'bytes') controller.byobRequest?.respond(0);
    }
  }
}

// Over a stream from which nothing can be read any more: closed or failed as
// that one is.
function overReadableStream(streamReadable, type) {
  const error = utils.isReadableErrored(streamReadable) ||
    (utils.isReadableFinished(streamReadable, false) ? null :
      new AbortError(undefined, { cause: new ERR_STREAM_PREMATURE_CLOSE() }));
  return new ReadableStream({
    type,
    start(controller) {
      if (error) controller.error(error);
      else controller.close();
    },
  });
}

function readableStrategy(streamReadable, { strategy, type }) {
  const highWaterMark = streamReadable.readableHighWaterMark;
  if (type === 'bytes') return { highWaterMark };
  if (strategy) return strategy;
  return streamReadable.readableObjectMode ?
    new CountQueuingStrategy({ highWaterMark }) :
    new ByteLengthQueuingStrategy({ highWaterMark });
}

function newReadableStreamFromStreamReadable(streamReadable,
  options = kEmptyObject) {
  checkNodeStream(streamReadable, 'streamReadable', 'Readable', canBeRead);
  validateObject(options, 'options');
  const { type } = options;
  if (type !== undefined) {
    validateOneOf(type, 'options.type', ['bytes', undefined]);
  }
  if (utils.isDestroyed(streamReadable) || !utils.isReadable(streamReadable)) {
    return overReadableStream(streamReadable, type);
  }
  const strategy = readableStrategy(streamReadable, options);
  return new ReadableStream(new NodeSource(streamReadable, type), strategy);
}

function newReadableWritablePairFromDuplex(duplex, options = kEmptyObject) {
  checkNodeStream(duplex, 'duplex', 'Duplex', (stream) =>
    canBeRead(stream) && typeof stream._writableState === 'object');
  validateObject(options, 'options');
  const type = options.readableType ?? options.type;
  const isOpen = !utils.isDestroyed(duplex);

  const writable = isOpen && utils.isWritable(duplex) ?
    newWritableStreamFromStreamWritable(duplex, options) :
    closedWritableStream();
  if (isOpen && utils.isReadable(duplex)) {
    const readable = newReadableStreamFromStreamReadable(duplex, { type });
    return { readable, writable };
  }
  const readable = new ReadableStream({ type });
  readable.cancel();
  return { readable, writable };
}

// --- a Node stream over web streams --------------------------------------------------------

// A callback whose exception is nobody's rejection: it goes to `onThrow`, or is
// thrown, on the next tick.
function guard(callback, onThrow = rethrow) {
  return (error) => {
    try {
      callback(error);
    } catch (failure) {
      process.nextTick(onThrow, failure);
    }
  };
}

function rethrow(error) {
  throw error;
}

// Success has no argument.
function whenSettled(promise, done) {
  promise.then(() => done(), done);
}

let encoder;

function encode(text, encoding) {
  if (!/^utf-?8$/i.test(encoding)) {
    return new Uint8Array(Buffer.from(text, encoding));
  }
  encoder ??= new TextEncoder();
  return encoder.encode(text);
}

// The writing half: the options of a Writable over the writer of a
// WritableStream.
class WriterHalf {
  isClosed = false;
  stream = null;
  #writer;
  #encodes;

  constructor(writableStream, { decodeStrings, objectMode }) {
    this.#writer = writableStream.getWriter();
    this.#encodes = decodeStrings && !objectMode;
  }

  methods() {
    return {
      write: (chunk, encoding, callback) => {
        this.#whenReady(callback, () => this.#write(chunk, encoding));
      },
      writev: (chunks, callback) => {
        this.#whenReady(callback, () => Promise.all(chunks.map(
          ({ chunk, encoding }) => this.#write(chunk, encoding))));
      },
      final: (callback) => {
        // When the callback of end() fails, the stream is done for.
        const done =
          guard(callback, (failure) => destroyer(this.stream, failure));
        if (this.isClosed) done();
        else whenSettled(this.close(), done);
      },
    };
  }

  #whenReady(callback, action) {
    const done = guard(callback);
    this.#writer.ready.then(() => whenSettled(action(), done), done);
  }

  #write(chunk, encoding) {
    const isText = typeof chunk === 'string' && this.#encodes;
    return this.#writer.write(isText ? encode(chunk, encoding) : chunk);
  }

  close() {
    return this.#writer.close();
  }

  abort(reason) {
    return this.#writer.abort(reason);
  }

  // Tells the Node stream of what it did not do itself.
  attach(stream, onFail = nop) {
    this.stream = stream;
    this.#writer.closed.then(
      () => {
        this.isClosed = true;
        if (!utils.isWritableEnded(stream)) {
          destroyer(stream, new ERR_STREAM_PREMATURE_CLOSE());
        }
      },
      (error) => {
        this.isClosed = true;
        onFail();
        destroyer(stream, error);
      });
  }
}

// The reading half, over the reader of a ReadableStream.
class ReaderHalf {
  isClosed = false;
  #reader;

  constructor(readableStream) {
    this.#reader = readableStream.getReader();
  }

  // The read() option of `stream`, which the caller makes with it.
  readInto(stream) {
    this.#reader.read().then(
      ({ done, value }) => stream.push(done ? null : value),
      (error) => destroyer(stream, error));
  }

  cancel(reason) {
    return this.#reader.cancel(reason);
  }

  attach(stream, onFail = nop) {
    this.#reader.closed.then(
      () => {
        this.isClosed = true;
      },
      (error) => {
        this.isClosed = true;
        onFail();
        destroyer(stream, error);
      });
  }
}

// Answers a destroy() when `work` is settled, however; at once without work.
function destroyAfter(work, error, callback) {
  const done = guard(() => callback(error));
  if (work) work.then(done, done);
  else done();
}

function newStreamWritableFromWritableStream(writableStream,
  options = kEmptyObject) {
  checkWebStream(
    writableStream, 'writableStream', 'WritableStream', isWritableStream);
  const { highWaterMark, decodeStrings, objectMode, signal } =
    checkOptions(options, 'objectMode', 'decodeStrings');

  const Writable = require('internal/streams/writable');
  const half = new WriterHalf(writableStream, { decodeStrings, objectMode });
  const writable = new Writable({
    highWaterMark,
    objectMode,
    decodeStrings,
    signal,
    ...half.methods(),
    destroy(error, callback) {
      let work;
      if (!half.isClosed) work = error ? half.abort(error) : half.close();
      destroyAfter(work, error, callback);
    },
  });
  half.attach(writable);
  return writable;
}

function newStreamReadableFromReadableStream(readableStream,
  options = kEmptyObject) {
  checkWebStream(
    readableStream, 'readableStream', 'ReadableStream', isReadableStream);
  const { highWaterMark, encoding, objectMode, signal } =
    checkOptions(options, 'encoding', 'objectMode');

  const Readable = require('internal/streams/readable');
  const half = new ReaderHalf(readableStream);
  const readable = new Readable({
    objectMode,
    highWaterMark,
    encoding,
    signal,
    read() {
      half.readInto(readable);
    },
    destroy(error, callback) {
      destroyAfter(half.isClosed ? undefined : half.cancel(error), error, callback);
    },
  });
  half.attach(readable);
  return readable;
}

function newStreamDuplexFromReadableWritablePair(pair = kEmptyObject,
  options = kEmptyObject) {
  validateObject(pair, 'pair');
  checkWebStream(
    pair.readable, 'pair.readable', 'ReadableStream', isReadableStream);
  checkWebStream(
    pair.writable, 'pair.writable', 'WritableStream', isWritableStream);
  const {
    allowHalfOpen = false, highWaterMark, objectMode, encoding, decodeStrings,
    signal,
  } = checkOptions(options, 'objectMode', 'encoding');

  const Duplex = require('internal/streams/duplex');
  const writing = new WriterHalf(pair.writable, { decodeStrings, objectMode });
  const reading = new ReaderHalf(pair.readable);
  const duplex = new Duplex({
    allowHalfOpen,
    highWaterMark,
    objectMode,
    encoding,
    decodeStrings,
    signal,
    ...writing.methods(),
    read() {
      reading.readInto(duplex);
    },
    destroy(error, callback) {
      const work = [];
      if (!writing.isClosed) work.push(writing.abort(error));
      if (!reading.isClosed) work.push(reading.cancel(error));
      destroyAfter(work.length > 0 && Promise.all(work), error, callback);
    },
  });
  // An error of one half is one of both.
  const onFail = () => {
    writing.isClosed = reading.isClosed = true;
  };
  writing.attach(duplex, onFail);
  reading.attach(duplex, onFail);
  return duplex;
}

module.exports = {
  kDestroyOnSyncError,
  kValidateChunk,
  newWritableStreamFromStreamWritable,
  newReadableStreamFromStreamReadable,
  newStreamWritableFromWritableStream,
  newStreamReadableFromReadableStream,
  newReadableWritablePairFromDuplex,
  newStreamDuplexFromReadableWritablePair,
};
