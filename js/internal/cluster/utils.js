'use strict';

// Messages between the primary of a cluster and its workers: numbered, and
// answered by number.

const callbacks = new Map();
let seq = 0;

// False when the other side is gone.
function sendHelper(proc, message, handle, callback) {
  if (!proc.connected)
    return false;
  message = { cmd: 'NODE_CLUSTER', ...message, seq };
  if (typeof callback === 'function')
    callbacks.set(seq, callback);
  seq++;
  return proc._send(message, handle);
}

// A listener for 'internalMessage' that gives answers to who waits for them and
// everything else to `onMessage`.
function internal(worker, onMessage) {
  return function onInternalMessage(message, handle) {
    if (message.cmd !== 'NODE_CLUSTER')
      return;
    let receive = onMessage;
    if (message.ack !== undefined) {
      const callback = callbacks.get(message.ack);
      if (callback !== undefined) {
        callbacks.delete(message.ack);
        receive = callback;
      }
    }
    Reflect.apply(receive, worker, [message, handle]);
  };
}

module.exports = { internal, sendHelper };
