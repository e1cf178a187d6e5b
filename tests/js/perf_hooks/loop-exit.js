// nodeTiming knows when the event loop ended, in listeners of 'exit'; what is too deep of a histogram is named.
'use strict';
const { createHistogram, monitorEventLoopDelay, performance: { nodeTiming } } = require('perf_hooks');
const { inspect } = require('util');
console.log(nodeTiming.loopExit, inspect(createHistogram(), { depth: -1 }), inspect({ a: { b: monitorEventLoopDelay() } }, { depth: 1 }));
setTimeout(() => console.log(nodeTiming.loopExit), 1);
process.on('exit', () => console.log(nodeTiming.loopExit > nodeTiming.loopStart, nodeTiming.loopExit <= nodeTiming.duration));
