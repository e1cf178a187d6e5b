// What the tests of HTTP share: a server for one test, and a client that sends bytes as they are.
'use strict';
const http = require('node:http');
const net = require('node:net');

/** Prints the bytes of an answer, without what changes from run to run. */
function show(label, data) {
  console.log(label, JSON.stringify(data.toString('latin1').replace(/Date: [^\r]*GMT/g, 'Date: X')));
}

/** Starts a server, runs `test(port, server)` and closes everything. */
async function withServer(options, listener, test) {
  const server = http.createServer(options, listener);
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  try {
    await test(server.address().port, server);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => { server.close(resolve); });
  }
}

/** Sends bytes (each string a write of its own) and answers with all that comes until the other side closes, or `until` is in it. */
function exchange(port, writes, { end = false, until } = {}) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    let received = '';
    const done = (how) => {
      socket.removeAllListeners('close');
      socket.on('error', () => {});
      socket.destroy();
      resolve(`${received.replace(/Date: [^\r]*GMT/g, 'Date: X')}${how}`);
    };
    socket.setEncoding('latin1');
    socket.on('data', (data) => {
      received += data;
      if (until !== undefined && received.includes(until)) done('');
    });
    socket.on('error', () => {});
    socket.on('close', () => done('<closed>'));
    socket.on('connect', async () => {
      for (const write of [].concat(writes)) {
        socket.write(write, 'latin1');
        await new Promise((next) => { setTimeout(next, 10); });
      }
      if (end) socket.end();
    });
  });
}

module.exports = { exchange, show, withServer };
