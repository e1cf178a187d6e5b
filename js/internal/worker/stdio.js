'use strict';
// process.stdin, stdout and stderr of a worker, and the parent's ends of them: chunks go as messages, in batches, and the
// reader tells when it wants more.

const { Readable, Writable } = require('node:stream');
const { messageTypes } = require('internal/worker/io');

const kPort = Symbol('kPort');
const kName = Symbol('kName');
const kIncrementsPortRef = Symbol('kIncrementsPortRef');
const kIsRead = Symbol('kIsRead');
const kUnanswered = Symbol('kUnanswered');
// At a port: how many are waited for. It keeps the thread alive as long as there are any.
const kWaiting = Symbol('kWaiting');

function wait(port) {
  const before = port[kWaiting] ?? 0;
  port[kWaiting] = before + 1;
  if (before === 0) port.ref();
}

function settle(port, count) {
  port[kWaiting] -= count;
  if (port[kWaiting] === 0) port.unref();
}

class ReadableWorkerStdio extends Readable {
  // `isAwaited`: who reads it keeps the thread alive.
  constructor(port, name, isAwaited = true) {
    super();
    Object.assign(this, { [kPort]: port, [kName]: name, [kIncrementsPortRef]: isAwaited, [kIsRead]: false });
    this.on('end', onEnd);
  }

  _read() {
    const { [kPort]: port, [kName]: stream } = this;
    if (this[kIncrementsPortRef] && !this[kIsRead]) {
      this[kIsRead] = true;
      wait(port);
    }
    port.postMessage({ type: messageTypes.STDIO_WANTS_MORE_DATA, stream });
  }
}

function onEnd() {
  if (this[kIncrementsPortRef] && this[kIsRead]) settle(this[kPort], 1);
}

class WritableWorkerStdio extends Writable {
  constructor(port, name) {
    super({ decodeStrings: false });
    // Among it the callbacks of what the reader has not yet taken.
    Object.assign(this, { [kPort]: port, [kName]: name, [kUnanswered]: [] });
  }

  _writev(chunks, callback) {
    post(this, chunks.map(({ chunk, encoding }) => ({ chunk, encoding })));
    // Nobody is going to answer a process that ends.
    if (process._exiting) {
      callback();
      return;
    }
    this[kUnanswered].push(callback);
    wait(this[kPort]);
  }

  _final(callback) {
    post(this, [{ chunk: null, encoding: '' }]);
    callback();
  }

  // The reader has taken what was written.
  _flushed() {
    const answered = this[kUnanswered].splice(0);
    if (answered.length > 0) settle(this[kPort], answered.length);
    for (const callback of answered) callback();
  }
}

function post({ [kPort]: port, [kName]: stream }, chunks) {
  port.postMessage({ type: messageTypes.STDIO_PAYLOAD, stream, chunks });
}

function pushChunks(stream, chunks) {
  for (const { chunk, encoding } of chunks) stream.push(chunk, encoding);
}

module.exports = { ReadableWorkerStdio, WritableWorkerStdio, pushChunks };
