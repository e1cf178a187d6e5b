// node h_crypto.cjs CASE - what servers ask of node:crypto on every request, and what they ask now and then.
'use strict';
require('./lib.js');
const crypto = require('crypto');
const { sync, async, clocks, assert, emit } = globalThis.benchLib;
clocks(require('../addon/bench.node'));

const data = { '20': Buffer.alloc(20, 'a'), '1k': Buffer.alloc(1024, 'b'), '1m': Buffer.alloc(1 << 20, 'c') };
const text = data['20'].toString('latin1');
const secret = Buffer.alloc(32, 'k');
const iv = { cbc: Buffer.alloc(16, 'i'), gcm: Buffer.alloc(12, 'i') };
// What comes out is kept, or the compiler would leave out what makes it.
let kept;
const loop = (operation) => sync((n) => { for (let i = 0; i < n; i++) kept = operation(i); });

const cases = {};

for (const algorithm of ['md5', 'sha1', 'sha256']) {
  for (const size of Object.keys(data)) {
    cases[`${algorithm}_${size}`] = () => {
      assert(crypto.createHash(algorithm).update(data[size]).digest('hex') === crypto.hash(algorithm, data[size]),
             'createHash and hash agree');
      return loop(() => crypto.createHash(algorithm).update(data[size]).digest('hex'));
    };
  }
  cases[`${algorithm}_text`] = () => loop(() => crypto.createHash(algorithm).update(text).digest('base64'));
  cases[`${algorithm}_oneshot`] = () => loop(() => crypto.hash(algorithm, text));
}
cases.sha256_buffer = () => loop(() => crypto.createHash('sha256').update(data['20']).digest());
cases.sha256_twoparts = () => loop(() => crypto.createHash('sha256').update(text).update(data['20']).digest('hex'));
cases.hmac_20 = () => loop(() => crypto.createHmac('sha256', secret).update(data['20']).digest('hex'));
cases.hmac_1k = () => loop(() => crypto.createHmac('sha256', secret).update(data['1k']).digest('base64url'));
cases.hmac_text = () => loop(() => crypto.createHmac('sha256', 'a secret').update(text).digest('base64'));
cases.hmac_key = () => {
  const key = crypto.createSecretKey(secret);
  return loop(() => crypto.createHmac('sha256', key).update(text).digest('hex'));
};

cases.random_bytes = () => loop(() => crypto.randomBytes(16));
cases.random_uuid = () => loop(() => crypto.randomUUID());
cases.random_int = () => loop(() => crypto.randomInt(1000));
cases.random_values = () => {
  const array = new Uint8Array(16);
  return loop(() => crypto.getRandomValues(array));
};
cases.timing_safe_equal = () => {
  const other = Buffer.from(secret);
  assert(crypto.timingSafeEqual(secret, other), 'equal');
  return loop(() => crypto.timingSafeEqual(secret, other));
};

for (const [name, mode] of [['aes-256-gcm', 'gcm'], ['aes-256-cbc', 'cbc']]) {
  cases[`${mode}_encrypt`] = () => loop(() => {
    const cipher = crypto.createCipheriv(name, secret, iv[mode]);
    cipher.update(data['1k']);
    cipher.final();
    if (mode === 'gcm') cipher.getAuthTag();
  });
  cases[`${mode}_decrypt`] = () => {
    const cipher = crypto.createCipheriv(name, secret, iv[mode]);
    const encrypted = Buffer.concat([cipher.update(data['1k']), cipher.final()]);
    const tag = mode === 'gcm' ? cipher.getAuthTag() : undefined;
    const decrypt = () => {
      const decipher = crypto.createDecipheriv(name, secret, iv[mode]);
      if (tag !== undefined) decipher.setAuthTag(tag);
      return Buffer.concat([decipher.update(encrypted), decipher.final()]);
    };
    assert(decrypt().equals(data['1k']), 'what was encrypted is decrypted');
    return loop(decrypt);
  };
}
cases.gcm_text = () => loop(() => {
  const cipher = crypto.createCipheriv('aes-256-gcm', secret, iv.gcm);
  return cipher.update(text, 'utf8', 'base64') + cipher.final('base64') + cipher.getAuthTag().toString('base64');
});

