// What executes while an unhandled rejection is told is the promise, where hooks know of it; afterwards nothing of it is left.
'use strict';
const { createHook, executionAsyncId, executionAsyncResource, triggerAsyncId } = require('node:async_hooks');

const ids = [];
createHook({
  init(id, type) { if (type === 'PROMISE') ids.push(id); },
}).enable();
const first = Promise.reject(new Error('first'));
const second = Promise.reject(new Error('second'));
second.name = 'second';
process.on('unhandledRejection', ({ message }, promise) => {
  console.log(message, executionAsyncId() === ids[promise === first ? 0 : 1], executionAsyncResource() === promise, triggerAsyncId() === 1);
  if (promise === second) throw new Error('of the handler');
});
process.on('uncaughtException', ({ message }) => console.log(message));
setTimeout(() => console.log(executionAsyncId() > 1), 5);
