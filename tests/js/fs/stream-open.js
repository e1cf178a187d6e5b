'use strict';

// Subclasses of fs.ReadStream that open the file in a method of their own, as before there was _construct(), and options that are
// inherited.

const fs = require('fs');

function hear(name, stream) {
  return new Promise((resolve) => {
    const log = [];
    for (const event of ['open', 'ready', 'data', 'error', 'end']) {
      stream.on(event, (value) => log.push(value instanceof Error ? `${event}(${value.code ?? value.message})` : event));
    }
    stream.on('close', () => {
      console.log(name, log.join(' '), Object.hasOwn(stream, 'emit'));
      resolve();
    });
  });
}

class Opens extends fs.ReadStream {
  open() {
    console.log('open()', this.fd, this.flags, this.mode);
    fs.open(this.path, this.flags, this.mode, (error, fd) => {
      if (error) {
        this.emit('error', error);
        return;
      }
      this.fd = fd;
      this.emit('open', fd);
      this.emit('ready');
    });
  }
}

class Fails extends fs.ReadStream {
  open() {
    this.emit('error', new Error('at once'));
  }
}

(async () => {
  await hear('file', new Opens(__filename));
  await hear('none', new Opens(`${__filename}.none`));
  await hear('fails', new Fails(__filename));
  await hear('descriptor', new Opens('', { fd: fs.openSync(__filename) }));
  const part = fs.createReadStream(__filename, { __proto__: { start: 1, end: 10, encoding: 'latin1' } });
  part.on('data', (text) => console.log(text));
  await hear('part', part);
})();
