// The owner of the library: a password hashed and verified on the thread pool, while JavaScript goes on.
'use strict';

const assert = require('node:assert');
const { hash, verify, Algorithm } = require('@node-rs/argon2');

const SETTINGS = { memoryCost: 8192, timeCost: 2, parallelism: 1, algorithm: Algorithm.Argon2id };

async function openAccount() {
  let turns = 0;
  const pulse = setInterval(() => { turns += 1; }, 1);
  const passwords = ['correct horse', 'battery staple', 'correct horse'];
  const hashes = await Promise.all(passwords.map((password) => hash(password, SETTINGS)));
  const verdicts = await Promise.all(hashes.map((hashed) => verify(hashed, 'correct horse')));
  clearInterval(pulse);

  assert.ok(hashes.every((hashed) => hashed.startsWith('$argon2id$v=19$m=8192,t=2,p=1$')));
  assert.notStrictEqual(hashes[0], hashes[2], 'equal passwords get different salts');
  assert.deepStrictEqual(verdicts, [true, false, true]);
  assert.ok(turns > 0, 'timers fired while the addon was hashing');
  await assert.rejects(verify('not a hash', 'x'));

  return { value: hashes[0], summary: `${hashes.length} hashes of 8 MiB, verdicts ${verdicts.join(', ')}` };
}

module.exports = { openAccount };
