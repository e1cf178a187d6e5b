'use strict';
const assert = require('node:assert');
const s = require('simdle-native');
// large buffers and explicit results: the package wants 16-byte alignment, and crashes in Node too on small heap-allocated ones
const A = (v) => Buffer.alloc(4096, v);
assert.deepEqual(new Set(s.cnt(A(0xff), A(0))), new Set([8]));
assert.equal(s.allz(A(0)), true); assert.equal(s.allo(A(255)), true); assert.equal(s.allo(A(1)), false);
assert.deepEqual(new Set(s.xor(A(5), A(3), A(0))), new Set([6]));
assert.equal(s.sum(A(1)), 4096n);
console.log('ok');
