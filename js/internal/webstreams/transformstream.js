'use strict';

// TransformStream and its controller.

const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_STATE,
  },
} = require('internal/errors');
const { Promise, kEmptyObject } = require('internal/util');
const {
  kValidateObjectAllowObjects, kValidateObjectAllowObjectsAndNull, validateObject,
} = require('internal/validators');
const {
  Deferred, brandCheck, checkThis, defineStreamInterface, defineTransfer,
  extractHighWaterMark, extractSizeAlgorithm, kState, kType, makeTransferable, promiseCallback,
  startCallback, promiseOf, react,
} = require('internal/webstreams/util');
const {
  createReadableStream,
} = require('internal/webstreams/readablestream');
const {
  readableStreamDefaultControllerCanCloseOrEnqueue,
  readableStreamDefaultControllerClose,
  readableStreamDefaultControllerEnqueue,
  readableStreamDefaultControllerError,
  readableStreamDefaultControllerGetDesiredSize,
  readableStreamDefaultControllerHasBackpressure,
} = require('internal/webstreams/readable_default');
const {
  createWritableStream,
  writableStreamDefaultControllerErrorIfNeeded,
} = require('internal/webstreams/writablestream');

const kConstruct = Symbol('kConstruct');

const isTransformStream = brandCheck('TransformStream');
const isTransformStreamDefaultController =
  brandCheck('TransformStreamDefaultController');

class TransformStream {
  [kType] = 'TransformStream';

  constructor(transformer = kEmptyObject, writableStrategy = kEmptyObject,
    readableStrategy = kEmptyObject) {
    validateObject(transformer, 'transformer', kValidateObjectAllowObjects);
    validateObject(writableStrategy, 'writableStrategy', kValidateObjectAllowObjectsAndNull);
    validateObject(readableStrategy, 'readableStrategy', kValidateObjectAllowObjectsAndNull);
    if (transformer.readableType !== undefined) {
      throw new ERR_INVALID_ARG_VALUE.RangeError(
        'transformer.readableType', transformer.readableType);
    }
    if (transformer.writableType !== undefined) {
      throw new ERR_INVALID_ARG_VALUE.RangeError(
        'transformer.writableType', transformer.writableType);
    }
    const readableHighWaterMark =
      extractHighWaterMark(readableStrategy?.highWaterMark, 0);
    const readableSize = extractSizeAlgorithm(readableStrategy?.size);
    const writableHighWaterMark =
      extractHighWaterMark(writableStrategy?.highWaterMark, 1);
    const writableSize = extractSizeAlgorithm(writableStrategy?.size);

    const started = new Deferred();
    initialize(this, started.promise, writableHighWaterMark, writableSize,
      readableHighWaterMark, readableSize);
    const start = setupFromTransformer(this, transformer);
    started.resolve(start(this[kState].controller));
  }

  get readable() {
    checkThis(this, isTransformStream, 'TransformStream');
    return this[kState].readable;
  }

  get writable() {
    checkThis(this, isTransformStream, 'TransformStream');
    return this[kState].writable;
  }
}

defineTransfer(TransformStream);
defineStreamInterface(TransformStream, ['readable', 'writable'],
  ({ readable, writable, [kState]: { backpressure } }) =>
    ({ readable, writable, backpressure }));

class TransformStreamDefaultController {
  [kType] = 'TransformStreamDefaultController';

