'use strict';

// A worker that is terminated takes its descriptors with it: servers, connections with unsent data, datagram sockets, watchers,
// questions to name servers, children.

const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const dgram = require('node:dgram');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const { once } = require('node:events');

if (!isMainThread) {
  const { Resolver } = require('node:dns');
  const resolver = new Resolver();
  resolver.setServers([`127.0.0.1:${workerData}`]);
  resolver.resolve4('never.answered', () => {});
  dgram.createSocket('udp4').bind(0, '127.0.0.1');
  fs.watch(os.tmpdir());
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.write('x'.repeat(4 << 20));
    socket.end();
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
  return;
}

async function run(nameServer) {
  const worker = new Worker(__filename, { workerData: nameServer.address().port });
  const [port] = await once(worker, 'message');
  const client = net.connect(port, '127.0.0.1');
  client.on('error', () => {});
  const closed = new Promise((resolve) => client.on('close', resolve));
  await once(client, 'readable');
  console.log('terminated', await worker.terminate());
  client.resume();
  await closed;
  const refused = net.connect(port, '127.0.0.1');
  const [error] = await once(refused, 'error');
  console.log(error.code);
}

const descriptors = () => fs.readdirSync('/proc/self/fd').length;

(async () => {
  const silent = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(silent, 'listening');
  await run(silent);
  const before = descriptors();
  for (let i = 0; i < 3; i++) await run(silent);
  console.log('descriptors are given back', descriptors() <= before);
  silent.close();
})();
