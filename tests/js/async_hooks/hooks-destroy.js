// `destroy`: by emitDestroy, by the collector (AsyncResource, promises), never for a resource that wants to be told by hand.
'use strict';

const { createHook, AsyncResource } = require('node:async_hooks');
require('node:v8').setFlagsFromString('--expose-gc');
const gc = require('node:vm').runInNewContext('gc');

const names = new Map();
const destroyed = [];
const hook = createHook({
  init(id, type) { names.set(id, type); },
  destroy(id) { if (names.has(id)) destroyed.push(names.get(id)); },
}).enable();

(function make() {
  new AsyncResource('Collected');
  new AsyncResource('ByHand', { requireManualDestroy: true });
  const early = new AsyncResource('Early');
  console.log(early.emitDestroy() === early);
  const twice = new AsyncResource('Twice', { requireManualDestroy: true });
  twice.emitDestroy();
  twice.emitDestroy();
  new Promise(() => {});
})();
const kept = new AsyncResource('Kept');

function collect(rounds) {
  gc();
  if (rounds > 0) setTimeout(collect, 2, rounds - 1);
  else finish();
}
collect(5);

function finish() {
  hook.disable();
  const count = (name) => destroyed.filter((other) => other === name).length;
  for (const name of ['Collected', 'ByHand', 'Early', 'Twice', 'Kept']) console.log(name, count(name));
  console.log('promises', count('PROMISE') > 0, kept.asyncId() > 0);
}
