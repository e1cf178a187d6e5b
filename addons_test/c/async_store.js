// differs-from-node: Node 26 loses the store of an AsyncLocalStorage in asynchronous work and in contexts; anode keeps the one they were made in
'use strict';

const { AsyncLocalStorage } = require('node:async_hooks');
const addon = require('../build/c/async.node');

const storage = new AsyncLocalStorage();
storage.run('the store', () => addon.work(0, 1, 0, () => console.log(storage.getStore())));
console.log(storage.getStore());

storage.run('kept', () => addon.keep_context());
console.log(storage.run('other', () => addon.call_in_kept_context(() => storage.getStore())), storage.getStore());
addon.drop_context();
