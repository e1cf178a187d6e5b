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

// Signal name -> true while the binding watches it.
const watched = new Map();

function isSignal(event) {
  return typeof event === 'string' && event.startsWith('SIG') && signalNumber(event) !== undefined;
}

function startListeningIfSignal(type) {
  if (!isSignal(type) || watched.has(type))
    return;
  const number = signalNumber(type);
  const error = binding.start(number, () => {
    process.emit(type, type, number);
  });
  if (error) {
    const { ErrnoException } = require('internal/errors');
    throw new ErrnoException(error, 'uv_signal_start');
  }
  watched.set(type, number);
}

function stopListeningIfSignal(type) {
  if (!watched.has(type))
    return;
  if (process.listenerCount(type) !== 0)
    return;
  binding.stop(watched.get(type));
  watched.delete(type);
}

module.exports = { signalNumber, startListeningIfSignal, stopListeningIfSignal };
