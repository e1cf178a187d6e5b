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
    handle.onclosed = () => {
      // An end of its own that is under way is told first.
      if (this.writableEnded && !this.writableFinished && stream.writableFinished)
        this.once('finish', () => this.destroy());
      else
        this.destroy();
    };
    handle.onerror = (error) => this.emit('error', error);
  }
}

module.exports = { JSStreamSocket };
