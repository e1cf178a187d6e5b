// The order of what a server sees of a request and its response: ordinary ends, aborts, errors, writes after the end.
'use strict';
const http = require('node:http');
const net = require('node:net');
const { exchange, withServer } = require('./_raw');

function watch(name, emitter, events) {
  for (const event of events) {
    emitter.on(event, (value) => console.log(`  ${name} ${event}`, value instanceof Error ? `${value.code} ${value.message}` : ''));
  }
}

async function main() {
  console.log('a whole exchange');
  await withServer({}, (req, res) => {
    watch('req', req, ['end', 'close', 'aborted', 'error']);
    watch('res', res, ['prefinish', 'finish', 'close', 'error']);
    req.resume();
    console.log('  ', res.headersSent, res.writableEnded, res.finished, res.writableFinished, req.complete);
    res.end('ok', () => console.log('  end callback'));
    console.log('  ', res.headersSent, res.writableEnded, res.finished, res.writableFinished, req.complete);
  }, async (port) => {
    console.log(await exchange(port, ['POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n', 'ab']));
    console.log(await exchange(port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'));
  });

  console.log('nobody reads the body');
  await withServer({}, (req, res) => {
    watch('req', req, ['end', 'close', 'aborted', 'error', 'pause', 'resume']);
    res.end('ok');
  }, async (port) => {
    console.log(await exchange(port, [
      `POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab`, 'GET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    ]));
  });

  for (const listens of [false, true]) {
    console.log('the client goes away in the middle of the body', listens);
    await withServer({}, async (req, res) => {
      watch('req', req, ['end', 'close', 'aborted', ...(listens ? ['error'] : [])]);
      watch('res', res, ['finish', 'close', 'error']);
      req.on('data', (data) => console.log('  data', String(data)));
      req.on('close', () => {
        console.log('  ', req.aborted, req.complete, req.destroyed, req.errored?.code, res.destroyed, res.writableEnded);
        res.end('too late');
      });
    }, async (port) => {
      const socket = net.connect(port, '127.0.0.1');
      socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc');
      await new Promise((resolve) => { setTimeout(resolve, 50); });
      socket.destroy();
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    });
  }

  console.log('the client goes away before the answer');
  await withServer({}, (req, res) => {
    watch('req', req, ['end', 'close', 'aborted', 'error']);
    watch('res', res, ['finish', 'close', 'error']);
    req.resume();
    res.write('a');
    res.on('close', () => {
      res.write('b', (error) => console.log('  write callback', error?.code));
      res.end('c', (error) => console.log('  end callback', error?.code));
    });
  }, async (port) => {
    await exchange(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', { until: 'a\r\n' });
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  });

  console.log('writing after the end');
  await withServer({}, (req, res) => {
    watch('res', res, ['finish', 'close', 'error']);
    res.end('ok');
    console.log('  ', res.write('more', (error) => console.log('  write callback', error.code)));
    res.end('more', (error) => console.log('  end callback', error.code));
    res.end((error) => console.log('  second end callback', error?.code));
    for (const attempt of [
      () => res.setHeader('a', 'b'), () => res.removeHeader('a'), () => res.appendHeader('a', 'b'),
      () => res.writeHead(200), () => res.setHeaders(new Map()), () => res.writeHead(99), () => res.flushHeaders(),
      () => res.writeEarlyHints({ link: '</a>; rel=preload' }), () => res.addTrailers({ a: 'b' }),
    ]) {
      try {
        attempt();
        console.log('  fine', String(attempt));
      } catch (error) {
        console.log('  ', error.name, error.code, error.message);
      }
    }
  }, async (port) => {
    console.log(await exchange(port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'));
  });

  console.log('destroying the response');
  await withServer({}, (req, res) => {
    watch('req', req, ['close', 'aborted', 'error']);
    watch('res', res, ['finish', 'close', 'error']);
    res.write('a');
    res.destroy(new Error('mine'));
    console.log('  ', res.destroyed, res.errored?.message, res.closed, res.writable);
    res.end();
  }, async (port) => {
    console.log(await exchange(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'));
  });

  console.log('pipelined requests, answered in the other order');
  const waiting = [];
  await withServer({}, (req, res) => {
    console.log('  request', req.url, res.socket === null, res.writableLength);
    watch(`res ${req.url}`, res, ['socket', 'finish', 'close']);
    waiting.unshift(() => res.end(req.url));
    if (waiting.length === 3) waiting.forEach((answer) => answer());
  }, async (port) => {
    console.log(await exchange(port, [1, 2, 3].map((n) =>
      `GET /${n} HTTP/1.1\r\nHost: x\r\n${n === 3 ? 'Connection: close\r\n' : ''}\r\n`).join('')));
  });

  console.log('half closed');
  for (const half of [false, true]) {
    await withServer({}, (req, res) => {
      watch('req', req, ['end', 'close', 'aborted', 'error']);
      watch('res', res, ['finish', 'close', 'error']);
      req.resume();
      setTimeout(() => res.end('late'), 50);
    }, async (port, server) => {
      server.httpAllowHalfOpen = half;
      console.log(await exchange(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', { end: true }));
      await new Promise((resolve) => { setTimeout(resolve, 60); });
    });
  }

  console.log('a response whose methods a program has replaced');
  await withServer({}, (req, res) => {
    const { _send: send, writeHead } = res;
    res._send = function(data, ...rest) {
      console.log('  _send', typeof data === 'string' ? data : data?.length);
      return send.call(this, data, ...rest);
    };
    res.writeHead = function(...args) {
      this.setHeader('X-Late', 'yes');
      return writeHead.apply(this, args);
    };
    res.end('ok');
  }, async (port) => {
    console.log(await exchange(port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'));
  });

  console.log('a listener that rejects');
  const server = http.createServer({ captureRejections: true }, async (req, res) => {
    res.setHeader('X-Secret', 'a');
    throw new Error('rejected');
  });
  server[Symbol.for('nodejs.rejection')](new Error('x'), 'request', {}, {
    headersSent: false, getHeaderNames: () => ['a'], removeHeader: (name) => console.log('  removes', name),
    end: (text) => console.log('  ends with', text),
  });
}
main();
