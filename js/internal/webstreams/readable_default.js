'use strict';

// ReadableStreamDefaultController: the queue of a stream of arbitrary chunks.

const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR,
    ERR_INVALID_STATE,
  },
} = require('internal/errors');
const {
  SizedQueue, brandCheck, checkThis, countAlgorithm, defineStreamInterface,
  desiredSizeOf, kState, kType, promiseCallback, promiseOf, react, startCallback,
} = require('internal/webstreams/util');
const {
  isReadableStreamLocked, kCancelSteps, kPullSteps, kReleaseSteps,
  readableStreamAddReadRequest, readableStreamClose, readableStreamError,
  readableStreamFulfillReadRequest, readableStreamGetNumReadRequests,
} = require('internal/webstreams/readable_ops');

const kConstruct = Symbol('kConstruct');

const isReadableStreamDefaultController =
  brandCheck('ReadableStreamDefaultController');

class ReadableStreamDefaultController {
  [kType] = 'ReadableStreamDefaultController';

  constructor(key = undefined) {
    if (key !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get desiredSize() {
    check(this);
    return getDesiredSize(this);
  }

  close() {
    check(this);
    if (!canCloseOrEnqueue(this)) {
      throw new ERR_INVALID_STATE.TypeError('Controller is already closed');
    }
    close(this);
  }

  enqueue(chunk = undefined) {
    check(this);
    if (!canCloseOrEnqueue(this)) {
      throw new ERR_INVALID_STATE.TypeError('Controller is already closed');
    }
    enqueue(this, chunk);
  }

  error(error = undefined) {
    check(this);
    errorController(this, error);
  }

  [kCancelSteps](reason) {
    const c = this[kState];
    c.queue.reset();
    const result = c.cancelAlgorithm(reason);
    clearAlgorithms(this);
    return result;
  }

  [kPullSteps](request) {
    const c = this[kState];
    if (c.queue.length === 0) {
      readableStreamAddReadRequest(c.stream, request);
      callPullIfNeeded(this);
      return;
    }
    const chunk = c.queue.dequeue();
    if (c.closeRequested && c.queue.length === 0) {
      clearAlgorithms(this);
      readableStreamClose(c.stream);
    } else {
      callPullIfNeeded(this);
    }
    request.chunk(chunk);
  }

  [kReleaseSteps]() {}
}

defineStreamInterface(ReadableStreamDefaultController, ['close', 'desiredSize', 'enqueue', 'error'], () => ({}));

function check(controller) {
  checkThis(controller, isReadableStreamDefaultController,
    'ReadableStreamDefaultController');
}

function callPullIfNeeded(controller) {
  if (!shouldCallPull(controller)) return;
  const c = controller[kState];
  if (c.pulling) {
    c.pullAgain = true;
    return;
  }
  c.pulling = true;
  react(c.pullAlgorithm(controller), c.onPulled, c.onPullFailed);
}

function onPulled(controller) {
  const c = controller[kState];
  c.pulling = false;
  if (c.pullAgain) {
    c.pullAgain = false;
    callPullIfNeeded(controller);
  }
}

function shouldCallPull(controller) {
  const { stream, started } = controller[kState];
  if (!canCloseOrEnqueue(controller) || !started) return false;
  if (isReadableStreamLocked(stream) &&
      readableStreamGetNumReadRequests(stream) > 0) {
    return true;
  }
  return getDesiredSize(controller) > 0;
}

function clearAlgorithms(controller) {
  const c = controller[kState];
  c.pullAlgorithm = undefined;
  c.cancelAlgorithm = undefined;
  c.sizeAlgorithm = undefined;
}

function canCloseOrEnqueue(controller) {
  const { stream, closeRequested } = controller[kState];
  return !closeRequested && stream[kState].state === 'readable';
}

function close(controller) {
  if (!canCloseOrEnqueue(controller)) return;
  const c = controller[kState];
  c.closeRequested = true;
  if (c.queue.length === 0) {
    clearAlgorithms(controller);
    readableStreamClose(c.stream);
  }
}

function enqueue(controller, chunk) {
  if (!canCloseOrEnqueue(controller)) return;
  const c = controller[kState];
  if (isReadableStreamLocked(c.stream) &&
      readableStreamGetNumReadRequests(c.stream) > 0) {
    readableStreamFulfillReadRequest(c.stream, chunk, false);
  } else {
    try {
      if (c.sizeAlgorithm === countAlgorithm) c.queue.add(chunk, 1);
      else c.queue.enqueue(chunk, c.sizeAlgorithm(chunk));
    } catch (error) {
      errorController(controller, error);
      throw error;
    }
  }
  callPullIfNeeded(controller);
}

function errorController(controller, error) {
  const c = controller[kState];
  if (c.stream[kState].state !== 'readable') return;
  c.queue.reset();
  clearAlgorithms(controller);
  readableStreamError(c.stream, error);
}

function getDesiredSize(controller) {
  const { stream, highWaterMark, queue } = controller[kState];
  return desiredSizeOf(stream, highWaterMark, queue.total);
}

function setupReadableStreamDefaultController(stream, start, pull, cancel,
  highWaterMark, size) {
  const controller = new ReadableStreamDefaultController(kConstruct);
  controller[kState] = {
    stream,
    queue: new SizedQueue(),
    started: false,
    closeRequested: false,
    pullAgain: false,
    pulling: false,
    highWaterMark,
    sizeAlgorithm: size,
    pullAlgorithm: pull,
    cancelAlgorithm: cancel,
    onPulled: () => onPulled(controller),
    onPullFailed: (error) => errorController(controller, error),
  };
  stream[kState].controller = controller;

  react(promiseOf(start(controller)),
    () => {
      controller[kState].started = true;
      callPullIfNeeded(controller);
    },
    (error) => {
      errorController(controller, error);
    });
}

function setupReadableStreamDefaultControllerFromSource(stream, source,
  highWaterMark, size) {
  setupReadableStreamDefaultController(
    stream,
    startCallback('source.start', source?.start, source),
    promiseCallback('source.pull', source?.pull, source),
    promiseCallback('source.cancel', source?.cancel, source),
    highWaterMark, size);
}

module.exports = {
  ReadableStreamDefaultController,
  isReadableStreamDefaultController,
  readableStreamDefaultControllerCanCloseOrEnqueue: canCloseOrEnqueue,
  readableStreamDefaultControllerClose: close,
  readableStreamDefaultControllerEnqueue: enqueue,
  readableStreamDefaultControllerError: errorController,
  readableStreamDefaultControllerGetDesiredSize: getDesiredSize,
  readableStreamDefaultControllerHasBackpressure:
    (controller) => !shouldCallPull(controller),
  setupReadableStreamDefaultController,
  setupReadableStreamDefaultControllerFromSource,
};
