// Tokens as services sign, encrypt and check them, with every kind of key: jose over WebCrypto, jsonwebtoken over node:crypto, each
// reading what the other wrote; and web push, whose messages are encrypted for a browser's key.
'use strict';

const crypto = require('node:crypto');
const jose = require('jose');
const jwt = require('jsonwebtoken');
const webpush = require('web-push');

const now = 1_700_000_000;
const secret = Buffer.alloc(64, 's');
const claims = { sub: 'ada', iat: now, exp: now + 60, roles: ['a', 'b'] };
const rsa = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });

function keyPair(algorithm) {
  switch (algorithm) {
    case 'ES256': return crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
    case 'ES384': return crypto.generateKeyPairSync('ec', { namedCurve: 'P-384' });
    case 'ES512': return crypto.generateKeyPairSync('ec', { namedCurve: 'P-521' });
    case 'Ed25519':
    case 'EdDSA': return crypto.generateKeyPairSync('ed25519');
    case 'ML-DSA-44': return crypto.generateKeyPairSync('ml-dsa-44');
    default: return rsa;
  }
}

async function attempt(label, operation) {
  try {
    console.log(label, await operation());
  } catch (error) {
    console.log(label, error.name, error.code, error.message);
  }
}

async function signed() {
  for (const algorithm of ['RS256', 'PS384', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'ML-DSA-44']) {
    const { privateKey, publicKey } = keyPair(algorithm);
    await attempt(algorithm, async () => {
      const token = await new jose.SignJWT(claims).setProtectedHeader({ alg: algorithm, kid: 'k' }).sign(privateKey);
      const { payload, protectedHeader } = await jose.jwtVerify(token, publicKey, { currentDate: new Date(now * 1000) });
      const broken = token.slice(0, -6) + (token.endsWith('AAAAAA') ? 'BBBBBB' : 'AAAAAA');
      const refusal = await jose.jwtVerify(broken, publicKey).catch((error) => error.code);
      return [payload.sub, protectedHeader, refusal];
    });
    // Keys that went through JWK, and texts.
    await attempt(`${algorithm} jwk`, async () => {
      const jwk = await jose.exportJWK(privateKey);
      const imported = await jose.importJWK({ ...jwk, alg: algorithm }, algorithm);
      const token = await new jose.CompactSign(Buffer.from('data')).setProtectedHeader({ alg: algorithm }).sign(imported);
      const { plaintext, payload } = await jose.compactVerify(token, publicKey);
      const thumbprint = await jose.calculateJwkThumbprint(await jose.exportJWK(publicKey));
      return [Object.keys(jwk), imported.algorithm, imported.usages, Buffer.from(plaintext ?? payload).toString(), thumbprint.length];
    });
    await attempt(`${algorithm} pem`, async () => {
      const imported = await jose.importPKCS8(privateKey.export({ format: 'pem', type: 'pkcs8' }), algorithm, { extractable: true });
      const other = await jose.importSPKI(publicKey.export({ format: 'pem', type: 'spki' }), algorithm);
      const again = await jose.exportPKCS8(imported);
      return [imported.type, other.type, again === privateKey.export({ format: 'pem', type: 'pkcs8' }).trim()];
    });
  }
}

