// A stack that overflows while hooks are enabled: the error is that of the code that recursed, which may catch it, or of the program.
'use strict';
const { AsyncResource, createHook } = require('async_hooks');

createHook({ init() {}, before() {}, after() {}, destroy() {}, promiseResolve() {} }).enable();
const kinds = {
  promise() { new Promise(() => {}); kinds.promise(); },
  resolved() { Promise.resolve(1).then(() => {}); kinds.resolved(); },
  resource() { new AsyncResource('KIND'); kinds.resource(); },
  timer() { clearTimeout(setTimeout(() => {}, 1)); kinds.timer(); },
  async asynchronous() { await 1; },
  async function() { await kinds.function(); },
};
for (const name of ['promise', 'resolved', 'resource', 'timer']) {
  try {
    kinds[name]();
  } catch (error) {
    console.log(name, error.name, error.message);
  }
}
kinds.asynchronous().then(() => console.log('goes on'));
kinds.function().catch((error) => console.log('rejected', error.message));
process.on('uncaughtException', (error) => console.log('uncaught', error.name, error.message));
setImmediate(kinds.promise);
process.on('exit', (code) => console.log('end', code));
