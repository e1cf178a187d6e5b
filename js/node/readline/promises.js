'use strict';

// node:readline/promises: readline whose questions are promises.

const { AbortError } = require('internal/errors');
const { validateAbortSignal } = require('internal/validators');
const { Interface: InterfaceBase } = require('internal/readline/interface');
const { Readline } = require('internal/readline/promises');

class Interface extends InterfaceBase {
  _complete(text, done) {
    new Promise((resolve) => resolve(this.completer(text))).then((value) => done(null, value), done);
  }

  question(query, options = {}) {
    return new Promise((resolve, reject) => {
      const signal = options?.signal;
      let answered = resolve;
      if (signal) {
        validateAbortSignal(signal, 'options.signal');
        if (signal.aborted) {
          reject(new AbortError(undefined, { cause: signal.reason }));
          return;
        }
        const { addAbortListener } = require('internal/events/abort_listener');
        const disposable = addAbortListener(signal, () => {
          this._cancelQuestion();
          reject(new AbortError(undefined, { cause: signal.reason }));
        });
        answered = (answer) => {
          disposable[Symbol.dispose]();
          resolve(answer);
        };
      }
      this._questionReject = reject;
      this._question(query, answered);
    });
  }
}

function createInterface(input, output, completer, terminal) {
  return new Interface(input, output, completer, terminal);
}

module.exports = { Interface, Readline, createInterface };
