'use strict';

// ReadableStream's tee(): two branches that see the same chunks. A byte stream
// has branches that are byte streams, and reads into the buffers of whichever
// branch asks.

const { Promise, kState, react } = require('internal/webstreams/util');
const {
  isReadableStreamBYOBReader, readableStreamBYOBReaderRelease,
  readableStreamCancel, readableStreamDefaultReaderRead,
  readableStreamDefaultReaderRelease,
} = require('internal/webstreams/readable_ops');
const {
  readableStreamDefaultControllerClose,
  readableStreamDefaultControllerEnqueue,
  readableStreamDefaultControllerError,
} = require('internal/webstreams/readable_default');
const {
  readableByteStreamControllerClose, readableByteStreamControllerEnqueue,
  readableByteStreamControllerError, readableByteStreamControllerRespond,
  readableByteStreamControllerRespondWithNewView,
} = require('internal/webstreams/readable_byte');
const {
  ReadableStreamBYOBReader, ReadableStreamDefaultReader,
  readableStreamBYOBReaderRead,
} = require('internal/webstreams/readable_readers');

// Both branches have to be cancelled before the source is.
function makeCancel(stream, cancelResult) {
  const cancelled = [false, false];
  const reasons = [undefined, undefined];
  function cancel(index, reason) {
    cancelled[index] = true;
    reasons[index] = reason;
    if (cancelled[1 - index]) {
      cancelResult.resolve(readableStreamCancel(stream, reasons));
    }
    return cancelResult.promise;
  }
  return { cancelled, cancel };
}

function defaultTee(stream, cloneForBranch2, createReadableStream) {
  const reader = new ReadableStreamDefaultReader(stream);
  const cancelResult = Promise.withResolvers();
  const { cancelled, cancel } = makeCancel(stream, cancelResult);
  let reading = false;
  let readAgain = false;
  const branches = [];

  const controllerOf = (index) => branches[index][kState].controller;

  function pull() {
    if (reading) {
      readAgain = true;
      return Promise.resolve();
    }
    reading = true;
    readableStreamDefaultReaderRead(reader, {
      chunk(value) {
        // Not at once: errors of the source must win.
        queueMicrotask(() => {
          readAgain = false;
          let second = value;
          if (!cancelled[1] && cloneForBranch2) {
            try {
              second = structuredClone(value);
            } catch (error) {
              readableStreamDefaultControllerError(controllerOf(0), error);
              readableStreamDefaultControllerError(controllerOf(1), error);
              cancelResult.resolve(readableStreamCancel(stream, error));
              return;
            }
          }
          if (!cancelled[0]) {
            readableStreamDefaultControllerEnqueue(controllerOf(0), value);
          }
          if (!cancelled[1]) {
            readableStreamDefaultControllerEnqueue(controllerOf(1), second);
          }
          reading = false;
          if (readAgain) pull();
        });
      },
      close() {
        reading = false;
        for (let i = 0; i < 2; i++) {
          if (!cancelled[i]) readableStreamDefaultControllerClose(controllerOf(i));
        }
        if (!cancelled[0] || !cancelled[1]) cancelResult.resolve();
      },
      error() {
        reading = false;
      },
    });
    return Promise.resolve();
  }

  for (let i = 0; i < 2; i++) {
    branches.push(createReadableStream(
      () => {}, pull, (reason) => cancel(i, reason), 1));
  }

  react(reader[kState].close.promise, undefined, (error) => {
    readableStreamDefaultControllerError(controllerOf(0), error);
    readableStreamDefaultControllerError(controllerOf(1), error);
    if (!cancelled[0] || !cancelled[1]) cancelResult.resolve();
  });
  return branches;
}

