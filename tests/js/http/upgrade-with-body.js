'use strict';
// A request for another protocol may have a body. When that is there with the head, the program gets the connection's socket; when
// it is still on its way, a stream that begins where the body ends. Pieces go out when the server has seen those before.

const http = require('node:http');
const net = require('node:net');

const upgrade = 'Host: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n';
const post = (more, body) => `POST / HTTP/1.1\r\n${upgrade}${more}\r\n\r\n${body}`;
const fixed = (body) => post('Content-Length: 5', body);
const chunked = (body) => post('Transfer-Encoding: chunked', body);

function tell(name, emitter, ...events) {
  for (const event of events) {
    emitter.on(event, (value) => console.log(name, event, value?.code ?? value?.message ?? (event === 'data' ? `${value}` : '')));
  }
}

// `pieces` after the first are written one by one, each when the server has called the `next` that it gets with the request.
function exchange(name, [first, ...pieces], onUpgrade, { options = {}, event = 'upgrade' } = {}) {
  console.log(`--- ${name}`);
  return new Promise((resolve) => {
    const server = http.createServer(options, (req, res) => {
      console.log('ordinary', req.upgrade);
      req.on('data', (data) => console.log('body', `${data}`)).on('end', () => res.end('x'));
    });
    const next = () => setImmediate(() => {
      const piece = pieces.shift();
      if (typeof piece === 'string') client.write(piece);
      else if (piece === null) client.end();
      else piece?.(client);
    });
    if (onUpgrade) {
      server.on(event, (req, stream, head) => {
        console.log(event, stream.constructor.name, stream === req.socket, `${head}`, req.complete, req.upgrade);
        onUpgrade(req, stream, next, server);
      });
    }
    // The connection is over when both sides are.
    const over = new Promise((resolve) => server.on('connection', (socket) => socket.on('close', resolve)));
    over.then(() => setImmediate(() => client.destroy()));
    server.on('clientError', (error, socket) => {
      console.log('clientError', error.code ?? error.message);
      socket.destroy();
    });
    let text = '';
    let client;
    server.listen(0, '127.0.0.1', () => {
      client = net.connect({ port: server.address().port, host: '127.0.0.1', allowHalfOpen: true });
      client.on('data', (data) => {
        text += data;
        if (!onUpgrade && text.endsWith('x')) client.destroy();
      });
      client.on('error', () => {});
      client.on('end', () => client.end());
      client.on('close', async () => {
        await over;
        console.log('client', JSON.stringify(text.replace(/Date.*?\r\n/, '')));
        server.close(resolve);
      });
      client.write(first);
    });
  });
}

// The ordinary use: the body is read, the other protocol answers what it gets.
function speak(req, stream, next) {
  tell('request', req, 'data', 'end', 'close', 'aborted', 'error');
  tell('stream', stream, 'data', 'end', 'finish', 'close', 'error');
  req.on('data', next);
  req.on('end', next);
  stream.on('data', (data) => {
    stream.write(`<${data}>`);
    next();
  });
  stream.on('end', () => stream.end('bye'));
  stream.write('101 ');
}

// Says nothing of its own, so that the client's end shows alone.
function hear(req, stream, next = () => {}) {
  tell('request', req, 'data', 'end', 'close', 'aborted', 'error');
  tell('stream', stream, 'data', 'end', 'finish', 'close', 'error');
  req.on('data', next);
}

(async () => {
  await exchange('with the head', [fixed('helloX'), 'Y', null], speak);
  await exchange('chunked, with the head', [chunked('5\r\nhello\r\n0\r\n\r\nX'), 'Y', null], speak);
  await exchange('no body', [post('Content-Length: 0', 'X'), 'Y', null], speak);
  await exchange('in pieces', [fixed('he'), 'll', 'oX', 'Y', null], speak);
  await exchange('the body alone at last', [fixed('he'), 'llo', 'X', null], speak);
  await exchange('chunked, in pieces', [chunked('2\r\nhe'), '\r\n3\r\nllo\r\n0\r\nA: b\r\n\r\nX', null], speak);
  await exchange('CONNECT has no body', ['CONNECT a:1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello', null], speak,
                 { event: 'connect' });
  await exchange('nobody hears it', [fixed('hello')], undefined);
  await exchange('not wanted', [fixed('hello')], undefined, { options: { shouldUpgradeCallback: () => false } });
  await exchange('wanted, but nobody hears it', [fixed('he')], undefined, { options: { shouldUpgradeCallback: () => true } });

  await exchange('cut off', [fixed('he'), null], hear);
  await exchange('reset', [fixed('he'), (client) => client.resetAndDestroy()], hear);
  await exchange('malformed', [chunked('2\r\nhe'), 'no chunk'], (req, stream, next) => {
    hear(req, stream, next);
    req.socket.on('data', (data) => {
      if (`${data}` === 'no chunk') setImmediate(() => stream.destroy());
    });
  });
  await exchange('the stream is destroyed', [fixed('he')], (req, stream) => {
    hear(req, stream);
    stream.destroy();
  });
  await exchange('the stream is destroyed with an error', [fixed('he')], (req, stream) => {
    hear(req, stream);
    stream.destroy(new Error('mine'));
  });
  await exchange('the request is destroyed', [fixed('he')], (req, stream) => {
    hear(req, stream);
    req.destroy(new Error('mine'));
  });
  await exchange('too slow', [fixed('he')], hear,
                 { options: { requestTimeout: 300, headersTimeout: 200, connectionsCheckingInterval: 50 } });
  await exchange('all connections are closed', [fixed('he')], (req, stream, next, server) => {
    hear(req, stream, () => server.closeAllConnections());
    server.closeIdleConnections();
    console.log(stream.destroyed, req.socket.destroyed);
  });

  const long = 300_000;
  await exchange('a long body that nobody reads', [post(`Content-Length: ${long}`, 'he'), `${'.'.repeat(long - 2)}X`],
                 (req, stream, next) => {
                   stream.on('data', (data) => {
                     console.log(`${data}`, req.complete, req.readableFlowing, req.readableLength);
                     stream.destroy();
                   });
                   next();
                 });
  await exchange('what follows waits for its reader', [fixed('he'), `llo${'.'.repeat(long)}`], (req, stream, next) => {
    req.on('end', () => console.log('end', stream.readableLength > 0, stream.readableFlowing));
    req.on('data', next);
    let length = 0;
    setTimeout(() => {
      console.log('waits', req.socket.isPaused(), stream.readableLength < long);
      stream.on('data', (data) => {
        length += data.length;
        if (length === long) stream.end('all');
      });
    }, 50);
    stream.on('finish', () => console.log('finish'));
  });
})();
