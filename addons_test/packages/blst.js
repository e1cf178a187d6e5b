'use strict';
const assert = require('node:assert');
const { randomBytes } = require('node:crypto');
const { SecretKey, verify, aggregateSignatures, aggregateVerify, asyncAggregateWithRandomness, fastAggregateVerify } = require('@chainsafe/blst');
async function main() {
  const msg = randomBytes(32), sks = [1, 2, 3].map(() => SecretKey.fromKeygen(randomBytes(32)));
  const sigs = sks.map((k) => k.sign(msg)), pks = sks.map((k) => k.toPublicKey());
  assert.equal(verify(msg, pks[0], sigs[0]), true); assert.equal(verify(msg, pks[1], sigs[0]), false);
  assert.equal(fastAggregateVerify(msg, pks, aggregateSignatures(sigs)), true);
  const { pk, sig } = await asyncAggregateWithRandomness(pks.map((pk, i) => ({ pk, sig: sigs[i].toBytes() })));
  assert.equal(verify(msg, pk, sig), true);
}
main().then(() => console.log('ok'));
