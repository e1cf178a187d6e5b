// Histograms travel in messages: a recordable one stays one, that of the event loop's delay arrives as a plain one.
// differs-from-node: the clone is a copy; on Node the two count together, on any thread.
'use strict';
const { createHistogram, monitorEventLoopDelay } = require('perf_hooks');
const { MessageChannel, receiveMessageOnPort } = require('worker_threads');
const histogram = createHistogram({ lowest: 1, highest: 1000, figures: 2 });
for (const value of [5, 7, 100000]) histogram.record(value);
const clone = structuredClone(histogram);
console.log(clone.constructor.name, clone, clone === histogram);
const delay = structuredClone(monitorEventLoopDelay());
console.log(delay.constructor.name, delay.enable, delay.record, delay.count);
const { port1, port2 } = new MessageChannel();
port1.postMessage({ histogram });
const { message } = receiveMessageOnPort(port2);
port1.close();
console.log(message.histogram.constructor.name, message.histogram.max);
clone.record(9);
console.log(clone.max, histogram.max);
