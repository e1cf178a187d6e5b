// flags: --expose-gc
'use strict';
// A domain does not keep what was made in it, nor that the domain; promises of other contexts do not lead to it.
const { AsyncResource } = require('node:async_hooks');
const { EventEmitter } = require('node:events');
const domain = require('node:domain');
const vm = require('node:vm');

const gone = [];
const registry = new FinalizationRegistry((name) => gone.push(name));

(() => {
  const made = domain.create();
  made.run(() => {
    const resource = new AsyncResource('Resource');
    const emitter = new EventEmitter();
    emitter.resource = resource;
    console.log(resource.domain === made, emitter.domain === made, Object.keys(resource).includes('domain'));
    for (const [name, object] of Object.entries({ domain: made, resource, emitter })) registry.register(object, name);
  });
})();

const context = vm.createContext({});
domain.create().run(() => {
  const foreign = vm.runInContext('(async () => null)', context)();
  console.log(foreign.domain, Promise.resolve().domain === process.domain);
  foreign.then(() => console.log('in the domain', process.domain !== undefined));
});

(async () => {
  for (let turn = 0; turn < 50 && gone.length < 3; turn++) {
    gc();
    await new Promise(setImmediate);
  }
  console.log(gone.sort());
})();
