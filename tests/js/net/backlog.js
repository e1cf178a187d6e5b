'use strict';
// Those who connect while a server is busy with others who did: anode takes all that have arrived from the system before it tells
// the program of the first, so that the backlog has room for as many again. (Unix sockets: connecting to a full backlog fails.)
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');

const kBacklog = 40;

const kClientsTurn = 1;
const kServersTurn = 2;

function connectAll(address, count) {
  return Promise.all(Array.from({ length: count }, () => new Promise((resolve) => {
    const socket = net.connect(address, () => resolve(socket));
    socket.on('error', (error) => resolve(error));
  })));
}

function setTurn(turn, whose) {
  Atomics.store(turn, 0, whose);
  Atomics.notify(turn, 0);
}

async function runClients({ address, turn }) {
  const results = [];
  for (let round = 0; round < 2; round++) {
    Atomics.wait(turn, 0, kServersTurn);
    results.push(...await connectAll(address, kBacklog));
    setTurn(turn, kServersTurn);
  }
  const sockets = results.filter((result) => result instanceof net.Socket);
  parentPort.postMessage(sockets.length);
  parentPort.once('message', () => {
    for (const socket of sockets) socket.destroy();
  });
}

function runServer() {
  const turn = new Int32Array(new SharedArrayBuffer(4));
  turn[0] = kServersTurn;
  // Lets the clients connect while nothing is accepted.
  function block() {
    setTurn(turn, kClientsTurn);
    Atomics.wait(turn, 0, kClientsTurn);
  }
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'backlog-'));
  process.on('exit', () => fs.rmSync(directory, { recursive: true }));
  const address = path.join(directory, 'socket');
  let accepted = 0;
  let worker;
  let connected;
  function finish() {
    if (accepted !== connected) return;
    // Node.js has accepted one of the first round when those of the second come.
    console.log('all connected:', connected === (process.versions.anode ? 2 * kBacklog : connected));
    worker.postMessage('end');
    server.close();
  }
  const server = net.createServer((socket) => {
    socket.resume();
    if (++accepted === 1) block();
    finish();
  });
  server.listen({ path: address, backlog: kBacklog }, () => {
    worker = new Worker(__filename, { workerData: { address, turn } });
    worker.on('online', block);
    worker.on('message', (count) => {
      connected = count;
      finish();
    });
  });
}

if (isMainThread) runServer();
else runClients(workerData);
