// The class of what a TLS socket over a Duplex has in _handle._parentWrap: packages (http2-wrapper, and with it got) make sockets of
// their own with it, over any Duplex.
'use strict';
const http = require('node:http');
const net = require('node:net');
const tls = require('node:tls');
const { PassThrough, duplexPair } = require('node:stream');

const { constructor: JSStreamSocket } = new tls.TLSSocket(new PassThrough())._handle._parentWrap;
console.log(JSStreamSocket.name, JSStreamSocket.length, Object.getPrototypeOf(JSStreamSocket) === net.Socket);

async function echo() {
  const [a, b] = duplexPair();
  const socket = new JSStreamSocket(a);
  console.log(socket instanceof net.Socket, socket.stream === a, socket.connecting, socket.readyState, socket.remoteAddress);
  const events = [];
  for (const event of ['data', 'end', 'finish', 'close']) socket.on(event, (value) => events.push(`${event} ${value ?? ''}`));
  b.write('to the socket');
  socket.write('from the socket');
  b.setEncoding('utf8');
  const [text] = await new Promise((resolve) => { b.once('data', (...args) => resolve(args)); });
  console.log(text);
  b.end();
  socket.end();
  await new Promise((resolve) => { socket.on('close', resolve); });
  console.log(events.join(', '), a.destroyed);
}

async function overHttp() {
  const [a, b] = duplexPair();
  const server = http.createServer((req, res) => req.pipe(res));
  server.emit('connection', new JSStreamSocket(a));
  const req = http.request({ method: 'POST', path: '/', createConnection: () => new JSStreamSocket(b) });
  req.end('through HTTP'.repeat(10_000));
  const [res] = await new Promise((resolve) => { req.on('response', (...args) => resolve(args)); });
  let length = 0;
  for await (const chunk of res) length += chunk.length;
  console.log(res.statusCode, length);
  req.destroy();
  server.closeAllConnections();
}

async function errors() {
  const [a] = duplexPair();
  const socket = new JSStreamSocket(a);
  const events = [];
  for (const event of ['error', 'close']) socket.on(event, (value) => events.push(`${event} ${value.message ?? value}`));
  a.destroy(new Error('below'));
  await new Promise((resolve) => { socket.on('close', resolve); });
  console.log(events.join(', '));
}

(async () => {
  await echo();
  await overHttp();
  await errors();
})();
