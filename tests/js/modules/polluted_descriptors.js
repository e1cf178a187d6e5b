// `Object.prototype.get` is no part of our property descriptors, neither while modules are loaded nor when they are used.
'use strict';

// eslint-disable-next-line no-extend-native
Object.prototype.get = () => 'polluted';

const { createHash, generateKeyPairSync, sign } = require('node:crypto');
const vm = require('node:vm');
const zlib = require('node:zlib');

console.log(createHash('sha1').update('a').digest('hex'), zlib.gunzipSync(zlib.gzipSync('text')).toString());
console.log(sign(null, Buffer.from('a'), generateKeyPairSync('ed25519').privateKey).length, vm.runInNewContext('a + 1', { a: 1 }));
for (const fail of [() => require('node:fs').readFileSync('/nowhere'), () => Buffer.alloc('x'), () => AbortSignal.abort().throwIfAborted()]) {
  try {
    fail();
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
