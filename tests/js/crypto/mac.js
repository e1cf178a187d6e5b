'use strict';
// createMac: every algorithm with every option, what each refuses, and its streams.
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

const counting = (length) => Buffer.from(Array.from({ length }, (_, i) => i));
const others = (options) => [{ iv: counting(16) }, { digest: 'sha256' }, { customization: counting(2) }, { salt: counting(3) },
                             { outputLength: 8 }, { cipher: 'aes-128-cbc' }].map((other) => ({ ...options, ...other }));
const code = (name, secret, options, ...parts) => {
  const object = crypto.createMac(name, secret, options);
  for (const part of parts) object.update(part);
  return object.final('hex');
};
const lengths = [0, 1, 7, 8, 15, 16, 17, 31, 32, 63, 64, 65, 127, 128, 129, 300];

for (const [cipher, length] of [
  ['aes-128-cbc', 16], ['aes-192-cbc', 24], ['AES-256-CBC', 32], ['aes128', 16], ['des-ede3-cbc', 24], ['des-ede-cbc', 16], ['des3', 24],
  ['camellia-128-cbc', 16], ['aria-256-cbc', 32], ['sm4-cbc', 16], ['aes-128-ecb', 16], ['aes-128-gcm', 16], ['aes-128-ctr', 16], ['zz', 16],
  ['aes-128-cbc-cts', 16],
]) show('cmac', cipher, () => code('cmac', counting(length), { cipher }, 'abc'));
for (const length of [0, 8, 15, 17, 32]) show('cmac', 'key of', length, () => code('cmac', counting(length), { cipher: 'aes-128-cbc' }));
for (const length of lengths) show('cmac', length, () => code('cmac', counting(16), { cipher: 'aes-128-cbc' }, counting(length)));
for (const options of [undefined, ...others({ cipher: 'aes-128-cbc' })]) show('cmac', options, () => code('cmac', counting(16), options, 'abc'));
show('cmac', 'parts', () => code('cmac', counting(16), { cipher: 'aes-128-cbc' }, counting(5), counting(20), counting(7)));

for (const length of [0, 16, 31, 32, 33]) show('poly1305', 'key of', length, () => code('poly1305', counting(length), undefined, 'abc'));
for (const length of lengths) show('poly1305', length, () => code('poly1305', counting(32), undefined, counting(length)));
for (const options of others()) show('poly1305', options, () => code('poly1305', counting(32), options, 'abc'));

for (const length of [0, 8, 15, 16, 17]) show('siphash', 'key of', length, () => code('siphash', counting(length), undefined, 'abc'));
for (const outputLength of [0, 1, 7, 8, 9, 15, 16, 17]) show('siphash', outputLength, () => code('siphash', counting(16), { outputLength }, 'abc'));
for (const length of lengths) show('siphash', length, () => code('siphash', counting(16), undefined, counting(length)));
for (const options of others()) show('siphash', options, () => code('siphash', counting(16), options, 'abc'));

for (const [name, size] of [['blake2bmac', 64], ['blake2smac', 32], ['BLAKE2BMAC', 64]]) {
  for (const length of [0, 1, size, size + 1]) {
    show(name, 'key of', length, () => code(name, counting(length), undefined, 'abc'));
    show(name, 'output of', length, () => code(name, counting(16), { outputLength: length }, 'abc'));
  }
  for (const length of [0, 1, size / 4 - 1, size / 4, size / 4 + 1]) {
    const data = Buffer.alloc(length, 5);
    for (const options of [{ salt: data }, { customization: data }, { salt: data, customization: data, outputLength: 20 }]) {
      show(name, Object.keys(options), length, () => code(name, counting(16), options, 'abc'));
    }
  }
  for (const length of lengths) show(name, length, () => code(name, counting(16), undefined, counting(length)));
  for (const options of others()) show(name, options, () => code(name, counting(16), options, 'abc'));
}
console.log(crypto.getMacs());

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
