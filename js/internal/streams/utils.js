'use strict';

// Questions about streams of any kind: Node's own, old ones, those of
// userland packages that only look like streams, and web streams. An answer of
// null means that the object does not tell.

const { FastBuffer } = require('internal/buffer');

// By these, objects that are no Node streams answer for themselves.
const [kIsDestroyed, kIsDisturbed, kIsErrored, kIsReadable, kIsWritable] =
  ['destroyed', 'disturbed', 'errored', 'readable', 'writable'].map((word) => Symbol.for(`nodejs.stream.${word}`));
const [kIsClosedPromise, kControllerErrorFunction] =
  ['isClosedPromise', 'controllerErrorFunction'].map((word) => Symbol.for(`nodejs.webstream.${word}`));

// What a state does when its stream has been constructed.
const kOnConstructed = Symbol('kOnConstructed');

function hasMethods(object, ...names) {
  return names.every((name) => typeof object[name] === 'function');
}

function hasBooleans(object, ...names) {
  return names.every((name) => typeof object[name] === 'boolean');
}

// A flag of one half of a stream; null if the half or the flag is not there.
function tell(state, name) {
  const flag = state?.[name];
  return typeof flag === 'boolean' ? flag : null;
}

// --- kinds -------------------------------------------------------------------

function isReadableNodeStream(obj, strict = false) {
  if (!obj || !hasMethods(obj, 'pipe', 'on')) return false;
  if (strict && !hasMethods(obj, 'pause', 'resume')) return false;
  // A Writable inherits pipe(): look at what kind of state it has.
  if (!obj._writableState) return true;
  return !!obj._readableState && obj._readableState.readable !== false;
}

function isWritableNodeStream(obj) {
  if (!obj || !hasMethods(obj, 'write', 'on')) return false;
  return !obj._readableState || obj._writableState?.writable !== false;
}

function isDuplexNodeStream(obj) {
  return !!obj?._readableState && hasMethods(obj, 'on', 'write');
}

function isNodeStream(obj) {
  if (!obj) return obj;
  return obj._readableState || obj._writableState ||
    hasMethods(obj, 'write', 'on') || hasMethods(obj, 'pipe', 'on');
}

function isOtherWith(obj, ...methods) {
  return !!obj && !isNodeStream(obj) && hasMethods(obj, ...methods);
}

function isReadableStream(obj) {
  return isOtherWith(obj, 'pipeThrough', 'getReader', 'cancel');
}

function isWritableStream(obj) {
  return isOtherWith(obj, 'getWriter', 'abort');
}

function isTransformStream(obj) {
  return isOtherWith(obj) &&
    typeof obj.readable === 'object' && typeof obj.writable === 'object';
}

function isWebStream(obj) {
  return [isReadableStream, isWritableStream, isTransformStream]
    .some((isOfKind) => isOfKind(obj));
}

// `isAsync` restricts it to one of the two protocols.
function isIterable(obj, isAsync) {
  if (obj === null || obj === undefined) return false;
  return (isAsync !== false && hasMethods(obj, Symbol.asyncIterator)) ||
    (isAsync !== true && hasMethods(obj, Symbol.iterator));
}

function isOutgoingMessage(stream) {
  return hasBooleans(stream, '_closed', '_defaultKeepAlive',
    '_removedConnection', '_removedContLen');
}

function isServerResponse(stream) {
  return hasBooleans(stream, '_sent100') && isOutgoingMessage(stream);
}

function isServerRequest(stream) {
  return hasBooleans(stream, '_consuming', '_dumped') &&
    stream.req?.upgradeOrConnect === undefined;
}

// --- conditions --------------------------------------------------------------

function isDestroyed(stream) {
  if (!isNodeStream(stream)) return null;
  return !!(stream.destroyed || stream[kIsDestroyed] ||
    (stream._writableState || stream._readableState)?.destroyed);
}

function isWritableEnded(stream) {
  if (!isNodeStream(stream)) return null;
  const state = stream._writableState;
  return stream.writableEnded === true ||
    (state?.errored ? false : tell(state, 'ended'));
}

