'use strict';
// Every connection of a server has its turn: while all have a request ready, none gets a second answer before each has had its
// first, and those who want to connect do not wait until all are answered. (More connections than one batch of the loop holds; Unix
// sockets, since what is written to one is there when the write has returned.)
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const http = require('node:http');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const fs = require('node:fs');

const kConnections = 600;
const kNewcomers = 20;

function connect(address) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(address, () => resolve(socket));
    socket.on('error', reject);
  });
}

function connectAll(address, count) {
  return Promise.all(Array.from({ length: count }, () => connect(address)));
}

function ask(socket) {
  return new Promise((resolve) => socket.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n', resolve));
}

async function runClients({ address, blocked }) {
  const sockets = await connectAll(address, kConnections);
  let left = kConnections;
  for (const socket of sockets) {
    socket.once('data', () => {
      socket.once('data', () => {
        if (--left === 0) parentPort.postMessage('done');
      });
      ask(socket);
    });
  }
  // The server has accepted them all, and does nothing from here on.
  Atomics.wait(blocked, 0, 0);
  await Promise.all(sockets.map(ask));
  const newcomers = await connectAll(address, kNewcomers);
  Atomics.store(blocked, 0, 2);
  Atomics.notify(blocked, 0);
  parentPort.once('message', () => {
    for (const socket of [...sockets, ...newcomers]) socket.destroy();
    parentPort.close();
  });
}

function runServer() {
  const blocked = new Int32Array(new SharedArrayBuffer(4));
  // Who has had the first answer, and how many the second.
  const first = new Set();
  let second = 0;
  let early = 0;
  let requestsBeforeNewcomer;
  let connections = 0;
  const server = http.createServer((req, res) => {
    if (first.has(req.socket)) {
      second++;
      if (first.size < kConnections) early++;
    }
    first.add(req.socket);
    res.end();
  });
  server.keepAliveTimeout = 0;
  server.on('connection', () => {
    connections++;
    if (connections === kConnections) {
      // Two turns later the listener has nothing more to accept and does not count as ready.
      setImmediate(setImmediate, block);
    } else if (connections > kConnections) {
      requestsBeforeNewcomer ??= first.size;
    }
  });
  function block() {
    Atomics.store(blocked, 0, 1);
    Atomics.notify(blocked, 0);
    Atomics.wait(blocked, 0, 1);
  }
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'turns-'));
  process.on('exit', () => fs.rmSync(directory, { recursive: true }));
  const address = path.join(directory, 'socket');
  server.listen({ path: address, backlog: 2 * kConnections }, () => {
    const worker = new Worker(__filename, { workerData: { address, blocked } });
    worker.on('message', () => {
      console.log('answers %d %d, before their turn %d', first.size, second, early);
      // Node.js tells 1024 descriptors in one turn, the listener as the last of them.
      console.log('newcomers wait for all', process.versions.anode ? requestsBeforeNewcomer >= kConnections : false);
      worker.postMessage('end');
      server.close();
    });
  });
}

if (isMainThread) runServer();
else runClients(workerData);
