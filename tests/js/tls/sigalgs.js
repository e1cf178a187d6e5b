'use strict';
// Signature algorithms (`sigalgs`) and compressed certificates (`certificateCompression`): what both ends agree on, and what
// happens when they do not.
const tls = require('node:tls');
const net = require('node:net');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const pem = (name) => readFileSync(join(__dirname, '../../fixtures/tls', `${name}.pem`));
const identity = { key: pem('server-key'), cert: pem('server-cert') };
const ca = pem('ca-cert');

// Gives the number of bytes that the server has sent.
function attempt(name, serverOptions, clientOptions) {
  const lines = [];
  return new Promise((resolve) => {
    const server = tls.createServer({ ...identity, ...serverOptions }, (socket) => {
      // All that OpenSSL has would be more than rustls has.
      const shared = serverOptions.sigalgs || clientOptions.sigalgs ? socket.getSharedSigalgs() : '';
      lines.push(`server ${socket.getProtocol()} ${shared} ${socket.authorized}`);
      socket.on('error', () => {});
      socket.end();
    });
    server.on('tlsClientError', (error) => lines.push(`server ${error.code}`));
    server.listen(0, '127.0.0.1', () => {
      const lower = net.connect(server.address().port, '127.0.0.1');
      const client = tls.connect({ socket: lower, servername: 'localhost', ca, ...clientOptions }, () => {
        lines.push(`client ${client.getProtocol()} ${client.authorized}`);
      });
      client.on('error', (error) => lines.push(`client ${error.code}`));
      client.resume();
      client.on('close', () => server.close(() => {
        console.log(name, lines.sort());
        resolve(lower.bytesRead);
      }));
    });
  });
}

(async () => {
  for (const version of ['TLSv1.2', 'TLSv1.3']) {
    const options = { minVersion: version, maxVersion: version };
    await attempt('a server\'s', { ...options, sigalgs: 'RSA-PSS+SHA512' }, {});
    await attempt('a client\'s', options, { sigalgs: 'RSA-PSS+SHA384:RSA-PSS+SHA256' });
    await attempt('both', { ...options, sigalgs: 'RSA-PSS+SHA512:RSA-PSS+SHA256' }, { sigalgs: 'RSA-PSS+SHA256:RSA+SHA256' });
    await attempt('nothing in common', { ...options, sigalgs: 'RSA-PSS+SHA512' }, { sigalgs: 'RSA-PSS+SHA256' });
    await attempt('of client certificates', { ...options, ca, requestCert: true, sigalgs: 'RSA-PSS+SHA384' },
      { key: pem('client-key'), cert: pem('client-cert') });
  }

  const sizes = [];
  const long = { cert: Buffer.concat([pem('server-cert'), ca]) };
  for (const certificateCompression of [undefined, ['zlib'], ['brotli'], ['zstd']])
    sizes.push(await attempt(`${certificateCompression}`, { ...long, certificateCompression }, { certificateCompression }));
  console.log(sizes.slice(1).map((size) => size < sizes[0] - 100));
  sizes.push(await attempt('the client does not', { ...long, certificateCompression: ['zlib'] }, {}));
  console.log(Math.abs(sizes.at(-1) - sizes[0]) < 20);
  await attempt('of a client', { ca, requestCert: true, certificateCompression: ['zstd'] },
    { key: pem('client-key'), cert: pem('client-cert'), certificateCompression: ['zlib', 'zstd'] });
})();
