// libuv's timers, idle, prepare and check handles and wake-ups on the host's loop; what keeps the process alive; what drains
// after a callback: with napi_make_callback ticks and microtasks, with napi_call_function nothing.
'use strict';

const addon = require('../build/c/uv_handles.node');
const { runScenarios } = require('./_uv_scenarios');

/** The order of calls, ticks and microtasks. */
const drains = (scenario) => new Promise((resolve) => {
  const order = [];
  scenario((text) => {
    if (text === 'done') return setImmediate(resolve, order.join(' '));
    order.push(text);
    process.nextTick(() => order.push('tick'));
    queueMicrotask(() => order.push('microtask'));
  });
});

async function main() {
  addon.leave_unreferenced();
  await runScenarios(addon, ['repeating', 'once', 'ordered', 'phases', 'woken', 'references']);
  console.log('napi_make_callback:', await drains(addon.made_callbacks));
  console.log('napi_call_function:', await drains(addon.plain_calls));
  // Waiting costs nothing, although an addon has handles on the loop.
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { user, system } = process.cpuUsage(before);
  console.log('waiting costs', user + system < 150e3 ? 'next to nothing' : `${user + system} microseconds`);
  process.on('exit', () => console.log('exit'));
  addon.keep_alive();
}

main();
