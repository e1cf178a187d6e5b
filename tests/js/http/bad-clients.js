// flags: --expose-gc
// timeout: 60
// Clients of HTTP and HTTPS servers that do harm only to themselves: slow ones, some that read nothing or never stop sending, garbage,
// half-closed and reset connections, heads and bodies without end, floods. Beside each a healthy client is served, and what the
// server holds for the bad one has a limit and is given back.
'use strict';
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const tls = require('node:tls');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { beside, buffered, later, until } = require('../net/_beside');

const pem = (name) => readFileSync(join(__dirname, '../../fixtures/tls', `${name}.pem`));
const MIB = 1 << 20;
const get = (path, more = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
const head = (fields) => `POST /upload HTTP/1.1\r\nHost: x\r\n${fields}\r\n`;

// What the server does, by path. `seen` is what the tests ask about.
const seen = { chunks: 0, bytes: 0, needDrain: false, responses: [], aborted: 0 };
const chunk = Buffer.alloc(64 * 1024, 'x');

const handlers = {
  '/healthy': (req, res) => res.end('healthy'),
  // Writes as the client reads.
  '/polite': (req, res) => {
    const write = () => {
      while (seen.chunks < 4096) {
        seen.chunks++;
        if (!res.write(chunk)) return;
      }
      res.end();
    };
    res.on('drain', write);
    write();
  },
  // Writes 32 MiB, whatever write() says.
  '/rude': (req, res) => {
    for (let count = 0; count < 512; count++) seen.needDrain = !res.write(Buffer.alloc(64 * 1024, 'y')) || seen.needDrain;
    res.end();
  },
  // Takes no more than 1 MiB.
  '/upload': (req, res) => {
    req.on('error', () => { seen.aborted++; });
    let bytes = 0;
    req.on('data', (data) => {
      bytes += data.length;
      seen.bytes += data.length;
      if (bytes > MIB && !res.headersSent) {
        req.pause();
        res.writeHead(413, { Connection: 'close' }).end('too large');
      }
    });
    req.on('end', () => res.end(`took ${bytes}`));
  },
  // Never reads its request.
  '/ignore': () => {},
  '/never': () => {},
};

function listener(req, res) {
  res.on('close', () => seen.responses.push(`${req.url} finished ${res.writableFinished}`));
  handlers[req.url](req, res);
}

function reset() {
  Object.assign(seen, { chunks: 0, bytes: 0, needDrain: false, responses: [], aborted: 0 });
}

function tests(scheme, port, server) {
  const agent = new scheme.module.Agent({ keepAlive: true, maxSockets: 1, ca: pem('ca-cert') });
  const ask = () => new Promise((resolve) => {
    const req = scheme.module.get({ port, host: '127.0.0.1', servername: 'localhost', path: '/healthy', agent }, (res) => {
      let body = '';
      res.setEncoding('utf8').on('data', (data) => { body += data; }).on('end', () => resolve(`${res.statusCode} ${body}`));
    });
    req.on('error', (error) => resolve(error.code));
  });

  /** A connection that keeps what it gets, and its end. */
  const connect = () => new Promise((resolve) => {
    const socket = scheme.connect(port, () => resolve(socket));
    socket.received = '';
    socket.ended = new Promise((end) => { socket.on('close', () => end()); });
    socket.on('error', (error) => { socket.code = error.code; });
  });
  const read = (socket) => socket.setEncoding('latin1').on('data', (data) => { socket.received += data; });
  const status = (socket) => socket.received.split('\r\n', 1)[0] || 'nothing';
  const test = (name, misbehave) => beside(name, ask, async () => {
    reset();
    await misbehave();
  });

  return {
    agent,
    async run() {
      await test('slow head', async () => {
        const socket = read(await connect());
        for (const character of get('/healthy', 'Connection: close\r\n')) {
          socket.write(character);
          await later(1);
        }
        await socket.ended;
        console.log('  ', status(socket));
      });

      await test('heads that never end', async () => {
        const sockets = await Promise.all(Array.from({ length: 50 }, connect));
        for (const socket of sockets) read(socket).write('GET / HTTP/1.1\r\nA: ');
        // Only here, so that no honest client is too slow on a busy machine.
        const { headersTimeout } = server;
        server.headersTimeout = 500;
        await Promise.all(sockets.map((socket) => socket.ended));
        server.headersTimeout = headersTimeout;
        console.log('  ', new Set(sockets.map(status)));
      });

      await test('slow body', async () => {
        const socket = read(await connect());
        socket.write(head('Content-Length: 100\r\nConnection: close\r\n'));
        for (let count = 0; count < 100; count++) {
          socket.write('x');
          await later(1);
        }
        await socket.ended;
        console.log('  ', status(socket), socket.received.endsWith('took 100'));
      });

      await test('a client that reads nothing, a server that waits for it', async () => {
        const before = await buffered();
        const socket = await connect();
        socket.pause();
        socket.write(get('/polite'));
        let last = -1;
        while (seen.chunks !== last) {
          last = seen.chunks;
          await later(100);
        }
        console.log('   stopped before the end', seen.chunks < 1024, 'little is held', await buffered() - before < 8);
        socket.destroy();
        await until(() => seen.responses.some((line) => line.startsWith('/polite')));
        console.log('  ', seen.responses.filter((line) => !line.startsWith('/healthy')));
      });

      await test('a client that reads nothing, a server that does not care', async () => {
        const before = await buffered();
        const socket = await connect();
        socket.pause();
        socket.write(get('/rude'));
        await until(() => seen.needDrain);
        await later(50);
        const held = await buffered() - before;
        console.log('   told so', seen.needDrain, 'held', held > 16 && held < 40);
        socket.destroy();
        await until(() => seen.responses.some((line) => line.startsWith('/rude')));
        await later(20);
        console.log('  ', seen.responses.filter((line) => !line.startsWith('/healthy')), 'given back', await buffered() - before < 4);
      });

      await test('a client that reads slowly gets everything', async () => {
        const socket = await connect();
        socket.write(get('/rude', 'Connection: close\r\n'));
        let bytes = 0;
        socket.on('data', (data) => {
          bytes += data.length;
          socket.pause();
          setImmediate(() => socket.resume());
        });
        socket.on('end', () => socket.end());
        await socket.ended;
        console.log('  ', bytes > 32 * MIB, seen.responses.filter((line) => !line.startsWith('/healthy')));
      });

      await test('garbage', async () => {
        let seed = 7;
        const bytes = (count) => Buffer.from(Array.from({ length: count }, () => {
          seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
          return seed >>> 16 & 255;
        }));
        const answers = new Map();
        for (let count = 0; count < 40; count++) {
          const socket = read(await connect());
          socket.end(bytes(1 + count * 40));
          await socket.ended;
          answers.set(status(socket), (answers.get(status(socket)) ?? 0) + 1);
        }
        console.log('  ', answers);
      });

      for (const [name, text] of Object.entries({
        'at once': '', 'in the first line': 'GET /he', 'in a head': 'GET /healthy HTTP/1.1\r\nHost:', 'after a request': get('/never'),
        'in a body': head('Content-Length: 10\r\n') + 'abc', 'in a chunk': head('Transfer-Encoding: chunked\r\n') + '5\r\nabc',
        'between requests': get('/healthy'),
      })) {
        await test(`half-closed ${name}`, async () => {
          const socket = read(await connect());
          socket.end(text);
          await socket.ended;
          console.log('  ', status(socket), seen.aborted);
        });
        await test(`cut off ${name}`, async () => {
          const accepted = new Promise((resolve) => { server.once(scheme.connectionEvent, resolve); });
          const socket = await connect();
          const side = await accepted;
          const closed = new Promise((resolve) => { side.once('close', resolve); });
          socket.write(text);
          await until(() => side.bytesRead >= text.length);
          await later(1);
          if (scheme.module === http) socket.resetAndDestroy();
          else socket.destroy();
          await closed;
          console.log('  ', seen.aborted);
        });
      }

      for (const [name, first, more] of [
        ['a target', 'GET /', 'a'.repeat(16 * 1024)],
        ['a field', 'GET / HTTP/1.1\r\nA: ', 'a'.repeat(16 * 1024)],
        ['fields', 'GET / HTTP/1.1\r\n', 'A: b\r\n'.repeat(1000)],
        ['a trailer', head('Transfer-Encoding: chunked\r\n') + '0\r\n', 'A: b\r\n'.repeat(1000)],
        ['a chunk extension', head('Transfer-Encoding: chunked\r\n') + '1', `;${'a'.repeat(8 * 1024)}`],
        ['a chunk size', head('Transfer-Encoding: chunked\r\n'), '0'.repeat(16 * 1024)],
        ['a body', head('Transfer-Encoding: chunked\r\n'), `10000\r\n${'x'.repeat(0x10000)}\r\n`],
      ]) {
        await test(`${name} without end`, async () => {
          const before = await buffered();
          const socket = read(await connect());
          socket.write(first);
          let count = 0;
          // A size of zeros goes on for ever: it costs nothing but the time of reading it.
          while (!socket.destroyed && count++ < 50) {
            const written = new Promise((resolve) => { socket.write(more, resolve); });
            await Promise.race([written, socket.ended, later(50)]);
            await later(1);
          }
          const held = await buffered() - before;
          socket.destroy();
          // What it answers may be lost, since who sends to a closed connection gets a reset: refused-requests.js has the answers.
          console.log('   little is held', held < 8);
        });
      }

      await test('a body that nobody reads', async () => {
        const before = await buffered();
        const socket = await connect();
        socket.write(head('Transfer-Encoding: chunked\r\n').replace('/upload', '/ignore'));
        let written = 0;
        for (let waits = 0; waits < 10;) {
          if (socket.write(`10000\r\n${'x'.repeat(0x10000)}\r\n`)) {
            written++;
          } else if (await Promise.race([new Promise((resolve) => { socket.once('drain', () => resolve(true)); }), later(30)])) {
            waits = 0;
          } else {
            waits++;
          }
          if (written > 2000) break;
        }
        console.log('   the client has to wait', written < 1000, 'little is held', await buffered() - before < 8);
        socket.destroy();
      });

      await test('many small chunks', async () => {
        const socket = read(await connect());
        socket.write(head('Transfer-Encoding: chunked\r\nConnection: close\r\n'));
        for (let count = 0; count < 20; count++) {
          socket.write('1\r\nx\r\n'.repeat(1000));
          await later(1);
        }
        socket.write('0\r\n\r\n');
        await socket.ended;
        console.log('  ', status(socket), socket.received.endsWith('took 20000'));
      });

      await test('many requests at once on one connection', async () => {
        const socket = read(await connect());
        for (let count = 0; count < 20; count++) {
          socket.write(get('/healthy').repeat(100));
          await later(1);
        }
        socket.write(get('/healthy', 'Connection: close\r\n'));
        await socket.ended;
        console.log('  ', socket.received.split('HTTP/1.1 200 OK').length - 1);
      });

      await test('a flood of connections that say nothing', async () => {
        const sockets = await Promise.all(Array.from({ length: 300 }, connect));
        for (const socket of sockets) socket.destroy();
        const count = () => new Promise((resolve) => { server.getConnections((error, number) => resolve(error ?? number)); });
        while (await count() > 2) await later(5);
        console.log('   all are gone');
      });

      await test('more connections than there may be', async () => {
        let dropped = 0;
        const onDrop = () => { dropped++; };
        server.on('drop', onDrop);
        server.maxConnections = 10;
        const sockets = Array.from({ length: 50 }, () => net.connect(port, '127.0.0.1').on('error', () => {}));
        await until(() => dropped >= 40);
        for (const socket of sockets) socket.destroy();
        server.removeListener('drop', onDrop);
        server.maxConnections = undefined;
        console.log('   dropped', dropped > 35);
      });
    },
  };
}

async function main() {
  const schemes = {
    http: { module: http, connect: (port, done) => net.connect(port, '127.0.0.1', done), connectionEvent: 'connection' },
    https: {
      module: https,
      connect: (port, done) => tls.connect({ port, host: '127.0.0.1', servername: 'localhost', ca: pem('ca-cert') }, done),
      connectionEvent: 'secureConnection',
    },
  };
  for (const [name, scheme] of Object.entries(schemes)) {
    console.log(`---- ${name}`);
    const options = { key: pem('server-key'), cert: pem('server-cert'), connectionsCheckingInterval: 50 };
    const server = scheme.module.createServer(options, listener);
    await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    const { agent, run } = tests(scheme, server.address().port, server);
    await run();
    agent.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => { server.close(resolve); });
  }
}
main();
