'use strict';

// WritableStream, its writer and its controller, as the Streams standard
// defines them; the operations carry the standard's names.

const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_STATE,
    ERR_INVALID_THIS,
  },
} = require('internal/errors');
const { Promise, defineGetters, kEmptyObject } = require('internal/util');
const {
  kValidateObjectAllowObjects, kValidateObjectAllowObjectsAndNull, validateObject,
} = require('internal/validators');
const {
  kControllerErrorFunction,
  kIsClosedPromise,
  kIsErrored,
  kIsWritable,
} = require('internal/streams/utils');
const {
  Deferred, Fifo, SizedQueue, brandCheck, checkThis, defineStreamInterface, defineTransfer,
  extractHighWaterMark, extractSizeAlgorithm, kState, kType, makeTransferable,
  nop, promiseCallback, startCallback, promiseOf, react,
} = require('internal/webstreams/util');

const kConstruct = Symbol('kConstruct');
const kCloseSentinel = Symbol('kCloseSentinel');

const isWritableStream = brandCheck('WritableStream');
const isWritableStreamDefaultWriter = brandCheck('WritableStreamDefaultWriter');
const isWritableStreamDefaultController =
  brandCheck('WritableStreamDefaultController');

class WritableStream {
  [kType] = 'WritableStream';

  constructor(sink = kEmptyObject, strategy = kEmptyObject) {
    validateObject(sink, 'sink', kValidateObjectAllowObjects);
    validateObject(strategy, 'strategy', kValidateObjectAllowObjectsAndNull);
    initialize(this);
    const { type } = sink;
    if (type !== undefined) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('type', type);
    }
    const { size, highWaterMark } = strategy ?? kEmptyObject;
    const sizeOf = extractSizeAlgorithm(size);
    setupController(this, extractHighWaterMark(highWaterMark, 1), sizeOf, {
      start: startCallback('sink.start', sink.start, sink),
      write: promiseCallback('sink.write', sink.write, sink),
      close: promiseCallback('sink.close', sink.close, sink),
      abort: promiseCallback('sink.abort', sink.abort, sink),
    });
  }

  get locked() {
    checkThis(this, isWritableStream, 'WritableStream');
    return isWritableStreamLocked(this);
  }

  abort(reason = undefined) {
    return refusal(this) ?? writableStreamAbort(this, reason);
  }

  close() {
    const refused = refusal(this);
    if (refused !== undefined) return refused;
    return writableStreamCloseQueuedOrInFlight(this) ?
      rejectedState('Failure closing WritableStream') :
      writableStreamClose(this);
  }

  getWriter() {
    checkThis(this, isWritableStream, 'WritableStream');
    return new WritableStreamDefaultWriter(this);
  }

  [kControllerErrorFunction](error) {
    this[kState].controller.error(error);
  }
}

defineTransfer(WritableStream);
defineStreamInterface(WritableStream, ['locked', 'abort', 'close', 'getWriter'],
  (self) => ({ locked: self.locked, state: self[kState].state }));
// What `internal/streams/utils` asks of a stream.
defineGetters(WritableStream, {
  [kIsErrored]: (stream) => stream[kState].state === 'errored',
  [kIsWritable]: (stream) => stream[kState].state === 'writable',
});

function rejectedThis(name) {
  return Promise.reject(new ERR_INVALID_THIS(name));
}

function rejectedState(message) {
  return Promise.reject(new ERR_INVALID_STATE.TypeError(message));
}

// What keeps a stream from doing what only its writer may do, as the promise
// that says so.
function refusal(stream) {
  if (!isWritableStream(stream)) return rejectedThis('WritableStream');
  return isWritableStreamLocked(stream) ?
    rejectedState('WritableStream is locked') : undefined;
}

// The same for a writer: it is none, or has been released.
function writerRefusal(writer, needsStream = true) {
  if (!isWritableStreamDefaultWriter(writer)) {
    return rejectedThis('WritableStreamDefaultWriter');
  }
  return needsStream && writer[kState].stream === undefined ?
    Promise.reject(unboundError()) : undefined;
}

