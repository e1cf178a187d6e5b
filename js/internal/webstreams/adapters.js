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
const { kEmptyObject } = require('internal/util');
const { isAnyArrayBuffer } = require('internal/util/types');
const { validateBoolean, validateObject, validateOneOf } =
  require('internal/validators');
const {
  isDestroyed,
  isReadable,
  isReadableErrored,
  isReadableFinished,
  isWritable,
  isWritableEnded,
} = require('internal/streams/utils');
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

// A stream closed before its end was, as far as the web is concerned, aborted.
function translateError(error) {
  return error?.code === 'ERR_STREAM_PREMATURE_CLOSE' ?
    new AbortError(undefined, { cause: error }) : error;
}

// An exception of a callback is nobody's rejection.
function throwLater(error) {
  process.nextTick(() => {
    throw error;
  });
}

function call(callback, error) {
  try {
    callback(error);
  } catch (failure) {
    throwLater(failure);
  }
}

// --- WritableStream over Writable ----------------------------------------------------------

function newWritableStreamFromStreamWritable(streamWritable,
  options = kEmptyObject) {
  // Not instanceof: streams of other versions of the package are welcome.
  if (typeof streamWritable?._writableState !== 'object') {
    throw new ERR_INVALID_ARG_TYPE(
      'streamWritable', 'stream.Writable', streamWritable);
  }
  if (isDestroyed(streamWritable) || !isWritable(streamWritable)) {
    const closed = new WritableStream();
    closed.close();
    return closed;
  }

  const highWaterMark = streamWritable.writableHighWaterMark;
  const strategy = streamWritable.writableObjectMode ?
    new CountQueuingStrategy({ highWaterMark }) : { highWaterMark };

  let controller;
  let drained;
  let closed;

  function onDrain() {
    drained?.resolve();
  }

  const cleanup = eos(streamWritable, (error) => {
    error = translateError(error);
    cleanup();
    // Errors that come after the end have nowhere to go.
    streamWritable.on('error', nop);
    if (error != null) {
      drained?.reject(error);
      // close() waits: its promise tells, and no other one needs to.
      if (closed !== undefined) {
        closed.reject(error);
        closed = undefined;
      }
      controller.error(error);
      controller = undefined;
      return;
    }
    if (closed !== undefined) {
      closed.resolve();
      closed = undefined;
      return;
    }
    controller.error(new AbortError());
    controller = undefined;
  });

  streamWritable.on('drain', onDrain);

  return new WritableStream({
    start(c) {
      controller = c;
    },
    write(chunk) {
      try {
        options[kValidateChunk]?.(chunk);
        if (isAnyArrayBuffer(chunk) && !streamWritable.writableObjectMode) chunk = new Uint8Array(chunk);
        if (!streamWritable.writableNeedDrain && streamWritable.write(chunk)) {
          return undefined;
        }
      } catch (error) {
        if (options[kDestroyOnSyncError]) destroyer(streamWritable, error);
        throw error;
      }
      drained = Promise.withResolvers();
      return drained.promise.finally(() => {
        drained = undefined;
      });
    },
    abort(reason) {
      destroyer(streamWritable, reason);
    },
    close() {
      if (closed === undefined && !isWritableEnded(streamWritable)) {
        closed = Promise.withResolvers();
      }
      streamWritable.end();
      return closed?.promise;
    },
  }, strategy);
}

// --- Writable over WritableStream ----------------------------------------------------------

let encoder;

function toBytes(chunk, encoding) {
  if (/^utf-?8$/i.test(encoding)) {
    encoder ??= new TextEncoder();
    return encoder.encode(chunk);
  }
  return new Uint8Array(Buffer.from(chunk, encoding));
}

// The writing half of a stream over a writer: write(), writev() and final().
function writerMethods(writer, isClosed, decodeStrings, objectMode,
  getStream) {
  const convert = (chunk, encoding) =>
    (typeof chunk === 'string' && decodeStrings && !objectMode ?
      toBytes(chunk, encoding) : chunk);

  return {
    writev(chunks, callback) {
      const done = (error) => call(callback, error);
      writer.ready.then(
        () => Promise.all(chunks.map(({ chunk, encoding }) =>
          writer.write(convert(chunk, encoding)))).then(() => done(), done),
        done);
    },
    write(chunk, encoding, callback) {
      const done = (error) => call(callback, error);
      writer.ready.then(
        () => writer.write(convert(chunk, encoding)).then(() => done(), done),
        done);
    },
    final(callback) {
      function done(error) {
        try {
          callback(error);
        } catch (failure) {
          // The callback of end() failed: the stream is done for.
          process.nextTick(() => destroyer(getStream(), failure));
        }
      }
      if (isClosed()) done();
      else writer.close().then(() => done(), done);
    },
  };
}

