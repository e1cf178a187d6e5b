'use strict';

// TCP between a server and clients of one process: the order of events, both ways of ending, errors, options, addresses.
// Each case runs to its end before the next one begins.

const assert = require('node:assert');
const net = require('node:net');
const { once } = require('node:events');

const cases = [];
const test = (name, run) => cases.push([name, run]);

function record(name, emitter, events, log) {
  for (const event of events)
    emitter.on(event, (...args) => log.push(`${name} ${event} ${args.map(describe).join(' ')}`.trim()));
}

function describe(value) {
  if (Buffer.isBuffer(value)) return value.toString();
  if (value instanceof Error) return value.code ?? value.message;
  return String(value);
}

// events.once() would reject with the errors that some cases are about.
function closed(emitter) {
  return new Promise((resolve) => emitter.once('close', (...args) => resolve(args)));
}

async function listening(server, ...args) {
  server.listen(...args);
  await once(server, 'listening');
  return server.address();
}

const socketEvents = ['lookup', 'connect', 'ready', 'data', 'end', 'finish', 'close', 'error', 'timeout', 'drain'];

test('a conversation that the client ends', async (log) => {
  const server = net.createServer((socket) => {
    record('server', socket, socketEvents, log);
    socket.on('data', (chunk) => socket.write(`echo ${chunk}`));
  });
  const { port } = await listening(server, 0, '127.0.0.1');
  const client = net.connect(port, '127.0.0.1');
  record('client', client, socketEvents, log);
  client.once('connect', () => client.write('hello'));
  client.once('data', () => client.end('bye'));
  await closed(client);
  await closed(server.close());
});

test('half-open connections stay writable', async (log) => {
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    record('server', socket, ['data', 'end', 'finish', 'close'], log);
    socket.on('end', () => {
      log.push(`server writable ${socket.writable} ${socket.readyState}`);
      socket.write('after the end');
      socket.end();
    });
  });
  const { port } = await listening(server, 0);
  const client = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  record('client', client, ['data', 'end', 'finish', 'close'], log);
  client.end('question');
  client.on('end', () => log.push(`client ${client.readyState}`));
  await closed(client);
  await closed(server.close());
});

test('writing to a socket whose peer has ended', async (log) => {
  const server = net.createServer((socket) => socket.end('only this'));
  const { port } = await listening(server, 0);
  const client = net.connect(port, '127.0.0.1');
  client.resume();
  record('client', client, ['error', 'close'], log);
  await once(client, 'end');
  client.write('too late', (error) => log.push(`write ${error.code} ${error.message}`));
  await closed(client);
  await closed(server.close());
});

test('connection refused', async (log) => {
  const server = net.createServer();
  const { port } = await listening(server, 0, '127.0.0.1');
  await closed(server.close());
  const client = net.connect(port, '127.0.0.1');
  const [error] = await once(client, 'error');
  log.push(`${error.message === `connect ECONNREFUSED 127.0.0.1:${port}`} ${error.errno} ${error.code} ${error.syscall}`);
  log.push(`${error.address} ${error.port === port} ${Object.keys(error)} ${client.destroyed}`);
  const [hadError] = await closed(client);
  log.push(`close ${hadError}`);
});

test('the port is taken', async (log) => {
  const server = net.createServer();
  const { port } = await listening(server, 0, '127.0.0.1');
  const second = net.createServer();
  second.listen(port, '127.0.0.1');
  const [error] = await once(second, 'error');
  log.push(error.message.replace(port, 'PORT'), Object.keys(error).join());
  log.push(`${second.listening} ${second.address()}`);
  await closed(server.close());
});

test('a reset', async (log) => {
  const server = net.createServer((socket) => {
    record('server', socket, ['end', 'error', 'close'], log);
    socket.resume();
    socket.write('x');
  });
  const { port } = await listening(server, 0);
  const client = net.connect(port, '127.0.0.1');
  record('client', client, ['error', 'close'], log);
  await once(client, 'data');
  client.resetAndDestroy();
  await closed(client);
  await closed(server.close());
});

test('what waits for the connection is written in order', async (log) => {
  const server = net.createServer((socket) => {
    socket.setEncoding('utf8');
    let text = '';
    socket.on('data', (chunk) => text += chunk);
    socket.on('end', () => log.push(text));
  });
  const { port } = await listening(server, 0);
  const client = new net.Socket();
  client.connect({ port, host: '127.0.0.1' });
  client.write('one ', () => log.push('one is written'));
  log.push(`${client.connecting} ${client.pending} ${client.readyState} ${client.bytesWritten}`);
  client.cork();
  client.write('two ');
  client.write(Buffer.from('three '));
  client.write('zwölf ', 'latin1');
  client.write('66697665', 'hex');
  client.uncork();
  log.push(`${client.bytesWritten}`);
  client.end();
  await closed(client);
  log.push(`${client.bytesWritten} ${client.bytesRead}`);
  await closed(server.close());
});

test('a large transfer with a slow reader', async (log) => {
  const size = 4 << 20;
  const server = net.createServer((socket) => {
    const block = Buffer.alloc(1 << 20);
    for (let i = 0; i < block.length; i++) block[i] = i % 251;
    log.push(`write ${socket.write(block)}`);
    for (let i = 1; i < size / block.length; i++) socket.write(block);
    log.push(`queued ${socket.writableLength > 0} ${socket.writableNeedDrain}`);
    socket.end();
  });
  const { port } = await listening(server, 0);
  const client = net.connect(port, '127.0.0.1');
  let received = 0;
  let correct = true;
  client.on('data', (chunk) => {
    for (const byte of chunk) {
      if (byte !== received % (1 << 20) % 251) correct = false;
      received++;
    }
    client.pause();
    setImmediate(() => client.resume());
  });
  await closed(client);
  log.push(`${received === size} ${correct} ${client.bytesRead === size}`);
  await closed(server.close());
});

