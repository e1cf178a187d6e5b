'use strict';
// Key derivation, random values, comparing in constant time, the crypto global: results, forms, errors.
const crypto = require('node:crypto');
const { inspect } = require('node:util');
const show = (label, fn) => {
  try {
    console.log(label, inspect(fn(), { breakLength: Infinity }));
  } catch (error) {
    console.log(label, error.name, error.code, error.message);
  }
};
for (const args of [['p', 's', 16], ['', '', 64], ['p', 's', 16, { N: 3 }], ['p', 's', 16, { N: 1 }], ['p', 's', 16, { N: 2 ** 20 }], ['p', 's', -1], ['p', 's', 1.5], [5, 's', 1], ['p', 5, 1], ['p', 's', 16, { N: 16, cost: 16 }], ['p', 's', 16, { cost: 16, blockSize: 4, parallelization: 2 }],
                    ['p', 's', 0], ['p', 's', 16, { N: 16, r: 0 }], ['p', 's', 16, { maxmem: 5 }], ['p', 's', 16, { N: 'x' }], ['p', 's', 16, { N: 1024, r: 1, p: 1 }], [Buffer.from('p'), new Uint8Array([115]), 16], ['p', 's', 16, { N: 16, p: 0 }], ['p', 's', 16, { maxmem: 0 }], ['p', 's', 16, null]]) {
  show(`scryptSync ${inspect(args)}`, () => crypto.scryptSync(...args));
}
show('scrypt', () => crypto.scrypt('p', 's', 1));
for (const args of [['p', 's', 1, 16, 'sha1'], ['p', 's', 1000, 40, 'sha256'], ['p', 's', 3, 70, 'sha512'], ['p', 's', 2, 20, 'md5'], ['p', 's', 2, 20, 'sha3-256'], ['p', 's', 2, 20, 'blake2b512'], ['p', 's', 1, 8, 'SHA512'], ['p', 's', 1, 16, 'zz'], ['p', 's', 0, 16, 'sha1'], ['p', 's', 1, -1, 'sha1'],
                    ['p', 's', 1, 1], ['p', 's', 1, 0, 'sha1'], [5, 's', 1, 1, 'sha1'], ['p', null, 1, 1, 'sha1'], ['p', 's', 'x', 1, 'sha1'], ['p', 's', 1.5, 1, 'sha1'], ['', '', 1, 4, 'ripemd160'], ['p', 's', 1, 4, 'sha512-256']]) {
  show(`pbkdf2Sync ${inspect(args)}`, () => crypto.pbkdf2Sync(...args));
}
show('pbkdf2', () => crypto.pbkdf2('p', 's', 1, 1, 'sha1'));
show('pbkdf2', () => crypto.pbkdf2('p', 's', 1, 1, 'zz', () => {}));
for (const args of [['sha256', 'k', 's', 'i', 16], ['sha512', 'k', '', '', 200], ['sha1', Buffer.alloc(3), new ArrayBuffer(4), 'info', 42], ['zz', 'k', 's', 'i', 16], ['sha256', 'k', 's', 'i', 9999], ['sha256', 5, 's', 'i', 1], ['sha256', 'k', 's', 'i'.repeat(2000), 1], ['sha256', 'k', 's', 'i', -1], ['md5', 'k', 's', 'i', 16]]) {
  show(`hkdfSync ${inspect(args)}`, () => Buffer.from(crypto.hkdfSync(...args)));
}
show('timingSafeEqual', () => [crypto.timingSafeEqual(Buffer.from('abc'), Buffer.from('abc')), crypto.timingSafeEqual(Buffer.from('abc'), Buffer.from('abd')), crypto.timingSafeEqual(new ArrayBuffer(2), new Uint16Array(1)), crypto.timingSafeEqual(Buffer.alloc(0), Buffer.alloc(0))]);
for (const args of [['a', 'b'], [Buffer.alloc(1), 'b'], [Buffer.alloc(1), Buffer.alloc(2)]]) show('timingSafeEqual', () => crypto.timingSafeEqual(...args));
for (const args of [['a'], [-1], [2 ** 31], [NaN], [5, 5], []]) show(`randomBytes ${inspect(args)}`, () => crypto.randomBytes(...args));
show('randomBytes', () => [crypto.randomBytes(0).length, crypto.randomBytes(100).length, crypto.randomBytes(1.5).length, Buffer.isBuffer(crypto.randomBytes(3)), crypto.randomBytes(32).equals(crypto.randomBytes(32))]);
for (const args of [['a'], [Buffer.alloc(4), 5], [Buffer.alloc(4), 1, 5], [Buffer.alloc(4), 'x'], [Buffer.alloc(4), -1], [Buffer.alloc(4), 0, -1], [Buffer.alloc(4), 0, 'x'], [new Float64Array(2), 3]]) show(`randomFillSync ${inspect(args)}`, () => crypto.randomFillSync(...args));
show('randomFillSync', () => { const b = Buffer.alloc(64); crypto.randomFillSync(b, 32, 16); return [b.subarray(0, 32).every((x) => x === 0), b.subarray(32, 48).some((x) => x !== 0), b.subarray(48).every((x) => x === 0)]; });
show('randomFill', () => crypto.randomFill(Buffer.alloc(3)));
// What is not given is left out: neither null nor undefined stands for it.
for (const args of [[null], [undefined, undefined], [1, null], [9], [1, 8], [NaN]]) show(`randomFill ${inspect(args)}`, () => crypto.randomFill(Buffer.alloc(8), ...args, () => {}));
for (const args of [[], [5, 3], [0, 2 ** 48], [1.5], [0], ['a', 6], [5, 6], [-5, -4], [0, 5, 'x'], [2 ** 48], [NaN, 5]]) show(`randomInt ${inspect(args)}`, () => crypto.randomInt(...args));
show('randomInt', () => { const seen = new Set(); for (let i = 0; i < 500; i++) seen.add(crypto.randomInt(3, 7)); return [...seen].sort(); });
show('randomUUID', () => [/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID()), crypto.randomUUID({ disableEntropyCache: true }).length, crypto.randomUUID() === crypto.randomUUID()]);
show('randomUUIDv7', () => { const id = crypto.randomUUIDv7(); return [/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id), Math.abs(parseInt(id.replaceAll('-', '').slice(0, 12), 16) - Date.now()) < 5000]; });
for (const options of [5, { disableEntropyCache: 5 }, null]) {
  show('randomUUID', () => crypto.randomUUID(options));
  show('randomUUIDv7', () => crypto.randomUUIDv7(options));
}
for (const value of [new Float32Array(3), new Uint8Array(70000), undefined, 5, new DataView(new ArrayBuffer(2))]) {
  show('getRandomValues', () => crypto.getRandomValues(value));
  show('webcrypto', () => crypto.webcrypto.getRandomValues(value));
}
show('getRandomValues', () => [crypto.getRandomValues(new Uint32Array(5)).length, globalThis.crypto.getRandomValues(new BigInt64Array(1)).length, globalThis.crypto === crypto.webcrypto, crypto.subtle === crypto.webcrypto.subtle, globalThis.crypto.randomUUID().length]);
show('this', () => crypto.webcrypto.getRandomValues.call({}, new Uint8Array(1)));
show('crypto', () => [globalThis.crypto, Object.prototype.toString.call(globalThis.crypto), globalThis.crypto.constructor === Crypto]);
show('Crypto', () => new Crypto());
show('getFips', () => [crypto.getFips(), crypto.secureHeapUsed()]);
show('constants', () => ({ ...crypto.constants }));
show('keys', () => Object.keys(crypto).sort());
show('types', () => Object.keys(crypto).sort().map((key) => typeof crypto[key]).join());

