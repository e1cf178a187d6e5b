'use strict';
// What is no TLS, or a record that cannot be: the error of the side that gets it, and the alert that a server answers with.
const net = require('node:net');
const tls = require('node:tls');
const { once } = require('node:events');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const pem = (name) => readFileSync(join(__dirname, '../../fixtures/tls', `${name}.pem`));
const identity = { key: pem('server-key'), cert: pem('server-cert') };

const record = (type, version, length, body = Buffer.alloc(length)) =>
  Buffer.concat([Buffer.from([type, version >> 8, version & 255, length >> 8, length & 255]), Buffer.from(body)]);
const messages = {
  GET: 'GET / HTTP/1.1\r\n\r\n',
  POST: 'POST / HTTP/1.1\r\n\r\n',
  CONNECT: 'CONNECT a:1 HTTP/1.1\r\n\r\n',
  zeros: Buffer.alloc(20),
  text: 'hello world, this is text',
  'a record that is too long': record(22, 0x0301, 0x48c9),
  'one of the greatest length': record(22, 0x0301, 0xffff, Buffer.alloc(100)),
  'application data': record(23, 0x0303, 10),
};

const describe = ({ code, library, reason }) => [code, library, reason].join();

(async () => {
  for (const [name, message] of Object.entries(messages)) {
    const server = tls.createServer(identity);
    let problem;
    server.on('tlsClientError', (error) => { problem = describe(error); });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const raw = net.connect(server.address().port, '127.0.0.1');
    const answer = [];
    raw.on('data', (data) => answer.push(data)).on('error', () => {});
    raw.write(message);
    await once(raw, 'close');
    console.log(name, '| server:', problem, Buffer.concat(answer).toString('hex'));
    server.close();

    const sender = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.write(message));
    });
    await once(sender.listen(0, '127.0.0.1'), 'listening');
    const client = tls.connect({ port: sender.address().port, host: '127.0.0.1', rejectUnauthorized: false });
    const [error] = await once(client, 'error').catch((reason) => [reason]);
    console.log(name, '| client:', describe(error));
    sender.close();
  }
})();
