'use strict';
const assert = require('node:assert');
const fs = require('node:fs'), os = require('node:os'), path = require('node:path');
const { ClassicLevel } = require('classic-level');
async function main() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'cl-'));
  const db = new ClassicLevel(dir, { valueEncoding: 'json' });
  await db.put('a', { n: 1 });
  await db.batch([{ type: 'put', key: 'b', value: 2 }, { type: 'put', key: 'c', value: [3] }, { type: 'del', key: 'zz' }]);
  assert.deepEqual(await db.get('a'), { n: 1 });
  const all = [];
  for await (const [k, v] of db.iterator({ gte: 'b' })) all.push([k, v]);
  assert.deepEqual(all, [['b', 2], ['c', [3]]]);
  assert.deepEqual(await db.getMany(['a', 'nope']), [{ n: 1 }, undefined]);
  await db.clear(); assert.deepEqual(await db.keys().all(), []);
  await db.close(); fs.rmSync(dir, { recursive: true });
}
main().then(() => console.log('ok'));
