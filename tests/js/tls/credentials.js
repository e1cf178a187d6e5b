// What is wrong with keys, certificates and PKCS#12 files, in Node's words; what a peer's certificate tells of its issuers; names of
// hosts as they were given.
'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { parsePKCS12 } = require('node:crypto');
const tls = require('node:tls');

const file = (name) => readFileSync(join(__dirname, '../../fixtures/tls', name));
const pem = (name) => file(`${name}.pem`);

function attempt(what, run) {
  try {
    console.log(what, run());
  } catch (error) {
    console.log(what, error.name, error.code, error.message, error.library, error.reason);
  }
}
const context = (options) => () => typeof tls.createSecureContext(options);

// Only in a list a key is an object with a passphrase of its own.
const key = pem('server-key');
for (const value of [{ pem: key }, [{ pem: key }], { pem: '' }, {}, [{ pem: null }]])
  attempt('key', context({ key: value }));

// OpenSSL's security level is 2 where a list of ciphers names no other.
for (const ciphers of [undefined, 'DEFAULT', 'HIGH@SECLEVEL=2']) attempt('weak', context({ cert: pem('weak-cert'), ciphers }));
attempt('weak', context({ key: pem('weak-key') }));
attempt('weak', context({ cert: pem('weak-cert'), ciphers: 'DEFAULT@SECLEVEL=0' }));
attempt('strong', context({ cert: pem('server-cert'), ciphers: 'DEFAULT@SECLEVEL=3' }));

const bundle = file('server.pfx');
for (const [what, pfx, passphrase] of [
  ['empty', ''], ['text', 'a text'], ['one character', 'x'], ['PEM', key], ['cut', bundle.subarray(0, 100), 'secret'],
  ['nothing inside', Buffer.from([0x30, 0])], ['something else', Buffer.from([0x30, 3, 2, 1, 3])],
  ['another passphrase', bundle, 'other'], ['certificates alone', file('certs.pfx'), 'secret'], ['good', bundle, 'secret'],
]) {
  attempt(`pfx: ${what}`, context({ pfx, passphrase }));
  if (typeof pfx !== 'string') attempt('  parsed', () => Boolean(parsePKCS12(pfx, { passphrase: passphrase ?? '' }).privateKey));
}

const block = (content) => `-----BEGIN CERTIFICATE-----\n${content}\n-----END CERTIFICATE-----\n`;
const good = `${pem('ca-cert')}`;
for (const certs of [['x'], [''], [key], [block('AAAA')], [block('!')], ['-----BEGIN CERTIFICATE-----\nAAAA'], [good + block('AAAA')],
  [good, 'x'], [`${key}${good}`], [], [5]]) {
  attempt('authorities', () => {
    tls.setDefaultCACertificates(certs);
    return tls.getCACertificates().length;
  });
}
for (const host of ['A.COM', 'a.com.', 'ä.com', '%61.com', 'a\t.com', 'a^b.com', '1.2.3', '0x7f.1', 'xn--a', '', '::1']) {
  for (const CN of ['a.com', 'xn--4ca.com', '127.0.0.1', 'b.com']) {
    const error = tls.checkServerIdentity(host, { subject: { CN } });
    console.log(JSON.stringify(host), CN, error?.host, error?.reason);
  }
}

function connect(name, serverOptions, clientOptions) {
  return new Promise((resolve) => {
    const server = tls.createServer(serverOptions, (socket) => socket.end());
    server.listen(0, '127.0.0.1', () => {
      const client = tls.connect({ port: server.address().port, host: '127.0.0.1', servername: 'localhost', ...clientOptions });
      client.on('secureConnect', () => {
        const subjects = [];
        for (let it = client.getPeerX509Certificate(); it; it = it.issuerCertificate) subjects.push(it.subject);
        console.log(name, client.authorized, JSON.stringify(subjects));
        // Of TLS 1.3 there is nothing to negotiate once more.
        client.renegotiate({}, (error) => {
          console.log(error.code, error.reason);
          client.end();
        });
        client.resume();
      });
      client.on('error', (error) => console.log(name, error.code));
      client.on('close', () => server.close(resolve));
    });
  });
}

(async () => {
  const ca = pem('ca-cert');
  const server = { key: pem('server-key'), cert: pem('server-cert') };
  await connect('alone', server, { ca });
  await connect('with its issuer', { ...server, cert: server.cert + ca }, { ca });
  const lone = { key: pem('lone-key'), cert: pem('lone-cert') };
  await connect('its own root', lone, { ca: lone.cert });
  await connect('nobody\'s', lone, { ca });
})();
