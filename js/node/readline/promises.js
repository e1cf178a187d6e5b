'use strict';

// node:readline/promises: readline whose questions are promises.

const { promiseAnswer } = require('internal/readline/answer');
const { Interface: InterfaceBase } = require('internal/readline/interface');
const { Readline } = require('internal/readline/promises');

class Interface extends InterfaceBase {
  _complete(text, done) {
    new Promise((resolve) => resolve(this.completer(text))).then((value) => done(null, value), done);
  }

  question(query, options = {}) {
    const ask = (answered, rejected) => {
      this._questionReject = rejected;
      this._question(query, answered);
    };
    return promiseAnswer(options?.signal, 'options.signal', ask, () => this._cancelQuestion());
  }
}

function createInterface(input, output, completer, terminal) {
  return new Interface(input, output, completer, terminal);
}

module.exports = { Interface, Readline, createInterface };
