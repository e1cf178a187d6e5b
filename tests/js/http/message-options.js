// Options that say how little of a message there is to be: a client's `setDefaultHeaders`, a server's `optimizeEmptyRequests`. And the
// error of a request that is cut off by the end of its connection, which brings no packet.
'use strict';
const http = require('node:http');
const net = require('node:net');
const { once } = require('node:events');

async function sent(options) {
  const server = net.createServer((socket) => {
    let text = '';
    socket.on('data', (data) => {
      text += data;
      // What has a body ends with it.
      if (!/\r\n\r\n/.test(text) || (options.method === 'PUT' && !text.includes('abc'))) return;
      console.log('  ', JSON.stringify(text).replace(/127\.0\.0\.1:\d+/, 'HOST'));
      socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const request = http.request({ host: '127.0.0.1', port: server.address().port, ...options }, (response) => response.resume());
  console.log(JSON.stringify(options), request.getHeaderNames().join());
  request.end(options.method === 'PUT' ? 'abc' : undefined);
  await once(request, 'close');
  server.close();
}

async function withServer(options, listener, texts, half) {
  const server = http.createServer(options, listener);
  server.on('clientError', (error, socket) => {
    console.log('  ', error.message, error.code, error.reason, error.bytesParsed, error.rawPacket, Object.keys(error).join());
    socket.destroy();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  for (const text of texts) {
    console.log(JSON.stringify(text));
    const client = net.connect(server.address().port, '127.0.0.1');
    client.on('error', () => {});
    client.once('data', () => client.end());
    if (half) client.end(text);
    else client.write(text);
    await once(client.resume(), 'close');
  }
  await new Promise((resolve) => { server.close(resolve); });
}

function describe(req, res) {
  const { ended, endEmitted, closeEmitted } = req._readableState;
  console.log('  ', req.readable, req.readableEnded, req.destroyed, req.closed, ended, endEmitted, closeEmitted);
  for (const event of ['end', 'close', 'error']) req.on(event, () => console.log('  ', event));
  req.on('data', (data) => console.log('  ', 'data', data.length));
  res.end('x');
}

(async () => {
  for (const options of [
    { setDefaultHeaders: false }, { setDefaultHeaders: false, setHost: true }, { setDefaultHeaders: false, headers: { a: 'b' } },
    { setDefaultHeaders: false, headers: ['a', 'b'] }, { setDefaultHeaders: false, auth: 'u:p' }, { setDefaultHeaders: null },
    { setDefaultHeaders: false, method: 'PUT', headers: { 'content-length': 3 } },
    { setDefaultHeaders: false, method: 'PUT', headers: { 'transfer-encoding': 'chunked' } },
  ]) await sent(options);
  await sent({ setDefaultHeaders: false, method: 'PUT' });

  const head = 'Host: a\r\n';
  await withServer({ optimizeEmptyRequests: true }, describe, [
    `GET / HTTP/1.1\r\n${head}\r\n`, `POST / HTTP/1.1\r\n${head}\r\n`, `GET / HTTP/1.1\r\n${head}Content-Length: 0\r\n\r\n`,
    `POST / HTTP/1.1\r\n${head}Content-Length: 2\r\n\r\nhi`, `POST / HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `GET /1 HTTP/1.1\r\n${head}\r\nGET /2 HTTP/1.1\r\n${head}\r\n`,
  ]);
  await withServer({}, (req) => req.on('error', (error) => console.log('  ', error.code)), [
    'GET / HTTP/1.1\r\nHo', 'GET', `POST / HTTP/1.1\r\n${head}Content-Length: 9\r\n\r\nab`,
    `POST / HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\n3\r\nab`,
  ], true);
})();
