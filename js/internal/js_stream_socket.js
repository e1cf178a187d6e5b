'use strict';
// JSStreamSocket: a net.Socket over any Duplex. It has no public name: packages find it as the constructor of what a TLS
// socket over a Duplex has in `_handle._parentWrap`.

const { Socket } = require('internal/socket');
const { DuplexHandle } = require('internal/tls/wrap');

class JSStreamSocket extends Socket {
  constructor(stream) {
    const handle = new DuplexHandle(stream);
    super({ handle, manualStart: true });
    this.stream = stream;
    handle.onclosed = () => this.destroy();
    handle.onerror = (error) => this.emit('error', error);
  }
}

module.exports = { JSStreamSocket };
