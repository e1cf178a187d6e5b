// node:timers/promises: values, signals, intervals, the scheduler.
const { setTimeout: wait, setImmediate: immediate, setInterval: every, scheduler } = require('node:timers/promises');

(async () => {
  console.log(await wait(1, 'value'), await immediate('other'));
  const early = new AbortController();
  early.abort(new Error('reason'));
  await wait(1, null, { signal: early.signal }).catch((error) => console.log(error.name, error.code, error.cause.message));
  const late = new AbortController();
  setTimeout(() => late.abort(), 2);
  await wait(1e6, null, { signal: late.signal }).catch((error) => console.log(error.name, error.message));
  await wait('x').catch((error) => console.log(error.code));
  await wait(1, 1, { ref: 1 }).catch((error) => console.log(error.code));
  let count = 0;
  for await (const value of every(1, 'tick')) {
    if (++count === 3) { console.log(value, count); break; }
  }
  await scheduler.wait(1);
  await scheduler.yield();
  try {
    const stop = new AbortController();
    for await (const _ of every(1, undefined, { signal: stop.signal })) stop.abort();
  } catch (error) {
    console.log(error.name);
  }
})();
