'use strict';

// TransformStream and its controller.

const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_STATE,
  },
} = require('internal/errors');
const { customInspectSymbol, kEmptyObject } = require('internal/util');
const { validateObject } = require('internal/validators');
const {
  Deferred, brandCheck, checkThis, customInspect, defineInterface,
  extractHighWaterMark, extractSizeAlgorithm, kState, kType, promiseCallback,
  startCallback,
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
    validateObject(transformer, 'transformer');
    validateObject(writableStrategy, 'writableStrategy');
    validateObject(readableStrategy, 'readableStrategy');
    if (transformer.readableType !== undefined) {
      throw new ERR_INVALID_ARG_VALUE.RangeError(
        'transformer.readableType', transformer.readableType);
    }
    if (transformer.writableType !== undefined) {
      throw new ERR_INVALID_ARG_VALUE.RangeError(
        'transformer.writableType', transformer.writableType);
    }
    const readableHighWaterMark =
      extractHighWaterMark(readableStrategy.highWaterMark, 0);
    const readableSize = extractSizeAlgorithm(readableStrategy.size);
    const writableHighWaterMark =
      extractHighWaterMark(writableStrategy.highWaterMark, 1);
    const writableSize = extractSizeAlgorithm(writableStrategy.size);

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

  [customInspectSymbol](depth, options) {
    return customInspect.call(this, depth, options, this[kType], {
      readable: this.readable,
      writable: this.writable,
      backpressure: this[kState].backpressure,
    });
  }
}

defineInterface(TransformStream, 'TransformStream', ['readable', 'writable']);

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

  [customInspectSymbol](depth, options) {
    return customInspect.call(this, depth, options, this[kType], {
      stream: this[kState].stream,
    });
  }
}

defineInterface(TransformStreamDefaultController,
  'TransformStreamDefaultController',
  ['desiredSize', 'enqueue', 'error', 'terminate']);

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
  const state = stream[kState] = {
    readable: undefined,
    writable: undefined,
    controller: undefined,
    backpressure: undefined,
    backpressureChange: undefined,
  };
  state.writable = createWritableStream(
    start,
    (chunk) => sinkWrite(stream, chunk),
    () => sinkClose(stream),
    (reason) => sinkAbort(stream, reason),
    writableHighWaterMark, writableSize);
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
  readableStreamDefaultControllerError(readableController(stream), error);
  errorWritableAndUnblockWrite(stream, error);
}

function errorWritableAndUnblockWrite(stream, error) {
  const { controller, writable } = stream[kState];
  clearAlgorithms(controller);
  writableStreamDefaultControllerErrorIfNeeded(
    writable[kState].controller, error);
  unblockWrite(stream);
}

function unblockWrite(stream) {
  if (stream[kState].backpressure) setBackpressure(stream, false);
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
  const flush = promiseCallback(
    'transformer.flush', transformer.flush, transformer);
  const cancel = promiseCallback(
    'transformer.cancel', transformer.cancel, transformer);

  const controller = new TransformStreamDefaultController(kConstruct);
  controller[kState] = {
    stream,
    transformAlgorithm: transform,
    flushAlgorithm: flush,
    cancelAlgorithm: cancel,
    finish: undefined,
  };
  stream[kState].controller = controller;
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
  const backpressure =
    readableStreamDefaultControllerHasBackpressure(readable);
  if (backpressure !== stream[kState].backpressure) {
    setBackpressure(stream, true);
  }
}

function controllerTerminate(controller) {
  const { stream } = controller[kState];
  const readable = readableController(stream);
  if (readableStreamDefaultControllerCanCloseOrEnqueue(readable)) {
    readableStreamDefaultControllerClose(readable);
  }
  errorWritableAndUnblockWrite(stream,
    new ERR_INVALID_STATE.TypeError('TransformStream has been terminated'));
}

function performTransform(controller, chunk) {
  const { transformAlgorithm, stream } = controller[kState];
  if (transformAlgorithm === undefined) {
    // Errored between two steps of a write.
    return Promise.reject(stream[kState].readable[kState].storedError);
  }
  return transformAlgorithm(chunk, controller).catch((error) => {
    transformStreamError(stream, error);
    throw error;
  });
}

// --- the sink and the source --------------------------------------------------------------

function sinkWrite(stream, chunk) {
  const s = stream[kState];
  if (!s.backpressure) return performTransform(s.controller, chunk);
  return s.backpressureChange.promise.then(() => {
    const w = s.writable[kState];
    if (w.state === 'erroring') throw w.storedError;
    return performTransform(s.controller, chunk);
  });
}

function sinkAbort(stream, reason) {
  const { controller, readable } = stream[kState];
  const c = controller[kState];
  if (c.finish !== undefined) return c.finish.promise;
  c.finish = new Deferred();
  const cancelled = c.cancelAlgorithm(reason);
  clearAlgorithms(controller);
  cancelled.then(
    () => {
      if (readable[kState].state === 'errored') {
        c.finish.reject(readable[kState].storedError);
      } else {
        readableStreamDefaultControllerError(
          readable[kState].controller, reason);
        c.finish.resolve();
      }
    },
    (error) => {
      readableStreamDefaultControllerError(readable[kState].controller, error);
      c.finish.reject(error);
    });
  return c.finish.promise;
}

function sinkClose(stream) {
  const { controller, readable } = stream[kState];
  const c = controller[kState];
  if (c.finish !== undefined) return c.finish.promise;
  c.finish = new Deferred();
  const flushed = c.flushAlgorithm(controller);
  clearAlgorithms(controller);
  flushed.then(
    () => {
      const r = readable[kState];
      if (r.state === 'errored') {
        c.finish.reject(r.storedError);
      } else {
        if (readableStreamDefaultControllerCanCloseOrEnqueue(r.controller)) {
          readableStreamDefaultControllerClose(r.controller);
        }
        c.finish.resolve();
      }
    },
    (error) => {
      readableStreamDefaultControllerError(readable[kState].controller, error);
      c.finish.reject(error);
    });
  return c.finish.promise;
}

function sourcePull(stream) {
  setBackpressure(stream, false);
  return stream[kState].backpressureChange.promise;
}

function sourceCancel(stream, reason) {
  const { controller, writable } = stream[kState];
  const c = controller[kState];
  if (c.finish !== undefined) return c.finish.promise;
  c.finish = new Deferred();
  const cancelled = c.cancelAlgorithm(reason);
  clearAlgorithms(controller);
  cancelled.then(
    () => {
      const w = writable[kState];
      if (w.state === 'errored') {
        c.finish.reject(w.storedError);
      } else {
        writableStreamDefaultControllerErrorIfNeeded(w.controller, reason);
        unblockWrite(stream);
        c.finish.resolve();
      }
    },
    (error) => {
      writableStreamDefaultControllerErrorIfNeeded(
        writable[kState].controller, error);
      unblockWrite(stream);
      c.finish.reject(error);
    });
  return c.finish.promise;
}

module.exports = {
  TransformStream,
  TransformStreamDefaultController,
  isTransformStream,
  isTransformStreamDefaultController,
};