// Whether the last event of a half has been emitted or, unless `strict`, only
// has to be: there is nothing left in its buffer.
function isHalfDone(state, flag, strict) {
  if (state?.errored) return false;
  const done = tell(state, flag);
  if (done !== false || strict !== false) return done;
  return state.ended === true && state.length === 0;
}

function isWritableFinished(stream, strict) {
  if (!isNodeStream(stream)) return null;
  return stream.writableFinished === true ||
    isHalfDone(stream._writableState, 'finished', strict);
}

function isReadableFinished(stream, strict) {
  if (!isNodeStream(stream)) return null;
  return isHalfDone(stream._readableState, 'endEmitted', strict);
}

function isReadable(stream) {
  const own = stream?.[kIsReadable];
  if (own !== undefined && own !== null) return own;
  if (tell(stream, 'readable') === null) return null;
  return !isDestroyed(stream) && isReadableNodeStream(stream) &&
    stream.readable && !isReadableFinished(stream);
}

function isWritable(stream) {
  const own = stream?.[kIsWritable];
  if (own !== undefined && own !== null) return own;
  if (tell(stream, 'writable') === null) return null;
  return !isDestroyed(stream) && isWritableNodeStream(stream) &&
    stream.writable && !isWritableEnded(stream);
}

function isFinished(stream, opts) {
  if (!isNodeStream(stream)) return null;
  if (isDestroyed(stream)) return true;
  const open = (opts?.readable !== false && isReadable(stream)) ||
    (opts?.writable !== false && isWritable(stream));
  return !open;
}

function isWritableErrored(stream) {
  if (!isNodeStream(stream)) return null;
  return stream.writableErrored || (stream._writableState?.errored ?? null);
}

function isReadableErrored(stream) {
  if (!isNodeStream(stream)) return null;
  return stream.readableErrored || (stream._readableState?.errored ?? null);
}

function isClosed(stream) {
  if (!isNodeStream(stream)) return null;
  const own = tell(stream, 'closed');
  if (own !== null) return own;
  const { _readableState: r, _writableState: w } = stream;
  if (tell(w, 'closed') !== null || tell(r, 'closed') !== null) {
    return w?.closed || r?.closed;
  }
  return isOutgoingMessage(stream) ? stream._closed : null;
}

function willEmitClose(stream) {
  if (!isNodeStream(stream)) return null;
  const state = stream._writableState || stream._readableState;
  if (!state) return isServerResponse(stream);
  return !!(state.autoDestroy && state.emitClose && state.closed === false);
}

function isDisturbed(stream) {
  if (!stream) return false;
  return !!(stream[kIsDisturbed] ??
    (stream.readableDidRead || stream.readableAborted));
}

function isErrored(stream) {
  if (!stream) return false;
  const { _readableState: r, _writableState: w } = stream;
  // The first that is there decides.
  const known = [
    stream[kIsErrored], stream.readableErrored, stream.writableErrored,
    r?.errorEmitted, w?.errorEmitted, r?.errored, w?.errored,
  ].find((value) => value !== undefined && value !== null);
  return !!known;
}

// A Buffer over the same memory.
function uint8ArrayToBuffer(chunk) {
  return new FastBuffer(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

module.exports = {
  isClosed,
  isDestroyed,
  isDisturbed,
  isDuplexNodeStream,
  isErrored,
  isFinished,
  isIterable,
  isNodeStream,
  isReadable,
  isReadableErrored,
  isReadableFinished,
  isReadableNodeStream,
  isReadableStream,
  isServerRequest,
  isServerResponse,
  isTransformStream,
  isWebStream,
  isWritable,
  isWritableEnded,
  isWritableErrored,
  isWritableFinished,
  isWritableNodeStream,
  isWritableStream,
  kControllerErrorFunction,
  kIsClosedPromise,
  kIsDestroyed,
  kIsDisturbed,
  kIsErrored,
  kIsReadable,
  kIsWritable,
  kOnConstructed,
  uint8ArrayToBuffer,
  willEmitClose,
};
