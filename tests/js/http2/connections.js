// What a session may lie on: sockets of the program, Duplexes, connections that are there already; session.socket; ref and unref; sessions
// that are given to a server; errors of the connection.
'use strict';
const http2 = require('node:http2');
const net = require('node:net');
const { duplexPair } = require('node:stream');
const { promisify } = require('node:util');
const { Log, attempt, closed, describe, later, listen, printAnswer, request, runAll, withSession } = require('./_h2');

const answerAll = (server) => server.on('request', (req, res) => res.end(`${req.method} ${req.url}`));

runAll({
  'createConnection': () => withSession({ onServer: answerAll }, async ({ port }) => {
    const client = http2.connect('http://example.org:1234', {
      createConnection(authority, options) {
        console.log('  ', authority.href, options.mark, typeof options.createConnection);
        return net.connect(port, '127.0.0.1');
      },
      mark: 'kept',
    });
    printAnswer(await request(client, {}));
    client.close();
    await closed(client);
  }),
  'a socket that is connected': () => withSession({ onServer: answerAll }, async ({ port }) => {
    const socket = net.connect(port, '127.0.0.1');
    await new Promise((resolve) => { socket.on('connect', resolve); });
    const client = http2.connect('http://x', { createConnection: () => socket });
    attempt('connecting', () => client.connecting);
    printAnswer(await request(client, {}));
    client.close();
    await closed(client);
    console.log('  ', socket.destroyed);
  }),
  // Otherwise each answer of two writes waits for 40 ms until the peer acknowledges the first.
  'both ends of a session switch off the delay of small writes': async () => {
    const { setNoDelay } = net.Socket.prototype;
    const calls = [];
    net.Socket.prototype.setNoDelay = function(...args) {
      calls.push(args.length);
      return Reflect.apply(setNoDelay, this, args);
    };
    try {
      await withSession({ onServer: answerAll }, async ({ client }) => {
        printAnswer(await request(client, {}));
        console.log('  ', calls);
      });
    } finally {
      net.Socket.prototype.setNoDelay = setNoDelay;
    }
  },
  'a session on a socket that has one': () => withSession({ onServer: answerAll }, async ({ port }) => {
    const socket = net.connect(port, '127.0.0.1');
    const client = http2.connect('http://x', { createConnection: () => socket });
    attempt('second', () => http2.connect('http://x', { createConnection: () => socket }));
    client.destroy();
  }),
  'a pair of Duplexes': async () => {
    const [a, b] = duplexPair();
    const server = http2.createServer();
    server.on('stream', (stream, headers) => {
      stream.respond({ 'x-path': headers[':path'] });
      stream.pipe(stream);
    });
    server.emit('connection', a);
    const client = http2.connect('http://localhost', { createConnection: () => b });
    printAnswer(await request(client, { ':method': 'POST', ':path': '/duplex' }, { body: 'over a Duplex' }));
    const large = await request(client, { ':method': 'POST' }, { body: Buffer.alloc(300_000, 'x') });
    console.log('  ', large.body.length);
    client.close();
    await closed(client);
    await later();
    console.log('  ', a.destroyed, b.destroyed);
  },
  'a Duplex that goes away': async () => {
    const [a, b] = duplexPair();
    const server = http2.createServer();
    const log = new Log('client');
    server.on('stream', () => {});
    server.on('sessionError', (error) => console.log('  sessionError', describe(error)));
    server.emit('connection', a);
    const client = http2.connect('http://localhost', { createConnection: () => b });
    log.watch('session', client, ['error', 'close']);
    const stream = log.watch('stream', client.request(), ['error', 'aborted', 'close']);
    await later();
    b.destroy(new Error('gone'));
    await closed(stream);
    await later();
    log.print();
    a.destroy();
  },
  'performServerHandshake': async () => {
    const server = net.createServer((socket) => {
      const session = http2.performServerHandshake(socket, { settings: { maxConcurrentStreams: 9 } });
      console.log('  ', session.constructor.name, session.type);
      session.on('stream', (stream) => {
        stream.respond({}, { endStream: true });
      });
    });
    const port = await listen(server);
    const client = http2.connect(`http://127.0.0.1:${port}`);
    printAnswer(await request(client, {}));
    console.log('  ', client.remoteSettings.maxConcurrentStreams);
    client.close();
    await new Promise((resolve) => { server.close(resolve); });
  },

  'session.socket': () => withSession({ onServer: answerAll }, async ({ client, port }) => {
    await new Promise((resolve) => { client.on('connect', resolve); });
    const { socket } = client;
    attempt('kind', () => [socket instanceof net.Socket, socket === client.socket, socket.remotePort === port, socket.remoteAddress, socket.encrypted]);
    for (const name of ['emit', 'end', 'pause', 'read', 'resume', 'write', 'setEncoding', 'setKeepAlive', 'setNoDelay']) {
      attempt(name, () => typeof socket[name]);
      attempt(`${name} =`, () => { socket[name] = 1; });
    }
    for (const name of ['on', 'once', 'ref', 'unref', 'setTimeout', 'address', 'destroy', 'cork', 'readable', 'writable']) attempt(name, () => typeof socket[name]);
    attempt('own', () => { socket.mine = 5; return socket.mine; });
    attempt('setTimeout', () => socket.setTimeout(1000) === client);
    client.destroy();
    attempt('after the end', () => socket.remotePort);
    attempt('set after the end', () => { socket.mine = 6; });
    attempt('gone', () => client.socket);
  }),
  'socket.destroy': () => withSession({ onServer: (server) => server.on('stream', (stream) => { stream.on('error', () => {}); stream.session.socket.destroy(); }) }, async ({ client }) => {
    const log = new Log('client');
    log.watch('session', client, ['error', 'goaway', 'close']);
    printAnswer(await request(client, {}));
    await later();
    log.print();
  }),

  'nobody listens': async () => {
    const server = net.createServer();
    const port = await listen(server);
    await new Promise((resolve) => { server.close(resolve); });
    const log = new Log('client');
    const client = log.watch('session', http2.connect(`http://127.0.0.1:${port}`), ['connect', 'error', 'close']);
    const stream = log.watch('stream', client.request(), ['ready', 'error', 'aborted', 'end', 'close']);
    await closed(client);
    log.add('rstCode', stream.rstCode, stream.id, stream.destroyed);
    log.print();
  },
  'a connection that closes at once': async () => {
    const server = net.createServer((socket) => socket.destroy());
    const port = await listen(server);
    const client = http2.connect(`http://127.0.0.1:${port}`);
    const outcome = new Log('client');
    outcome.watch('session', client, ['close']);
    client.on('error', () => {});
    const stream = client.request();
    stream.on('error', () => {});
    outcome.watch('stream', stream, ['close']);
    await closed(client);
    outcome.print();
    server.close();
  },
  'a server that does not speak HTTP/2': async () => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    });
    const port = await listen(server);
    const log = new Log('client');
    const client = log.watch('session', http2.connect(`http://127.0.0.1:${port}`), ['connect', 'error', 'close']);
    log.watch('stream', client.request(), ['error', 'close']);
    await closed(client);
    log.print();
    server.close();
  },
  'destroyed while connecting': () => withSession({ onServer: answerAll }, async ({ port }) => {
    const log = new Log('client');
    const client = log.watch('session', http2.connect(`http://127.0.0.1:${port}`), ['error', 'close']);
    const stream = log.watch('stream', client.request(), ['error', 'aborted', 'close']);
    client.destroy();
    await closed(stream);
    await later();
    log.print();
  }),
  'closed while connecting': () => withSession({ onServer: answerAll }, async ({ port }) => {
    const log = new Log('client');
    const client = log.watch('session', http2.connect(`http://127.0.0.1:${port}`), ['connect', 'error', 'close']);
    client.close(() => log.add('callback'));
    await closed(client);
    await later();
    log.print();
  }),
  'a stream that is closed before it has a number': () => withSession({ onServer: answerAll }, async ({ port }) => {
    const log = new Log('client');
    const client = http2.connect(`http://127.0.0.1:${port}`);
    const stream = log.watch('stream', client.request(), ['ready', 'error', 'aborted', 'end', 'close']);
    stream.close(http2.constants.NGHTTP2_CANCEL);
    await closed(stream);
    log.add('rstCode', stream.rstCode);
    const other = log.watch('other', client.request(), ['ready', 'error', 'aborted', 'end', 'close']);
    other.destroy();
    await closed(other);
    log.print();
    client.destroy();
  }),
  'the listener of connect()': () => withSession({ onServer: answerAll }, async ({ port }) => {
    await new Promise((resolve) => {
      const client = http2.connect(`http://127.0.0.1:${port}`, (session, socket) => {
        console.log('  ', session === client, socket instanceof net.Socket);
        client.close(resolve);
      });
    });
    await new Promise((resolve) => {
      const client = http2.connect({ protocol: 'http:', hostname: '127.0.0.1', port }, { settings: {} }, () => client.close(resolve));
    });
  }),
  'connect() as a promise': () => withSession({ onServer: answerAll }, async ({ port }) => {
    const client = await promisify(http2.connect)(`http://127.0.0.1:${port}`);
    console.log('  ', client.constructor.name, client.connecting, client.listenerCount('error'));
    client.close();
    const error = await promisify(http2.connect)('http://127.0.0.1:1').catch((reason) => reason);
    console.log('  ', error.code);
  }),
  'unref': () => withSession({ onServer: answerAll }, async ({ client, server }) => {
    attempt('before the connection', () => [client.unref(), client.ref()]);
    printAnswer(await request(client, {}));
    attempt('unref', () => client.unref());
    attempt('ref', () => client.ref());
    const { execFileSync } = require('node:child_process');
    const script = `const h2 = require('node:http2'); const server = h2.createServer((req, res) => res.end());
      server.listen(0, '127.0.0.1', () => { const client = h2.connect('http://127.0.0.1:' + server.address().port);
      client.request().on('close', () => { client.unref(); server.unref(); server.on('session', () => {}); console.log('end'); }).resume(); });
      server.on('session', (session) => session.unref());`;
    console.log('  ', execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', timeout: 20_000 }).trim());
  }),
});
