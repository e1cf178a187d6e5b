'use strict';
// A timer that a promise starts keeps the process alive though only unreferenced timers were left before.
const log = (...args) => console.log(...args);
for (let i = 0; i < 3; i++) setTimeout(() => log('never'), 1e8).unref();
(async () => {
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    log('timer', i);
  }
  const timers = [1, 2, 3].map(() => setTimeout(() => log('never'), 1e7));
  for (const timer of timers) timer.unref();
  for (const timer of timers) clearTimeout(timer);
  await new Promise((resolve) => setTimeout(resolve, 2));
  log('after clearing');
  AbortSignal.timeout(1e8);
  await new Promise((resolve) => setTimeout(resolve, 2));
  log('end');
})();
