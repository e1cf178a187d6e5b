// An exception that is handled as uncaught: `after` of what threw comes then, and nothing executes afterwards.
'use strict';

const { createHook, executionAsyncId, AsyncResource } = require('node:async_hooks');
const fs = require('node:fs');

const log = [];
const names = new Map([[0, 'nothing'], [1, 'main']]);
const hook = createHook({
  trackPromises: false,
  init(id, type) { names.set(id, type); },
  before(id) { log.push(`before ${names.get(id)}`); },
  after(id) { log.push(`after ${names.get(id)}`); },
}).enable();

const steps = [
  (next) => setTimeout(() => { next(); throw new Error('timeout'); }, 1),
  (next) => setImmediate(() => { next(); throw new Error('immediate'); }),
  (next) => process.nextTick(() => { next(); throw new Error('tick'); }),
  (next) => fs.stat('.', () => { next(); throw new Error('stat'); }),
  (next) => new AsyncResource('Kind').runInAsyncScope(() => { next(); throw new Error('scope'); }),
];
function run(index) {
  if (index === steps.length) {
    hook.disable();
    console.log(log.join('\n'));
    return;
  }
  setTimeout(() => steps[index](() => setTimeout(run, 5, index + 1)), 5);
}
process.on('uncaughtException', (error) => log.push(`handler of ${error.message} in ${names.get(executionAsyncId())}`));
run(0);
