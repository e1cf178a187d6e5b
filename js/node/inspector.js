// node:inspector. There is no inspector yet, so that it is never active: what asks about it is answered, as by a Node whose
// inspector is closed, and what would start it or talk through it throws.
'use strict';

const { EventEmitter } = require('node:events');
const {
  codes: { ERR_INSPECTOR_NOT_ACTIVE, ERR_INSPECTOR_NOT_CONNECTED, ERR_INSPECTOR_NOT_WORKER },
} = require('internal/errors');
const { unavailable } = require('internal/unavailable');
const { validateString } = require('internal/validators');

function open() {
  throw unavailable('inspector.open()');
}

function close() {}

function url() {
  return undefined;
}

function waitForDebugger() {
  throw new ERR_INSPECTOR_NOT_ACTIVE();
}

class Session extends EventEmitter {
  connect() {
    throw unavailable('session.connect()');
  }

  connectToMainThread() {
    if (require('node:worker_threads').isMainThread) throw new ERR_INSPECTOR_NOT_WORKER();
    throw unavailable('session.connectToMainThread()');
  }

  post(method) {
    validateString(method, 'method');
    throw new ERR_INSPECTOR_NOT_CONNECTED();
  }

  disconnect() {}
}

module.exports = { open, close, url, waitForDebugger, Session };
