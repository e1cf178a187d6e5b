'use strict';
// A second response to one request, of which only the beginning is there: the connection is closed, and its parser is let go.
const { createHook } = require('node:async_hooks');
const http = require('node:http');
const net = require('node:net');

const parsers = new Map();
createHook({
  init(id, type) {
    if (type === 'HTTPCLIENTREQUEST') parsers.set(id, 'made');
  },
  destroy(id) {
    if (parsers.has(id)) parsers.set(id, 'destroyed');
  },
}).enable();

const seconds = { none: '', whole: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno', 'a beginning': 'HTTP/1.1 200 OK\r\n\r\nno' };

(async () => {
  for (const [name, second] of Object.entries(seconds)) {
    parsers.clear();
    const server = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok${second}`));
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const agent = new http.Agent({ keepAlive: true });
    const request = http.get({ port: server.address().port, host: '127.0.0.1', agent });
    request.on('response', (response) => response.on('data', (data) => console.log(`${name}: ${data}`)));
    await new Promise((resolve) => request.on('close', resolve));
    agent.destroy();
    await new Promise((resolve) => server.close(resolve));
    await new Promise(setImmediate);
    console.log(name, [...parsers.values()]);
  }
})();
