// The resources of threads and ports say whether they keep the process alive, which tools ask that look for what does not end.
'use strict';
const { createHook } = require('node:async_hooks');
const { MessageChannel, Worker } = require('node:worker_threads');

const resources = new Map();
createHook({
  init(id, type, trigger, resource) {
    if (type === 'WORKER' || type === 'MESSAGEPORT') resources.set(type, resources.get(type) ?? resource);
  },
}).enable();
const show = (title) => console.log(title, ...[...resources].map(([type, resource]) => `${type} ${resource.constructor.name} ${resource.hasRef()}`));

const { port1 } = new MessageChannel();
show('made');
port1.on('message', () => {});
const worker = new Worker('require("node:worker_threads").parentPort.on("message", () => {})', { eval: true });
show('both');
worker.unref();
port1.unref();
show('unref');
worker.ref();
show('ref');
resources.get('WORKER').unref();
show('unref of the handle');
resources.get('WORKER').ref();
worker.on('online', () => {
  show('online');
  worker.terminate();
});
worker.on('exit', () => {
  port1.close();
  setTimeout(() => show('over'), 20);
});
