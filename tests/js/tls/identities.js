// A server with several certificates, of which a client of TLS 1.2 takes what fits its suites. Suites of a version that is not allowed
// do not count: with them every certificate would seem to fit.
'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const tls = require('node:tls');

const pem = (name) => readFileSync(join(__dirname, '../../fixtures/tls', `${name}.pem`));
const key = [pem('ca-key'), pem('server-key')];
const cert = [pem('server-cert'), pem('ca-cert')];

function connect(options, clientOptions) {
  return new Promise((resolve) => {
    const server = tls.createServer({ key, cert, ...options }, (socket) => socket.resume());
    server.on('tlsClientError', (error) => console.log('server', error.code));
    server.listen(0, '127.0.0.1', () => {
      const client = tls.connect({ port: server.address().port, host: '127.0.0.1', rejectUnauthorized: false, ...clientOptions });
      client.on('secureConnect', () => {
        console.log(client.getProtocol(), client.getCipher().name, client.getPeerCertificate().subject.CN);
        client.end();
      });
      client.on('error', (error) => console.log('client', error.code));
      client.on('close', () => server.close(resolve));
    });
  });
}

(async () => {
  const rsa = 'ECDHE-RSA-AES256-GCM-SHA384';
  const ecdsa = 'ECDHE-ECDSA-AES256-GCM-SHA384';
  for (const ciphers of [rsa, ecdsa, `${rsa}:${ecdsa}`]) {
    await connect({}, { ciphers, maxVersion: 'TLSv1.2' });
    await connect({ maxVersion: 'TLSv1.2' }, { ciphers });
    await connect({ ciphers, maxVersion: 'TLSv1.2' }, {});
  }
  await connect({}, {});
  await connect({ key: pem('ca-key'), cert: pem('ca-cert') }, { ciphers: rsa, maxVersion: 'TLSv1.2' });
})();
