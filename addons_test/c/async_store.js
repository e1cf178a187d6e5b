// differs-from-node: Node 26 loses the store of an AsyncLocalStorage on the way through asynchronous work; anode keeps it
'use strict';

const { AsyncLocalStorage } = require('node:async_hooks');
const addon = require('../build/c/async.node');

const storage = new AsyncLocalStorage();
storage.run('the store', () => addon.work(0, 1, 0, () => console.log(storage.getStore())));
console.log(storage.getStore());
