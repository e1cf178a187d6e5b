'use strict';
// What a response tells when its connection is lost in the tick in which it is written or ended: the callbacks of write() and
// end(), 'finish', 'close', and what becomes of its request.

const http = require('node:http');
const net = require('node:net');

const head = (method, more = '') => `${method} / HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
const settle = (action) => setImmediate(() => setImmediate(action));

function exchange(name, bytes, respond) {
  return new Promise((resolve) => {
    console.log(`--- ${name}`);
    const server = http.createServer((req, res) => {
      const { socket } = req;
      socket.on('error', ({ code, message }) => console.log('socket error', code ?? message));
      for (const event of ['end', 'aborted']) req.on(event, () => console.log('request', event, req.complete));
      req.on('error', ({ code }) => console.log('request error', code));
      for (const event of ['prefinish', 'finish', 'close']) {
        res.on(event, () => console.log(event, res.writableFinished, res.destroyed, res.socket?.destroyed));
      }
      const tell = (what) => (error) => console.log(what, error === null ? null : error?.code ?? error?.message);
      respond(res, tell, socket, client);
      socket.on('close', () => settle(() => settle(() => {
        server.close();
        client.destroy();
        resolve();
      })));
    });
    let client;
    server.listen(0, '127.0.0.1', () => {
      client = net.connect(server.address().port, '127.0.0.1').on('error', () => {});
      client.write(bytes);
    });
  });
}

async function loseBy(error) {
  const cause = error ? 'with an error' : 'without an error';
  for (const method of ['GET', 'HEAD']) {
    const run = (name, respond) => exchange(`${method} ${name}, ${cause}`, head(method), respond);
    await run('end, lose', (res, tell, socket) => {
      res.end('hi', tell('end'));
      socket.destroy(error);
    });
    await run('lose, end', (res, tell, socket) => {
      socket.destroy(error);
      res.end('hi', tell('end'));
    });
    await run('write, lose', (res, tell, socket) => {
      console.log(res.write('a', tell('write 1')), res.write('b', tell('write 2')));
      socket.destroy(error);
    });
    await run('write, end, lose', (res, tell, socket) => {
      res.write('a', tell('write'));
      res.end('b', tell('end'));
      socket.destroy(error);
    });
    await run('write, lose, end', (res, tell, socket) => {
      res.write('a', tell('write'));
      socket.destroy(error);
      res.end('b', tell('end'));
    });
    await run('lose, write', (res, tell, socket) => {
      socket.destroy(error);
      console.log(res.write('a', tell('write')));
    });
    await run('head, lose, end when closed', (res, tell, socket) => {
      res.flushHeaders();
      socket.destroy(error);
      res.on('close', () => setImmediate(() => res.end(tell('end'))));
    });
    await run('corked, lose, uncork', (res, tell, socket) => {
      res.cork();
      res.write('a', tell('write'));
      socket.destroy(error);
      res.uncork();
      console.log('uncorked', res.writableLength);
    });
    await run('write, destroy the response', (res, tell) => {
      res.write('a', tell('write'));
      process.nextTick(() => console.log('tick', res.writableLength));
      res.destroy(error);
      console.log(res.writableLength, res.writableCorked);
    });
    await run('end, lose, end again', (res, tell, socket) => {
      res.end('hi');
      socket.destroy(error);
      process.nextTick(() => res.end(tell('second end')));
      res.on('close', () => setImmediate(() => res.end(tell('third end'))));
    });
    await run('lose, destroy the request', (res, tell, socket) => {
      socket.destroy(error);
      res.req.destroy();
      console.log(res.req.destroyed, res.req.closed);
    });
    await run('length known: lose, write, end', (res, tell, socket) => {
      res.setHeader('Content-Length', 1);
      socket.destroy(error);
      console.log(res.write('a', tell('write')));
      res.end(tell('end'));
    });
  }
}

async function main() {
  await loseBy(undefined);
  await loseBy(new Error('lost'));
  // The client breaks the rules in the piece of input that has brought the request.
  for (const method of ['GET', 'HEAD']) {
    const bytes = `${head(method, 'Connection: close\r\n')}more`;
    await exchange(`${method} ended before bytes that must not come`, bytes, (res, tell) => res.end('hi', tell('end')));
  }

  // The client is gone when the answer is written, and that fails at once.
  for (const method of ['GET', 'HEAD']) {
    await exchange(`${method} answered to a client that has reset`, head(method), (res, tell, socket, client) => {
      client.resetAndDestroy();
      res.end('hi', tell('end'));
      console.log(socket.destroyed, res.writableFinished);
      process.nextTick(() => console.log('tick', socket.destroyed));
    });
  }

  // Responses that wait for their turn hear of it too, in their order.
  for (const cause of [undefined, new Error('lost')]) {
    const waiting = [];
    await exchange(`three at once, ${cause}`, head('GET').repeat(3), (res, tell, socket) => {
      waiting.push(res);
      if (waiting.length < 3) return;
      waiting[1].end('answer', tell('end of the second'));
      waiting[2].write('part', tell('write of the third'));
      socket.destroy(cause);
      process.nextTick(() => console.log('tick', waiting.map(({ closed, destroyed }) => [closed, destroyed].join())));
      socket.on('close', () => console.log('socket closes', waiting.map((one) => [one.closed, one.destroyed, one.errored?.message])));
    });
  }

  // What a request keeps until it has its connection is counted with its head, a string by its length.
  for (const headers of [{}, { 'Content-Length': 9 }]) {
    for (const first of ['', '\u00e9', Buffer.from('abc')]) {
      const req = http.request({ port: 1, method: 'POST', headers }).on('error', () => {});
      req.write(first);
      const kept = [req.writableLength];
      req.write('\u00e9');
      kept.push(req.writableLength);
      req.uncork();
      kept.push(req.writableLength);
      console.log(headers, first, kept);
      req.destroy();
    }
  }
}

main();
