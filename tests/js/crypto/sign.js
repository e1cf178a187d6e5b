'use strict';
// Signatures, encryption with RSA, key encapsulation: each runtime takes what either has made. Errors and their codes.
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
const message = Buffer.from('what is signed');
const other = Buffer.from('what is not');
const bytes = (text) => Buffer.from(text, 'base64');
for (const [runtime, { signatures, encrypted, kem }] of Object.entries(made)) {
  const verify = (name, digest, key, options) => show(`${runtime} ${name}`, () => [
    crypto.verify(digest, message, { key: crypto.createPublicKey(key), ...options }, bytes(signatures[name])),
    crypto.verify(digest, other, { key: crypto.createPublicKey(key), ...options }, bytes(signatures[name])),
  ]);
  for (const name of ['p256', 'p384', 'p521', 'secp256k1', 'brainpool', 'dsa']) verify(name, 'sha256', keys[name]);
  verify('p1363', 'sha256', keys.p256, { dsaEncoding: 'ieee-p1363' });
  verify('p1363', 'sha256', keys.p256);
  verify('pss', 'sha256', keys.pss);
  verify('rsaPss', 'sha384', keys.rsa, { padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 20 });
  verify('rsaPss', 'sha384', keys.rsa, { padding: crypto.constants.RSA_PKCS1_PSS_PADDING });
  verify('rsaPss', 'sha384', keys.rsa, { padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 21 });
  verify('mldsa', null, keys.mldsa);
  verify('mldsaContext', null, keys.mldsa, { context: Buffer.from('here') });
  verify('mldsaContext', null, keys.mldsa, { context: Buffer.from('there') });
  show('oaep', () => crypto.privateDecrypt(keys.rsa, bytes(encrypted.oaep)).toString());
  show('oaep256', () => crypto.privateDecrypt({ key: keys.rsa, oaepHash: 'sha256', oaepLabel: Buffer.from('l') }, bytes(encrypted.oaep256)).toString());
  show('oaep wrong label', () => crypto.privateDecrypt({ key: keys.rsa, oaepHash: 'sha256' }, bytes(encrypted.oaep256)));
  show('pkcs1', () => crypto.privateDecrypt({ key: keys.rsa, padding: crypto.constants.RSA_PKCS1_PADDING }, bytes(encrypted.pkcs1)).toString());
  show('kem', () => crypto.decapsulate(keys.mlkem, bytes(kem.ciphertext)).equals(bytes(kem.sharedKey)));
}
// Deterministic ones.
for (const digest of ['sha1', 'sha256', 'sha512', 'sha3-256', 'md5', 'RSA-SHA256', undefined, null, 'zz', 5]) {
  show(`rsa ${digest}`, () => crypto.hash('sha1', crypto.sign(digest, message, keys.rsa)));
  show(`Sign ${digest}`, () => crypto.hash('sha1', crypto.createSign(digest).update('what is ').update(Buffer.from('signed')).sign(keys.rsa)));
}
show('ed25519', () => [crypto.sign(null, message, keys.ed25519).toString('hex'), crypto.verify(undefined, message, crypto.createPublicKey(keys.ed25519), crypto.sign(null, message, keys.ed25519))]);
show('raw', () => crypto.privateDecrypt({ key: keys.rsa, padding: crypto.constants.RSA_NO_PADDING }, crypto.publicEncrypt({ key: keys.rsa, padding: crypto.constants.RSA_NO_PADDING }, Buffer.alloc(256, 7))).equals(Buffer.alloc(256, 7)));
show('private encrypt', () => [crypto.hash('sha1', crypto.privateEncrypt(keys.rsa, message)), crypto.publicDecrypt(keys.rsa, crypto.privateEncrypt(keys.rsa, message)).toString()]);
// A wrong padding is not told: the same stand-in every time.
show('implicit rejection', () => [1, 2, 3].map((fill) => crypto.privateDecrypt({ key: keys.rsa, padding: crypto.constants.RSA_PKCS1_PADDING }, Buffer.alloc(256, fill)).toString('hex')));
const verifier = () => crypto.createVerify('sha256').update(message);
const signature = crypto.createSign('sha256').update(message).sign(keys.p256);
show('streams', () => [verifier().verify(keys.p256, signature), verifier().verify(keys.p256, signature.toString('hex'), 'hex'), verifier().verify(keys.p384, signature), crypto.createVerify('sha256').verify(keys.p256, signature)]);
show('p1363', () => { const s = crypto.createSign('sha256').update(message).sign({ key: keys.p521, dsaEncoding: 'ieee-p1363' }); return [s.length, verifier().verify({ key: keys.p521, dsaEncoding: 'ieee-p1363' }, s), verifier().verify(keys.p521, s)]; });
show('encoding', () => typeof crypto.createSign('sha256').update(message).sign(keys.rsa, 'base64'));
show('twice', () => { const s = crypto.createSign('sha256').update('a'); s.sign(keys.rsa); return s.sign(keys.rsa); });
show('after', () => { const s = crypto.createSign('sha256').update('a'); s.sign(keys.rsa); return s.update('b'); });
for (const [label, fn] of Object.entries({
  none: () => crypto.createSign('sha256').sign(), noneAtOnce: () => crypto.sign('sha256', message), public: () => crypto.sign('sha256', message, crypto.createPublicKey(keys.rsa)), secret: () => crypto.sign('sha256', message, crypto.createSecretKey(Buffer.alloc(4))),
  text: () => crypto.sign('sha256', message, 'x'), data: () => crypto.sign('sha256', 5, keys.rsa), ed: () => crypto.sign('sha256', message, keys.ed25519), edStream: () => crypto.createSign('sha256').update('a').sign(keys.ed25519), x: () => crypto.sign(null, message, keys.x25519),
  padding: () => crypto.sign('sha256', message, { key: keys.rsa, padding: 'a' }), salt: () => crypto.sign('sha256', message, { key: keys.rsa, saltLength: 'a' }), dsaEncoding: () => crypto.sign('sha256', message, { key: keys.p256, dsaEncoding: 'zz' }), callback: () => crypto.sign('sha256', message, keys.rsa, 5),
  verify: () => crypto.verify('sha256', message, keys.rsa, 5), short: () => crypto.verify('sha256', message, keys.rsa, Buffer.alloc(3)), update: () => crypto.createSign('sha256').update(5), long: () => crypto.publicEncrypt(keys.rsa, Buffer.alloc(250)), ec: () => crypto.publicEncrypt(keys.p256, message),
  oaep: () => crypto.privateDecrypt(keys.rsa, Buffer.alloc(256)), oaepHash: () => crypto.publicEncrypt({ key: keys.rsa, oaepHash: 'zz' }, message), oaepType: () => crypto.publicEncrypt({ key: keys.rsa, oaepHash: 5 }, message), recover: () => crypto.publicDecrypt(keys.rsa, Buffer.alloc(256, 1)), tooLong: () => crypto.privateEncrypt(keys.rsa, Buffer.alloc(250)),
})) show(label, fn);
(async () => {
  const { promisify } = require('node:util');
  const s = await promisify(crypto.sign)('sha256', message, keys.rsa);
  console.log(s.equals(crypto.sign('sha256', message, keys.rsa)), await promisify(crypto.verify)('sha256', message, keys.rsa, s));
  await promisify(crypto.sign)('sha256', message, keys.ed25519).catch((error) => console.log(error.code));
  const { publicKey, privateKey } = await promisify(crypto.generateKeyPair)('ec', { namedCurve: 'P-256' });
  console.log(publicKey, privateKey, crypto.createPublicKey(privateKey).equals(publicKey));
  for (const [type, options] of [['rsa', { modulusLength: 1024 }], ['rsa-pss', { modulusLength: 1024, hashAlgorithm: 'sha256', saltLength: 16 }], ['dsa', { modulusLength: 1024, divisorLength: 160 }], ['ed25519'], ['x25519'], ['dh', { group: 'modp14' }], ['ml-dsa-65'], ['ml-kem-1024']]) {
    const pair = crypto.generateKeyPairSync(type, options);
    console.log(type, pair.publicKey.asymmetricKeyType, pair.privateKey.asymmetricKeyDetails);
  }
  const encoded = crypto.generateKeyPairSync('rsa', { modulusLength: 1024, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'top' } });
  console.log(encoded.publicKey.split('\n')[0], encoded.privateKey.split('\n')[0], crypto.createPublicKey({ key: encoded.privateKey, passphrase: 'top' }).equals(crypto.createPublicKey(encoded.publicKey)));
  console.log((await promisify(crypto.generateKey)('aes', { length: 256 })).symmetricKeySize, crypto.generateKeySync('hmac', { length: 64 }).export().length);
})();

// Options that are numbers: whole ones of 32 bits, and paddings that signatures have.
for (const value of [2 ** 31, 2 ** 40, 1.5, NaN, '1', null]) {
  show(`padding ${value}`, () => crypto.sign('sha256', message, { key: keys.rsa, padding: value }).length);
  show(`saltLength ${value}`, () => crypto.sign('sha256', message, { key: keys.rsa, padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: value }).length);
}
for (const padding of [0, 2, 4, 7]) {
  show(`padding ${padding}`, () => crypto.sign('sha256', message, { key: keys.rsa, padding }));
  show(`Sign ${padding}`, () => crypto.createSign('sha256').update(message).sign({ key: keys.rsa, padding }));
}
