'use strict';
// What a response has to write is on its way when a callback that has ended it does something else for long: a busy loop, a wait,
// a program, a file that somebody else has yet to write. Here each of them goes on until the client has its answer. (anode holds
// small responses for a moment when other connections have requests ready, and callbacks were short before: so it is each time.)
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { setTimeout } = require('node:timers/promises');

const kConnections = 8;
// How often each asks before, for answers that take no time.
const kQuickRounds = 20;
// So long only when the answer does not come.
const kTooLong = 20_000;

// The first number counts rounds that the server begins, the second those whose first answer is there.
const kBegun = 0;
const kAnswered = 1;

const waits = {
  busy(shared, round) {
    const end = Date.now() + kTooLong;
    while (Atomics.load(shared, kAnswered) < round && Date.now() < end);
  },
  atomics: (shared, round) => Atomics.wait(shared, kAnswered, round - 1, kTooLong),
  file: (shared, round, fifo) => fs.readFileSync(fifo),
  program: (shared, round, fifo) => execFileSync('cat', [fifo]),
};

// The answers to requests on all connections, and the end of writing these.
function askAll(sockets, url) {
  const answers = sockets.map((socket) => new Promise((resolve) => socket.once('data', resolve)));
  const written = sockets.map((socket) => new Promise((resolve) => {
    socket.write(`GET ${url} HTTP/1.1\r\nHost: h\r\n\r\n`, resolve);
  }));
  return { answers, written: Promise.all(written) };
}

async function runClients({ address, fifo, shared }) {
  const connect = () => new Promise((resolve) => {
    const socket = net.connect(address, () => resolve(socket));
  });
  const sockets = await Promise.all(Array.from({ length: kConnections }, connect));
  let round = 0;
  for (const name of Object.keys(waits)) {
    for (let count = 0; count < kQuickRounds; count++) await Promise.all(askAll(sockets, '/').answers);
    round++;
    parentPort.postMessage(name);
    Atomics.wait(shared, kBegun, round - 1);
    // The server does not look before all have asked.
    const { answers, written } = askAll(sockets, '/wait');
    await written;
    Atomics.store(shared, kBegun, -1);
    Atomics.notify(shared, kBegun);
    const tooLate = setTimeout(kTooLong, 'too late', { ref: false });
    if (await Promise.any([...answers, tooLate]) !== 'too late') {
      Atomics.store(shared, kAnswered, round);
      Atomics.notify(shared, kAnswered);
    }
    // Opened by the reader; it waits in this thread's pool.
    if (name === 'file' || name === 'program') await fs.promises.writeFile(fifo, 'answered');
    await Promise.all(answers);
  }
  for (const socket of sockets) socket.destroy();
  parentPort.postMessage('done');
}

function runServer() {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'answer-first-'));
  process.on('exit', () => fs.rmSync(directory, { recursive: true }));
  const address = path.join(directory, 'socket');
  const fifo = path.join(directory, 'fifo');
  execFileSync('mkfifo', [fifo]);
  const shared = new Int32Array(new SharedArrayBuffer(8));
  let name;
  let round = 0;
  let isFirst = true;

  const server = http.createServer((req, res) => {
    res.end('answer');
    if (req.url !== '/wait' || !isFirst) return;
    isFirst = false;
    waits[name](shared, round, fifo);
    console.log(name, 'answered meanwhile:', Atomics.load(shared, kAnswered) === round);
  });
  server.listen(address, () => {
    const worker = new Worker(__filename, { workerData: { address, fifo, shared } });
    worker.on('message', (message) => {
      if (message === 'done') {
        server.close();
        return;
      }
      name = message;
      isFirst = true;
      round++;
      Atomics.store(shared, kBegun, round);
      Atomics.notify(shared, kBegun);
      Atomics.wait(shared, kBegun, round);
      Atomics.store(shared, kBegun, round);
    });
  });
}

if (isMainThread) runServer();
else runClients(workerData);
