// send() to a child that has ended already, before its end is known: it answers that there is room, and the error comes afterwards.
'use strict';
const { spawn } = require('node:child_process');

const child = spawn('true', { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
for (const event of ['spawn', 'error', 'disconnect', 'exit', 'close']) {
  child.on(event, (value) => console.log(event, value?.code ?? value, value?.syscall));
}
// Until it has gone: nothing of the loop runs meanwhile.
const started = Date.now();
while (Date.now() - started < 300) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
console.log(child.connected, child.send('first', (error) => console.log('callback', error?.code)));
console.log(child.send('second'));