function initialize(stream) {
  makeTransferable(stream);
  stream[kState] = {
    state: 'writable',
    storedError: undefined,
    controller: undefined,
    writer: undefined,
    backpressure: false,
    writeRequests: new Fifo(),
    inFlightWriteRequest: undefined,
    closeRequest: undefined,
    inFlightCloseRequest: undefined,
    pendingAbort: undefined,
  };
  stream[kIsClosedPromise] = new Deferred(true);
}

// `algorithms`: what start, write, close and abort do.
function createWritableStream(highWaterMark, size, algorithms) {
  const stream = Object.create(WritableStream.prototype);
  stream[kType] = 'WritableStream';
  initialize(stream);
  setupController(stream, highWaterMark, size, algorithms);
  return stream;
}

class WritableStreamDefaultWriter {
  [kType] = 'WritableStreamDefaultWriter';

  constructor(stream) {
    if (!isWritableStream(stream)) {
      throw new ERR_INVALID_ARG_TYPE('stream', 'WritableStream', stream);
    }
    if (isWritableStreamLocked(stream)) {
      throw new ERR_INVALID_STATE.TypeError('WritableStream is locked');
    }
    this[kState] = { stream, ready: undefined, close: undefined };
    const s = stream[kState];
    s.writer = this;
    const state = this[kState];
    const isOver = s.state === 'closed' || s.state === 'errored';
    const outcome = () => (s.state === 'closed' ?
      Deferred.resolved() : Deferred.rejected(s.storedError));
    const hasRoom = s.state === 'writable' &&
      (!s.backpressure || writableStreamCloseQueuedOrInFlight(stream));
    if (hasRoom) state.ready = Deferred.resolved();
    else state.ready = s.state === 'writable' ? new Deferred(true) : outcome();
    state.close = isOver ? outcome() : new Deferred(true);
  }

  get closed() {
    return writerRefusal(this, false) ?? this[kState].close.promise;
  }

  get desiredSize() {
    if (boundTo(this) === undefined) throw unboundError();
    return writableStreamDefaultWriterGetDesiredSize(this);
  }

  get ready() {
    return writerRefusal(this, false) ?? this[kState].ready.promise;
  }

  abort(reason = undefined) {
    return writerRefusal(this) ??
      writableStreamAbort(this[kState].stream, reason);
  }

  close() {
    const refused = writerRefusal(this);
    if (refused !== undefined) return refused;
    const { stream } = this[kState];
    return writableStreamCloseQueuedOrInFlight(stream) ?
      rejectedState('Failure to close WritableStream') :
      writableStreamClose(stream);
  }

  releaseLock() {
    if (boundTo(this) !== undefined) writableStreamDefaultWriterRelease(this);
  }

  write(chunk = undefined) {
    return writerRefusal(this) ?? writableStreamDefaultWriterWrite(this, chunk);
  }
}

defineStreamInterface(WritableStreamDefaultWriter, [
  'closed', 'ready', 'desiredSize', 'abort', 'close', 'releaseLock', 'write',
], (self) => {
  const { stream, close, ready } = self[kState];
  const { desiredSize } = self;
  return { stream, close: close.promise, ready: ready.promise, desiredSize };
});

// The stream of a writer that has not been released.
function boundTo(writer) {
  checkThis(writer, isWritableStreamDefaultWriter, 'WritableStreamDefaultWriter');
  return writer[kState].stream;
}

function unboundError() {
  return new ERR_INVALID_STATE.TypeError('Writer is not bound to a WritableStream');
}

class WritableStreamDefaultController {
  [kType] = 'WritableStreamDefaultController';

