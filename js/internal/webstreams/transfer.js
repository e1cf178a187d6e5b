'use strict';

// Streams that travel to another thread or realm. The stream that is sent stays where it is and is piped; what arrives is a new
// one at the other end of a channel of messages `{ type, value }`: 'chunk', 'close' and 'error' go the way of the data, 'pull'
// and 'error' the other way. That is the Streams standard's cross-realm transform.

const { lazyDOMException } = require('internal/util');
const { kDeserialize } = require('internal/worker/js_transferable');
const { Deferred, kState, kType, makeTransferable, setPromiseHandled } = require('internal/webstreams/util');
const { ReadableStream, isReadableStream } = require('internal/webstreams/readablestream');
const { WritableStream, isWritableStream } = require('internal/webstreams/writablestream');
const { TransformStream } = require('internal/webstreams/transformstream');

const { pipeTo } = ReadableStream.prototype;

// The channels of streams that are being sent, between the two questions that a message asks of them.
const kPorts = Symbol('kPorts');

// Sends what can be sent, otherwise why it cannot be; answers that error.
function post(port, type, value) {
  try {
    port.postMessage({ type, value });
    return undefined;
  } catch (error) {
    try {
      port.postMessage({ type: 'error', value: error });
    } catch {
      port.postMessage({ type: 'error', value: undefined });
    }
    return { error };
  }
}

// A port that keeps the process alive only while something is awaited from it, and never on the side that has sent the stream.
class Channel {
  constructor(port, hasArrived, onMessage, onFailure) {
    this.port = port;
    this.hasArrived = hasArrived;
    port.on('message', onMessage);
    port.on('messageerror', () => {
      const error = lazyDOMException('Chunk could not be deserialized', 'DataCloneError');
      post(port, 'error', error);
      port.close();
      onFailure(error);
    });
    port.unref();
  }

  await(isAwaited) {
    if (!this.hasArrived) return;
    if (isAwaited) this.port.ref();
    else this.port.unref();
  }
}

// The end that data comes out of.
function readableEnd(port, hasArrived) {
  let controller;
  const channel = new Channel(port, hasArrived, ({ type, value }) => {
    channel.await(false);
    if (type === 'chunk') {
      controller.enqueue(value);
      return;
    }
    if (type === 'close') controller.close();
    else controller.error(value);
    port.close();
  }, (error) => controller.error(error));

  return new ReadableStream({
    start(given) {
      controller = given;
    },
    pull() {
      channel.await(true);
      post(port, 'pull');
    },
    cancel(reason) {
      const failure = post(port, 'error', reason);
      port.close();
      if (failure !== undefined) throw failure.error;
    },
  }, { highWaterMark: 0 });
}

// The end that data goes into.
function writableEnd(port, hasArrived) {
  let controller;
  // Fulfilled when the other end wants more.
  let wanted = new Deferred();
  const stop = (error) => {
    controller.error(error);
    wanted.resolve();
  };
  const channel = new Channel(port, hasArrived, ({ type, value }) => {
    channel.await(false);
    if (type === 'pull') wanted.resolve();
    else stop(value);
  }, stop);

  return new WritableStream({
    start(given) {
      controller = given;
    },
    async write(chunk) {
      channel.await(true);
      await wanted.promise;
      channel.await(false);
      wanted = new Deferred();
      const failure = post(port, 'chunk', chunk);
      if (failure === undefined) return;
      port.close();
      throw failure.error;
    },
    close() {
      post(port, 'close');
      port.close();
    },
    abort(reason) {
      const failure = post(port, 'error', reason);
      port.close();
      if (failure !== undefined) throw failure.error;
    },
  });
}

function pipe(readable, writable) {
  setPromiseHandled(pipeTo.call(readable, writable));
}

// ---- sending ----------------------------------------------------------------------------

// The one stream, or the two of which a TransformStream is made.
function sidesOf(stream) {
  return isReadableStream(stream) || isWritableStream(stream) ? [stream] : [stream.readable, stream.writable];
}

function connect(side, port) {
  if (isReadableStream(side)) pipe(side, writableEnd(port, false));
  else pipe(readableEnd(port, false), side);
}

// The ports that travel with the stream.
function listOf(stream) {
  const { MessageChannel } = require('internal/worker/io');
  const sides = sidesOf(stream);
  for (const { locked, [kType]: name } of sides) {
    if (locked) throw lazyDOMException(`Cannot transfer a locked ${name}`, 'DataCloneError');
  }
  stream[kPorts] = sides.map((side) => ({ side, channel: new MessageChannel() }));
  return stream[kPorts].map(({ channel: { port2 } }) => port2);
}

function transfer(stream) {
  const ports = stream[kPorts];
  delete stream[kPorts];
  for (const { side, channel: { port1 } } of ports) connect(side, port1);
  return {
    data: ports.map(({ channel: { port2 } }) => port2),
    deserializeInfo: `internal/webstreams/transfer:Arrived${stream[kType]}`,
  };
}

// ---- arriving ---------------------------------------------------------------------------

class ArrivedReadableStream {
  [kDeserialize]([port]) {
    return readableEnd(port, true);
  }
}

class ArrivedWritableStream {
  [kDeserialize]([port]) {
    return writableEnd(port, true);
  }
}

class ArrivedTransformStream {
  [kDeserialize]([first, second]) {
    const stream = Object.create(TransformStream.prototype);
    stream[kType] = 'TransformStream';
    stream[kState] = { readable: readableEnd(first, true), writable: writableEnd(second, true) };
    makeTransferable(stream);
    return stream;
  }
}

module.exports = { ArrivedReadableStream, ArrivedTransformStream, ArrivedWritableStream, listOf, transfer };
