'use strict';
// Structures around keys: curves whose parameters are spelled out, private keys of Diffie-Hellman, encrypted keys of RSA-PSS, the
// weak groups, and bytes that are no public key.
const assert = require('node:assert');
const crypto = require('node:crypto');
const { show } = require('./fixtures/show.js');

const message = Buffer.from('message');
const firstLine = (pem) => pem.split('\n')[0];

for (const namedCurve of ['P-224', 'P-256', 'P-384', 'P-521', 'secp256k1', 'brainpoolP256r1', 'brainpoolP512r1']) {
  show('explicit', namedCurve, () => {
    const { publicKey, privateKey } = crypto.generateKeyPairSync('ec', { namedCurve, paramEncoding: 'explicit' });
    const spki = publicKey.export({ format: 'der', type: 'spki' });
    const pointLength = crypto.createECDH(publicKey.asymmetricKeyDetails.namedCurve).generateKeys().length;
    const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
    const sec1 = privateKey.export({ format: 'der', type: 'sec1' });
    const again = crypto.createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' }));
    const fromSec1 = crypto.createPrivateKey({ key: sec1, format: 'der', type: 'sec1' });
    const other = crypto.createPublicKey({ key: spki, format: 'der', type: 'spki' });
    const encrypted = privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' });
    return [
      spki.subarray(0, -pointLength).toString('hex'), pkcs8.length, sec1.length, privateKey.asymmetricKeyDetails,
      again.equals(privateKey), fromSec1.equals(privateKey), other.equals(publicKey), again.export({ format: 'der', type: 'pkcs8' }).equals(pkcs8),
      other.export({ format: 'der', type: 'spki' }).equals(spki), crypto.createPublicKey(again).export({ format: 'der', type: 'spki' }).equals(spki),
      crypto.verify('sha256', message, other, crypto.sign('sha256', message, again)),
      crypto.createPrivateKey({ key: encrypted, passphrase: 'x' }).equals(privateKey),
      Object.keys(privateKey.export({ format: 'jwk' })).sort(),
    ];
  });
}
show('encoding', () => crypto.generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'x' }));

for (const group of ['modp1', 'modp2', 'MODP2', 'modp3', 'modp5']) {
  show(group, () => {
    const dh = crypto.getDiffieHellman(group);
    const other = crypto.createDiffieHellman(dh.getPrime(), dh.getGenerator());
    dh.generateKeys();
    other.generateKeys();
    return [dh.getPrime('hex'), dh.getGenerator('hex'), dh.verifyError,
            dh.computeSecret(other.getPublicKey()).equals(other.computeSecret(dh.getPublicKey()))];
  });
}

// Lengths are compared with room for the one byte by which a random number may be shorter.
for (const group of ['modp2', 'modp5', 'modp14', 'modp15']) {
  show('dh', group, () => {
    const { publicKey, privateKey } = crypto.generateKeyPairSync('dh', { group });
    const spki = publicKey.export({ format: 'der', type: 'spki' });
    const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
    const encrypted = privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' });
    const again = crypto.createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
    const other = crypto.createPublicKey(publicKey.export({ format: 'pem', type: 'spki' }));
    return [
      spki.subarray(4, 60).toString('hex'), again.asymmetricKeyType, again.asymmetricKeyDetails, firstLine(encrypted),
      again.equals(privateKey), other.equals(publicKey), crypto.createPublicKey(again).equals(publicKey),
      crypto.createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' })).equals(privateKey),
      crypto.createPrivateKey({ key: encrypted, passphrase: 'x' }).equals(privateKey),
      crypto.diffieHellman({ privateKey: again, publicKey: other }).length,
    ];
  });
}
show('dh as jwk', () => crypto.generateKeyPairSync('dh', { group: 'modp5' }).privateKey.export({ format: 'jwk' }));
show('dh as pkcs1', () => crypto.generateKeyPairSync('dh', { group: 'modp5' }).privateKey.export({ format: 'der', type: 'pkcs1' }));

