'use strict';
// The other certificates of a PKCS#12 file are trusted: a server and a client with the same file accept each other.
const fs = require('node:fs');
const path = require('node:path');
const tls = require('node:tls');

const pfx = fs.readFileSync(path.join(__dirname, '../crypto/fixtures/leaf.p12'));
const bundle = { pfx, passphrase: 'secret' };
const server = tls.createServer({ ...bundle, requestCert: true, rejectUnauthorized: false }, (socket) => {
  console.log('server', socket.authorized, socket.authorizationError, socket.getPeerCertificate().subject.CN);
  socket.end();
});
server.listen(0, () => {
  const { port } = server.address();
  const client = tls.connect({ ...bundle, port, rejectUnauthorized: false, checkServerIdentity() {} }, () => {
    console.log('client', client.authorized, client.authorizationError, client.getPeerCertificate().subject.CN);
  });
  client.resume().on('close', () => server.close());
});
