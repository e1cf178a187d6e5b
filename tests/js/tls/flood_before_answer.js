// A client that sends without end while the server's program still makes up its mind about a context: 64 KiB are held and then nothing more
// is read, until there is an answer and the connection fails. One that sends less and leaves is heard to leave at once.
// differs-from-node: it reads and keeps everything.
'use strict';
const net = require('node:net');
const tls = require('node:tls');
const { once } = require('node:events');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Duplex } = require('node:stream');
const { later } = require('../net/_beside');

const pem = (name) => readFileSync(join(__dirname, '../../fixtures/tls', `${name}.pem`));

/** What a client says first. */
const clientHello = (options) => new Promise((resolve) => {
  const stream = new Duplex({ read() {}, write: resolve });
  tls.connect({ socket: stream, servername: 'localhost', ...options }).on('error', () => {});
});

// Records of application data, 32 MiB.
const record = Buffer.alloc(5 + 16384, 'x');
record.set([23, 3, 3, 64, 0]);
const flood = Buffer.concat(Array(2048).fill(record));

async function scenario(name, options, send, ask) {
  console.log('----', name);
  const answers = [];
  const asked = new Promise((resolve) => {
    options = ask(options, (answer) => {
      answers.push(answer);
      resolve();
    });
  });
  const server = tls.createServer({ key: pem('server-key'), cert: pem('server-cert'), ...options });
  server.on('secureConnection', () => console.log('secure'));
  server.on('tlsClientError', (error) => console.log('tlsClientError', error.code));
  let raw;
  server.on('connection', (socket) => { raw = socket; });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = net.connect(server.address().port, '127.0.0.1');
  client.on('error', () => {});
  const closed = new Promise((resolve) => { client.on('close', resolve); });
  client.resume().write(await clientHello({ maxVersion: options.maxVersion }));
  await asked;
  send(client);
  // Until no more is read.
  let read = -1;
  for (let quiet = 0; quiet < 4; await later(10)) {
    quiet = raw.bytesRead === read ? quiet + 1 : 0;
    read = raw.bytesRead;
  }
  console.log('is read without an answer:', read < 1 << 20 ? 'little' : 'all');
  for (const answer of answers) answer();
  await closed;
  server.close();
  await once(server, 'close');
}

const sni = (options, asks) => ({ ...options, SNICallback: (name, callback) => asks(() => callback(null, null)) });

(async () => {
  for (const maxVersion of ['TLSv1.3', 'TLSv1.2']) {
    await scenario(`a flood, ${maxVersion}`, { maxVersion }, (client) => client.write(flood), sni);
    await scenario(`a flood and its end, ${maxVersion}`, { maxVersion }, (client) => client.end(flood), sni);
    await scenario(`it leaves, ${maxVersion}`, { maxVersion }, (client) => client.end(), sni);
    await scenario(`a little, and it leaves, ${maxVersion}`, { maxVersion }, (client) => client.end(record), sni);
  }
})();