const kinds = {
  rs256: ['sha256', () => crypto.generateKeyPairSync('rsa', { modulusLength: 2048 })],
  es256: ['sha256', () => crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ed25519: [null, () => crypto.generateKeyPairSync('ed25519')],
};
for (const [kind, [digest, make]] of Object.entries(kinds)) {
  cases[`${kind}_sign`] = () => {
    const { privateKey } = make();
    return loop(() => crypto.sign(digest, data['1k'], privateKey));
  };
  cases[`${kind}_verify`] = () => {
    const { privateKey, publicKey } = make();
    const signature = crypto.sign(digest, data['1k'], privateKey);
    assert(crypto.verify(digest, data['1k'], publicKey, signature), 'the signature is right');
    return loop(() => crypto.verify(digest, data['1k'], publicKey, signature));
  };
  // As jsonwebtoken does it: the key is text each time.
  cases[`${kind}_verify_pem`] = () => {
    const { privateKey, publicKey } = make();
    const pem = publicKey.export({ format: 'pem', type: 'spki' });
    const signature = crypto.sign(digest, data['1k'], privateKey);
    return loop(() => crypto.verify(digest, data['1k'], pem, signature));
  };
  cases[`${kind}_parse`] = () => {
    const pem = make().privateKey.export({ format: 'pem', type: 'pkcs8' });
    return loop(() => crypto.createPrivateKey(pem));
  };
}
cases.create_sign = () => {
  const { privateKey } = kinds.es256[1]();
  return loop(() => crypto.createSign('SHA256').update(text).sign(privateKey));
};
cases.create_verify = () => {
  const { privateKey, publicKey } = kinds.rs256[1]();
  const signature = crypto.createSign('SHA256').update(text).sign(privateKey);
  return loop(() => crypto.createVerify('SHA256').update(text).verify(publicKey, signature));
};
cases.create_secret_key = () => loop(() => crypto.createSecretKey(secret));
cases.generate_ec = () => loop(() => crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }));
cases.generate_ed25519 = () => loop(() => crypto.generateKeyPairSync('ed25519'));
cases.ecdh = () => {
  const ours = kinds.es256[1]().privateKey;
  const theirs = kinds.es256[1]().publicKey;
  return loop(() => crypto.diffieHellman({ privateKey: ours, publicKey: theirs }));
};
cases.x25519 = () => {
  const ours = crypto.generateKeyPairSync('x25519').privateKey;
  const theirs = crypto.generateKeyPairSync('x25519').publicKey;
  return loop(() => crypto.diffieHellman({ privateKey: ours, publicKey: theirs }));
};

// Eight at once, as the requests of a server.
const eight = (operation) => async(() => {
  const promises = [];
  for (let i = 0; i < 8; i++) promises.push(operation());
  return Promise.all(promises);
}, 8);
const promised = (name, ...args) => () => eight(() => new Promise((resolve, reject) => {
  crypto[name](...args, (error, value) => { if (error) reject(error); else resolve(value); });
}));
cases.pbkdf2 = promised('pbkdf2', 'password', 'salt', 10000, 32, 'sha256');
cases.scrypt = promised('scrypt', 'password', 'salt', 32);
cases.hkdf = promised('hkdf', 'sha256', 'key', 'salt', 'info', 32);
cases.random_bytes_async = promised('randomBytes', 16);
cases.generate_rsa = promised('generateKeyPair', 'rsa', { modulusLength: 2048 });
cases.subtle_digest = () => eight(() => crypto.subtle.digest('SHA-256', data['1k']));
cases.subtle_hmac = async () => {
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return eight(() => crypto.subtle.sign('HMAC', key, data['1k']));
};
cases.subtle_es256 = async () => {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const { privateKey } = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
  return eight(() => crypto.subtle.sign(algorithm, privateKey, data['1k']));
};
cases.subtle_gcm = async () => {
  const key = await crypto.subtle.importKey('raw', secret, 'AES-GCM', false, ['encrypt']);
  return eight(() => crypto.subtle.encrypt({ name: 'AES-GCM', iv: iv.gcm }, key, data['1k']));
};

const name = process.argv[2];
if (name === undefined) {
  console.log(Object.keys(cases).join('\n'));
} else {
  assert(cases[name], 'no such case: ' + name);
  (async () => emit({ time: await cases[name]() }))();
}
