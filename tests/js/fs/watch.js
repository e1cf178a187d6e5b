'use strict';

// fs.watch, fs.promises.watch and fs.watchFile: what is reported of files and folders, what is refused, how watching ends.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { once } = require('node:events');
const { setTimeout: wait } = require('node:timers/promises');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-watch-'));
const inFolder = (...names) => path.join(folder, ...names);

function attempt(fn) {
  try {
    fn();
    console.log('no error');
  } catch (error) {
    console.log(error.name, error.code, error.message.replaceAll(folder, ''), Object.keys(error));
  }
}

function refusals() {
  for (const args of [
    [], ['/tmp', 1], ['/tmp', { encoding: 'x' }], ['/tmp', { persistent: 1 }], ['/tmp', { recursive: 1 }],
    ['/tmp', { signal: 1 }], ['/tmp', { ignore: 5 }], ['/tmp', { ignore: '' }], ['/tmp', { ignore: [''] }],
    [inFolder('missing'), { throwIfNoEntry: false }], [inFolder('missing')],
  ]) attempt(() => fs.watch(...args).close());
  for (const args of [
    [inFolder('x')], [inFolder('x'), 1], [1, () => {}], [inFolder('x'), { interval: 'x' }, () => {}],
  ]) attempt(() => fs.watchFile(...args));
  attempt(() => fs.unwatchFile(inFolder('never watched')));
}

// Collects what comes until nothing has come for a while; equal neighbours count once.
async function collect(watcher, act) {
  const events = [];
  const listener = (type, name) => {
    const text = `${type} ${name}`;
    if (events.at(-1) !== text) events.push(text);
  };
  watcher.on('change', listener);
  for (const step of act) {
    step();
    const before = events.length;
    for (let i = 0; i < 100 && events.length === before; i++) await wait(5);
    await wait(15);
  }
  watcher.off('change', listener);
  return events;
}

async function folders() {
  const watcher = fs.watch(folder);
  console.log(watcher.constructor.name, process.getActiveResourcesInfo().includes('FSEventWrap'));
  console.log(await collect(watcher, [
    () => fs.writeFileSync(inFolder('file'), 'one'),
    () => fs.appendFileSync(inFolder('file'), 'two'),
    () => fs.chmodSync(inFolder('file'), 0o600),
    () => fs.renameSync(inFolder('file'), inFolder('other')),
    () => fs.mkdirSync(inFolder('sub')),
    () => fs.rmSync(inFolder('other')),
  ]));
  watcher.close();
  await once(watcher, 'close');
  watcher.close();

  const bytes = fs.watch(folder, { encoding: 'buffer', persistent: false });
  setImmediate(() => fs.writeFileSync(inFolder('name'), ''));
  const [type, name] = await once(bytes, 'change');
  console.log(type, Buffer.isBuffer(name), String(name));
  bytes.unref().ref();
  bytes.close();

  const ignoring = fs.watch(folder, { ignore: ['*.log', /^skip/] });
  console.log(await collect(ignoring, [() => {
    fs.writeFileSync(inFolder('a.log'), '');
    fs.writeFileSync(inFolder('skipped'), '');
    fs.writeFileSync(inFolder('seen'), '');
  }]));
  ignoring.close();
}

async function files() {
  fs.writeFileSync(inFolder('single'), 'x');
  const first = fs.watch(inFolder('single'));
  const second = fs.watch(inFolder('single'));
  const seen = [];
  second.on('change', (type, name) => seen.push(`${type} ${name}`));
  console.log(await collect(first, [
    () => fs.appendFileSync(inFolder('single'), 'y'),
    () => first.listenerCount('change') && fs.unlinkSync(inFolder('single')),
  ]));
  console.log(seen.length > 1, seen[0]);
  first.close();
  second.close();
  const controller = new AbortController();
  const aborted = fs.watch(folder, { signal: controller.signal });
  controller.abort();
  await once(aborted, 'close');
  console.log('aborted');
}

async function trees() {
  fs.mkdirSync(inFolder('tree', 'deep'), { recursive: true });
  const watcher = fs.watch(inFolder('tree'), { recursive: true });
  const names = new Set();
  watcher.on('change', (type, name) => names.add(name));
  await wait(50);
  fs.writeFileSync(inFolder('tree', 'deep', 'file'), 'x');
  fs.mkdirSync(inFolder('tree', 'new'));
  for (let i = 0; i < 100 && !names.has('new'); i++) await wait(5);
  await wait(50);
  fs.writeFileSync(inFolder('tree', 'new', 'inside'), 'x');
  for (let i = 0; i < 100 && !names.has('new/inside'); i++) await wait(5);
  console.log(names.has('deep/file'), names.has('new'), names.has('new/inside'));
  watcher.close();
}

async function iterators() {
  const controller = new AbortController();
  const timer = setInterval(() => fs.writeFileSync(inFolder('iterated'), 'x'), 20);
  try {
    let count = 0;
    for await (const { eventType, filename } of fs.promises.watch(folder, { signal: controller.signal })) {
      if (count++ === 0) console.log(typeof eventType, filename);
      if (count === 3) controller.abort();
    }
  } catch (error) {
    console.log(error.name, error.code);
  }
  clearInterval(timer);
  await fs.promises.watch(inFolder('missing')).next().catch((error) => console.log(error.code, error.syscall));
}

async function polling() {
  const name = inFolder('polled');
  const seen = [];
  const listener = (now, before) => seen.push([now.size, before.size, now.mtimeMs > 0, before.mtimeMs > 0]);
  const watcher = fs.watchFile(name, { interval: 10 }, listener);
  console.log(watcher.constructor.name);
  const until = async (count) => {
    for (let i = 0; i < 200 && seen.length < count; i++) await wait(5);
  };
  await until(1);
  fs.writeFileSync(name, 'abc');
  await until(2);
  fs.unlinkSync(name);
  await until(3);
  // Writing is an open and a write: the poll may see the file in between.
  console.log(seen[0], seen.at(-1));
  fs.unwatchFile(name, () => {});
  fs.unwatchFile(name, listener);
  await once(watcher, 'stop');
  const big = fs.watchFile(name, { interval: 10, bigint: true, persistent: false }, (now) => console.log(typeof now.size));
  await once(big, 'change');
  fs.unwatchFile(name);
}

(async () => {
  for (const part of [refusals, folders, files, trees, iterators, polling]) {
    console.log(`# ${part.name}`);
    await part();
  }
  fs.rmSync(folder, { recursive: true });
})();
