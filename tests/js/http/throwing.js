'use strict';
// A program survives what its 'request' listener throws: the request is not over for it, and the connection refuses what comes next.
const http = require('node:http');
const net = require('node:net');
const { once } = require('node:events');

process.on('uncaughtException', (error) => console.log(`  uncaught: ${error.message}`));

const requests = {
  'no body': 'GET /1 HTTP/1.1\r\nHost: h\r\n\r\n',
  'a body': 'POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab',
  'two at once': 'GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n',
};

async function run(name, next) {
  console.log(`-- ${name}, then ${next === '' ? 'the end' : 'a request'}`);
  const server = http.createServer((req, res) => {
    console.log(`  request ${req.url}`);
    req.on('end', () => console.log('  end'));
    req.resume();
    res.on('close', () => console.log('  response closed'));
    setImmediate(() => {
      res.end('late');
      server.closeIdleConnections();
    });
    throw new Error('of the listener');
  });
  server.on('clientError', (error, socket) => {
    console.log(`  clientError ${error.code}: ${error.message}`);
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = net.connect(server.address().port, '127.0.0.1');
  client.on('error', () => {});
  const closed = once(client, 'close');
  client.write(requests[name]);
  const [data] = await Promise.race([once(client, 'data'), closed]);
  if (Buffer.isBuffer(data)) {
    console.log(`  ${String(data).split('\r\n\r\n')[1]}`);
    client.end(next);
    client.resume();
  }
  await closed;
  server.close();
  await once(server, 'close');
}

(async () => {
  for (const name in requests) {
    await run(name, '');
    await run(name, 'GET /next HTTP/1.1\r\nHost: h\r\n\r\n');
  }
})();
