// What the command line says of TLS, seen from -p: `crypto` is the module there.
'use strict';
const { execFileSync } = require('node:child_process');

const run = (...args) => execFileSync(process.execPath, args, { encoding: 'utf8' }).trim();
console.log(run('--tls-cipher-list=ABC', '-p', '[crypto.constants.defaultCipherList, tls.DEFAULT_CIPHERS]'));
console.log(run('-p', 'crypto.constants.defaultCipherList = 5; typeof crypto.createHash + crypto.constants.defaultCipherList'));
console.log(run('-p', 'let crypto = 4; crypto'));
console.log(run('-p', '[globalThis.crypto === require("crypto"), tls.DEFAULT_CIPHERS === crypto.constants.defaultCoreCipherList]'));

// SSLv23_method goes from the lowest version of all to TLS 1.2, and where that is none the other end hears why.
const versions = `
  const { key, cert } = { key: ${JSON.stringify(require('node:fs').readFileSync(`${__dirname}/../../fixtures/tls/server-key.pem`, 'utf8'))},
    cert: ${JSON.stringify(require('node:fs').readFileSync(`${__dirname}/../../fixtures/tls/server-cert.pem`, 'utf8'))} };
  const server = tls.createServer({ key, cert, secureProtocol: 'SSLv23_method' });
  server.on('tlsClientError', (error) => console.log('server', error.code));
  server.listen(0, '127.0.0.1', () => {
    const client = tls.connect({ port: server.address().port, secureProtocol: 'TLSv1_2_method', rejectUnauthorized: false });
    client.on('error', (error) => console.log('client', error.code));
    client.on('secureConnect', () => { console.log(client.getProtocol()); client.destroy(); });
    client.on('close', () => server.close());
  });
`;
console.log(run('-e', versions));
console.log(run('--tls-min-v1.3', '-e', versions));
