// The order of what a client sees of its request and the response: ordinary ends, refusals, cut-off answers, aborts.
'use strict';
const http = require('node:http');
const net = require('node:net');

function watch(name, emitter, events) {
  for (const event of events) {
    emitter.on(event, (value) => console.log(`  ${name} ${event}`, value instanceof Error ? `${value.name} ${value.code} ${value.message.replace(/:\d+$/, '')}` : ''));
  }
}
const later = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** A server that sends these bytes to who connects, and then keeps, ends or resets the connection. */
async function rawServer(answer, then, test) {
  const sockets = new Set();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => {
      if (answer) socket.write(answer, 'latin1');
      if (then === 'end') socket.end();
      if (then === 'reset') setTimeout(() => socket.resetAndDestroy(), 20);
      if (then === 'destroy') setTimeout(() => socket.destroy(), 20);
    });
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  await test(server.address().port);
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => { server.close(resolve); });
}

function get(port, options = {}, onRequest = () => {}) {
  return new Promise((resolve) => {
    const req = http.request({ port, host: '127.0.0.1', agent: false, ...options });
    watch('req', req, ['socket', 'finish', 'response', 'information', 'continue', 'upgrade', 'connect', 'abort', 'timeout', 'error', 'close']);
    req.on('response', (res) => {
      console.log('  ', res.statusCode, JSON.stringify(res.statusMessage), res.httpVersion, JSON.stringify(res.headers), JSON.stringify(res.rawHeaders));
      watch('res', res, ['aborted', 'error', 'end', 'close']);
      res.setEncoding('latin1');
      res.on('data', (data) => console.log('  data', data));
      res.on('close', () => console.log('  ', res.complete, res.aborted, JSON.stringify(res.trailers)));
    });
    req.on('close', () => {
      console.log('  ', req.destroyed, req.aborted, req.reusedSocket, req.writableFinished, req.res?.complete);
      setTimeout(resolve, 20);
    });
    onRequest(req);
    req.end();
  });
}

async function main() {
  const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
  const cases = [
    ['whole', ok, 'end'],
    ['whole, and the connection stays', ok, 'keep'],
    ['until the end', 'HTTP/1.1 200 OK\r\n\r\nok', 'end'],
    ['chunked with trailer', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX: y\r\n\r\n', 'keep'],
    ['informational first', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n${ok}`, 'keep'],
    ['204', 'HTTP/1.1 204 No Content\r\n\r\n', 'keep'],
    ['304', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n', 'keep'],
    ['nothing', '', 'end'],
    ['reset', '', 'reset'],
    ['reset in the body', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc', 'reset'],
    ['cut off in the body', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc', 'end'],
    ['cut off in a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc', 'destroy'],
    ['cut off in the head', 'HTTP/1.1 200 OK\r\nContent-', 'end'],
    ['garbage', 'garbage\r\n\r\n', 'keep'],
    ['bad chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx', 'keep'],
    ['two answers', `${ok}${ok}`, 'keep'],
    ['length and chunked', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 'keep'],
    ['long head', `HTTP/1.1 200 OK\r\nA: ${'a'.repeat(20000)}\r\n\r\n`, 'keep'],
    ['upgrade without listener', 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nrest', 'keep'],
    ['fields', 'HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nset-cookie: b\r\nX-A: 1\r\nx-a: 2\r\nETag: p\r\nETag: q\r\nContent-Length: 0\r\n\r\n', 'keep'],
  ];
  for (const [name, answer, then] of cases) {
    console.log(name);
    await rawServer(answer, then, (port) => get(port));
  }

  console.log('HEAD');
  await rawServer('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n', 'keep', (port) => get(port, { method: 'HEAD' }));

  console.log('upgrade');
  await rawServer('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nrest', 'keep', (port) =>
    get(port, { headers: { Connection: 'upgrade', Upgrade: 'x' } }, (req) => {
      req.on('upgrade', (res, socket, head) => {
        console.log('  ', res.statusCode, String(head), socket.listenerCount('data'), socket._httpMessage, req.upgradeOrConnect);
        socket.destroy();
      });
    }));

  console.log('CONNECT');
  await rawServer('HTTP/1.1 200 Connected\r\nContent-Length: 5\r\n\r\nrest', 'keep', (port) =>
    get(port, { method: 'CONNECT', path: 'a:80' }, (req) => {
      req.on('connect', (res, socket, head) => {
        console.log('  ', res.statusCode, String(head), res.upgrade);
        socket.destroy();
      });
    }));

  console.log('refused');
  const closed = net.createServer().listen(0, '127.0.0.1');
  await later(20);
  const { port: refused } = closed.address();
  await new Promise((resolve) => { closed.close(resolve); });
  const req = http.get({ port: refused, host: '127.0.0.1' });
  watch('req', req, ['socket', 'error', 'close']);
  await new Promise((resolve) => { req.on('close', resolve); });

  for (const [name, act] of Object.entries({
    'abort at once': (req) => req.abort(),
    'destroy at once': (req) => req.destroy(),
    'destroy at once with an error': (req) => req.destroy(new Error('mine')),
    'destroy later': (req) => setTimeout(() => req.destroy(), 30),
    'abort later': (req) => setTimeout(() => req.abort(), 30),
    'destroy in the answer': (req) => req.on('response', (res) => res.destroy()),
    'destroy in the answer with an error': (req) => req.on('response', (res) => res.destroy(new Error('mine'))),
    'abort in the answer': (req) => req.on('response', () => req.abort()),
    'destroy the socket': (req) => req.on('socket', (socket) => socket.destroy()),
    'timeout': (req) => req.setTimeout(30, () => req.destroy()),
  })) {
    console.log(name);
    const answer = name.includes('answer') ? 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc' : '';
    await rawServer(answer, 'keep', (port) => get(port, {}, act));
  }

  console.log('signals');
  for (const when of ['before', 'at once', 'later']) {
    await rawServer('', 'keep', (port) => {
      const controller = new AbortController();
      if (when === 'before') controller.abort();
      if (when === 'at once') process.nextTick(() => controller.abort());
      if (when === 'later') setTimeout(() => controller.abort(), 30);
      return get(port, { signal: controller.signal });
    });
  }
}
main();