function byteTee(stream, createReadableByteStream) {
  let reader = new ReadableStreamDefaultReader(stream);
  const cancelResult = Promise.withResolvers();
  const { cancelled, cancel } = makeCancel(stream, cancelResult);
  let reading = false;
  const readAgainFor = [false, false];
  const branches = [];

  const controllerOf = (index) => branches[index][kState].controller;

  function forwardError(thisReader) {
    react(thisReader[kState].close.promise, undefined, (error) => {
      if (thisReader !== reader) return;
      readableByteStreamControllerError(controllerOf(0), error);
      readableByteStreamControllerError(controllerOf(1), error);
      if (!cancelled[0] || !cancelled[1]) cancelResult.resolve();
    });
  }

  function switchReader(Reader) {
    if (reader instanceof Reader) return;
    if (isReadableStreamBYOBReader(reader)) {
      readableStreamBYOBReaderRelease(reader);
    } else {
      readableStreamDefaultReaderRelease(reader);
    }
    reader = new Reader(stream);
    forwardError(reader);
  }

  function cloneChunk(chunk) {
    return new Uint8Array(chunk.buffer.slice(
      chunk.byteOffset, chunk.byteOffset + chunk.byteLength));
  }

  function failBoth(error) {
    readableByteStreamControllerError(controllerOf(0), error);
    readableByteStreamControllerError(controllerOf(1), error);
    cancelResult.resolve(readableStreamCancel(stream, error));
  }

  function readOn() {
    reading = false;
    if (readAgainFor[0]) pull(0);
    else if (readAgainFor[1]) pull(1);
  }

  function pullWithDefaultReader() {
    switchReader(ReadableStreamDefaultReader);
    readableStreamDefaultReaderRead(reader, {
      chunk(chunk) {
        queueMicrotask(() => {
          readAgainFor[0] = readAgainFor[1] = false;
          let second = chunk;
          if (!cancelled[0] && !cancelled[1]) {
            try {
              second = cloneChunk(chunk);
            } catch (error) {
              failBoth(error);
              return;
            }
          }
          if (!cancelled[0]) {
            readableByteStreamControllerEnqueue(controllerOf(0), chunk);
          }
          if (!cancelled[1]) {
            readableByteStreamControllerEnqueue(controllerOf(1), second);
          }
          readOn();
        });
      },
      close() {
        reading = false;
        for (let i = 0; i < 2; i++) {
          if (!cancelled[i]) readableByteStreamControllerClose(controllerOf(i));
        }
        for (let i = 0; i < 2; i++) {
          if (controllerOf(i)[kState].pendingPullIntos.length > 0) {
            readableByteStreamControllerRespond(controllerOf(i), 0);
          }
        }
        if (!cancelled[0] || !cancelled[1]) cancelResult.resolve();
      },
      error() {
        reading = false;
      },
    });
  }

  // Reads into the buffer that branch `index` was given.
  function pullWithBYOBReader(view, index) {
    switchReader(ReadableStreamBYOBReader);
    const byob = index;
    const other = 1 - index;
    readableStreamBYOBReaderRead(reader, view, 1, {
      chunk(chunk) {
        queueMicrotask(() => {
          readAgainFor[0] = readAgainFor[1] = false;
          if (!cancelled[other]) {
            let clone;
            try {
              clone = cloneChunk(chunk);
            } catch (error) {
              failBoth(error);
              return;
            }
            if (!cancelled[byob]) {
              readableByteStreamControllerRespondWithNewView(
                controllerOf(byob), chunk);
            }
            readableByteStreamControllerEnqueue(controllerOf(other), clone);
          } else if (!cancelled[byob]) {
            readableByteStreamControllerRespondWithNewView(
              controllerOf(byob), chunk);
          }
          readOn();
        });
      },
      close(chunk) {
        reading = false;
        if (!cancelled[byob]) readableByteStreamControllerClose(controllerOf(byob));
        if (!cancelled[other]) readableByteStreamControllerClose(controllerOf(other));
        if (chunk !== undefined) {
          if (!cancelled[byob]) {
            readableByteStreamControllerRespondWithNewView(
              controllerOf(byob), chunk);
          }
          if (!cancelled[other] &&
              controllerOf(other)[kState].pendingPullIntos.length > 0) {
            readableByteStreamControllerRespond(controllerOf(other), 0);
          }
        }
        if (!cancelled[byob] || !cancelled[other]) cancelResult.resolve();
      },
      error() {
        reading = false;
      },
    });
  }

  function pull(index) {
    if (reading) {
      readAgainFor[index] = true;
      return Promise.resolve();
    }
    reading = true;
    const request = controllerOf(index).byobRequest;
    if (request === null) pullWithDefaultReader();
    else pullWithBYOBReader(request[kState].view, index);
    return Promise.resolve();
  }

  for (let i = 0; i < 2; i++) {
    branches.push(createReadableByteStream(
      () => {}, () => pull(i), (reason) => cancel(i, reason)));
  }
  forwardError(reader);
  return branches;
}

module.exports = { byteTee, defaultTee };
