// The order in which both ends of connections in one process hear of things: what is closed last hears of it first, a side that is ended
// hears of it before the next data, and a peer's end comes in a turn of its own. What a write of nothing finds out, what a failed one counts.
'use strict';
const dgram = require('node:dgram');
const net = require('node:net');
const { once } = require('node:events');

const later = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

// Until both ends are closed.
async function withPair(name, use, options = {}) {
  console.log(name);
  const server = net.createServer(options);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = net.connect({ port: server.address().port, host: '127.0.0.1', ...options });
  const [peer] = await once(server, 'connection');
  if (client.connecting) await once(client, 'connect');
  await later(5);
  for (const [end, socket] of [['client', client], ['server', peer]]) {
    for (const event of ['end', 'finish']) socket.on(event, () => console.log('  ', end, event));
    socket.on('data', (data) => console.log('  ', end, 'data', data.length));
    socket.on('error', (error) => console.log('  ', end, error.code, error.syscall));
    socket.on('close', (hadError) => console.log('  ', end, 'close', hadError, socket.bytesRead, socket.bytesWritten));
  }
  const closed = [client, peer].map((socket) => new Promise((resolve) => { socket.once('close', resolve); }));
  await use(client, peer, server);
  await Promise.all(closed);
  await new Promise((resolve) => { server.close(resolve); });
}

(async () => {
  await withPair('both are destroyed', (client, peer) => { client.destroy(); peer.destroy(); });
  await withPair('the other way round', (client, peer) => { peer.destroy(); client.destroy(); });
  await withPair('with an error', (client, peer) => { client.destroy(new Error('boom')); peer.destroy(); });
  await withPair('with writes that wait', (client, peer) => {
    client.write(Buffer.alloc(16 << 20), (error) => console.log('   client write', error?.code));
    peer.pause();
    peer.destroy();
    client.destroy();
  });
  await withPair('a write and the end', (client) => { client.end('bye'); });
  await withPair('both end at once', (client, peer) => { client.end('one'); peer.end('two'); });
  await withPair('both end, one after much data', (client, peer) => { client.end(); peer.end(Buffer.alloc(70_000)); }, { allowHalfOpen: true });
  await withPair('a write of nothing', async (client, peer) => {
    client.pause();
    peer.pause();
    peer.write('unread');
    await later(5);
    client.destroy();
    await later(5);
    peer.write('', (error) => console.log('   server write', error?.code));
  });
  await withPair('a write that fails', async (client, peer) => {
    client.pause();
    peer.write('unread');
    peer.pause();
    await later(5);
    client.destroy();
    await later(5);
    peer.write('0123456789', (error) => console.log('   server write', error?.code));
  });
  await withPair('several servers and sockets', async (client, peer) => {
    const udp = dgram.createSocket('udp4').bind(0, '127.0.0.1');
    const other = net.createServer().listen(0, '127.0.0.1');
    await Promise.all([once(udp, 'listening'), once(other, 'listening')]);
    udp.on('close', () => console.log('   udp close'));
    other.on('close', () => console.log('   other server close'));
    await new Promise(setImmediate);
    client.destroy();
    udp.close();
    other.close();
    peer.destroy();
  });
})();