test('destroying while connecting and before', async (log) => {
  const server = net.createServer((socket) => socket.on('error', () => {}));
  const { port } = await listening(server, 0);
  const client = net.connect(port, '127.0.0.1');
  record('client', client, ['connect', 'error', 'close'], log);
  client.write('lost', (error) => log.push(`write ${error.code}`));
  client.destroy();
  await closed(client);
  const idle = new net.Socket();
  record('idle', idle, ['error', 'close'], log);
  idle.destroy(new Error('reason'));
  await closed(idle);
  idle.on('error', () => {});
  idle.write('x', (error) => log.push(`write ${error.code}`));
  await new Promise(setImmediate);
  await closed(server.close());
});

test('timeouts', async (log) => {
  const server = net.createServer((socket) => socket.resume());
  const { port } = await listening(server, 0);
  const client = net.connect({ port, host: '127.0.0.1', timeout: 20 });
  record('client', client, ['timeout', 'end', 'close'], log);
  await once(client, 'timeout');
  log.push(`${client.timeout} ${client.destroyed}`);
  client.setTimeout(0);
  const listener = () => {};
  client.setTimeout(1000, listener);
  log.push(`${client.listenerCount('timeout')}`);
  client.setTimeout(0, listener);
  log.push(`${client.listenerCount('timeout')}`);
  client.end();
  await closed(client);
  await closed(server.close());
});

test('limits on connections', async (log) => {
  const server = net.createServer((socket) => socket.end());
  server.maxConnections = 1;
  server.on('drop', (data) => log.push(`drop ${Object.keys(data)} ${data.localFamily} ${data.remoteAddress}`));
  const { port } = await listening(server, 0, '127.0.0.1');
  const first = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await once(first, 'connect');
  const second = net.connect(port, '127.0.0.1');
  second.resume();
  await closed(second);
  server.getConnections((error, count) => log.push(`connections ${error} ${count}`));
  first.resume();
  first.end();
  await closed(first);
  await closed(server.close());
});

test('addresses and options', async (log) => {
  const server = net.createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 5000 }, (socket) => {
    log.push(`server ${socket.localAddress} ${socket.localFamily} ${socket.localPort === port} ${socket.remoteFamily}`);
    assert.strictEqual(socket.server, server);
    socket.pipe(socket);
  });
  const { port, family, address } = await listening(server, { port: 0, host: '127.0.0.1' });
  log.push(`${family} ${address} ${server.listening}`);
  const client = net.createConnection({ port, host: '127.0.0.1', localAddress: '127.0.0.2' });
  log.push(`${client.remoteAddress} ${client.localPort} ${JSON.stringify(client.address())}`);
  await once(client, 'connect');
  log.push(`${client.remoteAddress} ${client.remoteFamily} ${client.remotePort === port} ${client.localAddress}`);
  assert.strictEqual(client.setNoDelay(), client);
  assert.strictEqual(client.setKeepAlive(true, 1000), client);
  assert.strictEqual(client.ref(), client);
  assert.strictEqual(client.unref(), client);
  client.ref();
  client.setTypeOfService(16);
  log.push(`tos ${client.getTypeOfService()}`);
  log.push(`handle ${client._handle.constructor.name} ${client._handle.fd > 2} ${client._handle.hasRef()} ` +
    `${typeof client._handle.getAsyncId()}`);
  client.end('x');
  client.resume();
  await closed(client);
  log.push(`${client.remoteAddress} ${client.localAddress} ${client._handle}`);
  await closed(server.close());
  log.push(`${server.address()}`);
});

test('a server that was not listening', async (log) => {
  const server = net.createServer();
  server.on('close', () => log.push('close'));
  server.close((error) => log.push(`${error.code}: ${error.message}`));
  await closed(server);
  assert.throws(() => server.listen(0).listen(0), { code: 'ERR_SERVER_ALREADY_LISTEN' });
  await once(server, 'listening');
  server.unref();
  await closed(server.close());
});

test('reading into memory of the user\'s own', async (log) => {
  const server = net.createServer((socket) => socket.end('0123456789'.repeat(3)));
  const { port } = await listening(server, 0);
  let text = '';
  const buffer = Buffer.alloc(8);
  const client = net.connect({
    port,
    host: '127.0.0.1',
    onread: {
      buffer,
      callback(count, memory) {
        assert.strictEqual(memory, buffer);
        assert.strictEqual(this, client);
        text += memory.toString('latin1', 0, count);
        return true;
      },
    },
  });
  client.on('data', () => log.push('data never comes'));
  await once(client, 'end');
  log.push(text);
  await closed(client);
  await closed(server.close());
});

test('listening twice after closing, and an abort signal', async (log) => {
  const controller = new AbortController();
  const server = net.createServer();
  await listening(server, { port: 0, signal: controller.signal });
  controller.abort();
  await closed(server);
  log.push(`${server.listening}`);
  await listening(server, 0);
  log.push(`${server.listening}`);
  await server[Symbol.asyncDispose]();
  log.push(`${server.listening}`);
  const aborted = net.connect({ port: 1, host: '127.0.0.1', signal: AbortSignal.abort() });
  record('aborted', aborted, ['error', 'close', 'connect'], log);
  await closed(aborted);
});

(async () => {
  for (const [name, run] of cases) {
    const log = [];
    console.log(`# ${name}`);
    await run(log);
    console.log(log.join('\n'));
  }
})();
