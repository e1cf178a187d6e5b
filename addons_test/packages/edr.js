'use strict';
const assert = require('node:assert');
const edr = require('@nomicfoundation/edr');
async function main() {
  assert.ok(Object.keys(edr).length > 20);
  const ctx = new edr.EdrContext();
  assert.ok(ctx);
  assert.equal(typeof edr.l1GenesisState, 'function');
  const g = edr.l1GenesisState(edr.SpecId ? edr.SpecId.Cancun : 17); assert.ok(Array.isArray(g) && g.length > 0);
}
main().then(() => console.log('ok'));
