'use strict';

// duplexPair(): two Duplex streams, each reading what the other one writes.

const Duplex = require('internal/streams/duplex');

class DuplexSide extends Duplex {
  #other = null;
  // Takes the chunk that was pushed off the hands of its writer.
  #taken = null;

  static pair(options) {
    const sides = [new DuplexSide(options), new DuplexSide(options)];
    sides[0].#other = sides[1];
    sides[1].#other = sides[0];
    return sides;
  }

  _read() {
    const taken = this.#taken;
    this.#taken = null;
    taken?.();
  }

  _write(chunk, encoding, callback) {
    if (chunk.length === 0) {
      process.nextTick(callback);
      return;
    }
    const other = this.#other;
    other.push(chunk);
    other.#taken = callback;
  }

  _final(callback) {
    this.#other.on('end', callback);
    this.#other.push(null);
  }

  _destroy(err, callback) {
    if (!this.#other.destroyed) {
      process.nextTick(() => this.#hearOfDestroy.call(this.#other, err));
    }
    callback(err);
  }

  #hearOfDestroy(err) {
    if (this.destroyed) return;
    if (err) this.destroy();
    else this.push(null);
  }
}

module.exports = function duplexPair(options) {
  return DuplexSide.pair(options);
};
