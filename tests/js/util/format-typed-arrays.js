// %s gives typed arrays as String() does: their class has no name among the globals, so its toString() counts as a program's.
'use strict';
const util = require('node:util');

class Bytes extends Uint8Array {}
const values = [new Uint8Array(2), new Bytes(2), new Float64Array(1), Object.assign(new Int8Array(1), { p: 1 }), Buffer.from('ab'),
  new ArrayBuffer(2), new DataView(new ArrayBuffer(1)), [1, 2], new Map([[1, 2]])];
for (const value of values) console.log(util.format('%s|', value), util.inspect(value));
