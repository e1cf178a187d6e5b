'use strict';
const assert = require('node:assert');
const path = require('node:path');
const native = require('node-gyp-build')(path.dirname(require.resolve('keccak/package.json')));
assert.ok(native);
const createKeccakHash = require('keccak');
assert.equal(createKeccakHash('keccak256').digest('hex'), 'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470');
assert.equal(createKeccakHash('sha3-256').update('abc').digest('hex'), '3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532');
console.log('ok');
