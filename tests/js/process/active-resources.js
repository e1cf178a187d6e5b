// process.getActiveResourcesInfo(), _getActiveHandles() and _getActiveRequests(): what is listed, under which name, and what is not.
'use strict';

const { spawn } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const net = require('node:net');
const { MessageChannel, Worker } = require('node:worker_threads');
const zlib = require('node:zlib');

// Whether standard output is listed depends on what it is: everything is printed at the end.
const lines = [];
const show = (what) => {
  const classes = (list) => list.map((object) => object.constructor.name).sort().join();
  lines.push([what, process.getActiveResourcesInfo().sort().join(), classes(process._getActiveHandles()),
    classes(process._getActiveRequests())].join(' | '));
};

show('nothing');
fs.stat('.', () => {});
show('callback');
fs.promises.stat('.');
show('promise');
zlib.gzip('x', () => {});
crypto.randomBytes(8, () => {});
crypto.pbkdf2('a', 'b', 1, 8, 'sha1', () => {});
show('zlib and crypto');
const timeout = setTimeout(() => {}, 1);
const immediate = setImmediate(() => {});
show('timers');
clearTimeout(timeout);
clearImmediate(immediate);
show('cleared');
setTimeout(() => {}, 1).unref();
show('unreferenced');
const server = net.createServer().listen(0);
show('server');
server.unref();
show('server unreferenced');
const child = spawn('cat', { stdio: ['pipe', 'pipe', 'ignore'] });
lines.push([process._getActiveHandles().includes(child), process._getActiveHandles().includes(child.stdin)].join());
show('child');
child.unref();
show('child unreferenced');
child.ref();
const { port1 } = new MessageChannel();
port1.on('message', () => {});
show('port');
port1.unref();
show('port unreferenced');
port1.ref();
show('port referenced again');
port1.close();
process.on('SIGUSR2', () => {});
child.on('close', () => {
  new Worker('0', { eval: true, stdout: true, stderr: true });
  lines.push(process.getActiveResourcesInfo().includes('Worker'));
  server.close();
  console.log(lines.join('\n'));
});
child.stdout.resume();
child.stdin.end();
