'use strict';
// UpgradeStream: the connection as a program gets it with 'upgrade' when the body of the request is still on its way. What is
// written goes out at once; what is read begins where the body ends.

const { Duplex } = require('node:stream');

class UpgradeStream extends Duplex {
  #socket;
  // The request, until its body is over.
  #request;

  constructor(socket, request) {
    super({ allowHalfOpen: socket.allowHalfOpen });
    this.#socket = socket;
    this.#request = request;
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
    socket.on('end', () => this.push(null));
  }

  // The body is over, and `head` came with its end.
  requestBodyCompleted(head) {
    this.#request = null;
    if (head.length > 0) this.push(head);
    this.#socket.on('data', (chunk) => {
      if (!this.push(chunk)) this.#socket.pause();
    });
  }

  // Who waits for what follows a body that nobody reads lets the body pass.
  _read() {
    if (this.#request !== null) this.#request.resume();
    else this.#socket.resume();
  }

  _final(callback) {
    this.#socket.end(callback);
  }

  _write(chunk, encoding, callback) {
    this.#socket.write(chunk, encoding, callback);
  }

  _destroy(error, callback) {
    this.#socket.destroy(error);
    callback(error);
  }
}

module.exports = { UpgradeStream };
