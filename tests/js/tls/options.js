'use strict';
// Every option of tls with values of every kind: taken, or refused with Node's error. What rustls does not have is refused
// by name, which only anode does: those rows are checked there and print the same on both.
const assert = require('node:assert');
const net = require('node:net');
const tls = require('node:tls');
const https = require('node:https');

const values = [
  null, false, true, 0, 1, -1, 1.5, '', 'x', {}, [], () => {}, Symbol('s'), 1n, Buffer.alloc(0), Buffer.from('x'),
];

// Where Node.js throws late, its socket goes on connecting.
process.on('uncaughtException', (error) => {
  if (error.code !== 'ECONNREFUSED') throw error;
});

// [what, value] of what is refused on anode alone; undefined: any value that Node takes.
const unavailable = [
  ['context clientCertEngine', 'string'], ['server clientCertEngine', 'string'],
  ['server pskCallback', 'function'], ['client pskCallback', 'function'], ['client enableTrace', 'boolean'],
  ['client socket enableTrace', 'boolean'], ['server socket enableTrace', 'boolean'],
];
// OpenSSL's engines have words of their own for what is none.
const otherWords = /^context clientCertEngine/;

function show(what, value, run) {
  const name = Buffer.isBuffer(value) ? `Buffer of ${value.length}` : typeof value === 'object' ?
    JSON.stringify(value) : typeof value === 'function' ? 'function' : `${typeof value} ${String(value)}`;
  let result;
  try {
    result = `ok ${run() ?? ''}`;
  } catch (error) {
    result = otherWords.test(what) ? error.name : `${error.name} ${error.code} ${error.message.split('\n')[0]}`;
    if (error.code === 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM') {
      assert.match(error.message, / is not available in anode/);
      result = 'ok ';
    }
  }
  if (unavailable.some(([known, type]) => known === what && (type === undefined || type === typeof value)))
    return;
  console.log(what, name, result);
}

function table(what, options, run) {
  for (const option of options) {
    for (const value of values)
      show(`${what} ${option}`, value, () => run({ [option]: value }));
  }
}

table('context', [
  'allowPartialTrustChain', 'ca', 'cert', 'sigalgs', 'ciphers', 'clientCertEngine', 'crl', 'dhparam', 'ecdhCurve',
  'honorCipherOrder', 'key', 'privateKeyEngine', 'privateKeyIdentifier', 'maxVersion', 'minVersion', 'passphrase', 'pfx',
  'secureOptions', 'secureProtocol', 'sessionIdContext', 'ticketKeys', 'sessionTimeout', 'certificateCompression',
], (options) => { tls.createSecureContext(options); });
for (const list of [['zlib'], ['x'], ['brotli', 'zlib', 'zstd'], ['zlib', 'zlib'], [1]])
  show('certificateCompression', list, () => { tls.createSecureContext({ certificateCompression: list }); });
for (const list of [
  'RSA+SHA256', 'bogus', 'RSA+SHA256:bogus', 'rsa_pss_rsae_sha256', 'RSA-PSS+SHA256:ECDSA+SHA256', 'ed25519', 'RSA', ':',
  'RSA+SHA256:RSA+SHA256', 'PSS+SHA384', 'Ed25519', 'ED25519', 'RSA+SHA1', 'DSA+SHA256', 'ed448',
]) {
  show('sigalgs', list, () => { tls.createSecureContext({ sigalgs: list }); });
}

table('server', [
  'ALPNProtocols', 'ALPNCallback', 'clientCertEngine', 'enableTrace', 'handshakeTimeout', 'rejectUnauthorized',
  'requestCert', 'sessionTimeout', 'SNICallback', 'ticketKeys', 'pskCallback', 'pskIdentityHint', 'sessionIdContext',
  'dhparam', 'sigalgs', 'honorCipherOrder', 'pauseOnConnect', 'highWaterMark', 'keepAlive', 'noDelay',
], (options) => { tls.createServer(options).close(); });

table('client', [
  'enableTrace', 'host', 'port', 'path', 'socket', 'allowHalfOpen', 'rejectUnauthorized', 'pskCallback', 'ALPNProtocols',
  'servername', 'checkServerIdentity', 'session', 'minDHSize', 'highWaterMark', 'secureContext', 'onread', 'requestOCSP',
  'lookup', 'timeout', 'signal',
], (options) => {
  const socket = tls.connect({ port: 1, host: '127.0.0.1', ...options });
  socket.on('error', () => {});
  socket.destroy();
});

