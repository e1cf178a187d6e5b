'use strict';
// Certificates and keys in every form that a server takes: lists, PKCS#12, encrypted keys; and the errors of those that do
// not fit.
const tls = require('node:tls');
const { X509Certificate, createPrivateKey, generateKeyPairSync } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const file = (name) => readFileSync(join(__dirname, '../../fixtures/tls', name));
const pem = (name) => file(`${name}.pem`);
const cert = pem('server-cert');
const ca = pem('ca-cert');

async function attempt(name, options) {
  let server;
  try {
    server = tls.createServer(options, (socket) => socket.end('x'));
  } catch (error) {
    console.log(name, error.name, error.code, error.message, error.library, error.reason);
    return;
  }
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  await new Promise((resolve) => {
    const client = tls.connect({ port: server.address().port, host: '127.0.0.1', servername: 'localhost', ca }, () => {
      console.log(name, client.getPeerCertificate().subject.CN, client.getPeerCertificate(true).issuerCertificate?.subject.CN);
    });
    client.on('error', (error) => console.log(name, 'client', error.code));
    client.resume();
    client.on('close', resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}

(async () => {
  await attempt('PKCS#8', { cert, key: pem('server-key') });
  await attempt('strings', { cert: `${cert}`, key: `${pem('server-key')}` });
  await attempt('encrypted PKCS#8', { cert, key: pem('server-key-encrypted'), passphrase: 'secret' });
  await attempt('encrypted PKCS#1', { cert, key: pem('server-key-traditional'), passphrase: 'secret' });
  await attempt('a passphrase of its own', { cert, key: [{ pem: pem('server-key-encrypted'), passphrase: 'secret' }] });
  await attempt('no passphrase', { cert, key: pem('server-key-encrypted') });
  await attempt('no passphrase, PKCS#1', { cert, key: pem('server-key-traditional') });
  await attempt('a passphrase of the wrong type', { cert, key: pem('server-key-encrypted'), passphrase: 1 });
  await attempt('a key of another certificate', { cert, key: pem('client-key') });
  await attempt('no key in it', { cert, key: cert });
  await attempt('no certificate in it', { cert: pem('server-key'), key: pem('server-key') });
  await attempt('DER', { cert, key: createPrivateKey(pem('server-key')).export({ type: 'pkcs8', format: 'der' }) });
  await attempt('a certificate as DER', { cert: new X509Certificate(cert).raw, key: pem('server-key') });
  // Of kinds that sign nothing.
  await attempt('X25519', { cert: pem('exchange-cert') });
  await attempt('X25519 as PKCS#12', { pfx: file('exchange.pfx'), passphrase: 'secret' });
  for (const [kind, options] of [['x25519'], ['x448'], ['dh', { group: 'modp5' }], ['ml-kem-512']]) {
    const { privateKey } = generateKeyPairSync(kind, options ?? {});
    await attempt(kind, { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }) });
  }
  await attempt('PKCS#12', { pfx: file('server.pfx'), passphrase: 'secret' });
  await attempt('PKCS#12 in a list', { pfx: [{ buf: file('server.pfx'), passphrase: 'secret' }] });
  await attempt('PKCS#12 without a passphrase', { pfx: file('server-open.pfx') });
  await attempt('PKCS#12, wrong passphrase', { pfx: file('server.pfx'), passphrase: 'wrong' });
  await attempt('PKCS#12, missing passphrase', { pfx: file('server.pfx') });
  await attempt('two identities', {
    cert: [cert, pem('ca-cert')], key: [pem('server-key'), pem('ca-key')],
  });
})();
