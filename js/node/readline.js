'use strict';

// node:readline: lines from a stream, typed on a terminal or not.

const { validateAbortSignal } = require('internal/validators');
const { inherit, promisify } = require('internal/util');
const { promiseAnswer } = require('internal/readline/answer');
const { clearLine, clearScreenDown, cursorTo, moveCursor } = require('internal/readline/callbacks');
const { emitKeypressEvents } = require('internal/readline/emit_keypress_events');
const { Interface: InterfaceBase } = require('internal/readline/interface');

function Interface(input, output, completer, terminal) {
  if (!(this instanceof Interface))
    return createInterface(input, output, completer, terminal);
  Reflect.apply(InterfaceBase, this, [input, output, completer, terminal]);
}
inherit(Interface, InterfaceBase);

// Anything but an object stands for no options.
function questionOptions(options) {
  return typeof options === 'object' && options !== null ? options : {};
}

Interface.prototype.question = function question(query, options, callback) {
  const answered = typeof options === 'function' ? options : callback;
  const { signal } = questionOptions(options);
  let done = answered;
  if (signal) {
    validateAbortSignal(signal, 'options.signal');
    if (signal.aborted)
      return;
    const { addAbortListener } = require('internal/events/abort_listener');
    const listening = addAbortListener(signal, () => this._cancelQuestion());
    done = (answer) => {
      listening[Symbol.dispose]();
      if (typeof answered === 'function') answered(answer);
    };
  }
  if (typeof done === 'function')
    this._question(query, done);
};

Interface.prototype.question[promisify.custom] = function question(query, options) {
  const settings = questionOptions(options);
  // The question itself listens to the signal and takes itself back.
  return promiseAnswer(settings.signal, 'signal', (answered) => this.question(query, settings, answered), () => {});
};

function createInterface(input, output, completer, terminal) {
  return new Interface(input, output, completer, terminal);
}

module.exports = {
  Interface,
  clearLine,
  clearScreenDown,
  createInterface,
  cursorTo,
  emitKeypressEvents,
  moveCursor,
  promises: require('node:readline/promises'),
};
