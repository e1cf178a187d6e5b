// flags: --expose-gc
// An asynchronous context keeps the resource that it was given alive until it is destroyed.
'use strict';

const { executionAsyncResource } = require('node:async_hooks');
const addon = require('../build/c/async_hooks.node');
const { collectUntil } = require('../_show');

const gone = [];
const registry = new FinalizationRegistry((name) => gone.push(name));

function watch(name) {
  const object = { name };
  registry.register(object, name);
  return object;
}

(() => addon.init(watch('held'), 'Holding'))();
(() => watch('not held'))();

async function main() {
  console.log(await collectUntil(() => gone.includes('not held')), gone);
  console.log(addon.make_callback(() => executionAsyncResource().name), addon.destroy());
  console.log(await collectUntil(() => gone.includes('held')), gone);
}
main();
