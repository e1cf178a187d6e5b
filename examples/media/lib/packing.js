// Keeps the raw pixels of the originals, compressed; restoring gives the same bytes.
'use strict';

const assert = require('node:assert');
const { createHash } = require('node:crypto');
const { compress, uncompress } = require('snappy');
const { kib } = require('./pictures');

const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');

async function packOriginals(pictures) {
  const packed = await Promise.all(pictures.map(async ({ name, pixels }) => ({
    name, pixels: await compress(pixels), size: pixels.length, sha256: digest(pixels),
  })));
  for (const { pixels, sha256 } of packed) {
    assert.strictEqual(digest(await uncompress(pixels)), sha256);
  }
  await assert.rejects(uncompress(Buffer.from('garbage!!')));

  const before = packed.reduce((sum, entry) => sum + entry.size, 0);
  const after = packed.reduce((sum, entry) => sum + entry.pixels.length, 0);
  assert.ok(after < before);
  return { value: packed, summary: `${kib(before)} to ${kib(after)}` };
}

module.exports = { packOriginals };
