'use strict';

// readline/promises.Readline: control sequences that are collected and then
// written at once.

const callbacks = require('internal/readline/callbacks');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const validators = require('internal/validators');

class Readline {
  #output;
  #writesAtOnce;
  #pending = '';

  constructor(stream, options = undefined) {
    const { Writable } = require('node:stream');
    if (!(stream instanceof Writable) && typeof stream?.write !== 'function')
      throw new ERR_INVALID_ARG_TYPE('stream', 'Writable', stream);
    const autoCommit = options?.autoCommit ?? false;
    validators.validateBoolean(autoCommit, 'options.autoCommit');
    this.#output = stream;
    this.#writesAtOnce = autoCommit;
  }

  // What the function of readline would write.
  #add(run) {
    let data = '';
    run({ write(text) { data += text; } });
    if (this.#writesAtOnce)
      process.nextTick(() => this.#output.write(data));
    else
      this.#pending += data;
    return this;
  }

  cursorTo(x, y = undefined) {
    validators.validateInteger(x, 'x');
    if (y !== undefined)
      validators.validateInteger(y, 'y');
    return this.#add((output) => callbacks.cursorTo(output, x, y));
  }

  moveCursor(dx, dy) {
    if (dx || dy) {
      validators.validateInteger(dx, 'dx');
      validators.validateInteger(dy, 'dy');
    }
    return this.#add((output) => callbacks.moveCursor(output, dx, dy));
  }

  clearLine(dir) {
    validators.validateInteger(dir, 'dir', -1, 1);
    return this.#add((output) => callbacks.clearLine(output, dir));
  }

  clearScreenDown() {
    return this.#add((output) => callbacks.clearScreenDown(output));
  }

  // What cannot be written stays for the next time.
  commit() {
    return new Promise((resolve) => {
      this.#output.write(this.#pending, resolve);
      this.#pending = '';
    });
  }

  rollback() {
    this.#pending = '';
    return this;
  }
}

module.exports = { Readline };
