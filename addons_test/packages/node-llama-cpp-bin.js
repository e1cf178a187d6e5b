'use strict';
const assert = require('node:assert');
const path = require('node:path');
const dir = path.join(__dirname, 'node_modules/@node-llama-cpp/linux-x64/bins/linux-x64');
const addon = require(path.join(dir, 'llama-addon.node'));
async function main() {
  addon.loadBackends?.(); addon.loadBackends?.(dir);
  addon.setLogger?.((level, msg) => {}); addon.setLoggerLogLevel?.(0);
  await addon.init?.(); assert.equal(typeof addon.systemInfo(), 'string'); assert.equal(addon.getSupportsMmap(), true);
  await addon.dispose?.();
}
main().then(() => console.log('ok'));
