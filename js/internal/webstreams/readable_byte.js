'use strict';

// ReadableByteStreamController and ReadableStreamBYOBRequest: the queue of a
// stream of bytes, which can fill buffers that its consumer brings.

const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_STATE,
  },
} = require('internal/errors');
const { FastBuffer } = require('internal/buffer');
const { isDataView, isSharedArrayBuffer } = require('internal/util/types');
const {
  Fifo, brandCheck, checkThis, defineStreamInterface, desiredSizeOf,
  kState, kType, nopPromise, promiseCallback, promiseOf, react, startCallback,
} = require('internal/webstreams/util');
const {
  kCancelSteps, kPullSteps, kReleaseSteps, readableStreamAddReadIntoRequest,
  readableStreamAddReadRequest, readableStreamClose, readableStreamError,
  readableStreamFulfillReadIntoRequest, readableStreamFulfillReadRequest,
  readableStreamGetNumReadIntoRequests, readableStreamGetNumReadRequests,
  readableStreamHasBYOBReader, readableStreamHasDefaultReader,
} = require('internal/webstreams/readable_ops');

const kConstruct = Symbol('kConstruct');

const isReadableByteStreamController =
  brandCheck('ReadableByteStreamController');
const isReadableStreamBYOBRequest = brandCheck('ReadableStreamBYOBRequest');

class ReadableStreamBYOBRequest {
  [kType] = 'ReadableStreamBYOBRequest';

