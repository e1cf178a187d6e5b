// process.getActiveResourcesInfo() lists requests, then handles in the order in which they were made: from then, before they do
// anything, until the close phase, however soon close() was called.
'use strict';

const { spawn } = require('node:child_process');
const dgram = require('node:dgram');
const dns = require('node:dns');
const fs = require('node:fs');
const net = require('node:net');

// The standard streams are among them or not, whatever they are: those are left out.
const lines = [];
for (const name of ['stdin', 'stdout', 'stderr']) process[name].fd;
const standard = process.getActiveResourcesInfo();
function show(what) {
  const names = process.getActiveResourcesInfo();
  for (const name of standard) names.splice(names.indexOf(name), 1);
  lines.push(`${what}: ${names}`);
}

const timeout = setTimeout(() => {}, 60_000);
const server = net.createServer().listen(0, '127.0.0.1', () => {
  show('a server');
  const datagrams = dgram.createSocket('udp4');
  show('a socket for datagrams that is not bound');
  datagrams.bind(0, '127.0.0.1', () => {
    const client = net.connect(server.address().port, '127.0.0.1');
    show('a socket that connects');
    client.on('connect', () => {
      show('that is connected');
      fs.stat('.', () => {});
      fs.promises.stat('.');
      dns.lookup('localhost', () => {});
      setImmediate(() => {});
      show('requests and an immediate');
      const child = spawn('cat');
      show('a child process');
      const watcher = fs.watch('.');
      show('a watcher');
      watcher.close();
      client.destroy();
      server.close();
      datagrams.close();
      show('closed just now');
      child.kill();
      clearTimeout(timeout);
    });
  });
});
process.on('exit', () => {
  show('at the end');
  console.log(lines.join('\n'));
});