for (const options of [{}, { hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha256', saltLength: 32 }]) {
  const { privateKey } = crypto.generateKeyPairSync('rsa-pss', { modulusLength: 1024, ...options });
  for (const format of ['pem', 'der']) {
    show('pss', options, format, () => {
      const key = privateKey.export({ format, type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' });
      const again = crypto.createPrivateKey({ key, format, type: 'pkcs8', passphrase: 'x' });
      return [again.asymmetricKeyType, again.asymmetricKeyDetails, again.equals(privateKey), format === 'pem' && firstLine(key)];
    });
  }
}

// Every kind with every cipher for keys, and the password that is wrong or missing.
const kinds = { rsa: { modulusLength: 1024 }, ec: { namedCurve: 'P-256' }, ed25519: {}, dh: { group: 'modp5' } };
for (const [kind, options] of Object.entries(kinds)) {
  const { privateKey } = crypto.generateKeyPairSync(kind, options);
  for (const cipher of ['aes-128-cbc', 'aes192', 'AES-256-CBC', 'des-ede3-cbc', 'des3', 'aes-256-gcm', 'nope']) {
    show(kind, cipher, () => {
      const key = privateKey.export({ format: 'pem', type: 'pkcs8', cipher, passphrase: 'secret' });
      return [firstLine(key), crypto.createPrivateKey({ key, passphrase: Buffer.from('secret') }).equals(privateKey)];
    });
  }
  const key = privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'secret' });
  show(kind, 'no password', () => crypto.createPrivateKey(key));
  // By which error depends on chance: the padding is right once in 256 times.
  assert.throws(() => crypto.createPrivateKey({ key, passphrase: 'wrong' }));
}

const rsa = crypto.generateKeyPairSync('rsa', { modulusLength: 1024 });
const ders = {
  'junk': Buffer.from('junk data'),
  'nothing': Buffer.alloc(0),
  'spki': rsa.publicKey.export({ format: 'der', type: 'spki' }),
  'pkcs1': rsa.publicKey.export({ format: 'der', type: 'pkcs1' }),
  'private pkcs1': rsa.privateKey.export({ format: 'der', type: 'pkcs1' }),
  'private pkcs8': rsa.privateKey.export({ format: 'der', type: 'pkcs8' }),
};
for (const type of ['pkcs1', 'spki']) {
  for (const [name, key] of Object.entries(ders)) show('public', type, name, () => crypto.createPublicKey({ key, format: 'der', type }).asymmetricKeyType);
}

// The same text again is the same key, as a private and as a public one, and another text is another.
const pem = rsa.privateKey.export({ format: 'pem', type: 'pkcs8' });
const otherPem = crypto.generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' });
for (let round = 0; round < 3; round++) {
  console.log(crypto.createPrivateKey(pem).equals(rsa.privateKey), crypto.createPublicKey(pem).equals(rsa.publicKey),
              crypto.createPublicKey(pem).type, crypto.createPrivateKey(otherPem).asymmetricKeyType);
}
for (let i = 0; i < 20; i++) {
  const { privateKey, publicKey } = crypto.generateKeyPairSync('ed25519');
  const text = privateKey.export({ format: 'pem', type: 'pkcs8' });
  if (!crypto.verify(null, message, publicKey.export({ format: 'pem', type: 'spki' }), crypto.sign(null, message, text))) console.log('wrong', i);
}
show('broken', () => crypto.createPrivateKey(pem.replace('A', '!')));

// Keys of RSA have the size that was asked for, down to the bit, and work.
for (const [modulusLength, publicExponent] of [[512, 3], [513, 3], [600, 65537], [1000, 5], [1023, 3], [1025, 65537], [2049, 3], [2049, 65537]]) {
  for (const type of ['rsa', 'rsa-pss']) {
    show(type, modulusLength, publicExponent, () => {
      const { publicKey, privateKey } = crypto.generateKeyPairSync(type, { modulusLength, publicExponent });
      const { p, q, d, e, n } = type === 'rsa' ? privateKey.export({ format: 'jwk' }) : {};
      const bits = (number) => number && BigInt(`0x${Buffer.from(number, 'base64url').toString('hex')}`).toString(2).length;
      const signature = crypto.sign('sha1', message, privateKey);
      return [privateKey.asymmetricKeyDetails, publicKey.asymmetricKeyDetails, crypto.verify('sha1', message, publicKey, signature),
              bits(p), bits(q), bits(n), bits(e), bits(d) > modulusLength / 2];
    });
  }
}

// Keys are protected by every mode of AES that has a number, and a key whose curve is spelled out in the older text as well.
{
  const pair = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
  for (const cipher of ['aes-128-ecb', 'aes-192-ofb', 'aes-256-cfb', 'aes-128-cbc', 'AES-256-ECB', 'aes-128-gcm']) {
    for (const format of ['pem', 'der']) {
      try {
        const key = pair.privateKey.export({ type: 'pkcs8', format, cipher, passphrase: 'secret' });
        const read = crypto.createPrivateKey({ key, format, type: 'pkcs8', passphrase: 'secret' });
        console.log(cipher, format, key.length, read.equals(pair.privateKey));
        if (format === 'der') console.log(key.toString('hex', 3, 35), key.toString('hex', 51, 85).replace(/0410.*/, ''));
      } catch ({ code, message }) {
        console.log(cipher, format, code, message);
      }
    }
  }
  const explicit = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' });
  for (const cipher of ['aes-128-cbc', 'aes-256-cbc', 'des-ede3-cbc']) {
    const key = explicit.privateKey.export({ type: 'sec1', format: 'pem', cipher, passphrase: 'secret' });
    const read = crypto.createPrivateKey({ key, passphrase: 'secret' });
    console.log(key.split('\n').slice(0, 3).join().replace(/,[0-9A-F]+$/, ''), key.length, read.equals(explicit.privateKey));
  }
}
