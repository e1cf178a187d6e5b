// What programs ask of TLS and rustls has: security levels in lists of ciphers, versions by `secureOptions`, groups and signature algorithms of
// which some are not there, P-521, parameters for DHE, the authorities that a lonely certificate is sent with; and the words for failed handshakes.
'use strict';
const { constants } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const tls = require('node:tls');

const file = (name) => fs.readFileSync(path.join(__dirname, '../../fixtures/tls', name));
const identity = { key: file('server-key.pem'), cert: file('server-cert.pem') };
const ca = file('ca-cert.pem');
const client = { key: file('client-key.pem'), cert: file('client-cert.pem') };

// OpenSSL names the function as well, and ends its text with a line break.
const reason = ({ code, message }) => `${code} ${message.match(/SSL routines:\w*:([^:]+)/)?.[1] ?? message}`;

async function connect(name, serverOptions, clientOptions) {
  const lines = [];
  const server = tls.createServer({ ...identity, ...serverOptions }, (socket) => {
    socket.on('error', () => {});
    lines.push(`server ${socket.getProtocol()} ${socket.getCipher().name} ${socket.authorized}`);
    socket.end();
  });
  server.on('tlsClientError', (error) => lines.push(`server ${reason(error)}`));
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const socket = tls.connect({ port: server.address().port, host: '127.0.0.1', rejectUnauthorized: false, ...clientOptions });
  socket.on('secureConnect', () => {
    const chain = [];
    for (let one = socket.getPeerCertificate(true); one && !chain.includes(one.subject.CN); one = one.issuerCertificate) chain.push(one.subject.CN);
    lines.push(`client ${socket.getProtocol()} ${JSON.stringify(socket.getEphemeralKeyInfo())} ${socket.authorizationError} ${chain}`);
  });
  socket.on('error', (error) => lines.push(`client ${reason(error)}`));
  await new Promise((resolve) => { socket.resume().on('close', resolve); });
  await new Promise((resolve) => { server.close(resolve); });
  console.log(name, '\n  ', lines.sort().join('\n   '));
}

function pem(bits) {
  const integer = (bytes) => Buffer.concat([Buffer.from([2, 0x82, bytes.length >> 8, bytes.length & 255]), bytes]);
  const prime = Buffer.alloc(bits / 8 + 1, 0xff);
  prime[0] = 0;
  const body = Buffer.concat([integer(prime), Buffer.from([2, 1, 2])]);
  const text = Buffer.concat([Buffer.from([0x30, 0x82, body.length >> 8, body.length & 255]), body]).toString('base64');
  return `-----BEGIN DH PARAMETERS-----\n${text.match(/.{1,64}/g).join('\n')}\n-----END DH PARAMETERS-----\n`;
}

function attempt(what, options) {
  try {
    tls.createSecureContext(options);
    console.log(what, 'taken');
  } catch (error) {
    console.log(what, error.name, error.code, error.message);
  }
}

(async () => {
  const { SSL_OP_NO_TLSv1_2, SSL_OP_NO_TLSv1_3, SSL_OP_NO_SSLv3, SSL_OP_NO_TLSv1 } = constants;
  await connect('a server without TLS 1.3', { secureOptions: SSL_OP_NO_TLSv1_3 }, {});
  await connect('a client without it', {}, { secureOptions: SSL_OP_NO_TLSv1_3 });
  await connect('no version in common', { secureOptions: SSL_OP_NO_TLSv1_2 }, { secureOptions: SSL_OP_NO_TLSv1_3 });
  await connect('old versions are off anyway', { secureOptions: SSL_OP_NO_SSLv3 | SSL_OP_NO_TLSv1 }, {});
  await connect('a security level', { ciphers: 'DEFAULT@SECLEVEL=0' }, { ciphers: 'DEFAULT:@SECLEVEL=1' });
  await connect('P-521', { ecdhCurve: 'P-521' }, {});
  await connect('P-521 and TLS 1.2', { ecdhCurve: 'secp521r1', maxVersion: 'TLSv1.2' }, {});
  await connect('no group in common', { ecdhCurve: 'P-384' }, { ecdhCurve: 'P-256' });
  await connect('groups of which some are not there', { ecdhCurve: 'P-384:X448:ffdhe2048' }, {});
  await connect('signature algorithms of which some are not there', {}, { sigalgs: 'RSA+SHA1:RSA-PSS+SHA256' });
  await connect('no signature algorithm for the certificate', {}, { sigalgs: 'ECDSA+SHA256' });
  await connect('no certificate', { key: undefined, cert: undefined }, {});
  await connect('no certificate, TLS 1.2', { key: undefined, cert: undefined, maxVersion: 'TLSv1.2' }, {});
  await connect('no certificate of the client', { requestCert: true, ca }, {});
  await connect('no certificate of the client, TLS 1.2', { requestCert: true, ca, maxVersion: 'TLSv1.2' }, {});
  await connect('authorities of a lonely certificate', { ca }, {});
  await connect('and of a client\'s', { ca, requestCert: true }, { ...client, ca });
  await connect('a context that is none', { SNICallback: (name, callback) => callback(null, 5) }, { servername: 'a.test' });
  for (const bits of [512, 1024, 2048]) {
    for (const ciphers of [undefined, 'DEFAULT@SECLEVEL=0']) attempt(`DH parameters of ${bits} bits, ${ciphers}`, { dhparam: pem(bits), ciphers });
  }
  for (const dhparam of ['auto', 'no parameters', Buffer.from(pem(2048)), 5]) attempt(`DH parameters: ${typeof dhparam}`, { dhparam });
  for (const ciphers of ['nobody knows it', 'DEFAULT@SECLEVEL=9', 'ECDH+AESGCM', 'SUITEB128', 'ALL:!aNULL@STRENGTH']) attempt(ciphers, { ciphers });
  for (const ecdhCurve of ['nobody', 'P-256:nobody', '?nobody:P-256', 'P-256/P-384']) attempt(ecdhCurve, { ecdhCurve });
  if (process.versions.anode) {
    // What rustls has nothing for is named.
    for (const options of [{ ciphers: 'AES256-SHA', maxVersion: 'TLSv1.2' }, { ecdhCurve: 'X448' }, { sigalgs: 'RSA+SHA1' }]) {
      try {
        tls.createSecureContext(options);
        console.log('taken', options);
      } catch ({ code, message }) {
        if (code !== 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM' || !message.includes(Object.values(options)[0])) console.log(code, message);
      }
    }
  }
})();
