'use strict';
// What node:tls offers beside connections, and the errors of options that are wrong.
const tls = require('node:tls');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const pem = (name) => readFileSync(join(__dirname, '../../fixtures/tls', `${name}.pem`));

console.log(Object.keys(tls).join());
for (const name of ['CLIENT_RENEG_LIMIT', 'CLIENT_RENEG_WINDOW', 'DEFAULT_CIPHERS', 'DEFAULT_ECDH_CURVE',
  'DEFAULT_MIN_VERSION', 'DEFAULT_MAX_VERSION']) {
  console.log(name, tls[name]);
}
console.log(Object.getOwnPropertyNames(tls.TLSSocket.prototype).sort().join());
console.log(tls.rootCertificates.length > 100, Object.isFrozen(tls.rootCertificates),
  tls.rootCertificates[0].split('\n')[0]);
console.log(tls.getCACertificates('bundled') === tls.rootCertificates,
  tls.getCACertificates().length >= tls.rootCertificates.length);

const show = (what, run) => {
  try {
    run();
    console.log(what, 'ok');
  } catch (error) {
    console.log(what, error.name, error.code, error.message);
  }
};
show('getCACertificates', () => tls.getCACertificates('x'));
show('setDefaultCACertificates', () => tls.setDefaultCACertificates('x'));
show('setDefaultCACertificates item', () => tls.setDefaultCACertificates([1]));
for (const options of [
  {}, { cert: 'x' }, { key: 1 }, { cert: 1 }, { ca: 'x' }, { ca: 1 }, { crl: 'x' }, { ciphers: 'nope' }, { ciphers: 1 },
  { ciphers: '' }, { ciphers: 'ECDHE-RSA-AES128-GCM-SHA256:!aNULL' }, { ciphers: 'TLS_AES_128_GCM_SHA256' },
  { ecdhCurve: 'x' }, { ecdhCurve: 'X25519:P-256' }, { ecdhCurve: 1 }, { minVersion: 'x' }, { maxVersion: 'x' },
  { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' }, { secureProtocol: 'x' }, { secureProtocol: 'SSLv3_method' },
  { secureProtocol: 'TLSv1_2_method' }, { minVersion: 'TLSv1.2', secureProtocol: 'TLS_method' }, { sigalgs: '' },
  { sessionTimeout: '1' }, { ticketKeys: Buffer.alloc(3) }, { passphrase: 1 },
  { key: pem('server-key'), cert: pem('server-cert') }, { key: pem('server-key'), cert: pem('client-cert') },
  { key: pem('server-key') }, { cert: pem('server-cert') },
]) {
  show(JSON.stringify(Object.fromEntries(Object.entries(options).map(([name, value]) =>
    [name, Buffer.isBuffer(value) ? value.length : Array.isArray(value) ? value.length : value]))),
  () => tls.createSecureContext(options));
}
show('server options', () => tls.createServer(1));
show('SNICallback', () => tls.createServer({ SNICallback: 1 }));
show('handshakeTimeout', () => tls.createServer({ handshakeTimeout: '1' }));
show('ALPN', () => tls.createServer({ ALPNCallback() {}, ALPNProtocols: ['a'] }));
show('minDHSize', () => tls.connect({ port: 1, minDHSize: 'x' }));
show('checkServerIdentity', () => tls.connect({ port: 1, checkServerIdentity: 1 }));
show('addContext', () => tls.createServer().addContext('', {}));
show('setServername', () => new tls.TLSSocket(undefined, { isServer: true }).setServername('x'));

tls.setDefaultCACertificates([pem('ca-cert'), `${pem('self-cert')}`]);
console.log(tls.getCACertificates().length, tls.getCACertificates()[0] === `${pem('ca-cert')}`);

const out = {};
tls.convertALPNProtocols(['a', 'bc'], out);
console.log(out);
show('ALPN length', () => tls.convertALPNProtocols(['x'.repeat(256)], {}));

// Names: [host, certificate].
const dns = (...names) => ({ subject: {}, subjectaltname: names.map((name) => `DNS:${name}`).join(', ') });
for (const [host, cert] of [
  ['a.com', dns('a.com')], ['A.COM', dns('a.com')], ['a.com.', dns('a.com')], ['b.com', dns('a.com')],
  ['b.a.com', dns('*.a.com')], ['c.b.a.com', dns('*.a.com')], ['a.com', dns('*.com')], ['a.com', dns('*')],
  ['fooa.b.com', dns('foo*.b.com')], ['xn--a.b.com', dns('xn--*.b.com')], ['b.com', dns('*b.com')],
  ['a.b.com', dns('*.*.com')], ['1.2.3.4', dns('1.2.3.4')],
  ['1.2.3.4', { subject: { CN: '1.2.3.4' } }], ['1.2.3.4', { subjectaltname: 'IP Address:1.2.3.4', subject: {} }],
  ['::1', { subjectaltname: 'IP Address:0:0:0:0:0:0:0:1', subject: {} }],
  ['::2', { subjectaltname: 'IP Address:0:0:0:0:0:0:0:1', subject: {} }],
  ['a.com', { subject: { CN: 'a.com' } }], ['a.com', { subject: { CN: ['x', 'a.com'] } }],
  ['a.com', { subject: { CN: 'b.com' } }], ['a.com', { subject: { CN: 'a.com' }, subjectaltname: 'DNS:b.com' }],
  ['a.com', { subject: { CN: 'a.com' }, subjectaltname: 'IP Address:1.2.3.4' }],
  ['a.com', { subject: { CN: 'a.com' }, subjectaltname: 'URI:http://b.com/' }], ['a.com', { subject: {} }], ['a.com', {}],
  ['a.com', { subject: {}, subjectaltname: 'DNS:"b.com, DNS:a.com"' }],
  ['\u00fcber.com', dns('xn--ber-goa.com')], ['a b', dns('a b')], ['', dns('')], ['a..com', dns('a..com')],
]) {
  show(`${host} ${JSON.stringify(cert)}`, () => {
    const error = tls.checkServerIdentity(host, cert);
    if (error) throw error;
  });
}
