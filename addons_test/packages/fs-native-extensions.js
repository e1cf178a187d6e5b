'use strict';
const assert = require('node:assert');
const fs = require('node:fs'), os = require('node:os'), path = require('node:path');
const fsx = require('fs-native-extensions');
async function main() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fsx-')), f = path.join(dir, 'a'); fs.writeFileSync(f, Buffer.alloc(65536, 1));
  const h = await fs.promises.open(f, 'r+');
  assert.equal(fsx.tryLock(h.fd), true);
  const h2 = await fs.promises.open(f, 'r+'); assert.equal(fsx.tryLock(h2.fd), false);
  const waited = fsx.waitForLock(h2.fd); fsx.unlock(h.fd); await waited; fsx.unlock(h2.fd);
  await fsx.trim(h.fd, 0, 4096); assert.equal(fs.readFileSync(f)[0], 0);
  await h.close(); await h2.close(); fs.rmSync(dir, { recursive: true });
}
main().then(() => console.log('ok'));
