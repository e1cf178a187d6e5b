'use strict';
// Many connections are ready in the same turn of a server's loop, and what ends its process, or a connection, comes right after a
// response: every response that was ended before arrives. (anode writes the responses of one turn together.)
const { spawn } = require('node:child_process');
const http = require('node:http');
const net = require('node:net');

const kConnections = 12;
// So that requests take as little time as they do in a server that has run for a while.
const kRounds = 30;

// For each request.
const each = {
  nothing() {},
  destroy: (req) => req.socket.destroy(),
  end: (req) => req.socket.end('and more'),
  work() {
    const end = Date.now() + 5;
    while (Date.now() < end);
  },
};

// For the last request of them.
const last = {
  exit: () => process.exit(3),
  kill: () => process.kill(process.pid, 'SIGKILL'),
  throw() { throw new Error('the last of them'); },
};

function serve() {
  let count = 0;
  const server = http.createServer((req, res) => {
    res.sendDate = false;
    res.end(req.url);
    const name = req.url.slice(1);
    each[name]?.(req);
    if (last[name] !== undefined && ++count === kConnections) last[name]();
  });
  server.listen(0, '127.0.0.1', () => process.send(server.address().port));
  process.on('disconnect', () => process.exit(0));
}

class Client {
  text = '';
  wake = () => {};

  constructor(port) {
    this.socket = net.connect(port, '127.0.0.1');
    this.socket.setEncoding('latin1');
    this.socket.on('data', (data) => {
      this.text += data;
      this.wake();
    });
    this.socket.on('error', (error) => { this.text += `<${error.code}>`; });
    this.socket.on('close', () => { this.text += '<closed>'; this.wake(); });
    this.connected = new Promise((resolve) => this.socket.on('connect', resolve));
  }

  ask(name) {
    this.text = '';
    this.socket.write(`GET /${name} HTTP/1.1\r\nHost: h\r\n\r\n`);
  }

  async until(end) {
    while (!this.text.endsWith(end)) await new Promise((resolve) => { this.wake = resolve; });
    return this.text;
  }
}

// All clients ask in one go, so the server finds the requests of all when it looks next.
async function askAll(clients, name, end) {
  for (const client of clients) client.ask(name);
  return Promise.all(clients.map((client) => client.until(end)));
}

async function run(port, name, end) {
  const clients = Array.from({ length: kConnections }, () => new Client(port));
  await Promise.all(clients.map((client) => client.connected));
  for (let round = 0; round < kRounds; round++) await askAll(clients, 'nothing', '/nothing');
  const counts = new Map();
  for (const text of await askAll(clients, name, end)) counts.set(text, (counts.get(text) ?? 0) + 1);
  for (const [text, count] of counts) console.log('%s: %d x %j', name, count, text);
  for (const { socket } of clients) socket.destroy();
}

async function main() {
  for (const name of ['each', ...Object.keys(last)]) {
    const child = spawn(process.execPath, [__filename, 'serve'], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
    const port = await new Promise((resolve) => child.once('message', resolve));
    if (name === 'each') {
      await run(port, 'work', '/work');
      await run(port, 'destroy', '<closed>');
      await run(port, 'end', '<closed>');
      child.disconnect();
    } else {
      await run(port, name, '<closed>');
    }
    console.log('exit', await exited);
  }
}

if (process.argv[2] === 'serve') serve();
else main();
