'use strict';
const assert = require('node:assert');
const k = require('@crate-crypto/node-eth-kzg');
async function main() {
  const ctx = k.DasContextJs.create({ usePrecomp: false });
  const blob = new Uint8Array(k.BYTES_PER_BLOB); blob[31] = 9;
  const c = await ctx.asyncBlobToKzgCommitment(blob); assert.equal(c.length, 48);
  const proof = ctx.computeBlobKzgProof(blob, c); assert.equal(ctx.verifyBlobKzgProof(blob, c, proof), true);
}
main().then(() => console.log('ok'));
