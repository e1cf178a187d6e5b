'use strict';
const assert = require('node:assert');
const argon2 = require('argon2');
async function main() {
  const h = await argon2.hash('password', { memoryCost: 4096, timeCost: 2, parallelism: 1 });
  assert.match(h, /^\$argon2id\$v=19\$m=4096/);
  assert.equal(await argon2.verify(h, 'password'), true);
  assert.equal(await argon2.verify(h, 'nope'), false);
  const raw = await argon2.hash('p', { raw: true, salt: Buffer.alloc(16, 1), memoryCost: 1024, hashLength: 20 });
  assert.equal(raw.length, 20);
  assert.equal(argon2.needsRehash(h, { memoryCost: 8192 }), true);
}
main().then(() => console.log('ok'));
