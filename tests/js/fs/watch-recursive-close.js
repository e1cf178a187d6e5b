// A recursive watcher that its listener closes watches nothing more: a folder that was new kept the process alive.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'watch-close-'));
const watcher = fs.watch(root, { recursive: true });
watcher.on('change', (event, name) => {
  console.log(event, name);
  watcher.close();
});
watcher.on('close', () => console.log('closed'));
setTimeout(() => fs.mkdirSync(path.join(root, 'folder')), 50);
process.on('exit', () => {
  console.log('exit');
  fs.rmSync(root, { recursive: true });
});
