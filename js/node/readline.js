'use strict';

// node:readline: lines from a stream, typed on a terminal or not.

const { AbortError } = require('internal/errors');
const { validateAbortSignal } = require('internal/validators');
const { promisify } = require('internal/util');
const { clearLine, clearScreenDown, cursorTo, moveCursor } = require('internal/readline/callbacks');
const { emitKeypressEvents } = require('internal/readline/emit_keypress_events');
const { Interface: InterfaceBase } = require('internal/readline/interface');

function Interface(input, output, completer, terminal) {
  if (!(this instanceof Interface))
    return new Interface(input, output, completer, terminal);
  Reflect.apply(InterfaceBase, this, [input, output, completer, terminal]);
}
Object.setPrototypeOf(Interface.prototype, InterfaceBase.prototype);
Object.setPrototypeOf(Interface, InterfaceBase);

function validateSignal(options) {
  if (options?.signal)
    validateAbortSignal(options.signal, 'options.signal');
  return options?.signal;
}

Interface.prototype.question = function question(query, options, callback) {
  callback = typeof options === 'function' ? options : callback;
  if (options === null || typeof options !== 'object')
    options = {};
  const signal = validateSignal(options);
  if (signal) {
    if (signal.aborted)
      return;
    const { addAbortListener } = require('internal/events/abort_listener');
    const disposable = addAbortListener(signal, () => this._cancelQuestion());
    const answered = callback;
    callback = typeof answered === 'function' ? (answer) => {
      disposable[Symbol.dispose]();
      return answered(answer);
    } : disposable[Symbol.dispose];
  }
  if (typeof callback === 'function')
    this._question(query, callback);
};

Interface.prototype.question[promisify.custom] = function question(query, options) {
  if (options === null || typeof options !== 'object')
    options = {};
  const { signal } = options;
  if (signal?.aborted)
    return Promise.reject(new AbortError(undefined, { cause: signal.reason }));
  return new Promise((resolve, reject) => {
    let answered = resolve;
    if (signal) {
      const { addAbortListener } = require('internal/events/abort_listener');
      const disposable = addAbortListener(signal, () =>
        reject(new AbortError(undefined, { cause: signal.reason })));
      answered = (answer) => {
        disposable[Symbol.dispose]();
        resolve(answer);
      };
    }
    this.question(query, options, answered);
  });
};

function createInterface(input, output, completer, terminal) {
  return new Interface(input, output, completer, terminal);
}

const readline = {
  Interface,
  clearLine,
  clearScreenDown,
  createInterface,
  cursorTo,
  emitKeypressEvents,
  moveCursor,
};
Object.defineProperty(readline, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return require('node:readline/promises'); },
});

module.exports = readline;
