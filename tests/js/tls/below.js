// What a TLS socket lies over: a socket that is not connected yet, or never will be; one that is destroyed from either side; none at
// all, until the program connects and writes. Each of these once waited for ever.
'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const net = require('node:net');
const tls = require('node:tls');
const { duplexPair } = require('node:stream');

const pem = (name) => readFileSync(join(__dirname, '../../fixtures/tls', `${name}.pem`));
const identity = { key: pem('server-key'), cert: pem('server-cert') };
const trusting = { ca: pem('ca-cert'), servername: 'localhost', host: '127.0.0.1' };

function closeOf(name, socket, reads = true) {
  const events = [];
  for (const event of ['connect', 'secure', 'end', 'finish', 'error', 'data', 'close'])
    if (event !== 'data' || reads) socket.on(event, (value) => events.push(value instanceof Error ? `error ${value.code ?? value.message}` : event));
  return new Promise((resolve) => {
    socket.on('close', () => {
      console.log(name, events.join(', '));
      resolve();
    });
  });
}

function listening(server) {
  return new Promise((resolve) => { server.listen(0, '127.0.0.1', () => resolve(server.address().port)); });
}

const settle = () => new Promise((resolve) => { setImmediate(() => setImmediate(resolve)); });

async function sockets(port) {
  const later = new net.Socket();
  let over = closeOf('connected later', tls.connect({ ...trusting, socket: later }));
  later.connect(port, '127.0.0.1');
  await over;

  const refused = new net.Socket();
  over = closeOf('refused later', tls.connect({ ...trusting, socket: refused }));
  refused.connect(1, '127.0.0.1');
  await over;

  const never = new net.Socket();
  over = closeOf('never connected', tls.connect({ ...trusting, socket: never }));
  never.destroy();
  await over;

  const raw = net.connect(port, '127.0.0.1');
  raw.on('close', () => console.log('the raw socket closes first'));
  const top = tls.connect({ ...trusting, socket: raw });
  over = closeOf('destroyed while connecting', top);
  top.destroy();
  console.log(top.destroyed, raw.destroyed);
  await over;

  const connecting = net.connect(port, '127.0.0.1', () => inTime.destroy());
  const inTime = tls.connect({ ...trusting, socket: connecting });
  await closeOf('destroyed in a listener of connect', inTime);
}

async function bare(port) {
  const socket = new tls.TLSSocket(undefined, { ca: trusting.ca });
  const over = closeOf('a bare socket that writes', socket);
  socket.connect(port, '127.0.0.1', () => socket.end('hello'));
  await over;

  const silent = new tls.TLSSocket();
  const ended = closeOf('a bare socket that only ends', silent);
  silent.connect(port, '127.0.0.1', () => silent.end());
  silent.resume();
  await ended;

  const empty = tls.connect({ ...trusting, port });
  empty.write('', () => console.log('an empty write is over with the handshake:', empty.getCipher() !== undefined));
  await closeOf('an empty write', empty);

  const controller = new AbortController();
  controller.abort();
  await closeOf('a signal of before', new tls.TLSSocket(undefined, { signal: controller.signal }));
}

async function duplexes() {
  for (const [name, act] of [
    ['destroyed', (a) => a.destroy()],
    ['destroyed with an error', (a) => a.destroy(new Error('mine'))],
    ['ended from the other side', (a, b) => b.resume().end()],
  ]) {
    const [a, b] = duplexPair();
    const over = closeOf(`a Duplex ${name}`, tls.connect({ ...trusting, socket: a }));
    act(a, b);
    await over;
  }
  // What the Duplex has read already comes once.
  const [a, b] = duplexPair();
  const server = tls.createServer(identity, (socket) => socket.write('from the server'));
  const client = tls.connect({ ...trusting, socket: b });
  await settle();
  server.emit('connection', a);
  console.log(`${await new Promise((resolve) => { client.on('data', resolve); })}`);
}

// The server's TLS socket ends with the socket below it.
async function rawServer() {
  const secure = tls.createServer(identity);
  const server = net.createServer((raw) => secure.emit('connection', raw));
  const closed = new Promise((resolve) => {
    secure.on('secureConnection', (socket) => {
      socket.on('close', () => {
        console.log('the server closes');
        resolve();
      });
      socket.once('data', () => raws[0].destroy());
    });
  });
  const raws = [];
  server.on('connection', (raw) => raws.push(raw));
  const port = await listening(server);
  const client = tls.connect({ ...trusting, port }, () => client.write('.'));
  client.on('error', () => {});
  await closed;
  client.destroy();
  server.close();
}

async function halfOpenAndPaused() {
  const server = tls.createServer({ ...identity, allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    console.log('paused', socket.isPaused(), socket.allowHalfOpen);
    socket.on('end', () => socket.end());
  });
  const port = await listening(server);
  const client = tls.connect({ ...trusting, port }, () => client.end());
  client.resume();
  await closeOf('paused at the other side', client);
  server.close();
}

async function callbacksThatThrow() {
  for (const options of [
    { SNICallback: () => { throw new Error('no such name'); } },
    { ALPNCallback: () => { throw new Error('no such protocol'); } },
    { SNICallback: (name, callback) => callback(null, {}) },
  ]) {
    const server = tls.createServer({ ...identity, ...options });
    server.on('tlsClientError', (error, socket) => console.log('tlsClientError', error.name, error.code, error.message, socket.destroyed));
    const port = await listening(server);
    await closeOf('refused', tls.connect({ ...trusting, port, ALPNProtocols: ['h2'] }));
    server.close();
  }
}

// Two writes, of which the second waits in the socket until the first is out.
async function writesBefore() {
  const half = Buffer.alloc(4 << 20, '.');
  const server = net.createServer((raw) => {
    let missing = half.length * 2;
    raw.on('data', function take(chunk) {
      missing -= chunk.length;
      if (missing > 0) return;
      raw.off('data', take);
      raw.pause();
      if (missing < 0) raw.unshift(chunk.subarray(missing));
      const socket = new tls.TLSSocket(raw, { ...identity, isServer: true });
      socket.on('data', (text) => socket.end(`${text} comes after`));
    });
  });
  const port = await listening(server);
  const raw = net.connect(port, '127.0.0.1', () => {
    raw.write(half);
    raw.write(half);
    const client = tls.connect({ ...trusting, socket: raw }, () => client.write('the handshake'));
    client.on('data', (text) => console.log(`${text}`));
    closeOf('after writes', client).then(() => server.close());
  });
  await new Promise((resolve) => { server.on('close', resolve); });
}

async function smallMemory(port) {
  const pieces = [];
  const memory = Buffer.alloc(2);
  await closeOf('small memory', tls.connect({
    ...trusting, port,
    onread: {
      buffer: memory,
      callback(length, bytes) {
        pieces.push(bytes.toString('latin1', 0, length));
        return true;
      },
    },
  }), false);
  console.log(pieces.join('|'));
}

(async () => {
  const server = tls.createServer(identity, (socket) => {
    socket.on('error', () => {});
    socket.resume().end('hello');
  });
  server.on('tlsClientError', () => {});
  const port = await listening(server);
  await sockets(port);
  await bare(port);
  await smallMemory(port);
  server.close();
  await duplexes();
  await rawServer();
  await writesBefore();
  await halfOpenAndPaused();
  await callbacksThatThrow();
})();