function newStreamWritableFromWritableStream(writableStream,
  options = kEmptyObject) {
  if (!isWritableStream(writableStream)) {
    throw new ERR_INVALID_ARG_TYPE(
      'writableStream', 'WritableStream', writableStream);
  }
  validateObject(options, 'options');
  const { highWaterMark, decodeStrings = true, objectMode = false, signal } =
    options;
  validateBoolean(objectMode, 'options.objectMode');
  validateBoolean(decodeStrings, 'options.decodeStrings');

  const Writable = require('internal/streams/writable');
  const writer = writableStream.getWriter();
  let closed = false;

  const writable = new Writable({
    highWaterMark,
    objectMode,
    decodeStrings,
    signal,
    ...writerMethods(writer, () => closed, decodeStrings, objectMode,
      () => writable),
    destroy(error, callback) {
      const done = () => call(callback, error);
      if (closed) {
        done();
      } else if (error != null) {
        writer.abort(error).then(done, done);
      } else {
        writer.close().then(done, done);
      }
    },
  });

  writer.closed.then(
    () => {
      closed = true;
      // Closed behind the back of the Node stream.
      if (!isWritableEnded(writable)) {
        destroyer(writable, new ERR_STREAM_PREMATURE_CLOSE());
      }
    },
    (error) => {
      closed = true;
      destroyer(writable, error);
    });
  return writable;
}

// --- ReadableStream over Readable ----------------------------------------------------------

// Over a stream from which nothing can be read any more: closed or failed as
// that one is.
function deadReadableStream(streamReadable, type) {
  let error = isReadableErrored(streamReadable);
  if (!error && !isReadableFinished(streamReadable, false)) {
    error = translateError(new ERR_STREAM_PREMATURE_CLOSE());
  }
  return new ReadableStream({
    type,
    start(controller) {
      if (error) controller.error(error);
      else controller.close();
    },
  });
}

function newReadableStreamFromStreamReadable(streamReadable,
  options = kEmptyObject) {
  if (typeof streamReadable?._readableState !== 'object') {
    throw new ERR_INVALID_ARG_TYPE(
      'streamReadable', 'stream.Readable', streamReadable);
  }
  validateObject(options, 'options');
  if (options.type !== undefined) {
    validateOneOf(options.type, 'options.type', ['bytes', undefined]);
  }
  const isBYOB = options.type === 'bytes';

  if (isDestroyed(streamReadable) || !isReadable(streamReadable)) {
    return deadReadableStream(streamReadable, options.type);
  }

  const objectMode = streamReadable.readableObjectMode;
  const highWaterMark = streamReadable.readableHighWaterMark;
  let strategy;
  if (isBYOB) strategy = { highWaterMark };
  else if (options.strategy) strategy = options.strategy;
  else if (objectMode) strategy = new CountQueuingStrategy({ highWaterMark });
  else strategy = new ByteLengthQueuingStrategy({ highWaterMark });

  let controller;
  let wasCanceled = false;

  function onData(chunk) {
    // The web knows no Buffer.
    if (Buffer.isBuffer(chunk) && !objectMode) {
      chunk = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      // A byte controller takes the memory away: not that of the pool.
      if (isBYOB) chunk = new Uint8Array(chunk);
    }
    controller.enqueue(chunk);
    if (controller.desiredSize <= 0) streamReadable.pause();
  }

  streamReadable.pause();

  const cleanup = eos(streamReadable, (error) => {
    error = translateError(error);
    cleanup();
    // Errors that come after the end have nowhere to go.
    streamReadable.on('error', nop);
    if (error) {
      controller.error(error);
    } else if (!wasCanceled) {
      controller.close();
      // Closing answers a read into a buffer only once that is given back.
      if (isBYOB) controller.byobRequest?.respond(0);
    }
  });

  streamReadable.on('data', onData);

  return new ReadableStream({
    type: options.type,
    start(c) {
      controller = c;
    },
    pull() {
      streamReadable.resume();
    },
    cancel(reason) {
      wasCanceled = true;
      destroyer(streamReadable, reason);
    },
  }, strategy);
}

// --- Readable over ReadableStream ----------------------------------------------------------

