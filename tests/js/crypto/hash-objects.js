'use strict';
// Many hashes at once: what one object keeps is never seen by another, however they are made, ended, copied or dropped.
const crypto = require('node:crypto');
const { show } = require('./fixtures/show.js');

const first = crypto.createHash('sha256').update('first');
const second = crypto.createHash('md5').update('second');
console.log(first.digest('hex'));
const third = crypto.createHash('sha512').update('third');
console.log(second.digest('hex'), third.digest('base64'));
for (const method of ['update', 'digest', 'copy']) show(method, () => first[method]('x'));

// One that ends while others, of other functions, go on.
const names = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha512-224', 'sha512-256', 'sha3-256', 'blake2b512', 'ripemd160',
               'md5-sha1', 'sha256-192'];
const open = names.map((name) => crypto.createHash(name));
for (let round = 0; round < 3; round++) {
  open.forEach((hash, i) => hash.update(`${round} ${i}`));
  const copy = open[round].copy();
  console.log(names[round], copy.digest('hex'), crypto.createHash(names[round]).update('between').digest('hex'));
}
open.forEach((hash, i) => console.log(names[i], hash.digest('hex')));
for (const name of names) console.log(name, crypto.hash(name, ''), crypto.hash(name, Buffer.alloc(1000, 'x')));

const hmacs = ['md5', 'sha256', 'sha3-512'].map((name) => crypto.createHmac(name, 'key'));
hmacs.forEach((hmac) => hmac.update('text'));
console.log(hmacs[1].digest('hex'), crypto.createHmac('sha1', 'other').update('text').digest('hex'));
show('again', () => [hmacs[1].digest('hex'), hmacs[1].digest()]);
show('update', () => hmacs[1].update('x'));
console.log(hmacs[0].digest('hex'), hmacs[2].digest('hex'));

// An encoding whose name is made by a program that ends the hash meanwhile and begins another.
for (const make of [() => crypto.createHash('md5'), () => crypto.createHmac('md5', 'key')]) {
  const hash = make().update('x');
  let other;
  const encoding = { toString() { hash.digest(); other = make().update('mine'); return 'hex'; } };
  try { hash.digest(encoding); } catch { /* What becomes of this one is nobody's business. */ }
  console.log(other.digest('hex') === make().update('mine').digest('hex'));
}

const shake = crypto.createHash('shake128', { outputLength: 5 });
console.log(shake.update('a').digest('hex'), crypto.createHash('shake128').update('a').digest('hex'));
show('length', () => crypto.createHash('sha256', { outputLength: 5 }));
console.log(crypto.createHash('sha256').update('after a failure').digest('hex'));

// Thousands that are dropped before they end.
let last;
for (let i = 0; i < 20000; i++) last = crypto.createHash(names[i % names.length]).update(String(i));
console.log(last.digest('hex'));

// Names of hash functions that no list has, and those that OpenSSL knows but makes no more, each with the error of its layer.
{
  const attempt = (run) => {
    try {
      return run();
    } catch ({ name, code, message, library, reason, opensslErrorStack }) {
      return { name, code, message, library, reason, opensslErrorStack };
    }
  };
  for (const name of [
    'dss1', 'DSS1', '1.3.14.3.2.26', '1.2.840.113549.2.5', '2.16.840.1.101.3.4.2.1', '2.16.840.1.101.3.4.2.5', '2.16.840.1.101.3.4.2.12',
    '1.3.36.3.2.1', '1.2.156.10197.1.401', '1.3.6.1.4.1.1722.12.2.1.16', '1.2.840.113549.1.1.5', '1.3.14.3.2',
  ]) {
    console.log(name, crypto.getHashes().includes(name), attempt(() => crypto.createHash(name, { outputLength: undefined }).update('a').digest('hex')));
    console.log(attempt(() => typeof crypto.createSign(name)));
  }
  for (const name of ['md4', 'RSA-MDC2', 'whirlpool', 'unknown']) {
    console.log(name, attempt(() => crypto.createHash(name)), attempt(() => crypto.createHmac(name, 'key')));
    console.log(attempt(() => crypto.createSign(name)), attempt(() => crypto.createVerify(name)), attempt(() => crypto.hash(name, 'a')));
    console.log(attempt(() => crypto.sign(name, 'a', crypto.generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey)));
  }
}
