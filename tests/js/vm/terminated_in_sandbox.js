// A script may be ended while its sandbox answers: in a getter, or in a proxy's trap, that never does. That it ends was once
// forgotten for a property that is read: the script went on with a ReferenceError, or hung.
'use strict';

const vm = require('node:vm');
const { Worker } = require('node:worker_threads');

const hang = () => { for (;;); };
const attempt = (name, code, sandbox) => {
  try {
    console.log(name, vm.runInNewContext(code, sandbox, { timeout: 30 }));
  } catch (error) {
    console.log(name, error.name, error.code);
  }
};
attempt('getter', 'a', { get a() { hang(); } });
attempt('typeof', 'typeof a', { get a() { hang(); } });
attempt('caught', 'try { a } catch { 1 }', { get a() { hang(); } });
attempt('setter', 'a = 1', { set a(value) { hang(); } });
const traps = {
  get: 'a', set: 'a = 1', deleteProperty: 'delete this.a', ownKeys: 'Object.keys(this)',
  getOwnPropertyDescriptor: 'Object.getOwnPropertyDescriptor(this, "a")', defineProperty: 'Object.defineProperty(this, "a", { value: 1 })',
};
for (const trap in traps) attempt(trap, traps[trap], new Proxy({}, { [trap]: hang }));

(async () => {
  for (const sandbox of ['{ get a() { process.exit(7); } }', 'new Proxy({}, { get() { process.exit(8); } })']) {
    const worker = new Worker(`require('node:vm').runInNewContext('a', ${sandbox})`, { eval: true });
    worker.on('error', (error) => console.log(error.message));
    await new Promise((resolve) => worker.on('exit', (code) => resolve(console.log('exit', code))));
  }
  const script = `require('node:vm').runInNewContext('a', { get a() { require('node:worker_threads').parentPort.postMessage(1); for (;;); } })`;
  const worker = new Worker(script, { eval: true });
  worker.on('error', (error) => console.log(error.message));
  worker.on('message', async () => console.log('terminated', await worker.terminate()));
})();
