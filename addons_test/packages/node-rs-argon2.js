'use strict';
const assert = require('node:assert');
const { hash, verify, hashSync, verifySync, Algorithm } = require('@node-rs/argon2');
async function main() {
  const h = await hash('pässword', { timeCost: 2, memoryCost: 8192, algorithm: 2 });
  assert.match(h, /^\$argon2id\$v=19\$m=8192,t=2/);
  assert.equal(await verify(h, 'pässword'), true);
  assert.equal(await verify(h, 'nope'), false);
  assert.equal(verifySync(hashSync(Buffer.from('x'), { memoryCost: 8192 }), Buffer.from('x')), true);
  const ac = new AbortController();
  const ps = Array.from({ length: 6 }, (_, i) => hash('p' + i, { memoryCost: 8192 }));
  assert.equal(new Set(await Promise.all(ps)).size, 6);
  await assert.rejects(verify('not a hash', 'x'));
}
main().then(() => console.log('ok'));
