'use strict';
// Key objects: every encoding out and in again, what keys tell of themselves, and what is refused. Both runtimes read what either has
// written with a password.
const crypto = require('node:crypto');
const { inspect } = require('node:util');
const { keys, made } = require('./fixtures/keys.json');
const show = (label, fn) => {
  try {
    console.log(label, inspect(fn(), { breakLength: Infinity, depth: 4 }));
  } catch (error) {
    console.log(label, error.name, error.code, error.message, error.library, error.reason);
  }
};
const digest = (value) => (typeof value === 'string' || ArrayBuffer.isView(value) ? [value.length, crypto.hash('sha1', value)] : value);
for (const [name, pem] of Object.entries(keys)) {
  const key = crypto.createPrivateKey(pem);
  const pub = crypto.createPublicKey(key);
  show(name, () => [key, pub, key.type, pub.type, key.asymmetricKeyType, pub.asymmetricKeyType, key.asymmetricKeyDetails, pub.asymmetricKeyDetails]);
  show('equals', () => [key.equals(crypto.createPrivateKey(pem)), pub.equals(crypto.createPublicKey(pem)), key.equals(pub)]);
  for (const type of ['pkcs1', 'pkcs8', 'sec1', 'spki']) {
    for (const format of ['pem', 'der']) {
      show(`private ${type} ${format}`, () => {
        const out = key.export({ type, format });
        const back = crypto.createPrivateKey(format === 'pem' ? out : { key: out, type, format });
        return [...digest(out), back.equals(key), crypto.createPublicKey(format === 'pem' ? out : { key: out, type, format }).equals(pub)];
      });
      show(`public ${type} ${format}`, () => {
        const out = pub.export({ type, format });
        return [...digest(out), crypto.createPublicKey(format === 'pem' ? out : { key: out, type, format }).equals(pub)];
      });
    }
  }
  for (const format of ['jwk', 'raw-public', 'raw-private', 'raw-seed']) {
    const hint = { format, asymmetricKeyType: key.asymmetricKeyType, namedCurve: key.asymmetricKeyDetails.namedCurve };
    show(`private ${format}`, () => { const out = key.export({ format }); return [digest(out), crypto.createPrivateKey({ key: out, ...hint }).equals(key), crypto.createPublicKey({ key: out, ...hint }).equals(pub)]; });
    show(`public ${format}`, () => { const out = pub.export({ format }); return [digest(out), crypto.createPublicKey({ key: out, ...hint }).equals(pub)]; });
  }
  show('clone', () => { const copy = structuredClone({ key, pub }); return [copy.key.equals(key), copy.pub.equals(pub), copy.key.constructor.name]; });
}
const p256 = crypto.createPrivateKey(keys.p256);
const rsa = crypto.createPrivateKey(keys.rsa);
show('raw', () => [crypto.createPublicKey(p256).export({ format: 'raw-public', type: 'compressed' }).toString('hex'), crypto.createPublicKey(p256).export({ format: 'raw-public', type: 'uncompressed' }).length]);
show('raw', () => crypto.createPublicKey(p256).export({ format: 'raw-public', type: 'zz' }));

