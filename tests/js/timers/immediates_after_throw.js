'use strict';
// An immediate that throws: those that were due with it run before ticks, its own and those of whoever handles the exception.
let stage = 'first';
process.on('uncaughtException', (error) => {
  console.log('handled', error.message, stage);
  process.nextTick(() => console.log('tick of the handler', stage));
});

setImmediate(() => {
  process.nextTick(() => console.log('tick', stage));
  queueMicrotask(() => console.log('microtask', stage));
  throw new Error('one');
});
setImmediate(() => {
  stage = 'second';
  setImmediate(() => console.log('later', stage));
});
setImmediate(() => { throw new Error('two'); });
setImmediate(() => {
  stage = 'last';
  process.nextTick(() => console.log('own tick', stage));
});
