'use strict';
// Whoever hears of an uncaught exception or of an unhandled rejection is in the AsyncLocalStorage context of whoever threw; what
// runs afterwards is not.
const { AsyncLocalStorage } = require('node:async_hooks');
const { EventEmitter } = require('node:events');
const { Worker } = require('node:worker_threads');
const fs = require('node:fs');
const crypto = require('node:crypto');

const storage = new AsyncLocalStorage();
const fail = (name) => () => { throw new Error(name); };

const cases = {
  timer: () => setTimeout(fail('thrown'), 1),
  interval: () => { const interval = setInterval(() => { clearInterval(interval); fail('thrown')(); }, 1); },
  immediate: () => setImmediate(fail('thrown')),
  tick: () => process.nextTick(fail('thrown')),
  microtask: () => queueMicrotask(fail('thrown')),
  file: () => fs.stat('.', fail('thrown')),
  random: () => crypto.randomBytes(1, fail('thrown')),
  emitter: () => setImmediate(() => new EventEmitter().emit('error', new Error('thrown'))),
  entered: () => setImmediate(() => { storage.enterWith('entered later'); fail('thrown')(); }),
  left: () => setImmediate(() => storage.run('inner', fail('thrown'))),
  rejection: () => { Promise.reject(new Error('rejected')); },
  'rejection in a timer': () => setTimeout(async () => { await null; fail('rejected')(); }, 1),
  port: () => {
    const { port1, port2 } = new MessageChannel();
    port2.on('message', () => { port2.close(); fail('thrown')(); });
    port1.postMessage(1);
  },
};

let current;
const log = (...what) => console.log(current, '-', ...what, storage.getStore());

const next = AsyncLocalStorage.bind((names) => {
  if (names.length === 0) return ports();
  [current] = names;
  process.once('uncaughtException', heard(names.slice(1)));
  process.once('unhandledRejection', heard(names.slice(1)));
  storage.run(`store of ${current}`, cases[current]);
});

const heard = (rest) => (error) => {
  process.removeAllListeners('uncaughtException');
  process.removeAllListeners('unhandledRejection');
  log('handler', error.message);
  queueMicrotask(() => log('microtask'));
  process.nextTick(() => log('tick'));
  setTimeout(next, 3, rest);
};
process.on('uncaughtExceptionMonitor', (error) => log('monitor', error.message));

// Ports, channels and workers call back in the context that they were made in.
function ports() {
  current = 'made';
  const made = (name, make) => storage.run(`made for ${name}`, make);
  const { port1, port2 } = made('a port', () => new MessageChannel());
  storage.run('listener', () => {
    port2.on('message', () => { log('message'); port2.close(); });
    port2.on('close', () => { log('close'); channels(made); });
  });
  storage.run('sender', () => port1.postMessage(1));
}

function channels(made) {
  const [first, second] = [1, 2].map((number) => made(`channel ${number}`, () => new BroadcastChannel('name')));
  first.onmessage = () => {
    log('broadcast');
    first.close();
    second.close();
    workers(made);
  };
  storage.run('sender', () => second.postMessage(1));
}

function workers(made) {
  // It answers when it is known to be online: two ports tell of that and of messages, in no certain order.
  const code = 'const { parentPort } = require("node:worker_threads"); parentPort.once("message", () => parentPort.postMessage(1))';
  const worker = made('a worker', () => new Worker(code, { eval: true }));
  worker.once('online', () => worker.postMessage(1));
  for (const event of ['online', 'message', 'exit']) worker.on(event, () => log(event));
}

next(Object.keys(cases));
