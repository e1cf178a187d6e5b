'use strict';

// readline/promises.Readline: control sequences that are collected and then
// written at once.

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateBoolean, validateInteger } = require('internal/validators');
const callbacks = require('internal/readline/callbacks');

class Readline {
  #autoCommit = false;
  #stream;
  #todo = [];

  constructor(stream, options = undefined) {
    const { Writable } = require('node:stream');
    if (!(stream instanceof Writable) && typeof stream?.write !== 'function')
      throw new ERR_INVALID_ARG_TYPE('stream', 'Writable', stream);
    this.#stream = stream;
    if (options?.autoCommit != null) {
      validateBoolean(options.autoCommit, 'options.autoCommit');
      this.#autoCommit = options.autoCommit;
    }
  }

  // What the function of readline would write.
  #add(run) {
    let data = '';
    run({ write(text) { data += text; return true; } });
    if (this.#autoCommit)
      process.nextTick(() => this.#stream.write(data));
    else
      this.#todo.push(data);
    return this;
  }

  cursorTo(x, y = undefined) {
    validateInteger(x, 'x');
    if (y !== undefined)
      validateInteger(y, 'y');
    return this.#add((target) => callbacks.cursorTo(target, x, y));
  }

  moveCursor(dx, dy) {
    if (dx || dy) {
      validateInteger(dx, 'dx');
      validateInteger(dy, 'dy');
    }
    return this.#add((target) => callbacks.moveCursor(target, dx, dy));
  }

  clearLine(dir) {
    validateInteger(dir, 'dir', -1, 1);
    return this.#add((target) => callbacks.clearLine(target, dir));
  }

  clearScreenDown() {
    return this.#add((target) => callbacks.clearScreenDown(target));
  }

  commit() {
    return new Promise((resolve) => {
      this.#stream.write(this.#todo.join(''), resolve);
      this.#todo = [];
    });
  }

  rollback() {
    this.#todo = [];
    return this;
  }
}

module.exports = { Readline };
