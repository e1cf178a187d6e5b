'use strict';
// A listener that throws at a piece of a body, in a program that survives it: the parser refuses what comes next, on both sides. It
// used to go on in the midst of a chunk.
const http = require('node:http');
const net = require('node:net');

let told = [];
process.on('uncaughtException', ({ message }) => told.push(`uncaught ${message}`));

const kBodies = {
  'Content-Length: 6': ['aa', 'bb', 'cc'],
  'Transfer-Encoding: chunked': ['2\r\naa\r\n', '2\r\nbb\r\n', '2\r\ncc\r\n', '0\r\n\r\n'],
};
const failed = ({ code, message }) => `${code} ${message}`;

// Sends each piece when the one before has been told.
function send(socket, pieces) {
  const [first, ...rest] = pieces;
  if (first === undefined || socket.destroyed) return;
  socket.write(first);
  setTimeout(send, 10, socket, rest);
}

function hear(message) {
  message.on('data', (data) => {
    told.push(`data ${data}`);
    throw new Error('from a listener');
  });
  message.on('end', () => told.push('end'));
  message.on('aborted', () => told.push('aborted'));
  message.on('error', (error) => told.push(`error ${error.code}`));
}

async function client(field, pieces) {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => send(socket, [`HTTP/1.1 200 OK\r\n${field}\r\n\r\n`, ...pieces]));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const request = http.get({ port: server.address().port, host: '127.0.0.1', agent: false });
  request.on('response', (response) => {
    hear(response);
    response.on('close', () => server.close());
  });
  request.on('error', (error) => told.push(`request ${failed(error)}`));
  await new Promise((resolve) => server.on('close', resolve));
}

async function server(field, pieces) {
  const server = http.createServer((request) => hear(request));
  server.on('clientError', (error, socket) => {
    told.push(`client ${failed(error)}`);
    socket.destroy();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = net.connect(server.address().port, '127.0.0.1');
  socket.on('error', () => {});
  send(socket, [`POST / HTTP/1.1\r\nHost: a\r\n${field}\r\n\r\n`, ...pieces]);
  await new Promise((resolve) => socket.on('close', resolve));
  await new Promise((resolve) => server.close(resolve));
}

(async () => {
  for (const side of [client, server]) {
    for (const [field, pieces] of Object.entries(kBodies)) {
      told = [];
      await side(field, pieces);
      console.log(side.name, field, told);
    }
  }
})();
