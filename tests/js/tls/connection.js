'use strict';
// A connection from both ends: what is negotiated, the order of its events, its ends.
const tls = require('node:tls');
const net = require('node:net');
const { duplexPair } = require('node:stream');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const pem = (name) => readFileSync(join(__dirname, '../../fixtures/tls', `${name}.pem`));
const identity = (name) => ({ key: pem(`${name}-key`), cert: pem(`${name}-cert`) });
const ca = pem('ca-cert');
const servername = 'localhost';

// Runs one server and one client, logs what each says, and ends when both are closed.
function pair(name, serverOptions, clientOptions, { onServer, onClient, connect = tls.connect } = {}) {
  const logs = { server: [], client: [] };
  const log = (side) => (...parts) => logs[side].push(parts.join(' '));
  return new Promise((resolve) => {
    const server = tls.createServer({ ...identity('server'), ...serverOptions }, (socket) => {
      socket.on('end', () => log('server')('end'));
      socket.on('close', (hadError) => log('server')('close', hadError));
      socket.on('error', (error) => log('server')('error', error.code));
      (onServer ?? ((socket) => socket.end('bye')))(socket, log('server'));
    });
    server.on('tlsClientError', (error) => log('server')('tlsClientError', error.code));
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      const client = connect({ port, host: '127.0.0.1', ca, servername, ...clientOptions });
      for (const event of ['connect', 'secure', 'secureConnect', 'end']) {
        client.on(event, () => log('client')(event));
      }
      client.on('data', (data) => log('client')('data', data));
      client.on('error', (error) => log('client')('error', error.code, error.reason ?? ''));
      client.on('close', (hadError) => {
        log('client')('close', hadError);
        // The server's socket may close a little later than its handle.
        server.close(() => setTimeout(() => {
          console.log(name);
          for (const side of ['client', 'server']) for (const line of logs[side]) console.log(`  ${side}: ${line}`);
          resolve();
        }, 5));
      });
      onClient?.(client, log('client'));
    });
  });
}

const negotiated = (socket, log) => log(
  socket.getProtocol(), JSON.stringify(socket.getCipher()), socket.alpnProtocol, socket.servername,
  socket.encrypted, socket.authorized, socket.isSessionReused());

(async () => {
  await pair('plain', {}, {}, {
    onServer(socket, log) {
      negotiated(socket, log);
      socket.end('bye');
    },
    onClient: (client, log) => client.on('secureConnect', () => negotiated(client, log)),
  });
  for (const version of ['TLSv1.2', 'TLSv1.3']) {
    await pair(version, { minVersion: version, maxVersion: version }, {}, {
      onClient: (client, log) => client.on('secureConnect', () => negotiated(client, log)),
    });
  }
  await pair('one cipher', {}, { ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' }, {
    onClient: (client, log) => client.on('secureConnect', () => negotiated(client, log)),
  });
  await pair('the server\'s order of ciphers',
    { ciphers: 'ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256' },
    { ciphers: 'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384' }, {
      onClient: (client, log) => client.on('secureConnect', () => negotiated(client, log)),
    });
  await pair('no version in common', { minVersion: 'TLSv1.3' }, { maxVersion: 'TLSv1.2' });
  await pair('protocols', { ALPNProtocols: ['h2', 'http/1.1'] }, { ALPNProtocols: ['http/1.1', 'h2'] }, {
    onClient: (client, log) => client.on('secureConnect', () => log(client.alpnProtocol)),
  });
  await pair('no protocol in common', { ALPNProtocols: ['a'] }, { ALPNProtocols: ['b'] });
  await pair('a protocol chosen by callback', {
    ALPNCallback: ({ servername, protocols }) => (servername === 'localhost' ? protocols[1] : undefined),
  }, { ALPNProtocols: ['a', 'b'] }, {
    onClient: (client, log) => client.on('secureConnect', () => log(client.alpnProtocol)),
  });
  await pair('no protocol chosen', { ALPNCallback: () => undefined }, { ALPNProtocols: ['a', 'b'] });
  await pair('SNI', {
    SNICallback: (name, callback) => setImmediate(callback, null, tls.createSecureContext(identity('self'))),
  }, { servername: 'self.example.test', ca: pem('self-cert') }, {
    onServer(socket, log) {
      log(socket.servername);
      socket.end();
    },
  });
  await pair('SNI refuses', { SNICallback: (name, callback) => callback(new Error(`no ${name}`)) }, {});
  await pair('the client ends first', {}, {}, {
    onServer: (socket, log) => socket.on('data', (data) => log('data', data)),
    onClient: (client) => client.end('hello'),
  });
  await pair('much data both ways', {}, {}, {
    onServer: (socket) => socket.pipe(socket),
    onClient(client, log) {
      client.removeAllListeners('data');
      let length = 0;
      client.on('data', (data) => { length += data.length; });
      client.end(Buffer.alloc(1 << 20, 'x'));
      client.on('end', () => log('length', length));
    },
  });
  await pair('no TLS', {}, {}, { connect: ({ port }) => net.connect(port, '127.0.0.1').end('GET / HTTP/1.1\r\n\r\n') });
  await pair('over a connected socket', {}, {}, {
    connect: ({ port, ...options }) => tls.connect({ ...options, socket: net.connect(port, '127.0.0.1') }),
  });
  await pair('over a Duplex', {}, {}, {
    connect({ port, ...options }) {
      const socket = net.connect(port, '127.0.0.1');
      const [duplex, other] = duplexPair();
      other.pipe(socket).pipe(other);
      duplex.on('close', () => socket.destroy());
      // It stays half open: a Duplex says so.
      const client = tls.connect({ ...options, socket: duplex });
      return client.on('end', () => client.end());
    },
  });
  const material = {};
  await pair('keying material', {}, {}, {
    onServer(socket) {
      material.server = socket.exportKeyingMaterial(16, 'label', Buffer.from('context'));
      socket.end();
    },
    onClient: (client) => client.on('secureConnect', () => {
      material.client = client.exportKeyingMaterial(16, 'label', Buffer.from('context'));
    }),
  });
  console.log(material.server.equals(material.client), material.server.length);
  const lines = [];
  await pair('key log', {}, {}, { onClient: (client) => client.on('keylog', (line) => lines.push(`${line}`)) });
  console.log(lines.map((line) => line.replace(/[0-9a-f]{64,}/g, '-')).sort().join(''));
})();
