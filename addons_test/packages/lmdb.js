'use strict';
const assert = require('node:assert');
const fs = require('node:fs'), os = require('node:os'), path = require('node:path');
const { open } = require('lmdb');
async function main() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lmdb-'));
  const db = open({ path: dir, compression: true });
  await db.put('greeting', { someText: 'Hello, World! '.repeat(50) });
  assert.equal(db.get('greeting').someText.length, 14 * 50);
  await db.transaction(() => { for (let i = 0; i < 100; i++) db.put(['k', i], i); });
  assert.deepEqual([...db.getRange({ start: ['k', 10], end: ['k', 13] })].map((e) => e.value), [10, 11, 12]);
  const bin = db.openDB('bin', { encoding: 'binary' });
  await bin.put('x', Buffer.from([1, 2, 3])); assert.deepEqual([...bin.get('x')], [1, 2, 3]);
  assert.equal(await db.ifNoExists('greeting', () => db.put('greeting', 0)), false);
  assert.equal(await db.remove('greeting'), true); assert.equal(db.get('greeting'), undefined);
  await db.close(); fs.rmSync(dir, { recursive: true });
}
main().then(() => console.log('ok'));
