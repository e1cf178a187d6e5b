// A server that is closed asks the children that have its sockets. Where a child ends at that moment the question cannot be written,
// which is no error: its sockets are closed. The server's process ended with EPIPE, in every other run.
'use strict';
const { fork } = require('node:child_process');
const net = require('node:net');

if (process.argv[2] === 'child') {
  process.on('message', (message, socket) => {
    socket.on('end', () => process.disconnect());
    socket.end('child');
  });
} else {
  const once = () => new Promise((resolve) => {
    const child = fork(__filename, ['child']);
    const told = [];
    const server = net.createServer((socket) => child.send('socket', socket));
    server.on('close', () => told.push('server closed') === 2 && resolve(console.log(told.sort().join(', '))));
    child.on('exit', (code) => told.push(`child ${code}`) === 2 && resolve(console.log(told.sort().join(', '))));
    server.listen(0, '127.0.0.1', () => {
      const socket = net.connect(server.address().port, '127.0.0.1');
      socket.resume();
      socket.on('end', () => socket.end());
      socket.on('close', () => server.close());
    });
  });
  (async () => {
    for (let i = 0; i < 8; i++) await once();
  })();
}
