'use strict';
// Abort signals that travel to other threads: util.transferableAbortSignal() and transferableAbortController(). The signal that
// arrives is aborted when the one that was sent is, with the same reason.

const { AbortController, AbortSignal, abortSignal, createAbortSignal } = require('internal/abort_controller');
const {
  kDeserialize, kTransfer, kTransferList, markTransferMode,
} = require('internal/worker/js_transferable');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');

// The end of a signal's channel that travels with it.
const kPort = Symbol('kPort');

const methods = {
  // Asked for first.
  [kTransferList]() {
    if (this.aborted) return [];
    const { MessageChannel } = require('node:worker_threads');
    const { port1: ownEnd, port2: sentEnd } = new MessageChannel();
    const tell = ({ target: { reason } }) => {
      ownEnd.postMessage(reason);
      ownEnd.close();
    };
    ownEnd.unref();
    this.addEventListener('abort', tell, { once: true });
    this[kPort] = sentEnd;
    return [sentEnd];
  },

  [kTransfer]() {
    const { aborted, reason, [kPort]: port } = this;
    delete this[kPort];
    return { data: { aborted, reason, port }, deserializeInfo: 'internal/abort_transfer:ArrivedAbortSignal' };
  },

  [kDeserialize]({ aborted, reason, port }) {
    if (aborted) {
      abortSignal(this, reason);
      return;
    }
    port.on('message', (sent) => abortSignal(this, sent));
    // Nobody waits for it, and the port holds the signal as long as the other end is open.
    port.unref();
  },
};
for (const key of Object.getOwnPropertySymbols(methods)) {
  Object.defineProperty(AbortSignal.prototype, key,
    { __proto__: null, value: methods[key], configurable: true, writable: true });
}

function ArrivedAbortSignal() {
  return createAbortSignal();
}

function transferableAbortSignal(signal) {
  if (!(signal instanceof AbortSignal)) throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  markTransferMode(signal, false, true);
  return signal;
}

function transferableAbortController() {
  const controller = new AbortController();
  transferableAbortSignal(controller.signal);
  return controller;
}

module.exports = { ArrivedAbortSignal, transferableAbortController, transferableAbortSignal };