  constructor(key = undefined) {
    if (key !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get desiredSize() {
    check(this);
    return readableStreamDefaultControllerGetDesiredSize(
      readableController(this[kState].stream));
  }

  enqueue(chunk = undefined) {
    check(this);
    controllerEnqueue(this, chunk);
  }

  error(reason = undefined) {
    check(this);
    transformStreamError(this[kState].stream, reason);
  }

  terminate() {
    check(this);
    controllerTerminate(this);
  }
}

defineStreamInterface(TransformStreamDefaultController, ['desiredSize', 'enqueue', 'error', 'terminate'],
  ({ [kState]: { stream } }) => ({ stream }));

function check(controller) {
  checkThis(controller, isTransformStreamDefaultController,
    'TransformStreamDefaultController');
}

function readableController(stream) {
  return stream[kState].readable[kState].controller;
}

// --- the stream ----------------------------------------------------------------------

function initialize(stream, startPromise, writableHighWaterMark, writableSize,
  readableHighWaterMark, readableSize) {
  const start = () => startPromise;
  makeTransferable(stream);
  const state = stream[kState] = {
    readable: undefined,
    writable: undefined,
    controller: undefined,
    backpressure: undefined,
    backpressureChange: undefined,
  };
  state.writable = createWritableStream(writableHighWaterMark, writableSize, {
    start,
    write: (chunk) => sinkWrite(stream, chunk),
    close: () => sinkClose(stream),
    abort: (reason) => sinkAbort(stream, reason),
  });
  state.readable = createReadableStream(
    start,
    () => sourcePull(stream),
    (reason) => sourceCancel(stream, reason),
    readableHighWaterMark, readableSize);
  setBackpressure(stream, true);
}

function setBackpressure(stream, backpressure) {
  const s = stream[kState];
  s.backpressureChange?.resolve();
  s.backpressureChange = new Deferred();
  s.backpressure = backpressure;
}

function transformStreamError(stream, error) {
  errorReadable(stream, error);
  errorWritableAndUnblockWrite(stream, error);
}

function errorReadable(stream, error) {
  readableStreamDefaultControllerError(readableController(stream), error);
}

function errorWritableAndUnblockWrite(stream, error) {
  clearAlgorithms(stream[kState].controller);
  errorWritable(stream, error);
}

function errorWritable(stream, error) {
  const { controller } = stream[kState].writable[kState];
  writableStreamDefaultControllerErrorIfNeeded(controller, error);
  // A write may be waiting.
  if (stream[kState].backpressure) setBackpressure(stream, false);
}

function closeReadable(stream) {
  const controller = readableController(stream);
  if (readableStreamDefaultControllerCanCloseOrEnqueue(controller)) {
    readableStreamDefaultControllerClose(controller);
  }
}

// --- the controller --------------------------------------------------------------------

function setupFromTransformer(stream, transformer) {
  const start = startCallback(
    'transformer.start', transformer.start, transformer);
  const transform = promiseCallback(
    'transformer.transform', transformer.transform, transformer,
    (chunk, controller) => {
      try {
        controllerEnqueue(controller, chunk);
        return Promise.resolve();
      } catch (error) {
        return Promise.reject(error);
      }
    });
  const controller = stream[kState].controller =
    new TransformStreamDefaultController(kConstruct);
  controller[kState] = {
    stream,
    transformAlgorithm: transform,
    flushAlgorithm: promiseCallback(
      'transformer.flush', transformer.flush, transformer),
    cancelAlgorithm: promiseCallback(
      'transformer.cancel', transformer.cancel, transformer, undefined, promiseOf),
    finish: undefined,
  };
  return start;
}

function clearAlgorithms(controller) {
  const c = controller[kState];
  c.transformAlgorithm = undefined;
  c.flushAlgorithm = undefined;
  c.cancelAlgorithm = undefined;
}

function controllerEnqueue(controller, chunk) {
  const { stream } = controller[kState];
  const readable = readableController(stream);
  if (!readableStreamDefaultControllerCanCloseOrEnqueue(readable)) {
    throw new ERR_INVALID_STATE.TypeError('Unable to enqueue');
  }
  try {
    readableStreamDefaultControllerEnqueue(readable, chunk);
  } catch (error) {
    errorWritableAndUnblockWrite(stream, error);
    throw stream[kState].readable[kState].storedError;
  }
  const isFull = readableStreamDefaultControllerHasBackpressure(readable);
  if (isFull !== stream[kState].backpressure) setBackpressure(stream, true);
}

function controllerTerminate(controller) {
  const { stream } = controller[kState];
  closeReadable(stream);
  const error =
    new ERR_INVALID_STATE.TypeError('TransformStream has been terminated');
  errorWritableAndUnblockWrite(stream, error);
}

function performTransform(controller, chunk) {
  const { transformAlgorithm, stream } = controller[kState];
  if (transformAlgorithm === undefined) {
    // Errored between two steps of a write.
    return Promise.reject(stream[kState].readable[kState].storedError);
  }
  return react(transformAlgorithm(chunk, controller), undefined, (error) => {
    transformStreamError(stream, error);
    throw error;
  });
}

// --- the sink and the source --------------------------------------------------------------

function sinkWrite(stream, chunk) {
  const s = stream[kState];
  if (!s.backpressure) return performTransform(s.controller, chunk);
  return react(s.backpressureChange.promise, () => {
    const w = s.writable[kState];
    if (w.state === 'erroring') throw w.storedError;
    return performTransform(s.controller, chunk);
  });
}

// Runs the last algorithm of a transformer, once: whoever closes, aborts or
// cancels the stream later waits for the same end. The side of the stream that
// did not ask is told of it by `succeed` or `fail`.
function finish(stream, run, otherSide, succeed, fail) {
  const { controller } = stream[kState];
  const c = controller[kState];
  if (c.finish !== undefined) return c.finish.promise;
  const end = c.finish = new Deferred();
  const finished = run(c);
  clearAlgorithms(controller);
  react(finished, () => {
    const { state, storedError } = otherSide[kState];
    if (state === 'errored') {
      end.reject(storedError);
      return;
    }
    succeed();
    end.resolve();
  }, (error) => {
    fail(error);
    end.reject(error);
  });
  return end.promise;
}

function sinkAbort(stream, reason) {
  const fail = (error) => errorReadable(stream, error);
  return finish(stream, (c) => c.cancelAlgorithm(reason),
    stream[kState].readable, () => fail(reason), fail);
}

function sinkClose(stream) {
  const { controller, readable } = stream[kState];
  return finish(stream, (c) => c.flushAlgorithm(controller),
    readable, () => closeReadable(stream), (error) => errorReadable(stream, error));
}

function sourceCancel(stream, reason) {
  const fail = (error) => errorWritable(stream, error);
  return finish(stream, (c) => c.cancelAlgorithm(reason),
    stream[kState].writable, () => fail(reason), fail);
}

function sourcePull(stream) {
  setBackpressure(stream, false);
  return stream[kState].backpressureChange.promise;
}

module.exports = {
  TransformStream,
  TransformStreamDefaultController,
  isTransformStream,
  isTransformStreamDefaultController,
};
