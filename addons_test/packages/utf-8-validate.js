'use strict';
const assert = require('node:assert');
const path = require('node:path');
const native = require('node-gyp-build')(path.dirname(require.resolve('utf-8-validate/package.json')));
const v = require('utf-8-validate');
for (const f of [v, native]) {
  assert.equal(f(Buffer.from('héllo €𝄞')), true);
  assert.equal(f(Buffer.from([0xc0, 0x80])), false);
  assert.equal(f(Buffer.from([0xed, 0xa0, 0x80])), false);
  assert.equal(f(Buffer.alloc(10000, 'a')), true);
}
console.log('ok');
