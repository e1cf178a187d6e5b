'use strict';

// Messages between the primary of a cluster and its workers: numbered, and answered by number.

// Who waits for the answer to which message.
const waiting = new Map();
let nextNumber = 0;

// False when the other side is gone.
function sendHelper(proc, content, handle, callback) {
  if (!proc.connected) return false;
  const seq = nextNumber++;
  if (typeof callback === 'function') waiting.set(seq, callback);
  return proc.send({ cmd: 'NODE_CLUSTER', ...content, seq }, handle);
}

function takeWaiting(number) {
  const callback = waiting.get(number);
  waiting.delete(number);
  return callback;
}

// A listener for 'internalMessage' that gives answers to who waits for them and everything else to `onMessage`.
function internal(worker, onMessage) {
  return (message, handle) => {
    if (message.cmd !== 'NODE_CLUSTER') return;
    const receive = takeWaiting(message.ack) ?? onMessage;
    receive.call(worker, message, handle);
  };
}

module.exports = { internal, sendHelper };