(async () => {
  const { promisify } = require('node:util');
  console.log((await promisify(crypto.scrypt)('p', 's', 8, { N: 16 })).toString('hex'));
  console.log((await promisify(crypto.pbkdf2)('p', 's', 10, 8, 'sha256')).toString('hex'));
  console.log(Buffer.from(await promisify(crypto.hkdf)('sha256', 'k', 's', 'i', 8)).toString('hex'));
  console.log((await promisify(crypto.randomBytes)(9)).length, (await promisify(crypto.randomFill)(new Uint16Array(4))).length);
  await new Promise((resolve) => crypto.randomInt(5, 6, (error, value) => { console.log('randomInt', error, value); resolve(); }));
  await new Promise((resolve) => crypto.randomFill(Buffer.alloc(8), 4, (error, b) => { console.log('randomFill', error, b.subarray(0, 4)); resolve(); }));
  await new Promise((resolve) => crypto.randomFill(Buffer.alloc(0), (error, b) => { console.log('randomFill', error, b); resolve(); }));
  await new Promise((resolve) => crypto.pbkdf2('p', 's', 1, 0, 'sha1', (error, key) => { console.log('pbkdf2', error?.message, key); resolve(); }));
})();

// More memory than there is: an error, not the end of the process.
try {
  require('node:crypto').scryptSync('a', 'b', 64, { N: 2 ** 30, r: 64, maxmem: Number.MAX_SAFE_INTEGER });
} catch (error) {
  console.log(error.name, error.code, error.message);
}
// The error is of the class that says how much too much was asked for, or would say it.
try {
  crypto.getRandomValues(new Uint8Array(65537));
} catch (error) {
  console.log(error.constructor.name, error instanceof DOMException, error.name, error.code, error.quota, error.requested);
}
