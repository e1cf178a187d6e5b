'use strict';
// Key wrap with triple DES: the example of RFC 3217, both ways, and what it refuses. What is wrapped is never the same twice.
const crypto = require('node:crypto');
const { show } = require('./fixtures/show.js');

const key = Buffer.from('255e0d1c07b646dfb3134cc843ba8aa71f025b7c0838251f', 'hex');
const plain = Buffer.from('2923bf85e06dd6ae529149f1f1bae9eab3a7da3d860d3e98', 'hex');
const wrapped = Buffer.from('690107618ef092b3b48ca1796b234ae9fa33ebb4159604037db5d6a84eb3aac2768c632775a467d4', 'hex');
const wrap = (input) => {
  const cipher = crypto.createCipheriv('des3-wrap', key, null);
  return [cipher.update(input), cipher.final().length];
};
const unwrap = (input, iv = null) => {
  const decipher = crypto.createDecipheriv('des3-wrap', key, iv);
  return [decipher.update(input), decipher.final().length];
};

for (const name of ['des3-wrap', 'id-smime-alg-CMS3DESwrap', 246]) show(name, () => crypto.getCipherInfo(name));
show('unwrap', () => unwrap(wrapped));
show('vector', () => unwrap(wrapped, Buffer.alloc(0)));
show('vector', () => unwrap(wrapped, Buffer.alloc(8)));
show('short key', () => crypto.createCipheriv('des3-wrap', key.subarray(8), null));
for (const length of [0, 1, 8, 24, 128, 1 << 16]) {
  show(length, () => {
    const input = Buffer.alloc(length, 'input');
    const { 0: output, 1: rest } = wrap(input);
    return [output.length, rest, unwrap(output)[0].equals(input), output.length === 0 || !wrap(input)[0].equals(output)];
  });
}
for (const length of [8, 16, 17, 24, 32]) show(length, () => unwrap(Buffer.alloc(length)));
show('changed', () => unwrap(Buffer.concat([wrapped.subarray(0, 39), Buffer.alloc(1)])));
show('twice', () => {
  const cipher = crypto.createCipheriv('des3-wrap', key, null);
  return [cipher.update(plain).length, cipher.update(plain)];
});
show('nothing', () => crypto.createCipheriv('des3-wrap', key, null).final());
