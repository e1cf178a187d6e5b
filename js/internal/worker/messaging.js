'use strict';
// Messages from any thread to any other: postMessageToThread() and the event 'workerMessage' of `process`.

const binding = internalBinding('messaging');
const {
  codes: {
    ERR_WORKER_MESSAGING_ERRORED, ERR_WORKER_MESSAGING_FAILED, ERR_WORKER_MESSAGING_SAME_THREAD,
    ERR_WORKER_MESSAGING_TIMEOUT,
  },
} = require('internal/errors');
const { validateNumber } = require('internal/validators');

// What became of a message; Rust knows them as well.
const kTaken = 0;
const kNotTaken = 1;
const kFailed = 2;

// Hands a message to the program; what its listeners throw is for the sender to know.
function deliver(value, source) {
  try {
    return process.emit('workerMessage', value, source) ? kTaken : kNotTaken;
  } catch {
    return kFailed;
  }
}

async function postMessageToThread(threadId, value, transferList, timeout) {
  if (typeof transferList === 'number' && timeout === undefined) {
    timeout = transferList;
    transferList = [];
  }
  if (timeout !== undefined) validateNumber(timeout, 'timeout', 0);
  if (threadId === internalBinding('worker').threadId) throw new ERR_WORKER_MESSAGING_SAME_THREAD();

  const { promise, resolve, reject } = Promise.withResolvers();
  binding.postToThread(threadId, value, transferList, resolve);
  if (timeout !== undefined) {
    const timer = setTimeout(() => reject(new ERR_WORKER_MESSAGING_TIMEOUT()), timeout);
    timer.unref();
    promise.then(() => clearTimeout(timer), () => {});
  }
  const status = await promise;
  if (status === kNotTaken) throw new ERR_WORKER_MESSAGING_FAILED();
  if (status === kFailed) throw new ERR_WORKER_MESSAGING_ERRORED();
}

module.exports = { deliver, postMessageToThread };
