'use strict';
// Hashes and HMACs: known answers over every algorithm, the stream interface, copies, and the errors.
const crypto = require('node:crypto');
const { inspect } = require('node:util');
const show = (label, fn) => {
  try {
    console.log(label, inspect(fn(), { breakLength: Infinity }));
  } catch (error) {
    console.log(label, error.name, error.code, error.message, error.library, error.reason);
  }
};
// Node also has the KMAC forms of Keccak, which are no hashes on their own; the order of the rest is the same.
const hashes = crypto.getHashes().filter((name) => !name.includes('kmac'));
show('getHashes', () => hashes.join());
const long = Buffer.alloc(100_000, 'abcdefghijk');
for (const name of hashes) {
  show(name, () => [crypto.createHash(name).digest('hex'), crypto.createHash(name).update('abc').digest('base64'), crypto.hash(name, long)]);
  // Nobody authenticates with the concatenation or the cut one: anode has no HMAC of them.
  if (!/^shake|md5-sha1|192$/.test(name)) show(`hmac ${name}`, () => [crypto.createHmac(name, 'key').update('abc').digest('hex'), crypto.createHmac(name, long).update(long).digest('base64url')]);
}
for (const name of ['MD5', 'Sha256', 'SHA512-256', 'sha512/256', 'SHA2-256', 'whirlpool', 'md4', 'blake2s', 'null', '']) show(name, () => crypto.createHash(name).update('abc').digest('hex'));
for (const length of [0, 1, 5, 32, 200]) {
  show(`shake128 ${length}`, () => crypto.createHash('shake128', { outputLength: length }).update('a').digest('hex'));
  show(`shake256 ${length}`, () => crypto.hash('shake256', 'a', { outputLength: length }));
  show(`md5 ${length}`, () => crypto.createHash('md5', { outputLength: length }).update('a').digest('hex'));
}
show('outputLength', () => crypto.createHash('md5', { outputLength: -5 }));
show('outputLength', () => crypto.createHash('md5', { outputLength: 16 }).digest('hex'));
for (const [data, encoding] of [['\u00e9'], ['\u00e9', 'latin1'], ['\u00e9', 'utf8'], ['\u00e9', 'ucs2'], ['6162', 'hex'], ['YWI=', 'base64'], ['\u00e9', 'ascii'], ['\u00e9', 'zz'], ['616', 'hex'], ['\u20ac\ud800'],
                                [Buffer.from('ab')], [new Uint16Array([1, 2])], [new DataView(new ArrayBuffer(3))], [new ArrayBuffer(2)], [5], [undefined], [null], ['']]) {
  show(`update ${inspect(data)} ${encoding}`, () => crypto.createHash('sha1').update(data, encoding).digest('hex'));
  show(`hmac update ${inspect(data)} ${encoding}`, () => crypto.createHmac('sha1', 'k').update(data, encoding).digest('hex'));
  show(`hash ${inspect(data)}`, () => crypto.hash('sha1', data));
}
for (const encoding of ['hex', 'base64', 'base64url', 'latin1', 'binary', 'buffer', undefined, 'ucs2']) {
  show(`digest ${encoding}`, () => crypto.createHash('md5').update('x').digest(encoding));
  show(`hmac digest ${encoding}`, () => crypto.createHmac('md5', 'x').update('x').digest(encoding));
  show(`hash ${encoding}`, () => crypto.hash('md5', 'x', encoding));
}
show('hash', () => crypto.hash('md5', 'a', 'zz'));
show('hash', () => crypto.hash('zz', 'a'));
show('hash', () => crypto.hash(5, 'a'));
show('hash', () => crypto.hash('sha1', 'a', { outputEncoding: 'base64' }));
const finished = (run) => () => { const hash = crypto.createHash('md5'); hash.digest(); return run(hash); };
show('finished', finished((hash) => hash.update('a')));
show('finished', finished((hash) => hash.digest()));
show('finished', finished((hash) => hash.copy()));
show('finished hmac', () => { const hmac = crypto.createHmac('md5', 'k'); hmac.digest(); return [hmac.digest(), hmac.digest('hex')]; });
show('finished hmac', () => { const hmac = crypto.createHmac('md5', 'k'); hmac.digest(); return hmac.update('x'); });
show('copy', () => { const a = crypto.createHash('sha256').update('a'); const b = a.copy(); a.update('b'); b.update('c'); return [a.digest('hex'), b.digest('hex'), b instanceof crypto.Hash]; });
show('copy', () => crypto.createHash('shake128').update('a').copy({ outputLength: 4 }).digest('hex'));
show('createHash', () => crypto.createHash());
show('createHmac', () => crypto.createHmac('zz', 'k'));
show('createHmac', () => crypto.createHmac('sha1'));
show('createHmac', () => crypto.createHmac('sha1', 5));
show('createHmac', () => crypto.createHmac(5, 'k'));
show('createHmac', () => [crypto.createHmac('sha1', '').digest('hex'), crypto.createHmac('sha1', new ArrayBuffer(3)).digest('hex'), crypto.createHmac('sha1', 'k'.repeat(200)).digest('hex')]);
show('classes', () => [crypto.createHash('md5') instanceof crypto.Hash, crypto.createHmac('md5', '') instanceof crypto.Hmac, crypto.createHash('md5') instanceof require('node:stream').Transform]);
const { finished: _f, pipeline } = require('node:stream');
const stream = crypto.createHash('sha1');
stream.on('readable', () => { const data = stream.read(); if (data) console.log('readable', data.toString('hex')); });
stream.write('some data');
stream.end(' to hash');
const piped = crypto.createHmac('sha256', 'k');
pipeline(require('node:stream').Readable.from([Buffer.from('a'), Buffer.from('b')]), piped, async function*(source) {
  for await (const chunk of source) console.log('piped', chunk.toString('hex'));
}, (error) => console.log('pipeline', error));
crypto.createHash('md5').setEncoding('hex').on('data', (text) => console.log('encoded', text)).end('x');
