'use strict';

// process.on('SIGTERM', ...): a signal is caught while a listener for it exists.
// The watchers do not keep the process alive.

const binding = internalBinding('signals');

// Numbers on Linux, as node:constants and os.constants.signals give them.
let signals;
function signalTable() {
  return signals ??= require('node:os').constants.signals;
}

function signalNumber(name) {
  const table = signalTable();
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

// Signal name -> its handle while the binding watches it.
const watched = new Map();

// Made with the first signal: this module comes before what the class stands on.
let Signal;

function signalClass() {
  const { HandleWrap } = require('internal/handle_wrap');
  return Signal ??= class Signal extends HandleWrap {
    #number;

    start(number, onsignal) {
      this.#number = number;
      return binding.start(number, onsignal, ...this._announce('SIGNALWRAP'));
    }

    close() {
      binding.stop(this.#number);
    }

    // Signals keep no process alive.
    hasRef() {
      return false;
    }

    unref() {}
  };
}

function isSignal(event) {
  return typeof event === 'string' && event.startsWith('SIG') && signalNumber(event) !== undefined;
}

function startListeningIfSignal(type) {
  if (!isSignal(type) || watched.has(type))
    return;
  const number = signalNumber(type);
  const handle = new (signalClass())();
  const error = handle.start(number, () => {
    process.emit(type, type, number);
  });
  if (error) {
    const { ErrnoException } = require('internal/errors');
    throw new ErrnoException(error, 'uv_signal_start');
  }
  watched.set(type, handle);
}

function stopListeningIfSignal(type) {
  if (!watched.has(type))
    return;
  if (process.listenerCount(type) !== 0)
    return;
  watched.get(type).close();
  watched.delete(type);
}

module.exports = { signalNumber, startListeningIfSignal, stopListeningIfSignal };
