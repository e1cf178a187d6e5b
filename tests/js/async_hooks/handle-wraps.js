// What async_hooks hears of as a child process, a watcher or a signal is the handle: it has its id, and keeps the process alive or not.
'use strict';
const { createHook } = require('node:async_hooks');
const { spawn } = require('node:child_process');
const dgram = require('node:dgram');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const kinds = ['FSEVENTWRAP', 'STATWATCHER', 'PROCESSWRAP', 'SIGNALWRAP', 'UDPWRAP'];
const seen = new Map();
createHook({
  init(id, type, trigger, resource) {
    if (kinds.includes(type) && !seen.has(type)) seen.set(type, { id, resource });
  },
}).enable();

function show(title) {
  for (const type of kinds) {
    const { id, resource } = seen.get(type);
    console.log(title, type, resource.constructor.name, resource.hasRef(), resource.getAsyncId() === id, typeof resource.getProviderType());
  }
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'handle-wraps-'));
const watcher = fs.watch(folder, () => {});
const statWatcher = fs.watchFile(folder, () => {});
const child = spawn('sleep', ['10'], { stdio: 'ignore' });
const socket = dgram.createSocket('udp4');
process.on('SIGUSR2', () => {});
show('made');
for (const handle of [watcher, statWatcher, child, socket]) handle.unref();
show('unref');
for (const handle of [watcher, statWatcher, child, socket]) handle.ref();
show('ref');
for (const type of kinds) seen.get(type).resource.unref();
show('unref of the resource');
console.log(child._handle === seen.get('PROCESSWRAP').resource);

watcher.close();
fs.unwatchFile(folder);
fs.rmdirSync(folder);
socket.close();
child.kill();