  constructor(key = undefined) {
    if (key !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get view() {
    checkThis(this, isReadableStreamBYOBRequest, 'ReadableStreamBYOBRequest');
    return this[kState].view;
  }

  respond(bytesWritten) {
    const { view, controller } = openRequest(this);
    if (view.byteLength === 0) {
      throw new ERR_INVALID_STATE.TypeError('Viewed ArrayBuffer is detached');
    }
    respond(controller, bytesWritten);
  }

  respondWithNewView(view) {
    const { controller } = openRequest(this);
    checkView(view, 'view');
    respondWithNewView(controller, view);
  }
}

// The state of a request that has not been answered.
function openRequest(request) {
  checkThis(request, isReadableStreamBYOBRequest, 'ReadableStreamBYOBRequest');
  const state = request[kState];
  if (state.controller !== undefined) return state;
  throw new ERR_INVALID_STATE.TypeError(
    'This BYOB request has been invalidated');
}

defineStreamInterface(ReadableStreamBYOBRequest, ['view', 'respond', 'respondWithNewView'],
  ({ [kState]: { view, controller } }) => ({ view, controller }));

class ReadableByteStreamController {
  [kType] = 'ReadableByteStreamController';

  constructor(key = undefined) {
    if (key !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get byobRequest() {
    check(this);
    const c = this[kState];
    if (c.byobRequest === null && c.pendingPullIntos.length > 0) {
      const { buffer, byteOffset, bytesFilled, byteLength } =
        c.pendingPullIntos[0];
      const request = new ReadableStreamBYOBRequest(kConstruct);
      request[kState] = {
        controller: this,
        view: new Uint8Array(
          buffer, byteOffset + bytesFilled, byteLength - bytesFilled),
      };
      c.byobRequest = request;
    }
    return c.byobRequest;
  }

  get desiredSize() {
    check(this);
    return getDesiredSize(this);
  }

  close() {
    check(this);
    const { closeRequested, stream } = this[kState];
    if (closeRequested) {
      throw new ERR_INVALID_STATE.TypeError('Controller is already closed');
    }
    if (stream[kState].state !== 'readable') {
      throw new ERR_INVALID_STATE.TypeError('ReadableStream is already closed');
    }
    close(this);
  }

  enqueue(chunk) {
    check(this);
    const { closeRequested, stream } = this[kState];
    checkView(chunk, 'buffer');
    if (chunk.byteLength === 0 || chunk.buffer.byteLength === 0) {
      throw new ERR_INVALID_STATE.TypeError(
        'chunk ArrayBuffer is zero-length or detached');
    }
    if (closeRequested) {
      throw new ERR_INVALID_STATE.TypeError('Controller is already closed');
    }
    if (stream[kState].state !== 'readable') {
      throw new ERR_INVALID_STATE.TypeError('ReadableStream is already closed');
    }
    enqueue(this, chunk);
  }

  error(error = undefined) {
    check(this);
    errorController(this, error);
  }

  [kCancelSteps](reason) {
    clearPendingPullIntos(this);
    resetQueue(this);
    const result = this[kState].cancelAlgorithm(reason);
    clearAlgorithms(this);
    return result;
  }

  [kPullSteps](request) {
    const c = this[kState];
    if (c.queueTotalSize > 0) {
      fillReadRequestFromQueue(this, request);
      return;
    }
    const { autoAllocateChunkSize } = c;
    if (autoAllocateChunkSize !== undefined) {
      let buffer;
      try {
        buffer = new ArrayBuffer(autoAllocateChunkSize);
      } catch (error) {
        request.error(error);
        return;
      }
      c.pendingPullIntos.push(pullIntoDescriptor(
        'default', buffer, 0, autoAllocateChunkSize, Uint8Array, 1));
    }
    readableStreamAddReadRequest(c.stream, request);
    callPullIfNeeded(this);
  }

  [kReleaseSteps]() {
    const c = this[kState];
    if (c.pendingPullIntos.length > 0) {
      const [first] = c.pendingPullIntos;
      first.type = 'none';
      c.pendingPullIntos = [first];
    }
  }
}

defineStreamInterface(ReadableByteStreamController, ['byobRequest', 'close', 'desiredSize', 'enqueue', 'error'], () => ({}));

function check(controller) {
  checkThis(controller, isReadableByteStreamController,
    'ReadableByteStreamController');
}

function checkView(view, name) {
  if (!ArrayBuffer.isView(view)) {
    throw new ERR_INVALID_ARG_TYPE(
      name, ['Buffer', 'TypedArray', 'DataView'], view);
  }
}

function canTransferBuffer(buffer) {
  return !isSharedArrayBuffer(buffer) && !buffer.detached;
}

function resetQueue(controller) {
  const c = controller[kState];
  c.queue.clear();
  c.queueTotalSize = 0;
}

function clearAlgorithms(controller) {
  const c = controller[kState];
  c.pullAlgorithm = undefined;
  c.cancelAlgorithm = undefined;
}

function invalidateBYOBRequest(controller) {
  const c = controller[kState];
  if (c.byobRequest === null) return;
  c.byobRequest[kState].controller = undefined;
  c.byobRequest[kState].view = null;
  c.byobRequest = null;
}

function clearPendingPullIntos(controller) {
  invalidateBYOBRequest(controller);
  controller[kState].pendingPullIntos = [];
}

// --- pulling ---------------------------------------------------------------------------

function callPullIfNeeded(controller) {
  if (!shouldCallPull(controller)) return;
  const c = controller[kState];
  if (c.pulling) {
    c.pullAgain = true;
    return;
  }
  c.pulling = true;
  react(c.pullAlgorithm(controller),
    () => {
      c.pulling = false;
      if (c.pullAgain) {
        c.pullAgain = false;
        callPullIfNeeded(controller);
      }
    },
    (error) => {
      errorController(controller, error);
    });
}

function shouldCallPull(controller) {
  const { stream, closeRequested, started } = controller[kState];
  if (stream[kState].state !== 'readable' || closeRequested || !started) {
    return false;
  }
  if (readableStreamHasDefaultReader(stream) &&
      readableStreamGetNumReadRequests(stream) > 0) {
    return true;
  }
  if (readableStreamHasBYOBReader(stream) &&
      readableStreamGetNumReadIntoRequests(stream) > 0) {
    return true;
  }
  return getDesiredSize(controller) > 0;
}

function getDesiredSize(controller) {
  const { stream, highWaterMark, queueTotalSize } = controller[kState];
  return desiredSizeOf(stream, highWaterMark, queueTotalSize);
}

function errorController(controller, error) {
  const { stream } = controller[kState];
  if (stream[kState].state !== 'readable') return;
  clearPendingPullIntos(controller);
  resetQueue(controller);
  clearAlgorithms(controller);
  readableStreamError(stream, error);
}

function close(controller) {
  const c = controller[kState];
  if (c.closeRequested || c.stream[kState].state !== 'readable') return;
  if (c.queueTotalSize > 0) {
    c.closeRequested = true;
    return;
  }
  if (c.pendingPullIntos.length > 0) {
    const [first] = c.pendingPullIntos;
    if (first.bytesFilled % first.elementSize !== 0) {
      const error = new ERR_INVALID_STATE.TypeError('Partial read');
      errorController(controller, error);
      throw error;
    }
  }
  clearAlgorithms(controller);
  readableStreamClose(c.stream);
}

function handleQueueDrain(controller) {
  const c = controller[kState];
  if (c.queueTotalSize === 0 && c.closeRequested) {
    clearAlgorithms(controller);
    readableStreamClose(c.stream);
  } else {
    callPullIfNeeded(controller);
  }
}

// --- the queue -------------------------------------------------------------------------

function enqueue(controller, chunk) {
  const c = controller[kState];
  if (c.closeRequested || c.stream[kState].state !== 'readable') return;
  const { buffer, byteOffset, byteLength } = chunk;
  if (!canTransferBuffer(buffer)) {
    throw new ERR_INVALID_STATE.TypeError('chunk ArrayBuffer is detached');
  }
  const transferred = buffer.transfer();

  if (c.pendingPullIntos.length > 0) {
    const [first] = c.pendingPullIntos;
    if (!canTransferBuffer(first.buffer)) {
      throw new ERR_INVALID_STATE.TypeError(
        'Destination ArrayBuffer is detached');
    }
    invalidateBYOBRequest(controller);
    first.buffer = first.buffer.transfer();
    if (first.type === 'none') {
      enqueueDetachedPullIntoToQueue(controller, first);
    }
  }

  if (readableStreamHasDefaultReader(c.stream)) {
    processReadRequestsUsingQueue(controller);
    if (readableStreamGetNumReadRequests(c.stream) === 0) {
      enqueueChunkToQueue(controller, transferred, byteOffset, byteLength);
    } else {
      if (c.pendingPullIntos.length > 0) shiftPendingPullInto(controller);
      readableStreamFulfillReadRequest(
        c.stream, new Uint8Array(transferred, byteOffset, byteLength), false);
    }
  } else if (readableStreamHasBYOBReader(c.stream)) {
    enqueueChunkToQueue(controller, transferred, byteOffset, byteLength);
    for (const filled of processPullIntosUsingQueue(controller)) {
      commitPullInto(c.stream, filled);
    }
  } else {
    enqueueChunkToQueue(controller, transferred, byteOffset, byteLength);
  }
  callPullIfNeeded(controller);
}

function enqueueChunkToQueue(controller, buffer, byteOffset, byteLength) {
  const c = controller[kState];
  c.queue.push({ buffer, byteOffset, byteLength });
  c.queueTotalSize += byteLength;
}

function enqueueClonedChunkToQueue(controller, buffer, byteOffset, byteLength) {
  let clone;
  try {
    clone = buffer.slice(byteOffset, byteOffset + byteLength);
  } catch (error) {
    errorController(controller, error);
    throw error;
  }
  enqueueChunkToQueue(controller, clone, 0, byteLength);
}

function enqueueDetachedPullIntoToQueue(controller, descriptor) {
  const { bytesFilled, buffer, byteOffset } = descriptor;
  if (bytesFilled > 0) {
    enqueueClonedChunkToQueue(controller, buffer, byteOffset, bytesFilled);
  }
  shiftPendingPullInto(controller);
}

function fillReadRequestFromQueue(controller, request) {
  const c = controller[kState];
  const { buffer, byteOffset, byteLength } = c.queue.shift();
  c.queueTotalSize -= byteLength;
  handleQueueDrain(controller);
  request.chunk(new Uint8Array(buffer, byteOffset, byteLength));
}

function processReadRequestsUsingQueue(controller) {
  const c = controller[kState];
  const { readRequests } = c.stream[kState].reader[kState];
  while (readRequests.length > 0 && c.queueTotalSize > 0) {
    fillReadRequestFromQueue(controller, readRequests.shift());
  }
}

// --- buffers that the consumer brings ------------------------------------------------------

// Memory that waits to be filled: at least with `min` elements of the view that
// it is to become. `type` is the kind of reader it is for.
function pullIntoDescriptor(type, buffer, byteOffset, byteLength, ctor, min) {
  const elementSize = ctor.BYTES_PER_ELEMENT ?? 1;
  return {
    type,
    ctor,
    elementSize,
    minimumFill: min * elementSize,
    bytesFilled: 0,
    buffer,
    bufferByteLength: buffer.byteLength,
    byteOffset,
    byteLength,
  };
}

// Where the filled view comes from; Buffer() itself is deprecated and warns.
function classOf(view) {
  if (isDataView(view)) return DataView;
  const { constructor } = view;
  return constructor === FastBuffer.prototype.constructor ? FastBuffer : constructor;
}

function pullInto(controller, view, min, request) {
  const c = controller[kState];
  const ctor = classOf(view);
  const { byteOffset, byteLength } = view;
  let buffer;
  try {
    buffer = view.buffer.transfer();
  } catch (error) {
    request.error(error);
    return;
  }
  const descriptor =
    pullIntoDescriptor('byob', buffer, byteOffset, byteLength, ctor, min);

  if (c.pendingPullIntos.length > 0) {
    c.pendingPullIntos.push(descriptor);
    readableStreamAddReadIntoRequest(c.stream, request);
    return;
  }
  if (c.stream[kState].state === 'closed') {
    request.close(new ctor(buffer, byteOffset, 0));
    return;
  }
  if (c.queueTotalSize > 0) {
    if (fillPullIntoFromQueue(controller, descriptor)) {
      const filled = convertPullInto(descriptor);
      handleQueueDrain(controller);
      request.chunk(filled);
      return;
    }
    if (c.closeRequested) {
      const error = new ERR_INVALID_STATE.TypeError('ReadableStream closed');
      errorController(controller, error);
      request.error(error);
      return;
    }
  }
  c.pendingPullIntos.push(descriptor);
  readableStreamAddReadIntoRequest(c.stream, request);
  callPullIfNeeded(controller);
}

function convertPullInto(descriptor) {
  const { buffer, bytesFilled, byteOffset, ctor, elementSize } = descriptor;
  return new ctor(buffer.transfer(), byteOffset, bytesFilled / elementSize);
}

function commitPullInto(stream, descriptor) {
  const done = stream[kState].state === 'closed';
  const filled = convertPullInto(descriptor);
  if (descriptor.type === 'default') {
    readableStreamFulfillReadRequest(stream, filled, done);
  } else {
    readableStreamFulfillReadIntoRequest(stream, filled, done);
  }
}

function shiftPendingPullInto(controller) {
  return controller[kState].pendingPullIntos.shift();
}

// Copies what there is; true when the descriptor can be handed out.
function fillPullIntoFromQueue(controller, descriptor) {
  const c = controller[kState];
  const maxBytesToCopy = Math.min(
    c.queueTotalSize, descriptor.byteLength - descriptor.bytesFilled);
  const maxBytesFilled = descriptor.bytesFilled + maxBytesToCopy;
  let remaining = maxBytesToCopy;
  let ready = false;
  const aligned = maxBytesFilled - maxBytesFilled % descriptor.elementSize;
  if (aligned >= descriptor.minimumFill) {
    remaining = aligned - descriptor.bytesFilled;
    ready = true;
  }
  while (remaining > 0) {
    const head = c.queue.peek();
    const count = Math.min(remaining, head.byteLength);
    new Uint8Array(
      descriptor.buffer, descriptor.byteOffset + descriptor.bytesFilled, count,
    ).set(new Uint8Array(head.buffer, head.byteOffset, count));
    if (head.byteLength === count) {
      c.queue.shift();
    } else {
      head.byteOffset += count;
      head.byteLength -= count;
    }
    c.queueTotalSize -= count;
    descriptor.bytesFilled += count;
    remaining -= count;
  }
  return ready;
}

function processPullIntosUsingQueue(controller) {
  const c = controller[kState];
  const filled = [];
  while (c.pendingPullIntos.length > 0 && c.queueTotalSize > 0) {
    const [first] = c.pendingPullIntos;
    if (fillPullIntoFromQueue(controller, first)) {
      shiftPendingPullInto(controller);
      filled.push(first);
    }
  }
  return filled;
}

function respond(controller, bytesWritten) {
  const c = controller[kState];
  const [first] = c.pendingPullIntos;
  bytesWritten = Number(bytesWritten);
  if (!(bytesWritten >= 0)) {
    throw new ERR_INVALID_ARG_VALUE.RangeError('bytesWritten', bytesWritten);
  }
  if (c.stream[kState].state === 'closed') {
    if (bytesWritten !== 0) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('bytesWritten', bytesWritten);
    }
  } else {
    if (bytesWritten === 0) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('bytesWritten', bytesWritten);
    }
    if (first.bytesFilled + bytesWritten > first.byteLength) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('bytesWritten', bytesWritten);
    }
  }
  first.buffer = first.buffer.transfer();
  respondInternal(controller, bytesWritten);
}

function respondWithNewView(controller, view) {
  const c = controller[kState];
  const [first] = c.pendingPullIntos;
  if (!canTransferBuffer(view.buffer)) {
    throw new ERR_INVALID_STATE.TypeError('Viewed ArrayBuffer is detached');
  }
  if (c.stream[kState].state === 'closed') {
    if (view.byteLength !== 0) {
      throw new ERR_INVALID_STATE.TypeError('View is not zero-length');
    }
  } else if (view.byteLength === 0) {
    throw new ERR_INVALID_STATE.TypeError('View is zero-length');
  }
  const { byteOffset, bytesFilled, byteLength, bufferByteLength } = first;
  if (byteOffset + bytesFilled !== view.byteOffset) {
    throw new ERR_INVALID_ARG_VALUE.RangeError('view', view);
  }
  if (bytesFilled + view.byteLength > byteLength) {
    throw new ERR_INVALID_ARG_VALUE.RangeError('view', view);
  }
  if (bufferByteLength !== view.buffer.byteLength) {
    throw new ERR_INVALID_ARG_VALUE.RangeError('view', view);
  }
  const bytesWritten = view.byteLength;
  first.buffer = view.buffer.transfer();
  respondInternal(controller, bytesWritten);
}

function respondInternal(controller, bytesWritten) {
  const c = controller[kState];
  const [first] = c.pendingPullIntos;
  invalidateBYOBRequest(controller);
  if (c.stream[kState].state === 'closed') {
    respondInClosedState(controller, first);
  } else {
    respondInReadableState(controller, bytesWritten, first);
  }
  callPullIfNeeded(controller);
}

function respondInClosedState(controller, first) {
  if (first.type === 'none') shiftPendingPullInto(controller);
  const { stream } = controller[kState];
  if (!readableStreamHasBYOBReader(stream)) return;
  const filled = [];
  while (filled.length < readableStreamGetNumReadIntoRequests(stream)) {
    filled.push(shiftPendingPullInto(controller));
  }
  for (const descriptor of filled) commitPullInto(stream, descriptor);
}

function respondInReadableState(controller, bytesWritten, descriptor) {
  const { stream } = controller[kState];
  descriptor.bytesFilled += bytesWritten;
  if (descriptor.type === 'none') {
    enqueueDetachedPullIntoToQueue(controller, descriptor);
    commitAll(stream, processPullIntosUsingQueue(controller));
    return;
  }
  if (descriptor.bytesFilled < descriptor.minimumFill) return;

  shiftPendingPullInto(controller);
  const remainder = descriptor.bytesFilled % descriptor.elementSize;
  if (remainder > 0) {
    const end = descriptor.byteOffset + descriptor.bytesFilled;
    enqueueClonedChunkToQueue(
      controller, descriptor.buffer, end - remainder, remainder);
  }
  descriptor.bytesFilled -= remainder;
  const filled = processPullIntosUsingQueue(controller);
  commitPullInto(stream, descriptor);
  commitAll(stream, filled);
}

function commitAll(stream, descriptors) {
  for (const descriptor of descriptors) commitPullInto(stream, descriptor);
}

// --- set-up ----------------------------------------------------------------------------

function setupReadableByteStreamController(stream, start, pull, cancel,
  highWaterMark, autoAllocateChunkSize) {
  const controller = new ReadableByteStreamController(kConstruct);
  controller[kState] = {
    stream,
    byobRequest: null,
    queue: new Fifo(),
    queueTotalSize: 0,
    started: false,
    closeRequested: false,
    pullAgain: false,
    pulling: false,
    highWaterMark,
    pullAlgorithm: pull,
    cancelAlgorithm: cancel,
    autoAllocateChunkSize,
    pendingPullIntos: [],
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

function setupReadableByteStreamControllerFromSource(stream, source,
  highWaterMark) {
  const autoAllocateChunkSize = source?.autoAllocateChunkSize;
  if (autoAllocateChunkSize === 0) {
    throw new ERR_INVALID_ARG_VALUE(
      'source.autoAllocateChunkSize', autoAllocateChunkSize);
  }
  setupReadableByteStreamController(
    stream,
    startCallback('source.start', source?.start, source),
    promiseCallback('source.pull', source?.pull, source, nopPromise),
    promiseCallback('source.cancel', source?.cancel, source, nopPromise),
    highWaterMark, autoAllocateChunkSize);
}

module.exports = {
  ReadableByteStreamController,
  ReadableStreamBYOBRequest,
  isReadableByteStreamController,
  isReadableStreamBYOBRequest,
  readableByteStreamControllerClose: close,
  readableByteStreamControllerEnqueue: enqueue,
  readableByteStreamControllerError: errorController,
  readableByteStreamControllerPullInto: pullInto,
  readableByteStreamControllerRespond: respond,
  readableByteStreamControllerRespondWithNewView: respondWithNewView,
  setupReadableByteStreamController,
  setupReadableByteStreamControllerFromSource,
};
