'use strict';
// process.stdin, stdout and stderr of a worker, and the parent's ends of them: chunks go as messages, in batches, and the
// reader tells when it wants more.

const { Readable, Writable } = require('node:stream');
const { messageTypes } = require('internal/worker/io');

const kPort = Symbol('kPort');
const kName = Symbol('kName');
const kIncrementsPortRef = Symbol('kIncrementsPortRef');
const kStartedReading = Symbol('kStartedReading');
const kWaitingStreams = Symbol('kWaitingStreams');
const kWriteCallbacks = Symbol('kWriteCallbacks');

class ReadableWorkerStdio extends Readable {
  constructor(port, name) {
    super();
    this[kPort] = port;
    this[kName] = name;
    this[kIncrementsPortRef] = true;
    this[kStartedReading] = false;
    this.on('end', () => {
      if (this[kStartedReading] && this[kIncrementsPortRef] && --this[kPort][kWaitingStreams] === 0) this[kPort].unref();
    });
  }

  _read() {
    if (!this[kStartedReading] && this[kIncrementsPortRef]) {
      this[kStartedReading] = true;
      this[kPort][kWaitingStreams] ??= 0;
      if (this[kPort][kWaitingStreams]++ === 0) this[kPort].ref();
    }
    this[kPort].postMessage({ type: messageTypes.STDIO_WANTS_MORE_DATA, stream: this[kName] });
  }
}

class WritableWorkerStdio extends Writable {
  constructor(port, name) {
    super({ decodeStrings: false });
    this[kPort] = port;
    this[kName] = name;
    this[kWriteCallbacks] = [];
  }

  _writev(chunks, callback) {
    const payload = chunks.map(({ chunk, encoding }) => ({ chunk, encoding }));
    this[kPort].postMessage({ type: messageTypes.STDIO_PAYLOAD, stream: this[kName], chunks: payload });
    if (process._exiting) callback();
    else this[kWriteCallbacks].push(callback);
    this[kPort][kWaitingStreams] ??= 0;
    if (this[kPort][kWaitingStreams]++ === 0) this[kPort].ref();
  }

  _final(callback) {
    this[kPort].postMessage({
      type: messageTypes.STDIO_PAYLOAD, stream: this[kName], chunks: [{ chunk: null, encoding: '' }],
    });
    callback();
  }

  // The reader has taken what was written.
  _flushed() {
    const callbacks = this[kWriteCallbacks];
    this[kWriteCallbacks] = [];
    if (callbacks.length > 0) {
      this[kPort][kWaitingStreams] -= callbacks.length;
      if (this[kPort][kWaitingStreams] === 0) this[kPort].unref();
    }
    for (const callback of callbacks) callback();
  }
}

function pushChunks(stream, chunks) {
  for (const { chunk, encoding } of chunks) stream.push(chunk, encoding);
}

module.exports = { ReadableWorkerStdio, WritableWorkerStdio, pushChunks, kIncrementsPortRef };
