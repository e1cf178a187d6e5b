'use strict';
const assert = require('node:assert');
const SM = require('@parcel/source-map').default;
async function main() {
  const m = new SM('/'); m.addIndexedMapping({ source: 'a.js', name: 'foo', original: { line: 1, column: 2 }, generated: { line: 3, column: 4 } });
  m.setSourceContent('a.js', 'hello');
  const j = JSON.parse(await m.stringify({ file: 'out.js', format: 'string' })); assert.deepEqual(j.sources, ['a.js']); assert.deepEqual(j.names, ['foo']);
  const n = new SM('/', m.toBuffer()); assert.equal(n.findClosestMapping(3, 4).original.column, 2);
}
main().then(() => console.log('ok'));
