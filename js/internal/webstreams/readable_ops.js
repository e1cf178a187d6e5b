'use strict';

// The operations on a ReadableStream and its reader that its two kinds of
// controllers share, under the names of the Streams standard.

const {
  codes: { ERR_INVALID_STATE },
} = require('internal/errors');
const { kIsClosedPromise } = require('internal/streams/utils');
const { Deferred, Promise, brandCheck, kState, kType, nop, react } =
  require('internal/webstreams/util');

// The internal methods of a controller.
const kCancelSteps = Symbol('kCancel');
const kPullSteps = Symbol('kPull');
const kReleaseSteps = Symbol('kRelease');

const isReadableStream = brandCheck('ReadableStream');
const isReadableStreamDefaultReader = brandCheck('ReadableStreamDefaultReader');
const isReadableStreamBYOBReader = brandCheck('ReadableStreamBYOBReader');

function isReadableStreamLocked(stream) {
  return stream[kState].reader !== undefined;
}

function readableStreamHasDefaultReader(stream) {
  const { reader } = stream[kState];
  return reader !== undefined &&
    reader[kType] === 'ReadableStreamDefaultReader';
}

function readableStreamHasBYOBReader(stream) {
  const { reader } = stream[kState];
  return reader !== undefined && reader[kType] === 'ReadableStreamBYOBReader';
}

function readableStreamAddReadRequest(stream, request) {
  stream[kState].reader[kState].readRequests.push(request);
}

function readableStreamGetNumReadRequests(stream) {
  return stream[kState].reader[kState].readRequests.length;
}

function readableStreamFulfillReadRequest(stream, chunk, done) {
  const request = stream[kState].reader[kState].readRequests.shift();
  if (done) request.close();
  else request.chunk(chunk);
}

function readableStreamAddReadIntoRequest(stream, request) {
  stream[kState].reader[kState].readIntoRequests.push(request);
}

function readableStreamGetNumReadIntoRequests(stream) {
  return stream[kState].reader[kState].readIntoRequests.length;
}

function readableStreamFulfillReadIntoRequest(stream, chunk, done) {
  const request = stream[kState].reader[kState].readIntoRequests.shift();
  if (done) request.close(chunk);
  else request.chunk(chunk);
}

function readableStreamCancel(stream, reason) {
  const s = stream[kState];
  s.disturbed = true;
  if (s.state === 'closed') return Promise.resolve();
  if (s.state === 'errored') return Promise.reject(s.storedError);

  readableStreamClose(stream);
  if (s.reader !== undefined && readableStreamHasBYOBReader(stream)) {
    for (const request of s.reader[kState].readIntoRequests.drain()) {
      request.close(undefined);
    }
  }
  return react(s.controller[kCancelSteps](reason), nop);
}

function readableStreamClose(stream) {
  const s = stream[kState];
  s.state = 'closed';
  stream[kIsClosedPromise].resolve();
  const { reader } = s;
  if (reader === undefined) return;
  reader[kState].close.resolve();
  if (readableStreamHasDefaultReader(stream)) {
    for (const request of reader[kState].readRequests.drain()) request.close();
  }
}

function readableStreamError(stream, error) {
  const s = stream[kState];
  s.state = 'errored';
  s.storedError = error;
  stream[kIsClosedPromise].reject(error);
  const { reader } = s;
  if (reader === undefined) return;
  reader[kState].close.reject(error);
  if (readableStreamHasDefaultReader(stream)) {
    errorReadRequests(reader, error);
  } else {
    errorReadIntoRequests(reader, error);
  }
}

function errorReadRequests(reader, error) {
  for (const request of reader[kState].readRequests.drain()) {
    request.error(error);
  }
}

function errorReadIntoRequests(reader, error) {
  for (const request of reader[kState].readIntoRequests.drain()) {
    request.error(error);
  }
}

// --- readers ---------------------------------------------------------------------------

function readableStreamReaderGenericInitialize(reader, stream) {
  const s = stream[kState];
  const r = reader[kState];
  r.stream = stream;
  s.reader = reader;
  if (s.state === 'readable') {
    r.close = new Deferred(true);
  } else if (s.state === 'closed') {
    r.close = Deferred.resolved();
  } else {
    r.close = Deferred.rejected(s.storedError);
  }
}

function readableStreamReaderGenericRelease(reader) {
  const r = reader[kState];
  const { stream } = r;
  const error = new ERR_INVALID_STATE.TypeError('Reader released');
  if (stream[kState].state === 'readable') r.close.reject(error);
  else r.close = Deferred.rejected(error);
  stream[kState].controller[kReleaseSteps]();
  stream[kState].reader = undefined;
  r.stream = undefined;
}

function readableStreamDefaultReaderRelease(reader) {
  readableStreamReaderGenericRelease(reader);
  errorReadRequests(
    reader, new ERR_INVALID_STATE.TypeError('Releasing reader'));
}

function readableStreamBYOBReaderRelease(reader) {
  readableStreamReaderGenericRelease(reader);
  errorReadIntoRequests(
    reader, new ERR_INVALID_STATE.TypeError('Releasing reader'));
}

function readableStreamDefaultReaderRead(reader, request) {
  const { stream } = reader[kState];
  const s = stream[kState];
  s.disturbed = true;
  switch (s.state) {
    case 'closed':
      request.close();
      break;
    case 'errored':
      request.error(s.storedError);
      break;
    default:
      s.controller[kPullSteps](request);
  }
}

module.exports = {
  isReadableStream,
  isReadableStreamBYOBReader,
  isReadableStreamDefaultReader,
  isReadableStreamLocked,
  kCancelSteps,
  kPullSteps,
  kReleaseSteps,
  readableStreamAddReadIntoRequest,
  readableStreamAddReadRequest,
  readableStreamBYOBReaderRelease,
  readableStreamCancel,
  readableStreamClose,
  readableStreamDefaultReaderRead,
  readableStreamDefaultReaderRelease,
  readableStreamError,
  readableStreamFulfillReadIntoRequest,
  readableStreamFulfillReadRequest,
  readableStreamGetNumReadIntoRequests,
  readableStreamGetNumReadRequests,
  readableStreamHasBYOBReader,
  readableStreamHasDefaultReader,
  readableStreamReaderGenericInitialize,
};