  constructor(key = undefined) {
    if (key !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get signal() {
    return abortControllerOf(stateOf(this)).signal;
  }

  error(error = undefined) {
    const { stream } = stateOf(this);
    if (stream[kState].state === 'writable') controllerError(this, error);
  }
}

defineStreamInterface(WritableStreamDefaultController, ['signal', 'error'],
  ({ [kState]: { stream } }) => ({ stream }));

// Few sinks ask for it.
function abortControllerOf(state) {
  return state.abortController ??= new AbortController();
}

function stateOf(controller) {
  checkThis(controller, isWritableStreamDefaultController,
    'WritableStreamDefaultController');
  return controller[kState];
}

// --- the stream ----------------------------------------------------------------------

function isWritableStreamLocked(stream) {
  return stream[kState].writer !== undefined;
}

function writableStreamAbort(stream, reason) {
  const s = stream[kState];
  if (s.state === 'closed' || s.state === 'errored') return Promise.resolve();
  abortControllerOf(s.controller[kState]).abort(reason);
  // A listener may have changed the state.
  if (s.state === 'closed' || s.state === 'errored') return Promise.resolve();
  if (s.pendingAbort !== undefined) return s.pendingAbort.deferred.promise;

  const wasAlreadyErroring = s.state === 'erroring';
  const deferred = new Deferred();
  s.pendingAbort = {
    deferred, wasAlreadyErroring, reason: wasAlreadyErroring ? undefined : reason,
  };
  if (!wasAlreadyErroring) writableStreamStartErroring(stream, reason);
  return deferred.promise;
}

function writableStreamClose(stream) {
  const s = stream[kState];
  if (s.state === 'closed' || s.state === 'errored') {
    return Promise.reject(
      new ERR_INVALID_STATE.TypeError('WritableStream is closed'));
  }
  const deferred = s.closeRequest = new Deferred();
  if (s.writer !== undefined && s.backpressure && s.state === 'writable') {
    s.writer[kState].ready.resolve();
  }
  const { controller } = s;
  controller[kState].queue.enqueue(kCloseSentinel, 0);
  controllerAdvanceQueueIfNeeded(controller);
  return deferred.promise;
}

function writableStreamCloseQueuedOrInFlight(stream) {
  const s = stream[kState];
  return s.closeRequest !== undefined || s.inFlightCloseRequest !== undefined;
}

function hasOperationInFlight(stream) {
  const s = stream[kState];
  return s.inFlightWriteRequest !== undefined ||
    s.inFlightCloseRequest !== undefined;
}

function writableStreamUpdateBackpressure(stream, backpressure) {
  const s = stream[kState];
  if (s.writer !== undefined && s.backpressure !== backpressure) {
    const w = s.writer[kState];
    if (backpressure) {
      w.ready = new Deferred(true);
    } else {
      w.ready.resolve();
    }
  }
  s.backpressure = backpressure;
}

function writableStreamStartErroring(stream, reason) {
  const s = stream[kState];
  s.state = 'erroring';
  s.storedError = reason;
  if (s.writer !== undefined) ensureReadyRejected(s.writer, reason);
  if (!hasOperationInFlight(stream) && s.controller[kState].started) {
    finishErroring(stream);
  }
}

function finishErroring(stream) {
  const s = stream[kState];
  s.state = 'errored';
  s.controller[kState].queue.reset();
  const { storedError } = s;
  for (const request of s.writeRequests.drain()) request.reject(storedError);

  if (s.pendingAbort === undefined) {
    rejectCloseAndClosedIfNeeded(stream);
    return;
  }
  const { deferred, reason, wasAlreadyErroring } = s.pendingAbort;
  s.pendingAbort = undefined;
  if (wasAlreadyErroring) {
    deferred.reject(storedError);
    rejectCloseAndClosedIfNeeded(stream);
    return;
  }
  const c = s.controller[kState];
  const aborted = c.abortAlgorithm(reason);
  clearAlgorithms(s.controller);
  react(aborted,
    () => {
      deferred.resolve();
      rejectCloseAndClosedIfNeeded(stream);
    },
    (error) => {
      deferred.reject(error);
      rejectCloseAndClosedIfNeeded(stream);
    });
}

function rejectCloseAndClosedIfNeeded(stream) {
  const s = stream[kState];
  if (s.closeRequest !== undefined) {
    s.closeRequest.reject(s.storedError);
    s.closeRequest = undefined;
  }
  stream[kIsClosedPromise].reject(s.storedError);
  if (s.writer !== undefined) s.writer[kState].close.reject(s.storedError);
}

function dealWithRejection(stream, error) {
  if (stream[kState].state === 'writable') {
    writableStreamStartErroring(stream, error);
  } else {
    finishErroring(stream);
  }
}

// --- the writer ----------------------------------------------------------------------

function writableStreamDefaultWriterWrite(writer, chunk) {
  const request = new Deferred();
  writeWithRequest(writer, chunk, request);
  return request.promise;
}

// `request` is told with resolve() or reject(error).
function writeWithRequest(writer, chunk, request) {
  const { stream } = writer[kState];
  const s = stream[kState];
  const { controller } = s;
  const chunkSize = controllerGetChunkSize(controller, chunk);
  // The size function may have released the lock.
  if (stream !== writer[kState].stream) {
    request.reject(
      new ERR_INVALID_STATE.TypeError('Mismatched WritableStreams'));
  } else if (s.state === 'errored') {
    request.reject(s.storedError);
  } else if (writableStreamCloseQueuedOrInFlight(stream) ||
             s.state === 'closed') {
    request.reject(
      new ERR_INVALID_STATE.TypeError('WritableStream is closed'));
  } else if (s.state === 'erroring') {
    request.reject(s.storedError);
  } else {
    s.writeRequests.push(request);
    controllerWrite(controller, chunk, chunkSize);
  }
}

function writableStreamDefaultWriterRelease(writer) {
  const { stream } = writer[kState];
  const error = new ERR_INVALID_STATE.TypeError('Writer has been released');
  ensureReadyRejected(writer, error);
  ensureClosedRejected(writer, error);
  writer[kState].stream = stream[kState].writer = undefined;
}

function writableStreamDefaultWriterGetDesiredSize(writer) {
  const s = writer[kState].stream[kState];
  if (s.state === 'errored' || s.state === 'erroring') return null;
  if (s.state === 'closed') return 0;
  return controllerGetDesiredSize(s.controller);
}

function writableStreamDefaultWriterCloseWithErrorPropagation(writer) {
  const { stream } = writer[kState];
  const s = stream[kState];
  if (writableStreamCloseQueuedOrInFlight(stream) || s.state === 'closed') {
    return Promise.resolve();
  }
  if (s.state === 'errored') return Promise.reject(s.storedError);
  return writableStreamClose(stream);
}

function ensureReadyRejected(writer, error) {
  const w = writer[kState];
  if (w.ready.pending) w.ready.reject(error);
  else w.ready = Deferred.rejected(error);
}

function ensureClosedRejected(writer, error) {
  const w = writer[kState];
  if (w.close.pending) w.close.reject(error);
  else w.close = Deferred.rejected(error);
}

// --- the controller --------------------------------------------------------------------

function setupController(stream, highWaterMark, size, algorithms) {
  const controller = new WritableStreamDefaultController(kConstruct);
  controller[kState] = {
    stream,
    queue: new SizedQueue(),
    abortController: undefined,
    started: false,
    highWaterMark,
    sizeAlgorithm: size,
    writeAlgorithm: algorithms.write,
    closeAlgorithm: algorithms.close,
    abortAlgorithm: algorithms.abort,
    onWritten: () => finishWrite(controller),
    onWriteFailed: (error) => failWrite(controller, error),
  };
  stream[kState].controller = controller;
  writableStreamUpdateBackpressure(stream, hasBackpressure(controller));

  react(promiseOf(algorithms.start(controller)),
    () => finishStart(controller), (error) => failStart(controller, error));
}

function finishStart(controller) {
  controller[kState].started = true;
  controllerAdvanceQueueIfNeeded(controller);
}

function failStart(controller, error) {
  const c = controller[kState];
  c.started = true;
  const { state } = c.stream[kState];
  if (state === 'writable' || state === 'erroring') dealWithRejection(c.stream, error);
}

function clearAlgorithms(controller) {
  const c = controller[kState];
  c.writeAlgorithm = undefined;
  c.closeAlgorithm = undefined;
  c.abortAlgorithm = undefined;
  c.sizeAlgorithm = undefined;
}

function controllerGetDesiredSize(controller) {
  const { highWaterMark, queue } = controller[kState];
  return highWaterMark - queue.total;
}

function hasBackpressure(controller) {
  return controllerGetDesiredSize(controller) <= 0;
}

function controllerGetChunkSize(controller, chunk) {
  const { sizeAlgorithm } = controller[kState];
  // Gone when the stream is closing or failing.
  if (sizeAlgorithm === undefined) return 1;
  try {
    return sizeAlgorithm(chunk);
  } catch (error) {
    controllerErrorIfNeeded(controller, error);
    return 1;
  }
}

function controllerWrite(controller, chunk, chunkSize) {
  const { queue, stream } = controller[kState];
  try {
    queue.enqueue(chunk, chunkSize);
  } catch (error) {
    controllerErrorIfNeeded(controller, error);
    return;
  }
  if (!writableStreamCloseQueuedOrInFlight(stream) &&
      stream[kState].state === 'writable') {
    writableStreamUpdateBackpressure(stream, hasBackpressure(controller));
  }
  controllerAdvanceQueueIfNeeded(controller);
}

function controllerAdvanceQueueIfNeeded(controller) {
  const { stream, started, queue } = controller[kState];
  const s = stream[kState];
  if (!started || s.inFlightWriteRequest !== undefined) return;
  if (s.state === 'erroring') {
    finishErroring(stream);
    return;
  }
  if (queue.length === 0) return;
  const { value } = queue.peek();
  if (value === kCloseSentinel) processClose(controller);
  else processWrite(controller, value);
}

function processClose(controller) {
  const { stream, queue, closeAlgorithm } = controller[kState];
  const s = stream[kState];
  s.inFlightCloseRequest = s.closeRequest;
  s.closeRequest = undefined;
  queue.dequeue();
  const closed = closeAlgorithm();
  clearAlgorithms(controller);
  react(closed,
    () => {
      s.inFlightCloseRequest.resolve();
      s.inFlightCloseRequest = undefined;
      if (s.state === 'erroring') {
        // The close came through: the error is forgotten.
        s.storedError = undefined;
        if (s.pendingAbort !== undefined) {
          s.pendingAbort.deferred.resolve();
          s.pendingAbort = undefined;
        }
      }
      s.state = 'closed';
      if (s.writer !== undefined) s.writer[kState].close.resolve();
      stream[kIsClosedPromise].resolve();
    },
    (error) => {
      s.inFlightCloseRequest.reject(error);
      s.inFlightCloseRequest = undefined;
      if (s.pendingAbort !== undefined) {
        s.pendingAbort.deferred.reject(error);
        s.pendingAbort = undefined;
      }
      dealWithRejection(stream, error);
    });
}

function processWrite(controller, chunk) {
  const { stream, writeAlgorithm } = controller[kState];
  const s = stream[kState];
  s.inFlightWriteRequest = s.writeRequests.shift();
  const { onWritten, onWriteFailed } = controller[kState];
  react(writeAlgorithm(chunk, controller), onWritten, onWriteFailed);
}

function finishWrite(controller) {
  const { stream, queue } = controller[kState];
  const s = stream[kState];
  s.inFlightWriteRequest.resolve();
  s.inFlightWriteRequest = undefined;
  queue.dequeue();
  if (!writableStreamCloseQueuedOrInFlight(stream) && s.state === 'writable') {
    writableStreamUpdateBackpressure(stream, hasBackpressure(controller));
  }
  controllerAdvanceQueueIfNeeded(controller);
}

function failWrite(controller, error) {
  const { stream } = controller[kState];
  const s = stream[kState];
  if (s.state === 'writable') clearAlgorithms(controller);
  s.inFlightWriteRequest.reject(error);
  s.inFlightWriteRequest = undefined;
  dealWithRejection(stream, error);
}

function controllerErrorIfNeeded(controller, error) {
  if (controller[kState].stream[kState].state === 'writable') {
    controllerError(controller, error);
  }
}

function controllerError(controller, error) {
  const { stream } = controller[kState];
  clearAlgorithms(controller);
  writableStreamStartErroring(stream, error);
}

module.exports = {
  WritableStream,
  WritableStreamDefaultController,
  WritableStreamDefaultWriter,
  createWritableStream,
  isWritableStream,
  isWritableStreamDefaultController,
  isWritableStreamDefaultWriter,
  isWritableStreamLocked,
  writableStreamAbort,
  writableStreamCloseQueuedOrInFlight,
  writableStreamDefaultControllerErrorIfNeeded: controllerErrorIfNeeded,
  writableStreamDefaultWriterCloseWithErrorPropagation,
  writableStreamDefaultWriterGetDesiredSize,
  writableStreamDefaultWriterRelease,
  writableStreamDefaultWriterWriteWithRequest: writeWithRequest,
};
