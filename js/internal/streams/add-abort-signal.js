'use strict';

// addAbortSignal: destroys a stream when a signal aborts.

const {
  abortError,
  codes: { ERR_INVALID_ARG_TYPE },
} = require('internal/errors');
const { isNodeStream, isWebStream, kControllerErrorFunction } =
  require('internal/streams/utils');
const { eos } = require('internal/streams/end-of-stream');
const { addAbortListener } = require('internal/events/abort_listener');

const isSignal = (value) =>
  typeof value === 'object' && value !== null && 'aborted' in value;

function addAbortSignal(signal, stream) {
  if (!isSignal(signal)) {
    throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  }
  if (!isNodeStream(stream) && !isWebStream(stream)) {
    throw new ERR_INVALID_ARG_TYPE(
      'stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }
  return addAbortSignalNoValidate(signal, stream);
}

function addAbortSignalNoValidate(signal, stream) {
  if (!isSignal(signal)) return stream;
  const method = isNodeStream(stream) ? 'destroy' : kControllerErrorFunction;
  const abort = () => {
    stream[method](abortError(signal));
  };
  if (signal.aborted) {
    abort();
    return stream;
  }
  const listener = addAbortListener(signal, abort);
  eos(stream, listener[Symbol.dispose]);
  return stream;
}

module.exports = { addAbortSignal, addAbortSignalNoValidate };
