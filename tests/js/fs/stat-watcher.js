// fs.watchFile() is one resource of async_hooks and one of getActiveResourcesInfo(): its listeners run inside it, and nothing else
// is seen of how the file is looked at.
'use strict';

const { createHook, executionAsyncId, executionAsyncResource } = require('node:async_hooks');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'stat-watcher-'));
const file = path.join(folder, 'file');
const lines = [];
const known = new Map();
createHook({
  init(id, type) {
    if (type === 'TickObject' || type === 'Timeout' && known.size > 0) return;
    known.set(id, type);
    lines.push(`init ${type}`);
  },
  before(id) { if (known.get(id) === 'STATWATCHER') lines.push('before'); },
  after(id) { if (known.get(id) === 'STATWATCHER') lines.push('after'); },
}).enable();

// The listener hears of a file that is not there, of one that comes, that changes, and that goes.
const steps = [
  () => fs.writeFileSync(file, 'one'),
  () => fs.writeFileSync(file, 'longer'),
  () => fs.rmSync(file),
  () => {
    fs.unwatchFile(file);
    lines.push(process.getActiveResourcesInfo().includes('StatWatcher'));
    setImmediate(() => {
      console.log(lines.join('\n'));
      fs.rmSync(folder, { recursive: true });
    });
  },
];
const watcher = fs.watchFile(file, { interval: 20 }, (now, before) => {
  lines.push(['change', now.size, before.size, now.isFile(), before.isFile(), known.get(executionAsyncId()), executionAsyncResource().constructor.name].join(' '));
  steps.shift()();
});
lines.push([process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap' && name !== 'TTYWrap').join(), watcher.constructor.name].join(' '));
watcher.unref();
lines.push(process.getActiveResourcesInfo().includes('StatWatcher'));
watcher.ref();