function validateEncoding(encoding) {
  if (encoding !== undefined && !Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE('options.encoding', encoding);
  }
}

function readFrom(reader, stream) {
  reader.read().then(
    ({ done, value }) => {
      stream.push(done ? null : value);
    },
    (error) => {
      destroyer(stream, error);
    });
}

function newStreamReadableFromReadableStream(readableStream,
  options = kEmptyObject) {
  if (!isReadableStream(readableStream)) {
    throw new ERR_INVALID_ARG_TYPE(
      'readableStream', 'ReadableStream', readableStream);
  }
  validateObject(options, 'options');
  const { highWaterMark, encoding, objectMode = false, signal } = options;
  validateEncoding(encoding);
  validateBoolean(objectMode, 'options.objectMode');

  const Readable = require('internal/streams/readable');
  const reader = readableStream.getReader();
  let closed = false;

  const readable = new Readable({
    objectMode,
    highWaterMark,
    encoding,
    signal,
    read() {
      readFrom(reader, readable);
    },
    destroy(error, callback) {
      const done = () => call(callback, error);
      if (closed) done();
      else reader.cancel(error).then(done, done);
    },
  });

  reader.closed.then(
    () => {
      closed = true;
    },
    (error) => {
      closed = true;
      destroyer(readable, error);
    });
  return readable;
}

// --- pairs and Duplex ----------------------------------------------------------------------

function newReadableWritablePairFromDuplex(duplex, options = kEmptyObject) {
  if (typeof duplex?._writableState !== 'object' ||
      typeof duplex?._readableState !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('duplex', 'stream.Duplex', duplex);
  }
  validateObject(options, 'options');
  const type = options.readableType ?? options.type;

  if (isDestroyed(duplex)) {
    const writable = new WritableStream();
    const readable = new ReadableStream({ type });
    writable.close();
    readable.cancel();
    return { readable, writable };
  }

  let writable;
  if (isWritable(duplex)) {
    writable = newWritableStreamFromStreamWritable(duplex, options);
  } else {
    writable = new WritableStream();
    writable.close();
  }
  let readable;
  if (isReadable(duplex)) {
    readable = newReadableStreamFromStreamReadable(duplex, { type });
  } else {
    readable = new ReadableStream({ type });
    readable.cancel();
  }
  return { readable, writable };
}

function newStreamDuplexFromReadableWritablePair(pair = kEmptyObject,
  options = kEmptyObject) {
  validateObject(pair, 'pair');
  const { readable: readableStream, writable: writableStream } = pair;
  if (!isReadableStream(readableStream)) {
    throw new ERR_INVALID_ARG_TYPE(
      'pair.readable', 'ReadableStream', readableStream);
  }
  if (!isWritableStream(writableStream)) {
    throw new ERR_INVALID_ARG_TYPE(
      'pair.writable', 'WritableStream', writableStream);
  }
  validateObject(options, 'options');
  const {
    allowHalfOpen = false, objectMode = false, encoding, decodeStrings = true,
    highWaterMark, signal,
  } = options;
  validateBoolean(objectMode, 'options.objectMode');
  validateEncoding(encoding);

  const Duplex = require('internal/streams/duplex');
  const writer = writableStream.getWriter();
  const reader = readableStream.getReader();
  let writableClosed = false;
  let readableClosed = false;

  const duplex = new Duplex({
    allowHalfOpen,
    highWaterMark,
    objectMode,
    encoding,
    decodeStrings,
    signal,
    ...writerMethods(writer, () => writableClosed, decodeStrings, objectMode,
      () => duplex),
    read() {
      readFrom(reader, duplex);
    },
    destroy(error, callback) {
      const done = () => call(callback, error);

      async function closeWriter() {
        if (!writableClosed) await writer.abort(error);
      }
      async function closeReader() {
        if (!readableClosed) await reader.cancel(error);
      }
      if (writableClosed && readableClosed) done();
      else Promise.all([closeWriter(), closeReader()]).then(done, done);
    },
  });

  writer.closed.then(
    () => {
      writableClosed = true;
      if (!isWritableEnded(duplex)) {
        destroyer(duplex, new ERR_STREAM_PREMATURE_CLOSE());
      }
    },
    (error) => {
      writableClosed = true;
      readableClosed = true;
      destroyer(duplex, error);
    });
  reader.closed.then(
    () => {
      readableClosed = true;
    },
    (error) => {
      writableClosed = true;
      readableClosed = true;
      destroyer(duplex, error);
    });
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
