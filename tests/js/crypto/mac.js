'use strict';
// createMac: HMAC, KMAC and GMAC with every option, what each refuses, and its streams. CMAC, BLAKE2, Poly1305 and SipHash are
// not there: getMacs does not list them and their names are unknown ones.
const crypto = require('node:crypto');
const { show } = require('./fixtures/show.js');
const bytes = (length) => Buffer.alloc(length, 1);

const key = bytes(32);
const mac = (name, secret, options) => crypto.createMac(name, secret, options).update('abc').final();

for (const name of ['foo', 'HMAC', 'Kmac128', 1, null]) show('name', name, () => mac(name, key, { digest: 'sha256' }));
const privateKey = crypto.createPrivateKey(require('./fixtures/keys.json').keys.ed25519);
for (const secret of [undefined, 1, 'x', {}, bytes(0), new ArrayBuffer(3), crypto.createSecretKey(key), privateKey]) {
  show('key', typeof secret, () => mac('hmac', secret, { digest: 'sha1' }));
}
const sha1 = (members) => ({ digest: 'sha1', ...members });
for (const options of [
  undefined, null, 1, 'x', [], {}, { digest: 1 }, { digest: 'zz' }, { digest: null }, { digest: '' }, { digest: 'shake128' },
  sha1({ outputLength: 20 }), sha1({ outputLength: 'x' }), sha1({ outputLength: -1 }), sha1({ outputLength: 1.5 }),
  sha1({ outputLength: 2 ** 32 }), sha1({ cipher: 1 }), sha1({ cipher: 'aes-128-cbc' }), sha1({ iv: 1 }),
  sha1({ iv: bytes(3) }), sha1({ salt: bytes(3) }), sha1({ salt: 'a' }), sha1({ customization: bytes(3) }),
  sha1({ iv: undefined, other: 1 }), sha1({ encoding: 'hex' }),
]) show('hmac', options, () => mac('hmac', key, options));

for (const name of ['kmac-128', 'kmac256']) {
  for (const options of [
    undefined, {}, { outputLength: 0 }, { outputLength: 1 }, { outputLength: 400 }, { customization: bytes(3) },
    { customization: bytes(512) }, { customization: bytes(513) }, { customization: bytes(0) }, { salt: bytes(2) }, sha1(),
  ]) show(name, options, () => mac(name, key, options));
  for (const length of [0, 3, 4, 512, 513]) show(name, 'key of', length, () => mac(name, bytes(length)));
}

const gcm = (members) => ({ cipher: 'aes-256-gcm', iv: bytes(12), ...members });
for (const options of [
  gcm(), gcm({ iv: bytes(16) }), gcm({ iv: bytes(1) }), gcm({ iv: bytes(0) }), gcm({ iv: undefined }), gcm({ iv: bytes(129) }),
  gcm({ cipher: 'aes-256-cbc' }), gcm({ cipher: 'zz' }), gcm({ cipher: 'aes-128-gcm' }), gcm({ cipher: 'id-aes256-GCM' }),
  gcm({ cipher: 'aes-256-ccm' }), gcm({ cipher: 'chacha20-poly1305' }), gcm({ cipher: undefined }), gcm({ outputLength: 16 }), {},
]) show('gmac', options, () => mac('gmac', key, options));

const one = crypto.createMac('hmac', key, sha1());
show('update', () => one.update('a') === one && one.update('zz', 'hex') === one && one.update(new Uint16Array(2)) === one);
for (const args of [[1], [new ArrayBuffer(2)], ['a', 'bad']]) show('update', args, () => one.update(...args));
show('final', () => one.final());
show('final', () => one.final());
show('update', () => one.update('a'));
for (const encoding of ['hex', 'base64', 'buffer', undefined, null, 'zz', 1]) {
  show('final', encoding, () => crypto.createMac('hmac', key, sha1()).final(encoding));
}
const Mac = one.constructor;
show('class', () => [Mac.name, Mac.length, Object.getOwnPropertyNames(Mac.prototype), crypto.createMac.length]);
show('without new', () => Mac('hmac', key, sha1()).final());

const stream = crypto.createMac('kmac128', key, { outputLength: 8 });
stream.setEncoding('hex');
stream.on('data', (data) => console.log('data', data)).on('end', () => console.log('end'));
stream.write('ab');
stream.end('c');
