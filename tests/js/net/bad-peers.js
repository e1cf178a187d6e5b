// flags: --expose-gc
// timeout: 60
// Peers of a TCP, Unix or TLS server that do harm only to themselves: they read nothing, send without end, end half of the
// connection, reset it, say nothing or garbage, come in floods. Beside each a healthy client gets its echo, and what the server
// holds for the bad one has a limit and is given back.
'use strict';
const net = require('node:net');
const os = require('node:os');
const tls = require('node:tls');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { beside, buffered, later, until } = require('./_beside');

const pem = (name) => readFileSync(join(__dirname, '../../fixtures/tls', `${name}.pem`));
const errors = [];

/** What the server does with a connection is said by its first byte. */
const behaviours = {
  e(socket) {
    socket.pipe(socket);
  },
  // Writes 32 MiB, whatever write() says.
  r(socket) {
    for (let count = 0; count < 512; count++) socket.write(Buffer.alloc(64 * 1024), (error) => { socket.failure ??= error?.code; });
    socket.end();
  },
  // Never reads again.
  p(socket) {
    socket.pause();
  },
  // Has no patience.
  t(socket) {
    socket.resume().setTimeout(50, () => {
      errors.push(`timeout ${socket.timeout}`);
      socket.destroy();
    });
  },
  // Says nothing, and waits.
  n(socket) {
    socket.resume();
  },
};

function serve(socket) {
  socket.on('error', (error) => errors.push(error.code));
  socket.once('data', (data) => {
    behaviours[String.fromCharCode(data[0])]?.(socket);
    if (data[0] === 101 && data.length > 1) socket.write(data.subarray(1));
  });
}

/** What comes back from a healthy client's connection. */
const echo = (connect) => new Promise((resolve) => {
  const socket = connect();
  let answer = '';
  socket.on('error', (error) => resolve(error.code));
  socket.setEncoding('utf8').on('data', (data) => {
    answer += data;
    if (answer === 'healthy') socket.end();
  });
  socket.on('close', () => resolve(answer));
  socket.write('ehealthy');
});

async function run(server, kind, connect, whenConnected) {
  console.log(`---- ${kind}`);
  const sides = [];
  server.on(kind === 'tls' ? 'secureConnection' : 'connection', (socket) => sides.push(socket));
  const ask = () => echo(connect);
  const open = async () => {
    const socket = connect();
    socket.on('error', (error) => { socket.code = error.code; });
    await new Promise((resolve) => { socket.once(whenConnected, resolve); });
    return socket;
  };
  const connections = () => new Promise((resolve) => { server.getConnections((error, number) => resolve(error ?? number)); });
  // The healthy client has at most one.
  const othersAreGone = async () => {
    while (await connections() > 1) await later(2);
  };
  const test = (name, misbehave) => beside(name, ask, async () => {
    errors.length = 0;
    await misbehave();
  });

  await test('reads nothing, the server pipes', async () => {
    const before = await buffered();
    const socket = await open();
    socket.pause();
    socket.write('e');
    let written = 0;
    // What is echoed piles up on both sides until the client may write no more.
    for (let waits = 0; waits < 5;) {
      if (written > 64) break;
      const done = new Promise((resolve) => { socket.write(Buffer.alloc(1 << 20), () => resolve(true)); });
      written++;
      if (!await Promise.race([done, later(50)])) waits++;
    }
    console.log('   the client has to wait', written <= 64, 'little is held', await buffered() - before < 40);
    socket.destroy();
    await later(20);
    console.log('   given back', await buffered() - before < 4);
  });

  await test('reads nothing, the server does not care', async () => {
    const before = await buffered();
    const count = sides.length;
    const socket = await open();
    socket.pause();
    socket.write('r');
    await until(() => sides.slice(count).some((side) => side.writableLength > 0 && side.writableEnded));
    const side = sides.slice(count).find((side) => side.writableLength > 0 && side.writableEnded);
    await later(50);
    const held = await buffered() - before;
    console.log('   held', held > 16 && held < 40);
    socket.destroy();
    await new Promise((resolve) => { side.once('close', resolve); });
    console.log('  ', side.writableFinished, typeof side.failure);
    sides.length = 0;
    await later(20);
    console.log('   given back', await buffered() - before < 4);
  });

  await test('sends without end to a server that does not read', async () => {
    const before = await buffered();
    const socket = await open();
    socket.write('p');
    await later(20);
    let written = 0;
    while (written < 64) {
      const done = new Promise((resolve) => { socket.write(Buffer.alloc(1 << 20), () => resolve(true)); });
      written++;
      if (!await Promise.race([done, later(100)])) break;
    }
    console.log('   the client has to wait', written < 64, 'little is held', await buffered() - before < 8);
    socket.destroy();
  });

  for (const [name, leave] of Object.entries({
    'ends at once': (socket) => socket.end(),
    'ends after a byte': (socket) => socket.end('e'),
    'ends what is echoed': (socket) => socket.end('etext'),
    'destroys': (socket) => {
      socket.write('n');
      socket.destroySoon();
    },
    ...kind !== 'tcp' ? {} : { 'resets': (socket) => socket.write('n', () => setTimeout(() => socket.resetAndDestroy(), 20)) },
  })) {
    await test(name, async () => {
      const socket = await open();
      let received = '';
      socket.on('data', (data) => { received += data; });
      leave(socket);
      await new Promise((resolve) => { socket.on('close', resolve); });
      await othersAreGone();
      console.log('  ', JSON.stringify(received), [...errors]);
    });
  }

  await test('says nothing for too long', async () => {
    const socket = await open();
    socket.write('t');
    socket.resume();
    await new Promise((resolve) => { socket.on('close', resolve); });
    console.log('  ', errors);
  });

  await test('a flood', async () => {
    const sockets = Array.from({ length: 300 }, () => connect().on('error', () => {}));
    await Promise.all(sockets.map((socket) => new Promise((resolve) => { socket.once(whenConnected, resolve); })));
    for (const socket of sockets) socket.destroy();
    await othersAreGone();
    console.log('   all are gone');
  });

  console.log('more than there may be');
  const dropped = [];
  server.maxConnections = 10;
  server.on('drop', (data) => dropped.push(Object.keys(data ?? {}).join()));
  const sockets = Array.from({ length: 50 }, () => connect().on('error', () => {}));
  await until(() => dropped.length >= 40);
  for (const socket of sockets) socket.destroy();
  while (await connections() > 0) {
    // A peer that is never read never ends for who does not read it.
    for (const side of sides) side.destroy();
    await later(2);
  }
  server.maxConnections = undefined;
  console.log('  ', new Set(dropped), 'afterwards:', await ask());
}