async function withJsonWebToken() {
  const at = { clockTimestamp: now };
  for (const algorithm of ['HS256', 'HS384', 'HS512', 'RS256', 'RS512', 'PS256', 'ES256', 'ES384', 'ES512']) {
    const isSecret = algorithm.startsWith('HS');
    const { privateKey, publicKey } = isSecret ? {} : keyPair(algorithm);
    const ours = isSecret ? secret : privateKey.export({ format: 'pem', type: 'pkcs8' });
    const theirs = isSecret ? secret : publicKey.export({ format: 'pem', type: 'spki' });
    await attempt(`jsonwebtoken ${algorithm}`, async () => {
      const token = jwt.sign(claims, ours, { algorithm, header: { kid: 'k' } });
      const { payload } = await jose.jwtVerify(token, isSecret ? secret : publicKey, { currentDate: new Date(now * 1000) });
      const other = await new jose.SignJWT(claims).setProtectedHeader({ alg: algorithm }).sign(isSecret ? secret : privateKey);
      return [jwt.verify(token, theirs, at).sub, payload.roles, jwt.verify(other, theirs, { ...at, algorithms: [algorithm] }).sub];
    });
    for (const wrong of [() => jwt.verify(jwt.sign(claims, ours, { algorithm }), Buffer.alloc(32), at),
                         () => jwt.sign(claims, 'short', { algorithm }),
                         () => jwt.sign(claims, Buffer.from(theirs), { algorithm }),
                         () => jwt.verify(jwt.sign(claims, ours, { algorithm }), theirs, { clockTimestamp: now + 100 })]) {
      await attempt(`wrong ${algorithm}`, () => (wrong(), 'accepted'));
    }
  }
}

async function encrypted() {
  const ec = keyPair('ES256');
  const x = crypto.generateKeyPairSync('x25519');
  const keys = {
    'dir': [secret.subarray(0, 32), secret.subarray(0, 32)],
    'A256KW': [secret.subarray(0, 32), secret.subarray(0, 32)],
    'A128GCMKW': [secret.subarray(0, 16), secret.subarray(0, 16)],
    'PBES2-HS256+A128KW': [secret, secret],
    'RSA-OAEP': [rsa.publicKey, rsa.privateKey],
    'RSA-OAEP-256': [rsa.publicKey, rsa.privateKey],
    'ECDH-ES': [ec.publicKey, ec.privateKey],
    'ECDH-ES+A128KW': [ec.publicKey, ec.privateKey],
    'ECDH-ES+A256KW': [x.publicKey, x.privateKey],
  };
  for (const [algorithm, [theirs, ours]] of Object.entries(keys)) {
    for (const enc of algorithm === 'dir' ? ['A256GCM', 'A128CBC-HS256'] : ['A128GCM', 'A256CBC-HS512']) {
      await attempt(`${algorithm} ${enc}`, async () => {
        const token = await new jose.CompactEncrypt(Buffer.from('a secret text'))
          .setProtectedHeader({ alg: algorithm, enc }).encrypt(theirs);
        const { plaintext, protectedHeader } = await jose.compactDecrypt(token, ours, { keyManagementAlgorithms: [algorithm] });
        const parts = token.split('.');
        parts[3] = parts[3].replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
        const refusal = await jose.compactDecrypt(parts.join('.'), ours, { keyManagementAlgorithms: [algorithm] })
          .catch((error) => error.code);
        return [Buffer.from(plaintext).toString(), protectedHeader.alg, refusal];
      });
    }
  }
}

function push() {
  const vapid = webpush.generateVAPIDKeys();
  const browser = crypto.createECDH('prime256v1');
  const auth = crypto.randomBytes(16).toString('base64url');
  const subscription = {
    endpoint: 'https://push.example.org/x',
    keys: { p256dh: browser.generateKeys('base64url'), auth },
  };
  const { headers, body, method } = webpush.generateRequestDetails(subscription, 'hello', {
    vapidDetails: { subject: 'mailto:ada@example.org', ...vapid }, TTL: 5,
  });
  console.log(method, headers['Content-Encoding'], headers['Content-Length'], body.length, vapid.publicKey.length);
  const message = require('http_ece').decrypt(body, { version: 'aes128gcm', privateKey: browser, authSecret: auth });
  const token = /t=([^,]+)/.exec(headers.Authorization)[1];
  console.log(message.toString(), jwt.decode(token).aud, jwt.decode(token, { complete: true }).header);
}

(async () => {
  await signed();
  await withJsonWebToken();
  await encrypted();
  push();
})();
