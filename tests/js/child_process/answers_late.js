// A child that has a server's socket is asked to say when it is closed. Where the parent has closed the channel meanwhile the
// answer cannot be written, which is nobody's error: the child ended with EPIPE, in one of a few runs.
'use strict';
const { fork } = require('node:child_process');
const net = require('node:net');

if (process.argv[2] === 'child') {
  process.on('message', (message, socket) => socket.write('child', () => process.send('done')));
} else {
  const once = () => new Promise((resolve) => {
    let result = '';
    const child = fork(__filename, ['child']);
    child.on('exit', (code, signal) => resolve(console.log(code, signal, result)));
    const server = net.createServer((socket) => {
      child.on('message', () => {
        socket.end('parent', () => {
          server.close();
          child.disconnect();
        });
      });
      child.send('socket', socket, { keepOpen: true });
    });
    server.listen(0, () => {
      const socket = net.connect(server.address().port, '127.0.0.1');
      socket.setEncoding('utf8');
      socket.on('data', (data) => { result += data; });
    });
  });
  (async () => {
    for (let i = 0; i < 8; i++) await once();
  })();
}
