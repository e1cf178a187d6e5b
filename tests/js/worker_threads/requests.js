// What a thread asks of its worker: statistics, CPU time, heap snapshots, profiles, how busy its loop is. The worker answers in the
// middle of its JavaScript, too.
'use strict';

const v8 = require('node:v8');
const { Worker } = require('node:worker_threads');

const methods = ['getHeapStatistics', 'cpuUsage', 'getHeapSnapshot', 'startCpuProfile', 'startHeapProfile'];

async function t(what, ask) {
  try {
    console.log(what, await ask());
  } catch (error) {
    console.log(what, '!', error.name, error.code, error.message);
  }
}

// It answers a number by that many milliseconds of work, anything else at once.
const source = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', (work) => {
    const end = Date.now() + work;
    while (Date.now() < end);
    parentPort.postMessage(work);
  });
`;
const message = (worker) => new Promise((resolve) => worker.once('message', resolve));

async function busy(worker) {
  // Endless: an answer can only come from the middle of it.
  const endless = new Worker('require("node:worker_threads").parentPort.postMessage(0); for (;;);', { eval: true });
  await message(endless);
  await t('in a loop', async () => Object.keys(await endless.cpuUsage()));
  await t('profile of a loop', async () => {
    const handle = await endless.startCpuProfile();
    return Object.keys(JSON.parse(await handle.stop())).sort().join();
  });
  await endless.terminate();

  const { performance } = worker;
  const before = performance.eventLoopUtilization();
  console.log(Object.keys(before), before.utilization <= 1);
  worker.postMessage(50);
  await message(worker);
  const after = performance.eventLoopUtilization(before);
  console.log(after.active > 20, after.utilization > 0);
  const now = performance.eventLoopUtilization();
  const difference = performance.eventLoopUtilization(now, before);
  console.log(difference.active === now.active - before.active, difference.idle === now.idle - before.idle);
  // The wait that goes on counts.
  await new Promise((resolve) => setTimeout(resolve, 50));
  console.log(performance.eventLoopUtilization(now).idle > 20);
}

async function main() {
  const worker = new Worker(source, { eval: true });
  console.log(worker.performance.eventLoopUtilization());
  await new Promise((resolve) => worker.on('online', resolve));
  await t('statistics', async () => Object.entries(await worker.getHeapStatistics()).map(([name, value]) => `${name} ${typeof value}`));
  await t('CPU', async () => {
    const first = await worker.cpuUsage();
    worker.postMessage(20);
    await message(worker);
    const { user, system } = await worker.cpuUsage(first);
    return user + system > 0;
  });
  for (const previous of [1, 'x', {}, { user: 1 }, { user: -1, system: 1 }, { user: 1, system: 'x' }]) {
    await t(previous, () => worker.cpuUsage(previous));
  }
  await t('snapshot', async () => {
    const stream = await worker.getHeapSnapshot();
    let text = '';
    for await (const chunk of stream) text += chunk;
    return [stream.constructor.name, Object.keys(JSON.parse(text)).join()];
  });
  for (const options of [1, null, { exposeInternals: 1 }, { exposeNumericValues: 'x' }]) {
    await t(options, () => worker.getHeapSnapshot(options));
  }
  await t('CPU profile', async () => {
    const handle = await worker.startCpuProfile();
    const profile = await handle.stop();
    console.log(handle, profile === await handle.stop());
    return Object.keys(JSON.parse(profile)).sort().join();
  });
  await t('two profiles', async () => {
    const handles = [await worker.startCpuProfile(), await worker.startCpuProfile()];
    return (await Promise.all(handles.map((handle) => handle.stop()))).map((profile) => typeof profile);
  });
  for (const options of [1, { sampleInterval: 'x' }, { maxBufferSize: -1 }]) {
    await t(options, () => worker.startCpuProfile(options));
  }
  await t('heap profile', async () => {
    const handle = await worker.startHeapProfile();
    await t('another', () => worker.startHeapProfile());
    const profile = await handle.stop();
    console.log(handle, profile === await handle.stop());
    return Object.keys(JSON.parse(profile)).sort().join();
  });
  for (const options of [1, { sampleInterval: 'x' }]) await t(options, () => worker.startHeapProfile(options));
  await busy(worker);
  // As much as the machine has memory for, unless less is wanted.
  console.log(Object.keys(worker), worker.threadId > 0, worker.threadName, worker.resourceLimits);
  const small = new Worker('require("node:worker_threads").parentPort.postMessage(require("node:worker_threads").resourceLimits)',
    { eval: true, resourceLimits: { maxOldGenerationSizeMb: 100, stackSizeMb: 2 } });
  console.log(await message(small), v8.getHeapStatistics().heap_size_limit / 2 ** 20);
  await worker.terminate();
  console.log(worker.threadId, worker.threadName, worker.resourceLimits, worker.performance.eventLoopUtilization());
  for (const name of methods) await t(name, () => worker[name]());
}

main();