for (const isServer of [false, true]) {
  table(isServer ? 'server socket' : 'client socket', [
    'isServer', 'requestCert', 'rejectUnauthorized', 'ALPNProtocols', 'SNICallback', 'ALPNCallback', 'session',
    'requestOCSP', 'secureContext', 'enableTrace', 'signal', 'pauseOnConnect', 'highWaterMark',
  ], (options) => {
    const socket = new tls.TLSSocket(undefined, { isServer, ...options });
    socket.on('error', () => {});
    socket.destroy();
  });
}

for (const method of [
  'setServername', 'setSession', 'setMaxSendFragment', 'exportKeyingMaterial', 'setKeyCert', 'getPeerCertificate',
  'getCertificate', 'getPeerX509Certificate', 'getX509Certificate', 'getCipher', 'getSession', 'getSharedSigalgs',
  'isSessionReused', 'disableRenegotiation', 'address',
]) {
  for (const value of [undefined, ...values]) {
    show(method, value, () => {
      const socket = new tls.TLSSocket(undefined, {});
      socket.on('error', () => {});
      const result = socket[method](value);
      socket.destroy();
      return result instanceof tls.TLSSocket ? 'this' : JSON.stringify(result);
    });
  }
}
for (const method of ['setTicketKeys', 'setSecureContext', 'addContext', 'getTicketKeys']) {
  for (const value of [undefined, ...values, Buffer.alloc(47), Buffer.alloc(48)]) {
    show(method, value, () => {
      const result = tls.createServer({})[method](value, {});
      return Buffer.isBuffer(result) ? result.length : typeof result;
    });
  }
}
for (const event of ['newSession', 'resumeSession', 'OCSPRequest', 'keylog', 'tlsClientError', 'secureConnection'])
  show('event', event, () => { tls.createServer({}).on(event, () => {}); });

table('https agent', ['maxCachedSessions', 'servername', 'ALPNProtocols', 'keepAlive', 'session'], (options) =>
  JSON.stringify(new https.Agent(options).maxCachedSessions));
console.log(new https.Agent().getName({
  host: 'a', port: 1, ca: 'ca', cert: 'cert', ciphers: 'c', key: 'k', pfx: 'p', rejectUnauthorized: false, servername: 's',
  minVersion: 'm', maxVersion: 'n', secureProtocol: 'sp', crl: 'r', honorCipherOrder: true, ecdhCurve: 'e', dhparam: 'd',
  secureOptions: 1, sessionIdContext: 'i', sigalgs: 'g', privateKeyIdentifier: 'pi', privateKeyEngine: 'pe',
}));

// Of the options that only count when they are true a server passes one on as it is; a list of addresses to block is another matter.
for (const value of [undefined, null, false, 0, '']) {
  show('ecdhCurve', value, () => { tls.createServer({ ecdhCurve: value }); });
  for (const make of [tls.createServer, net.createServer, (options) => new net.Socket(options)])
    show('blockList', value, () => { make({ blockList: value }); });
}
show('subject', 'checkServerIdentity', () => { tls.checkServerIdentity('x'); });

// The exact rows that anode refuses by name.
if (process.versions.anode) {
  const refuses = (what, run) => assert.throws(run, { code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM' }, what);
  refuses('pskCallback', () => tls.createServer({ pskCallback() {} }));
  refuses('pskCallback', () => tls.connect({ port: 1, pskCallback() {} }));
  refuses('enableTrace', () => new tls.TLSSocket(undefined, { enableTrace: true }));
  refuses('sigalgs', () => tls.createSecureContext({ sigalgs: 'RSA+SHA1' }));
  refuses('privateKeyEngine', () => tls.createSecureContext({ privateKeyEngine: 'a', privateKeyIdentifier: 'b' }));
  refuses('TLS 1.1', () => tls.createSecureContext({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1' }));
}

// Names of protocols: none may be empty, wherever it stands (RFC 7301, 3.1).
for (const protocols of [[''], ['a', ''], ['a'.repeat(256)], [1], [null], Buffer.from([0]), Buffer.from([1, 97, 0]), Buffer.from([2, 97]), Buffer.alloc(0), [],
                         new DataView(new ArrayBuffer(2)), 'text']) {
  const out = {};
  try {
    require('node:tls').convertALPNProtocols(protocols, out);
    console.log(out);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
