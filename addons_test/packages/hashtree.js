'use strict';
const assert = require('node:assert');
const { createHash } = require('node:crypto');
const { hash, hashInto } = require('@chainsafe/hashtree');
const input = Buffer.concat([Buffer.alloc(64), Buffer.alloc(64, 1)]);
const out = hash(input); assert.equal(out.length, 64);
assert.equal(Buffer.compare(createHash('sha256').update(input.subarray(64)).digest(), out.subarray(32)), 0);
const o2 = new Uint8Array(64); hashInto(input, o2); assert.deepEqual([...o2], [...out]);
console.log('ok');
