'use strict';
// fs.promises.watch: what waits in its queue when it overflows, when the signal aborts, and the options for it. fs.watchFile: what
// was there before a file was gone is told when it is there again.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: later } = require('node:timers/promises');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'watch-queue-'));

// Reads five more after the first, of the events that five new files cause, all of them in the queue.
async function read(name, options, act) {
  console.log(name);
  const events = fs.promises.watch(folder, options);
  const first = events.next();
  for (let count = 0; count < 5; count++) fs.writeFileSync(path.join(folder, `${name}${count}`), 'x');
  try {
    console.log(await first);
    await later(100);
    act();
    for (let count = 0; count < 5; count++) console.log(await events.next());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
  await events.return();
}

async function refused(options) {
  const events = fs.promises.watch(folder, options);
  events.next().catch((error) => console.log(error.code, error.message));
  await later(5);
}

async function watchFile() {
  const file = path.join(folder, 'polled');
  const seen = [];
  fs.watchFile(file, { interval: 5 }, (now, before) => seen.push(`${before.size} ${now.size}`));
  const heard = async (count) => {
    while (seen.length < count) await later(5);
  };
  await heard(1);
  fs.writeFileSync(file, 'four');
  await heard(2);
  fs.unlinkSync(file);
  await heard(3);
  fs.writeFileSync(file, '');
  await heard(4);
  fs.unwatchFile(file);
  console.log(seen);
}

(async () => {
  const controller = new AbortController();
  await read('overflow', { maxQueue: 2, overflow: 'error' }, () => {});
  await read('aborted', { signal: controller.signal }, () => controller.abort());
  for (const options of [{ overflow: 'throw' }, { maxQueue: 'x' }, { maxQueue: 1.5 }, { signal: 5 }]) await refused(options);
  await watchFile();
  console.log(fs.watch(folder, { recursive: true }).close(), fs.watch(path.join(folder, 'none'), { throwIfNoEntry: false }).constructor.name);
  fs.rmSync(folder, { recursive: true });
})();