// Encrypted, by either runtime.
for (const [runtime, { keys: encrypted }] of Object.entries(made)) {
  for (const [name, pem] of Object.entries(encrypted)) {
    show(`${runtime} ${name}`, () => [pem.split('\n')[0], crypto.createPrivateKey({ key: pem, passphrase: 'secret' }).equals(p256), crypto.createPublicKey({ key: pem, passphrase: Buffer.from('secret') }).type]);
    show('wrong', () => crypto.createPrivateKey({ key: pem, passphrase: 'wrong' }));
    show('missing', () => crypto.createPrivateKey(pem));
    show('long', () => crypto.createPrivateKey({ key: pem, passphrase: 'x'.repeat(1025) }));
  }
}
for (const options of [{ type: 'pkcs8', format: 'der' }, { type: 'pkcs1', format: 'pem' }]) {
  show('round trip', () => {
    const out = rsa.export({ ...options, cipher: 'aes-192-cbc', passphrase: 'pw' });
    return crypto.createPrivateKey(options.format === 'der' ? { key: out, ...options, passphrase: 'pw' } : { key: out, passphrase: 'pw' }).equals(rsa);
  });
}
const der = rsa.export({ type: 'pkcs8', format: 'der', cipher: 'aes-128-cbc', passphrase: 'pw' });
show('der without', () => crypto.createPrivateKey({ key: der, type: 'pkcs8', format: 'der' }));
// With one salt in some hundreds what comes out is padded well, and then it is no key: the salt decides which error it is.
try {
  crypto.createPrivateKey({ key: der, type: 'pkcs8', format: 'der', passphrase: 'no' });
} catch (error) {
  console.log('der wrong', error.name, /^ERR_OSSL_/.test(error.code));
}
for (const options of [undefined, 5, {}, { format: 'pem' }, { format: 'zz' }, { type: 'pkcs8' }, { type: 'sec1', format: 'pem' }, { type: 'spki', format: 'der' },
                       { type: 'pkcs8', format: 'pem', cipher: 'zz', passphrase: 'p' }, { type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc' }, { type: 'pkcs8', format: 'pem', passphrase: 'p' }, { type: 'pkcs8', format: 'pem', cipher: 5, passphrase: 'p' },
                       { type: 'pkcs1', format: 'der', cipher: 'aes-128-cbc', passphrase: 'p' }, { format: 'jwk', cipher: 'aes-128-cbc', passphrase: 'p' }, { format: 'raw' }]) {
  show(`export ${inspect(options)}`, () => rsa.export(options));
}
for (const key of ['xx', '', 5, undefined, {}, { key: 5 }, Buffer.from('zz'), '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', '-----BEGIN RSA PRIVATE KEY-----\nAAAA\n',
                   { key: Buffer.from('aa'), format: 'der', type: 'pkcs8' }, { key: Buffer.from('aa'), format: 'der', type: 'pkcs1' }, { key: Buffer.from('aa'), format: 'der' }, { key: 'x', format: 'zz' }, { key: 'x', format: 'der', type: 'zz' },
                   { key: 'x', encoding: 'zz' }, { key: 'x', format: 'der', type: 'pkcs8', passphrase: 5 }, { key: Buffer.alloc(3), format: 'raw-public', asymmetricKeyType: 'ed25519' }, { key: Buffer.alloc(3), format: 'raw-private', asymmetricKeyType: 'ed25519' },
                   { key: Buffer.alloc(3), format: 'raw-private', asymmetricKeyType: 'zz' }, { key: Buffer.alloc(3), format: 'raw-private' }, { key: 'a', format: 'raw-private', asymmetricKeyType: 'x25519' }, { key: Buffer.alloc(3), format: 'raw-private', asymmetricKeyType: 'ec' },
                   { key: Buffer.alloc(3), format: 'raw-private', asymmetricKeyType: 'ec', namedCurve: 'zz' }, { key: Buffer.alloc(3), format: 'raw-private', asymmetricKeyType: 'ec', namedCurve: 'P-256' }, { key: Buffer.alloc(3), format: 'raw-private', asymmetricKeyType: 'rsa' }]) {
  show(`createPrivateKey ${inspect(key)}`, () => crypto.createPrivateKey(key));
  // OpenSSL finds other words for a structure that is no public key.
  if (!(key?.format === 'der' && key.type === 'pkcs1') && !/PUBLIC/.test(key)) show(`createPublicKey ${inspect(key)}`, () => crypto.createPublicKey(key));
}
for (const jwk of [5, {}, { kty: 'zz' }, { kty: 'oct', k: 'aa' }, { kty: 'RSA', n: 'AQ' }, { kty: 'RSA', n: 5, e: 'AQAB' }, { kty: 'EC', crv: 'P-256' }, { kty: 'EC', crv: 'P-256', x: 'AQ', y: 'AQ' }, { kty: 'EC', crv: 'zz', x: 'AQ', y: 'AQ' }, { kty: 'OKP', crv: 'Ed25519', x: 'AQ' }, { kty: 'OKP', crv: 'zz', x: 'AQ' }]) {
  show(`jwk ${inspect(jwk)}`, () => crypto.createPublicKey({ key: jwk, format: 'jwk' }));
  show(`jwk private ${inspect(jwk)}`, () => crypto.createPrivateKey({ key: jwk, format: 'jwk' }));
}
show('public of public', () => crypto.createPublicKey(crypto.createPublicKey(rsa)));
show('private of object', () => crypto.createPrivateKey(rsa));

const secret = crypto.createSecretKey('616263', 'hex');
show('secret', () => [secret, secret.type, secret.symmetricKeySize, secret.export(), secret.export({ format: 'jwk' }), secret.export({ format: 'buffer' }), secret.equals(crypto.createSecretKey(Buffer.from('abc'))), secret.equals(crypto.createSecretKey(Buffer.alloc(3)))]);
show('secret clone', () => structuredClone(secret).export());
for (const value of [5, undefined, {}, secret]) show('createSecretKey', () => crypto.createSecretKey(value));
show('secret', () => secret.export({ format: 'zz' }));
show('secret', () => secret.export(5));
show('secret', () => crypto.createSecretKey(new ArrayBuffer(4)).symmetricKeySize);
show('equals', () => secret.equals(5));
show('KeyObject', () => new crypto.KeyObject('a'));
show('KeyObject', () => new crypto.KeyObject('secret', {}));
show('from', () => crypto.KeyObject.from(5));
show('hmac', () => [crypto.createHmac('sha1', secret).update('x').digest('hex'), Buffer.from(crypto.hkdfSync('sha256', secret, 's', 'i', 8)).toString('hex')]);
show('hmac', () => crypto.createHmac('sha1', rsa));
show('types', () => [require('node:util').types.isKeyObject(secret), require('node:util').types.isKeyObject({}), require('node:util').isDeepStrictEqual(secret, crypto.createSecretKey(Buffer.from('abc')))]);
