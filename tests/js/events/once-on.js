'use strict';
// events.once() and events.on(): results, errors, aborting, closing, water marks.
const { EventEmitter, once, on, addAbortListener } = require('node:events');
const log = (...args) => console.log(...args);
const failing = async (label, fn) => {
  try {
    log(label, await fn());
  } catch (error) {
    log(label, error.name, error.code, error.message, error.cause?.name ?? error.cause);
  }
};

(async () => {
  const e = new EventEmitter();
  process.nextTick(() => e.emit('x', 1, 2));
  log(await once(e, 'x'), e.eventNames());
  process.nextTick(() => e.emit('error', new Error('bad')));
  await failing('error', () => once(e, 'x'));
  process.nextTick(() => e.emit('error', new Error('as value')));
  log((await once(e, 'error'))[0].message);
  await failing('aborted', () => once(e, 'x', { signal: AbortSignal.abort('why') }));
  const controller = new AbortController();
  process.nextTick(() => controller.abort('later'));
  await failing('abort', () => once(e, 'x', { signal: controller.signal }));
  log(e.eventNames());
  await failing('type', () => once({}, 'x'));
  await failing('options', () => once(e, 'x', 1));
  await failing('signal', () => once(e, 'x', { signal: {} }));
  const target = new EventTarget();
  process.nextTick(() => target.dispatchEvent(new Event('t')));
  log((await once(target, 't'))[0].type);

  process.nextTick(() => {
    for (let i = 0; i < 3; i++) e.emit('v', i, -i);
    e.emit('end');
  });
  for await (const value of on(e, 'v', { close: ['end'] })) log('value', value);
  log('closed', e.eventNames());

  process.nextTick(() => {
    e.emit('v', 'before');
    e.emit('error', new Error('in on'));
    e.emit('v', 'after');
  });
  try {
    for await (const value of on(e, 'v')) log('value', value);
  } catch (error) {
    log('caught', error.message);
  }

  const ac = new AbortController();
  const it = on(e, 'v', { signal: ac.signal });
  const pending = it.next();
  ac.abort('enough');
  await failing('pending', () => pending);
  log(await it.next(), e.eventNames());
  await failing('on aborted', async () => on(e, 'v', { signal: AbortSignal.abort() }));
  await failing('water', async () => on(e, 'v', { highWaterMark: 0 }));
  await failing('bad emitter', async () => on({}, 'v'));
  const thrower = on(e, 'v');
  await failing('throw', async () => thrower.throw('text'));
  thrower.throw(new Error('thrown'));
  await failing('next', () => thrower.next());
  log(await thrower.next(), await thrower.return());

  e.pause = () => log('pause');
  e.resume = () => log('resume');
  const slow = on(e, 'v', { highWaterMark: 2, lowWaterMark: 1 });
  for (let i = 0; i < 4; i++) e.emit('v', i);
  const mark = slow[Symbol.for('nodejs.watermarkData')];
  log(mark.size, mark.low, mark.high, mark.isPaused);
  for (let i = 0; i < 4; i++) log((await slow.next()).value);
  log(mark.isPaused);
  const several = on(e, 'w');
  const promises = [several.next(), several.next(), several.next()];
  e.emit('w', 'p');
  several.return();
  log(await Promise.all(promises));

  const signal = new AbortController();
  signal.signal.addEventListener('abort', (event) => event.stopImmediatePropagation());
  addAbortListener(signal.signal, () => log('resists'));
  addAbortListener(signal.signal, () => log('never'))[Symbol.dispose]();
  signal.abort();
  addAbortListener(signal.signal, () => log('at once'));
})();
