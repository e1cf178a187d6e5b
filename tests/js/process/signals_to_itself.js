// Signals that a program sends itself are told of in the loop's next turn, be it the last one, and before its immediates. They were lost
// when the loop ended before the thread that reads them had told it.
'use strict';
for (const signal of ['SIGINT', 'SIGTERM', 'SIGUSR2', 'SIGHUP', 'SIGWINCH']) {
  process.once(signal, (...args) => console.log(...args));
  process.kill(process.pid, signal);
}
setImmediate(() => {
  console.log('immediate');
  process.on('SIGUSR2', () => console.log('again'));
  process.kill(process.pid, 'SIGUSR2');
  setImmediate(() => console.log('last'));
});
