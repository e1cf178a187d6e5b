// When the last timer that keeps the process alive has fired, a socket's may follow, which does not: the process ends all the same.
'use strict';
const net = require('node:net');
const started = Date.now();

setTimeout(() => {
  setImmediate(() => { new net.Socket().setTimeout(20_000, () => console.log('never')); });
}, 1);
process.on('exit', () => console.log('at once', Date.now() - started < 15_000));
