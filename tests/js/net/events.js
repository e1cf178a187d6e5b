'use strict';

// diagnostics_channel events of net and dgram, names of active resources, async_hooks types, AsyncLocalStorage through
// connections, exceptions in listeners.

const { AsyncLocalStorage } = require('node:async_hooks');
const diagnosticsChannel = require('node:diagnostics_channel');
const dgram = require('node:dgram');
const net = require('node:net');
const { once } = require('node:events');

const closed = (emitter) => new Promise((resolve) => emitter.once('close', resolve));
const has = (name) => process.getActiveResourcesInfo().includes(name);

async function channels() {
  const log = [];
  const subscribe = (name, describe) => diagnosticsChannel.subscribe(name, (message) => log.push(`${name} ${describe(message)}`));
  subscribe('net.client.socket', ({ socket }) => socket instanceof net.Socket);
  subscribe('net.server.socket', ({ socket }) => socket instanceof net.Socket);
  subscribe('udp.socket', ({ socket }) => socket instanceof dgram.Socket);
  subscribe('tracing:net.server.listen:asyncStart', ({ server, options }) => `${server instanceof net.Server} ${Object.keys(options)}`);
  subscribe('tracing:net.server.listen:asyncEnd', ({ server }) => server.listening);
  subscribe('tracing:net.server.listen:error', ({ error }) => error.code);
  const server = net.createServer((socket) => socket.end()).listen({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  await closed(net.connect(server.address().port, '127.0.0.1').resume());
  const taken = net.createServer().listen(server.address().port, '127.0.0.1');
  await once(taken, 'error');
  dgram.createSocket('udp4').close();
  await closed(server.close());
  console.log(log.join('\n'));
}

async function resources() {
  const server = net.createServer((socket) => socket.on('data', () => {})).listen(0, '127.0.0.1');
  await once(server, 'listening');
  console.log(has('TCPServerWrap'));
  const client = net.connect(server.address().port, '127.0.0.1');
  await once(client, 'connect');
  console.log(has('TCPSocketWrap'));
  const udp = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(udp, 'listening');
  console.log(has('UDPWrap'));
  udp.unref();
  console.log(has('UDPWrap'));
  udp.close();
  client.end();
  await closed(client);
  server.unref();
  console.log(has('TCPServerWrap'));
  await closed(server.close());
}

async function contexts() {
  const storage = new AsyncLocalStorage();
  const server = net.createServer((socket) => {
    console.log('connection', storage.getStore());
    socket.on('data', () => {
      console.log('server data', storage.getStore());
      socket.end();
    });
  });
  storage.run('server', () => server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  await storage.run('client', async () => {
    const client = net.connect(server.address().port, '127.0.0.1', () => console.log('connect', storage.getStore()));
    client.write('x', () => console.log('written', storage.getStore()));
    client.on('end', () => console.log('end', storage.getStore()));
    client.resume();
    await closed(client);
  });
  await closed(server.close());
}

async function exceptions() {
  const server = net.createServer((socket) => {
    socket.on('data', () => { throw new Error('in a listener'); });
    socket.on('close', (hadError) => console.log('server close', hadError));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.once('uncaughtException', (error) => console.log('uncaught', error.message));
  const client = net.connect(server.address().port, '127.0.0.1');
  client.end('x');
  client.resume();
  await closed(client);
  await closed(server.close());

  const rejecting = net.createServer({ captureRejections: true }, async (socket) => {
    socket.on('error', (error) => console.log('rejected', error.message));
    throw new Error('asynchronous');
  });
  rejecting[Symbol.for('nodejs.rejection')] ??= undefined;
  console.log(typeof rejecting[Symbol.for('nodejs.rejection')]);
}

(async () => {
  for (const part of [channels, resources, contexts, exceptions]) {
    console.log(`# ${part.name}`);
    await part();
  }
})();
