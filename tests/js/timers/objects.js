// Timeouts and immediates as objects: ref, unref, refresh, close, conversion to a number, clearing in callbacks.
const assert = require('node:assert');
const { promisify } = require('node:util');
const timers = require('node:timers');

const timeout = setTimeout(() => console.log('never'), 10);
assert.strictEqual(timeout.hasRef(), true);
assert.strictEqual(timeout.unref(), timeout);
assert.strictEqual(timeout.hasRef(), false);
assert.strictEqual(timeout.ref().hasRef(), true);
assert.strictEqual(timeout.constructor.name, 'Timeout');
assert.strictEqual(typeof timeout[Symbol.toPrimitive](), 'number');
clearTimeout(+timeout);
clearTimeout(undefined);
clearTimeout(null);
clearTimeout({});
clearTimeout('not a number');

const byString = setTimeout(() => console.log('never either'), 1);
clearTimeout(String(+byString));

let ticks = 0;
const interval = setInterval(() => {
  if (++ticks === 3) {
    clearInterval(interval);
    console.log('interval done');
  }
}, 80);

const immediate = setImmediate(() => console.log('no'));
assert.strictEqual(immediate.constructor.name, 'Immediate');
clearImmediate(immediate);
setImmediate(() => {
  const second = setImmediate(() => console.log('cleared too late?'));
  clearImmediate(second);
});

const start = Date.now();
const refreshed = setTimeout(() => assert.ok(Date.now() - start >= 28, `${Date.now() - start}`), 20);
setTimeout(() => refreshed.refresh(), 10);

setTimeout(() => console.log('unreferenced timers end with the process'), 1e6).unref();
setImmediate(() => console.log('unreferenced immediate')).unref();

for (const bad of [undefined, null, 'text', 5, {}]) {
  assert.throws(() => setTimeout(bad, 1), { code: 'ERR_INVALID_ARG_TYPE', name: 'TypeError' });
  assert.throws(() => setInterval(bad, 1), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => setImmediate(bad), { code: 'ERR_INVALID_ARG_TYPE' });
}
{
  using held = setTimeout(() => console.log('disposed'), 1);
  assert.ok(held);
}
promisify(setTimeout)(60, 'value').then((value) => console.log('promisified', value));
promisify(setImmediate)('value').then((value) => console.log('promisified immediate', value));
console.log(Object.keys(timers).join());
