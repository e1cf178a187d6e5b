// The database on disk: written in one batch, iterated in order, closed, and read again from a second opening.
'use strict';

const assert = require('node:assert');
const { ClassicLevel } = require('classic-level');
const { uncompress } = require('snappy');

const open = async (folder) => {
  const db = new ClassicLevel(folder, { valueEncoding: 'json' });
  await db.open();
  return { db, pixels: db.sublevel('pixels', { valueEncoding: 'buffer' }) };
};

async function keepCatalogue(folder, versions, packed) {
  let { db, pixels } = await open(folder);
  const batch = db.batch();
  for (const { name, files } of versions) {
    const original = packed.find((entry) => entry.name === name);
    batch.put(`picture:${name}`, { name, sha256: original.sha256, files: files.map(({ format, bytes }) => ({ format, bytes })) });
    batch.put(name, original.pixels, { sublevel: pixels, valueEncoding: 'buffer' });
  }
  await batch.write();
  await db.put('draft', { name: 'never published' });
  await db.del('draft');
  await db.close();

  ({ db, pixels } = await open(folder));
  const entries = [];
  for await (const [key, entry] of db.iterator({ gte: 'picture:', lt: 'picture;' })) {
    assert.strictEqual(key, `picture:${entry.name}`);
    entries.push(entry);
  }
  const names = entries.map((entry) => entry.name);
  assert.deepStrictEqual(names, [...names].sort(), 'iteration follows the order of the keys');
  assert.strictEqual(names.length, versions.length);
  assert.strictEqual(await db.get('draft'), undefined);

  let restored = 0;
  for await (const [name, compressed] of pixels.iterator()) {
    restored += (await uncompress(compressed)).length;
    assert.ok(names.includes(name));
  }
  assert.strictEqual(restored, packed.reduce((sum, entry) => sum + entry.size, 0));
  await db.close();

  return { value: entries, summary: `${entries.length} entries and ${entries.length} blobs survive reopening` };
}

module.exports = { keepCatalogue };
