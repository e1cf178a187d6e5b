'use strict';
const assert = require('node:assert');
const { compress, uncompress, compressSync, uncompressSync } = require('snappy');
async function main() {
  const input = Buffer.from('beep boop '.repeat(5000));
  const c = await compress(input);
  assert.ok(c.length < input.length / 5);
  assert.ok((await uncompress(c)).equals(input));
  assert.equal(await uncompress(c, { asBuffer: false }), input.toString());
  assert.ok(uncompressSync(compressSync(input)).equals(input));
  await assert.rejects(uncompress(Buffer.from('garbage!!')));
}
main().then(() => console.log('ok'));
