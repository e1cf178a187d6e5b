// What getProtocol() says before the two have agreed, and where they never do.
'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const net = require('node:net');
const tls = require('node:tls');

const pem = (name) => readFileSync(join(__dirname, '../../fixtures/tls', `${name}.pem`));
const server = net.createServer((socket) => {
  const secure = new tls.TLSSocket(socket, { isServer: true, key: pem('server-key'), cert: pem('server-cert') });
  secure.on('error', () => {});
  console.log('server', secure.getProtocol());
  socket.end('no TLS');
});
server.listen(0, '127.0.0.1', async () => {
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3']) {
    const client = tls.connect({ port: server.address().port, host: '127.0.0.1', maxVersion });
    const told = [client.getProtocol()];
    client.on('connect', () => told.push(client.getProtocol()));
    client.on('error', () => told.push(client.getProtocol()));
    await new Promise((resolve) => { client.on('close', resolve); });
    console.log(maxVersion, told);
  }
  server.close();
});
