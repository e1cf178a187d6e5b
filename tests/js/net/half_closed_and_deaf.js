// A peer that has ended its side stays in that state for as long as it likes. A socket that only waits until it can write, or that
// waits for nothing, is not told of it again and again: the loop rests. (The end of the peer's side was asked for with each wait, and
// whoever did not read it was told again in the next turn.)
'use strict';
const net = require('node:net');
const { once } = require('node:events');

const later = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

// More than the system takes for a peer that does not read.
const large = Buffer.alloc(16 << 20);

/** Whether the loop rests: each turn of its own accord would be one of many thousands. */
async function rests() {
  await later(50);
  const before = performance.nodeTiming.uvMetricsInfo.loopCount;
  await later(200);
  return performance.nodeTiming.uvMetricsInfo.loopCount - before < 100;
}

// `serve(socket)` deals with the server's end, `close(client)` with that of a client that does not read.
async function scenario(name, serve, close) {
  console.log('----', name);
  const server = net.createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = net.connect({ port: server.address().port, host: '127.0.0.1', allowHalfOpen: true }).pause();
  client.on('error', (error) => console.log('client', error.code));
  const [socket] = await once(server, 'connection');
  socket.on('end', () => console.log('the server hears of the end'));
  socket.on('error', (error) => console.log('server', error.code));
  serve(socket);
  await later(20);
  close(client);
  console.log('rests', await rests());
  console.log('waits to be written', socket.writableLength > 0);
  // It goes on all the same.
  let received = 0;
  client.on('data', (data) => { received += data.length; });
  socket.resume().end();
  const closed = [once(socket, 'close'), once(client, 'close')];
  client.resume();
  if (!client.writableEnded) client.end();
  await Promise.all(closed);
  console.log('received', received, 'read', socket.bytesRead);
  server.close();
  await once(server, 'close');
}

(async () => {
  await scenario('it reads, and what it writes does not leave', (socket) => socket.resume().write(large), (client) => client.end('bye'));
  await scenario('it does not read, and what it writes does not leave', (socket) => socket.pause().write(large), (client) => client.end('bye'));
  await scenario('it stops at the first piece', (socket) => {
    socket.once('data', () => socket.pause());
    socket.write(large);
  }, (client) => {
    client.write('first');
    setTimeout(() => client.end('second'), 20);
  });
  await scenario('it neither reads nor writes', (socket) => socket.pause(), (client) => client.end('bye'));
  await scenario('nothing is ended', (socket) => socket.resume().write(large), () => {});
})();
