// What a client's connection is to be like reaches the socket below TLS: without `noDelay`, which agents ask for, a request that follows
// the end of a resumed handshake waited up to 40 milliseconds for an acknowledgement.
'use strict';
const https = require('node:https');
const net = require('node:net');
const tls = require('node:tls');
const { once } = require('node:events');

const server = net.createServer((socket) => socket.on('error', () => {}).resume());

server.listen(0, '127.0.0.1', async () => {
  const options = { host: '127.0.0.1', port: server.address().port };
  const plain = net.connect(options);
  await once(plain, 'connect');
  const handles = Object.getPrototypeOf(plain._handle);
  const asked = [];
  for (const name of ['setNoDelay', 'setKeepAlive']) {
    const { [name]: original } = handles;
    handles[name] = function(...how) {
      asked.push(`${name} ${how.slice(0, 2)}`);
      return Reflect.apply(original, this, how);
    };
  }

  const connects = (socket) => new Promise((resolve) => { socket.once('connect', () => setImmediate(resolve)); });
  async function show(name, connect) {
    const client = connect().on('error', () => {});
    if (client instanceof tls.TLSSocket) {
      await connects(client);
    } else {
      const [socket] = await once(client, 'socket');
      await connects(socket);
    }
    client.destroy();
    console.log(name, asked.splice(0));
  }

  await show('tls', () => tls.connect(options));
  await show('tls, no delay', () => tls.connect({ ...options, noDelay: true }));
  await show('tls, kept alive', () => tls.connect({ ...options, keepAlive: true, keepAliveInitialDelay: 3000 }));
  await show('tls, later', () => tls.connect(options).setNoDelay(true).setKeepAlive(true, 5000));
  await show('tls over a socket', () => tls.connect({ ...options, socket: net.connect(options), noDelay: true, keepAlive: true }));
  await show('https', () => https.get(options));
  await show('https without an agent', () => https.get({ ...options, agent: false }));
  await show('https, an agent that does not keep', () => https.get({ ...options, agent: new https.Agent() }));
  await show('https, an agent with delay', () => https.get({ ...options, agent: new https.Agent({ noDelay: false }) }));
  for (const keepAliveInitialDelay of ['1', -1]) {
    try {
      tls.connect({ ...options, keepAliveInitialDelay }).on('error', () => {}).destroy();
      console.log('fine');
    } catch (error) {
      console.log(error.code, error.message);
    }
  }
  plain.destroy();
  server.close();
});
