'use strict';
const assert = require('node:assert');
const { Entry, AsyncEntry } = require('@napi-rs/keyring');
// No secret service here: the calls must reach the native side and answer with a real error (or work).
async function main() {
  let native;
  try {
    const e = new Entry('anode-test', 'user');
    e.setPassword('p'); assert.equal(e.getPassword(), 'p'); e.deletePassword(); native = 'works';
  } catch (err) { assert.ok(err instanceof Error && err.message.length > 5); native = err.message; }
  assert.ok(native);
  try { await new AsyncEntry('anode-test', 'user').getPassword(); } catch (err) { assert.ok(err instanceof Error); }
}
main().then(() => console.log('ok'));
