'use strict';
const assert = require('node:assert');
const bcrypt = require('bcrypt');
async function main() {
  const h = await bcrypt.hash('hunter2', 6);
  assert.match(h, /^\$2b\$06\$.{53}$/);
  assert.equal(await bcrypt.compare('hunter2', h), true);
  assert.equal(await bcrypt.compare('hunter3', h), false);
  assert.equal(bcrypt.compareSync('x', bcrypt.hashSync('x', bcrypt.genSaltSync(4))), true);
  assert.equal(bcrypt.getRounds(h), 6);
  await new Promise((res, rej) => bcrypt.hash('cb', 4, (e, v) => (e ? rej(e) : (assert.ok(v), res()))));
}
main().then(() => console.log('ok'));