const listen = (server, where) => new Promise((resolve) => { server.listen(where, '127.0.0.1', resolve); });
const close = (server) => new Promise((resolve) => { server.close(resolve); });

async function main() {
  const tcp = net.createServer(serve);
  await listen(tcp, 0);
  await run(tcp, 'tcp', () => net.connect(tcp.address().port, '127.0.0.1'), 'connect');
  await close(tcp);

  const folder = mkdtempSync(join(os.tmpdir(), 'bad-peers-'));
  const path = join(folder, 's');
  const unix = net.createServer(serve);
  await new Promise((resolve) => { unix.listen(path, resolve); });
  await run(unix, 'unix', () => net.connect(path), 'connect');
  await close(unix);
  rmSync(folder, { recursive: true });

  const identity = { key: pem('server-key'), cert: pem('server-cert') };
  const connectTls = (port) => tls.connect({ port, host: '127.0.0.1', servername: 'localhost', ca: pem('ca-cert') });
  const secure = tls.createServer(identity, serve);
  await listen(secure, 0);
  await run(secure, 'tls', () => connectTls(secure.address().port), 'secureConnect');
  await close(secure);
  await handshakes(identity, connectTls);
}

async function handshakes(identity, connectTls) {
  console.log('---- handshakes');
  const server = tls.createServer({ ...identity, handshakeTimeout: 1000 }, serve);
  const ask = () => echo(() => connectTls(server.address().port));
  const clientErrors = [];
  server.on('tlsClientError', (error, socket) => {
    clientErrors.push([error.code, socket instanceof tls.TLSSocket, socket.destroyed]);
    // When a handshake takes too long, Node leaves this to the listener; anode closes by itself, as Node's documentation says.
    socket.destroy();
  });
  await listen(server, 0);
  const { port } = server.address();
  const raw = (text) => new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('error', () => {});
    socket.resume().on('close', resolve);
  });
  for (const [name, text] of Object.entries({
    'nothing': '', 'HTTP': 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', 'zeros': Buffer.alloc(1000), 'a record of another version': Buffer.from('1601000005010000010000', 'hex'),
    'a part of a hello': Buffer.from('16030100f8010000f40303', 'hex'), 'an alert': Buffer.from('15030100020228', 'hex'),
  })) {
    await beside(`${name} in place of a handshake`, ask, async () => {
      clientErrors.length = 0;
      await raw(text);
      await until(() => clientErrors.length > 0);
      console.log('  ', clientErrors);
    });
  }
  await beside('a flood of handshakes that are never finished', ask, async () => {
    clientErrors.length = 0;
    await Promise.all(Array.from({ length: 100 }, () => raw(Buffer.from('16030100f8010000f40303', 'hex'))));
    console.log('  ', clientErrors.length, new Set(clientErrors.map(([code]) => code)));
  });
  await close(server);
}
main();
