'use strict';
// Which peers a client and a server trust, and the codes of OpenSSL that say why not.
const tls = require('node:tls');
const { X509Certificate, generateKeyPairSync } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const pem = (name) => readFileSync(join(__dirname, '../../fixtures/tls', `${name}.pem`));
const identity = (name) => ({ key: pem(`${name}-key`), cert: pem(`${name}-cert`) });
const chain = Buffer.concat([pem('leaf-cert'), pem('inter-cert')]);

// Another key under the same name: its issuer did not sign what it seems to have signed.
function altered(cert) {
  const der = Buffer.from(`${cert}`.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const { publicKey } = new X509Certificate(cert);
  const own = publicKey.export({ type: 'spki', format: 'der' });
  const { publicKey: other } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  other.export({ type: 'spki', format: 'der' }).copy(der, der.indexOf(own));
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

function attempt(name, serverOptions, clientOptions) {
  return new Promise((resolve) => {
    const seen = [];
    const server = tls.createServer(serverOptions, (socket) => {
      seen.push(`server: authorized ${socket.authorized} ${socket.authorizationError}`);
      socket.on('error', () => {});
      socket.end('x');
    });
    server.on('tlsClientError', (error) => seen.push(`server: ${error.code}`));
    server.listen(0, '127.0.0.1', () => {
      const client = tls.connect({ port: server.address().port, host: '127.0.0.1', ...clientOptions }, () => {
        seen.push(`client: authorized ${client.authorized} ${client.authorizationError}`);
      });
      client.resume();
      client.on('error', (error) => seen.push(`client: ${error.code}: ${error.message.split('\n')[0]}`));
      client.on('close', () => server.close(() => {
        console.log(name);
        for (const line of seen.sort()) console.log(`  ${line.replace(/[0-9A-F]{8,}:error/, 'error')}`);
        resolve();
      }));
    });
  });
}

(async () => {
  const ca = pem('ca-cert');
  const servername = 'localhost';
  await attempt('trusted root', identity('server'), { ca, servername });
  await attempt('address in the certificate', identity('server'), { ca });
  await attempt('no root', identity('server'), { servername });
  await attempt('no root, not rejected', identity('server'), { servername, rejectUnauthorized: false });
  await attempt('self-signed', identity('self'), { servername: 'self.example.test' });
  await attempt('self-signed and trusted', identity('self'), { ca: pem('self-cert'), servername: 'self.example.test' });
  await attempt('another name', identity('server'), { ca, servername: 'other.test' });
  await attempt('a wildcard', identity('server'), { ca, servername: 'a.example.test' });
  await attempt('a wildcard for one label', identity('server'), { ca, servername: 'a.b.example.test' });
  await attempt('expired', identity('expired'), { ca, servername });
  await attempt('intermediate sent', { key: pem('leaf-key'), cert: chain }, { ca, servername: 'leaf.example.test' });
  await attempt('intermediate missing', identity('leaf'), { ca, servername: 'leaf.example.test' });
  await attempt('intermediate known', identity('leaf'),
    { ca: [ca, pem('inter-cert')], servername: 'leaf.example.test' });
  await attempt('intermediate without its root', identity('leaf'),
    { ca: pem('inter-cert'), servername: 'leaf.example.test' });
  await attempt('partial chain', identity('leaf'),
    { ca: pem('inter-cert'), servername: 'leaf.example.test', allowPartialTrustChain: true });
  await attempt('root in the chain, untrusted', { key: pem('server-key'), cert: Buffer.concat([pem('server-cert'), ca]) },
    { servername });
  await attempt('not yet valid', identity('future'), { ca, servername });
  await attempt('a path that is too long',
    { key: pem('deepleaf-key'), cert: Buffer.concat(['deepleaf', 'deep', 'short'].map((name) => pem(`${name}-cert`))) },
    { ca, servername: 'deep.example.test' });
  await attempt('issued by no authority',
    { key: pem('underleaf-key'), cert: Buffer.concat([pem('underleaf-cert'), pem('server-cert')]) },
    { ca, servername: 'under.example.test' });
  await attempt('revoked', identity('server'), { ca, servername, crl: pem('revoked-crl') });
  await attempt('not revoked', identity('server'), { ca, servername, crl: [pem('crl')] });
  await attempt('no list of its issuer', { key: pem('leaf-key'), cert: chain },
    { ca, servername: 'leaf.example.test', crl: pem('crl') });
  await attempt('an altered certificate', identity('server'), { ca: altered(ca), servername });
  await attempt('a certificate for clients', identity('client'), { ca, servername, checkServerIdentity() {} });
  await attempt('checkServerIdentity refuses', identity('server'),
    { ca, servername, checkServerIdentity: () => Object.assign(new Error('no'), { code: 'MINE' }) });

  const demanding = { ...identity('server'), ca, requestCert: true };
  await attempt('client certificate', demanding, { ca, servername, ...identity('client') });
  await attempt('client certificate revoked', { ...demanding, crl: pem('revoked-crl') },
    { ca, servername, ...identity('server') });
  await attempt('a certificate for servers from a client', demanding, { ca, servername, ...identity('server') });
  await attempt('client certificate expired, accepted', { ...demanding, rejectUnauthorized: false },
    { ca, servername, ...identity('expired') });
  await attempt('client certificate, untrusted, accepted', { ...demanding, rejectUnauthorized: false },
    { ca, servername, ...identity('self') });
  await attempt('client certificate missing, accepted', { ...demanding, rejectUnauthorized: false }, { ca, servername });
})();
