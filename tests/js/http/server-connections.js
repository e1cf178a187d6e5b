// Connections of a server: time limits, keep-alive, limits of requests, upgrades, what others do with the socket, clients that
// read nothing, streams that are no sockets.
'use strict';
const http = require('node:http');
const net = require('node:net');
const { once } = require('node:events');
const { duplexPair } = require('node:stream');
const { exchange, withServer } = require('./_raw');

const later = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const get = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const close = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

async function main() {
  console.log('keep-alive timeout');
  await withServer({ keepAliveTimeout: 60, keepAliveTimeoutBuffer: 0 }, (req, res) => res.end(req.url), async (port, server) => {
    console.log(await exchange(port, get));
    server.on('timeout', (socket) => {
      console.log('timeout event', socket.destroyed);
      socket.destroy();
    });
    console.log(await exchange(port, [get, get]));
  });

  console.log('a request that takes longer than the keep-alive timeout');
  await withServer({ keepAliveTimeout: 30, keepAliveTimeoutBuffer: 0 }, async (req, res) => {
    await later(80);
    res.end('slow');
  }, async (port) => console.log(await exchange(port, [get, get])));

  console.log('server timeout');
  await withServer({}, (req, res) => {
    for (const [name, emitter] of [['req', req], ['res', res]]) emitter.on('close', () => setImmediate(() => console.log(name, 'close')));
  }, async (port, server) => {
    server.setTimeout(50);
    console.log(await exchange(port, get));
    server.once('request', (req, res) => res.on('timeout', () => res.end('timed out')));
    console.log(await exchange(port, close));
  });

  console.log('headers and request timeout');
  await withServer({ headersTimeout: 60, requestTimeout: 120, connectionsCheckingInterval: 20 }, (req, res) => {
    req.on('error', (error) => console.log('req', error.code));
    req.resume();
  }, async (port) => {
    console.log(await exchange(port, 'GET / HTTP/1.1\r\nHost:'));
    console.log(await exchange(port, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc'));
    console.log(await exchange(port, ''));
  });

  console.log('requests per socket');
  await withServer({}, (req, res) => res.end('ok'), async (port, server) => {
    server.maxRequestsPerSocket = 2;
    server.on('dropRequest', (req) => console.log('drop', req.url));
    console.log(await exchange(port, [get + get + close]));
  });

  console.log('limits of headers');
  await withServer({ maxHeaderSize: 100 }, (req, res) => res.end(String(Object.keys(req.headers))), async (port, server) => {
    console.log(await exchange(port, `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(100)}\r\n\r\n`));
    server.maxHeaderSize = 0;
    server.maxHeadersCount = 2;
    console.log(await exchange(port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nC: d\r\n\r\n'));
  });

  console.log('expectations');
  await withServer({}, (req, res) => {
    req.resume();
    res.end(`request ${req.headers.expect}`);
  }, async (port, server) => {
    const expecting = (what) => `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: ${what}\r\nContent-Length: 2\r\n\r\nab`;
    console.log(await exchange(port, expecting('100-continue')));
    console.log(await exchange(port, expecting('something')));
    server.on('checkContinue', (req, res) => res.writeHead(403).end('no'));
    server.on('checkExpectation', (req, res) => res.writeHead(200).end('checked'));
    console.log(await exchange(port, expecting('100-continue')));
    console.log(await exchange(port, expecting('something')));
  });

  console.log('upgrades');
  for (const options of [{}, { shouldUpgradeCallback: (req) => req.url === '/yes' }]) {
    await withServer(options, (req, res) => res.end(`request ${req.upgrade}`), async (port, server) => {
      const upgrade = (path, more = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: upgrade, close\r\nUpgrade: own\r\n\r\n${more}`;
      console.log(await exchange(port, upgrade('/yes')));
      server.on('upgrade', (req, socket, head) => {
        console.log('upgrade', req.url, String(head), socket instanceof net.Socket, socket.listenerCount('data'), socket.parser, socket._httpMessage ?? null);
        socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
        socket.on('data', (data) => socket.end(`got ${data}`));
      });
      console.log(await exchange(port, [upgrade('/yes', 'head'), 'more']));
      console.log(await exchange(port, [upgrade('/no'), 'more']));
      console.log(await exchange(port, 'CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n'));
      server.on('connect', (req, socket, head) => socket.end(`HTTP/1.1 200 OK\r\n\r\n${req.url} ${head}`));
      console.log(await exchange(port, 'CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\nhead'));
    });
  }

  console.log('somebody else reads the socket');
  await withServer({}, (req, res) => {
    let seen = 0;
    req.socket.on('data', (data) => { seen += data.length; });
    req.on('data', (data) => console.log('body', String(data)));
    req.on('end', () => res.end(`seen ${seen}`));
  }, async (port) => {
    console.log(await exchange(port, ['POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 4\r\n\r\nab', 'cd']));
  });

  console.log('a body that is read slowly');
  await withServer({}, async (req, res) => {
    let length = 0;
    for await (const chunk of req) {
      length += chunk.length;
      if (length < 200000) await later(1);
    }
    res.end(`${length}`);
  }, async (port) => {
    console.log(await exchange(port, [`POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1000000\r\n\r\n${'x'.repeat(1000000)}`]));
  });

  console.log('a client that reads nothing');
  await withServer({}, (req, res) => res.end(Buffer.alloc(1 << 20)), async (port, server) => {
    let requests = 0;
    server.on('request', () => { requests++; });
    const socket = net.connect(port, '127.0.0.1').pause();
    socket.on('error', () => {});
    socket.write(get.repeat(500));
    await later(200);
    console.log('not all requests were taken', requests < 400);
    let received = 0;
    socket.on('data', (data) => { received += data.length; }).resume();
    while (received < 500 * (1 << 20)) await later(5);
    console.log('all answers came', requests);
    socket.destroy();
  });

  console.log('a stream that is no socket');
  const [client, side] = duplexPair();
  const server = http.createServer((req, res) => {
    console.log('request', req.url, req.socket === side);
    req.pipe(res);
  });
  server.emit('connection', side);
  let answer = '';
  client.setEncoding('latin1').on('data', (data) => { answer += data; });
  client.write('POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n');
  await later(20);
  console.log(answer.replace(/Date: .*GMT/, 'Date: X'));
  client.end();

  console.log('closing');
  const closing = http.createServer({ keepAliveTimeout: 5000 }, (req, res) => setTimeout(() => res.end('ok'), 30));
  closing.listen(0, '127.0.0.1');
  await once(closing, 'listening');
  const { port } = closing.address();
  const idle = exchange(port, get);
  const [, answered] = await once(closing, 'request');
  await once(answered, 'finish');
  const busy = exchange(port, get);
  await once(closing, 'request');
  closing.close(() => console.log('closed'));
  console.log('idle', await idle);
  console.log('busy', await busy);
  try {
    await using disposed = http.createServer().listen(0);
    await later(5);
    console.log('listening', disposed.listening);
  } finally {
    console.log('disposed');
  }
}
main();
