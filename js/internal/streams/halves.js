'use strict';

// A Duplex in front of a writable and a readable that are given from outside:
// the common part of Duplex.from() and compose(). The callbacks that the outer
// stream waits for are kept here until the inner ones have done their part.

class Waiting {
  drain = null;
  finish = null;
  readable = null;
  // undefined while open, a function once destroy() waits, null when the inner
  // streams are done.
  close = undefined;

  // Calls back what waits under `name`, once.
  settle(name, error) {
    const callback = this[name];
    this[name] = null;
    if (callback) callback(error);
    return callback;
  }

  drop() {
    this.readable = null;
    this.drain = null;
    this.finish = null;
  }
}

function connectWritable(outer, inner, waiting) {
  outer._write = function(chunk, encoding, callback) {
    if (inner.write(chunk, encoding)) callback();
    else waiting.drain = callback;
  };
  outer._final = function(callback) {
    inner.end();
    waiting.finish = callback;
  };
  inner.on('drain', () => waiting.settle('drain'));
}

module.exports = { Waiting, connectWritable };
