'use strict';
// A Hash that is used as a stream and by its methods at once gives its result by both, once each; a stream feeds it past what a
// subclass has in their place. The encoding of what is fed counts for text alone.
const crypto = require('node:crypto');

const attempt = (name, run) => {
  try {
    console.log(name, run());
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
};
const listen = (name, stream) => stream.on('error', ({ code }) => console.log(name, code)).on('data', (data) => console.log(name, data));

const piped = crypto.createHash('sha3-256').setEncoding('hex');
piped.on('data', (text) => {
  console.log('piped', text);
  attempt('update', () => piped.update('a'));
  attempt('digest in data', () => piped.digest('base64'));
  attempt('again', () => piped.digest());
});
piped.end('text');

for (const encoding of ['hex', 'latin1', 'base64url', 'utf8', 'ascii', 'utf16le', undefined, 'nonsense']) {
  const hash = listen(`sha1 after ${encoding}`, crypto.createHash('sha1').update('a'));
  const result = hash.digest(encoding);
  if (typeof result !== 'string') result.fill(0);
  hash.end();
}

for (const make of [() => crypto.createHash('sha1'), () => crypto.createHmac('sha1', 'key')]) {
  const { name } = make().constructor;
  const late = listen(`${name} late`, make());
  late.digest();
  late.end('more');
  listen(`${name} written`, make()).end('more');
  attempt(`${name} bytes`, () => make().update(Buffer.from('abc'), 'hex').digest('hex'));
  attempt(`${name} text`, () => make().update('abc', 'hex').digest('hex'));
}

process.removeAllListeners('warning').on('warning', () => {});
for (const Class of [crypto.Hash, crypto.Hmac]) {
  class Own extends Class {
    update() {
      console.log('never called');
    }

    digest() {
      console.log('never called');
    }
  }
  listen(`own ${Class.name}`, new Own('sha1', 'key')).end('a');
}

// A copy has the length of its kind, unless it is asked for another. Without one a hash of any length warns, once.
process.removeAllListeners('warning').on('warning', ({ code }) => console.log(code));
for (const outputLength of [0, 5, undefined]) {
  const hash = crypto.createHash('shake256', { outputLength }).update('a');
  console.log(hash.copy().digest('hex'), hash.copy({ outputLength: 7 }).digest('hex'), hash.digest('hex'));
}
crypto.createHash('shake128', null);
crypto.hash('shake128', 'a');
