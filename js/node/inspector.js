// node:inspector: sessions in which a thread talks to its own inspector. There is no server that others could connect to: what asks
// about it is answered, as by a Node whose inspector is closed, and what would start it throws.
'use strict';

const binding = internalBinding('inspector');
const { EventEmitter } = require('node:events');
const {
  codes: {
    ERR_INSPECTOR_ALREADY_CONNECTED, ERR_INSPECTOR_CLOSED, ERR_INSPECTOR_COMMAND, ERR_INSPECTOR_NOT_ACTIVE,
    ERR_INSPECTOR_NOT_CONNECTED, ERR_INSPECTOR_NOT_WORKER,
  },
} = require('internal/errors');
const { unavailable } = require('internal/unavailable');
const { validateFunction, validateObject, validateString } = require('internal/validators');

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
  // The number of the connected session, 0 for none.
  #connection = 0;
  #lastId = 0;
  #callbacks = new Map();

  connect() {
    if (this.#connection !== 0) throw new ERR_INSPECTOR_ALREADY_CONNECTED('The inspector session');
    this.#connection = binding.connect((message) => this.#onMessage(message));
  }

  connectToMainThread() {
    if (require('node:worker_threads').isMainThread) throw new ERR_INSPECTOR_NOT_WORKER();
    throw unavailable('session.connectToMainThread()');
  }

  #onMessage(text) {
    const message = JSON.parse(text);
    try {
      if (message.id === undefined) {
        this.emit(message.method, message);
        this.emit('inspectorNotification', message);
        return;
      }
      const callback = this.#callbacks.get(message.id);
      this.#callbacks.delete(message.id);
      if (callback === undefined) return;
      const { error, result } = message;
      if (error) callback(new ERR_INSPECTOR_COMMAND(error.code, error.message));
      else callback(null, result);
    } catch (error) {
      process.emitWarning(error);
    }
  }

  post(method, params, callback) {
    validateString(method, 'method');
    if (callback === undefined && typeof params === 'function') {
      callback = params;
      params = null;
    }
    if (params) validateObject(params, 'params');
    if (callback) validateFunction(callback, 'callback');
    if (this.#connection === 0) throw new ERR_INSPECTOR_NOT_CONNECTED();
    const id = ++this.#lastId;
    const message = { id, method };
    if (params) message.params = params;
    if (callback) this.#callbacks.set(id, callback);
    binding.dispatch(this.#connection, JSON.stringify(message));
  }

  disconnect() {
    if (this.#connection === 0) return;
    binding.disconnect(this.#connection);
    this.#connection = 0;
    for (const callback of this.#callbacks.values()) process.nextTick(callback, new ERR_INSPECTOR_CLOSED());
    this.#callbacks.clear();
    this.#lastId = 0;
  }
}

module.exports = { open, close, url, waitForDebugger, Session };
