// What a process has begun when nothing else keeps it alive: a write of an unreferenced socket, and a message to the parent that is longer
// than the pipe takes at once, arrive as a whole.
'use strict';
const net = require('node:net');
const { fork, spawn } = require('node:child_process');

const [, , role, port] = process.argv;
const text = '\xdf'.repeat(1e6);

if (role === 'writer') {
  const socket = net.connect(port, '127.0.0.1', () => {
    socket.unref();
    socket.write(Buffer.alloc(8 << 20));
  });
} else if (role === 'sender') {
  process.send(text);
} else {
  const results = [];
  process.on('exit', () => console.log(results.sort()));
  const server = net.createServer((socket) => {
    let length = 0;
    socket.pause();
    setTimeout(() => socket.on('data', (data) => { length += data.length; }).resume(), 100);
    socket.on('close', () => {
      results.push(`received ${length}`);
      server.close();
    });
  });
  server.listen(0, '127.0.0.1', () => spawn(process.execPath, [__filename, 'writer', server.address().port], { stdio: 'inherit' }));
  for (const serialization of ['json', 'advanced'])
    fork(__filename, ['sender'], { serialization }).on('message', (message) => results.push(`${serialization} ${message === text}`));
}
