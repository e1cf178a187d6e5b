// Streams of terminals read and write, as whoever has the master of a pseudo-terminal needs (node-pty); their properties, and the
// modes that setRawMode() takes and leaves behind.
'use strict';

const { execFileSync } = require('child_process');
const fs = require('fs');
const tty = require('tty');

const master = () => fs.openSync('/dev/ptmx', 'r+');
const settings = (fd) => execFileSync('stty', ['-a'], { stdio: [fd, 'pipe', 'inherit'] }).toString().split(/[\s;]+/);
const show = (name, stream) => console.log(
  name, stream.constructor.name, stream.readable, stream.writable, stream.allowHalfOpen, stream.readableEnded, stream.writableEnded, stream.fd,
  stream.isTTY, stream.isRaw, stream.rawMode, stream.readableHighWaterMark, stream.writableHighWaterMark, stream._type, stream.readyState,
  Object.keys(stream).filter((key) => !key.startsWith('_')).sort().join());

show('read', new tty.ReadStream(master()));
show('write', new tty.WriteStream(master()));
show('options', tty.ReadStream(master(), { readable: false, writable: false, highWaterMark: 5 }));
for (const { prototype } of [tty.ReadStream, tty.WriteStream]) console.log(Object.getOwnPropertyNames(prototype).join(), Object.keys(prototype).join());

const stream = new tty.ReadStream(master());
const { fd } = stream._handle;
const before = settings(fd);
for (const mode of [true, false, 'raw', 'io', '', 0, null, 5n, Symbol('s'), {}, undefined, 'RAW']) {
  try {
    console.log(mode, stream.setRawMode(mode) === stream, stream.isRaw, stream.rawMode);
  } catch (error) {
    console.log(mode, error.name, error.code, error.message, stream.isRaw, stream.rawMode);
  }
  const now = settings(fd);
  console.log('  ', before.filter((word) => !now.includes(word)).join(' '));
}
stream.setRawMode(false);

// A descriptor's next terminal has a mode of its own to go back to.
const first = new tty.ReadStream(master());
first.setRawMode(true);
const reused = first._handle.fd;
first.on('close', () => {
  const second = new tty.ReadStream(master());
  execFileSync('stty', ['-icrnl'], { stdio: [second._handle.fd, 'inherit', 'inherit'] });
  second.setRawMode(false);
  const own = settings(second._handle.fd);
  second.setRawMode(true);
  second.setRawMode(false);
  console.log(second._handle.fd === reused, own.join() === settings(second._handle.fd).join(), own.includes('-icrnl'), own.includes('icanon'));
  second.destroy();
  listen();
});
first.destroy();

function listen() {
  stream.setEncoding('utf8');
  let echo = '';
  stream.on('data', (chunk) => {
    echo += chunk;
    if (!echo.includes('two\r\n')) return;
    console.log(JSON.stringify(echo), stream.bytesRead, stream.bytesWritten);
    stream.destroy();
  });
  stream.on('close', () => {
    console.log('closed', stream.setRawMode(true) === stream, stream.isRaw);
    const closed = new tty.WriteStream(master());
    closed.destroy();
    try {
      closed._refreshSize();
    } catch (error) {
      console.log(error.name, error.message);
    }
    process.exit();
  });
  stream.write('one\n');
  stream.write('two\n', () => console.log('written'));
}
