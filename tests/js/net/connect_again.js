// connect() of a socket that connects already is an error of the handle; a socket that has ended, or been destroyed, before it was
// connected begins anew.
'use strict';
const net = require('node:net');

const server = net.createServer((socket) => {
  socket.on('error', () => {});
  socket.resume();
});
server.listen(0, '127.0.0.1', async () => {
  const to = { port: server.address().port, host: '127.0.0.1' };
  async function attempt(name, run) {
    const socket = new net.Socket();
    const log = [];
    for (const event of ['connectionAttempt', 'connect', 'ready', 'end', 'error', 'close']) {
      socket.on(event, (value) => log.push(event + (value?.code ? ` ${value.code} ${value.syscall}` : '')));
    }
    run(socket, log);
    await new Promise((resolve) => setTimeout(resolve, 20));
    console.log(name, log.join(', '), socket.destroyed, socket.connecting);
    socket.destroy();
  }

  await attempt('twice', (socket) => socket.connect(to).connect(to));
  await attempt('again in a tick', (socket) => process.nextTick(() => socket.connect(to)) ?? socket.connect(to));
  await attempt('reset between', (socket) => socket.connect(to).resetAndDestroy().connect(to));
  await attempt('destroyed between', (socket) => socket.connect(to).destroy().connect(to));
  await attempt('again when connected', (socket) => socket.connect(to, () => socket.connect(to)));
  await attempt('again when destroyed', (socket) => socket.connect(to, () => socket.destroy().connect(to)));
  await attempt('again when ended', (socket) => socket.connect(to, () => socket.end(() => socket.connect(to))));
  await attempt('ended before', (socket, log) => {
    socket.end().connect(to, () => log.push(socket.writableEnded, socket.readyState, socket.write('x')));
  });
  await attempt('written before', (socket, log) => {
    socket.on('error', () => {}).write('x', (error) => log.push(error?.code));
    socket.connect(to, () => log.push('connected'));
  });
  server.close();
});
