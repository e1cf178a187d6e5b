'use strict';
// worker_threads.locks (navigator.locks): requests for one name are granted in their order, shared ones together.
const { Worker, locks } = require('node:worker_threads');
const { setTimeout: sleep } = require('node:timers/promises');

async function tell(label, f) {
  try {
    console.log(label, await f());
  } catch (error) {
    console.log(label, error?.name, error?.code, error?.message ?? error);
  }
}
const anonymous = (list) => list.map(({ clientId, ...rest }) => ({ ...rest, own: clientId === `node-${process.pid}-0` }));
async function query() {
  const { held, pending } = await locks.query();
  return { held: anonymous(held), pending: anonymous(pending) };
}

async function arguments_() {
  const seven = () => 7;
  await tell('plain', () => locks.request('a', (lock) => [lock, lock.name, lock.mode, `${lock}`]));
  await tell('shared', () => locks.request('a', { mode: 'shared' }, (lock) => lock.mode));
  await tell('held', () => locks.request('a', query));
  await tell('if available', () => locks.request('a', () => locks.request('a', { ifAvailable: true }, (lock) => lock)));
  await tell('it is', () => locks.request('b', { ifAvailable: true }, (lock) => lock.name));
  await tell('no callback', () => locks.request('a'));
  await tell('options alone', () => locks.request('a', {}));
  await tell('nothing', () => locks.request());
  await tell('wrong callback', () => locks.request('a', {}, 5));
  for (const options of [null, undefined, 5, 'x', { mode: 'x' }, { signal: 5 }, { signal: null }]) {
    await tell(options, () => locks.request('a', options, seven));
  }
  await tell('hyphen', () => locks.request('-a', seven));
  await tell('number', () => locks.request(5, (lock) => lock.name));
  await tell('symbol', () => locks.request(Symbol('x'), seven));
  await tell('steal, if available', () => locks.request('a', { steal: true, ifAvailable: true }, seven));
  await tell('steal, shared', () => locks.request('a', { steal: true, mode: 'shared' }, seven));
  const { signal } = new AbortController();
  await tell('steal, signal', () => locks.request('a', { steal: true, signal }, seven));
  await tell('if available, signal', () => locks.request('a', { ifAvailable: true, signal }, seven));
  await tell('aborted', () => locks.request('a', { signal: AbortSignal.abort() }, seven));
  await tell('aborted, why', () => locks.request('a', { signal: AbortSignal.abort('why') }, seven));
  await tell('rejects', () => locks.request('a', async () => { throw new RangeError('rejected'); }));
  await tell('is free again', () => locks.request('a', seven));
  console.log(locks === navigator.locks, locks, Object.keys(Object.getPrototypeOf(locks)), locks.request.length);
}

async function order() {
  const { promise, resolve } = Promise.withResolvers();
  const controller = new AbortController();
  const requests = [
    locks.request('h', () => promise),
    locks.request('h', { signal: controller.signal }, () => 'never'),
    locks.request('h', { mode: 'shared' }, () => { console.log('first shared'); return 's1'; }),
    locks.request('h', { mode: 'shared' }, () => { console.log('second shared'); return 's2'; }),
    locks.request('h', () => { console.log('exclusive'); return 'x'; }),
    locks.request('h', { mode: 'shared' }, () => { console.log('third shared'); return 's3'; }),
  ].map((request) => request.then((value) => console.log(value), (reason) => console.log('rejected', reason)));
  console.log(await query());
  controller.abort('aborted');
  resolve('held');
  await Promise.all(requests);
  console.log(await query());

  const stolen = Promise.withResolvers();
  const victim = locks.request('i', () => stolen.promise);
  const told = victim.then(console.log, ({ name, code, message }) => console.log('victim', name, code, message));
  await tell('thief', () => locks.request('i', { steal: true }, (lock) => lock.mode));
  stolen.resolve('late');
  await told;

  locks.request('z', () => console.log('callback'));
  console.log('after the request');
  queueMicrotask(() => console.log('microtask'));
  await sleep(1);
}

async function threads() {
  const source = `
    const { locks, parentPort } = require('node:worker_threads');
    locks.request('t', async (lock) => {
      parentPort.postMessage('holds ' + lock.mode);
      await new Promise((resolve) => parentPort.once('message', resolve));
    });`;
  const worker = new Worker(source, { eval: true });
  worker.on('message', (message) => console.log('worker', message));
  await new Promise((resolve) => worker.once('message', resolve));
  await tell('held elsewhere', () => locks.request('t', { ifAvailable: true }, (lock) => lock));
  const waits = tell('after the worker', () => locks.request('t', () => 'mine'));
  worker.postMessage('give up');
  await waits;
  await new Promise((resolve) => worker.once('exit', resolve));
}

(async () => {
  await arguments_();
  await order();
  await threads();
})();
