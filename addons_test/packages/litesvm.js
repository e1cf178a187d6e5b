'use strict';
const assert = require('node:assert');
const { LiteSVM } = require('litesvm');
async function main() {
  const svm = new LiteSVM();
  const who = '11111111111111111111111111111112';
  const before = svm.getBalance(who) ?? 0n;
  svm.airdrop(who, 2000000000n);
  assert.equal(svm.getBalance(who) - before, 2000000000n);
  assert.equal(typeof svm.latestBlockhash(), 'string');
  assert.ok(svm.minimumBalanceForRentExemption(100n) > 0n);
}
main().then(() => console.log('ok'));
