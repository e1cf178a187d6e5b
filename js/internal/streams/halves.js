'use strict';

// A Duplex in front of a writable and a readable that are given from outside:
// the common part of Duplex.from() and compose(). The callbacks that the outer
// stream waits for are kept here until the inner ones have done their part.

const { AbortError } = require('internal/errors');

class Front {
  duplex;
  // By what they wait for: 'drain', 'finish', 'readable'.
  #waiting = new Map();
  #closeCallback = null;
  // The inner streams need no destroying any more.
  #isOver = false;

  constructor(duplex) {
    this.duplex = duplex;
  }

  wait(event, callback) {
    this.#waiting.set(event, callback);
  }

  happen(event) {
    const callback = this.#waiting.get(event);
    this.#waiting.delete(event);
    callback?.();
  }

  // How destroying the outer stream destroys the inner ones, and waits for them.
  destroyInner(destroy) {
    this.duplex._destroy = (error, callback) => {
      const isOver = this.#isOver;
      const reason = error || isOver ? error : new AbortError();
      this.#waiting.clear();
      if (!isOver) this.#closeCallback = callback;
      destroy(reason, isOver);
      if (isOver) callback(reason);
    };
  }

  // The inner streams have come to their end, or one of them. After a proper
  // end the outer one destroys itself, once it has been read.
  finished(error) {
    const callback = this.#closeCallback;
    this.#closeCallback = null;
    this.#isOver = true;
    if (callback) callback(error);
    else if (error) this.duplex.destroy(error);
  }

  writeTo(inner) {
    this.duplex._write = (chunk, encoding, callback) => {
      if (inner.write(chunk, encoding)) callback();
      else this.wait('drain', callback);
    };
    this.duplex._final = (callback) => {
      inner.end();
      this.wait('finish', callback);
    };
    inner.on('drain', () => this.happen('drain'));
  }
}

module.exports = { Front };
