'use strict';
const assert = require('node:assert');
const fs = require('node:fs'), os = require('node:os'), path = require('node:path');
const watcher = require('@parcel/watcher');
async function main() {
  const dir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'pw-')));
  const seen = [];
  let hit; const got = new Promise((r) => (hit = r));
  const sub = await watcher.subscribe(dir, (err, events) => { assert.ifError(err); seen.push(...events); if (seen.some((e) => e.path.endsWith('b.txt'))) hit(); });
  fs.writeFileSync(path.join(dir, 'a.txt'), '1');
  await new Promise((r) => setTimeout(r, 300));
  fs.writeFileSync(path.join(dir, 'b.txt'), '2');
  await got;
  assert.ok(seen.some((e) => e.type === 'create' && e.path === path.join(dir, 'a.txt')));
  await sub.unsubscribe();
  const snap = path.join(os.tmpdir(), path.basename(dir) + '.snap');
  await watcher.writeSnapshot(dir, snap);
  fs.unlinkSync(path.join(dir, 'a.txt'));
  const since = await watcher.getEventsSince(dir, snap);
  assert.deepEqual(since.map((e) => [e.type, path.basename(e.path)]), [['delete', 'a.txt']]);
  fs.rmSync(dir, { recursive: true }); fs.rmSync(snap);
}
main().then(() => console.log('ok'));
