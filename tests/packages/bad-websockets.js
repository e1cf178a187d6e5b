// ws: peers that break the protocol or do not keep up harm only themselves: garbage, unmasked and reserved frames, wrong lengths and codes,
// text that is no UTF-8, messages that are too large, half frames, peers that read nothing, resets, a flood of handshakes. Beside
// each a healthy client gets its echo.
'use strict';
const http = require('node:http');
const net = require('node:net');
const { WebSocket, WebSocketServer } = require('ws');

const later = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const handshake = 'GET /chat HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
const hex = (text) => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** A frame of a client: its mask is zero. */
function frame(first, payload, masked = true) {
  const length = payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 255];
  if (masked) length[0] |= 0x80;
  return Buffer.concat([Buffer.from([first, ...length]), Buffer.alloc(masked ? 4 : 0), Buffer.from(payload)]);
}

const frames = {
  'an echo': frame(0x81, 'hello'),
  'no mask': frame(0x81, 'hello', false),
  'a reserved bit': frame(0xc1, 'hello'),
  'an unknown opcode': frame(0x83, 'hello'),
  'a continuation of nothing': frame(0x80, 'hello'),
  'a message in the middle of another': Buffer.concat([frame(0x01, 'a'), frame(0x81, 'b')]),
  'a ping that is fragmented': frame(0x09, 'a'),
  'a ping that is too long': frame(0x89, 'a'.repeat(126)),
  'no UTF-8': frame(0x81, hex('c0 80')),
  'UTF-8 that is cut': Buffer.concat([frame(0x01, hex('e2 82')), frame(0x80, '')]),
  'a close code that nobody may send': frame(0x88, hex('03 ed')),
  'a close of one byte': frame(0x88, hex('03')),
  'a close reason that is no UTF-8': frame(0x88, hex('03 e8 ff')),
  'a proper close': frame(0x88, hex('03 e8')),
  'a length of 63 bits': hex('82 ff 7f ff ff ff ff ff ff ff 00 00 00 00'),
  'a message that is too large': frame(0x82, Buffer.alloc(20000)),
  'fragments that are too large together': Buffer.concat([frame(0x02, Buffer.alloc(9000)), frame(0x80, Buffer.alloc(9000))]),
  'half a frame': hex('81 85 00 00'),
  'HTTP': Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
  'many empty fragments': Buffer.concat([frame(0x01, 'a'), ...Array.from({ length: 5000 }, () => frame(0x00, '')), frame(0x80, 'b')]),
  'many pings': Buffer.concat([...Array.from({ length: 2000 }, () => frame(0x89, 'p')), frame(0x88, hex('03 e8'))]),
};

async function main() {
  const server = http.createServer((req, res) => res.writeHead(426).end());
  const sockets = new WebSocketServer({ server, maxPayload: 16384, path: '/chat' });
  let seen = [];
  sockets.on('connection', (client, req) => {
    if (req.url === '/chat?bad') client.isBad = true;
    client.on('error', (error) => seen.push(`error ${error.name} ${error.code} ${error.message}`));
    client.on('message', (data, isBinary) => client.send(data, { binary: isBinary }));
    client.on('close', (code) => seen.push(`close ${code}`));
  });
  sockets.on('wsClientError', (error, socket) => {
    seen.push(`refused ${error.message}`);
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address();

  const healthy = new WebSocket(`ws://127.0.0.1:${port}/chat`);
  await new Promise((resolve) => { healthy.on('open', resolve); });
  let count = 0;
  const echo = () => new Promise((resolve) => {
    const text = `healthy ${count++}`;
    healthy.once('message', (data) => resolve(String(data) === text));
    healthy.send(text);
  });

  /** What the server answers to a handshake and these bytes; `end` says whether the peer ends the connection then. */
  const send = (bytes, { end = true, head = `${handshake}\r\n` } = {}) => new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    const received = [];
    socket.on('error', () => {});
    socket.on('data', (data) => received.push(data));
    socket.on('close', () => resolve(Buffer.concat(received)));
    socket.write(head);
    if (end) socket.end(bytes);
    else socket.write(bytes);
  });
  const afterHead = (answer) => answer.subarray(answer.indexOf('\r\n\r\n') + 4);

  for (const [name, bytes] of Object.entries(frames)) {
    seen = [];
    const answer = afterHead(await send(bytes));
    while (!seen.some((line) => line.startsWith('close'))) await later(1);
    console.log(name, '->', answer.length > 40 ? 'many bytes' : answer.toString('hex'), seen, await echo());
  }

  for (const [name, head] of Object.entries({
    'no key': `${handshake}\r\n`.replace(/Sec-WebSocket-Key.*\r\n/, ''),
    'a short key': `${handshake}\r\n`.replace('dGhl', ''),
    'another version': `${handshake}\r\n`.replace('Version: 13', 'Version: 7'),
    'another method': `${handshake}\r\n`.replace('GET', 'POST'),
    'another upgrade': `${handshake}\r\n`.replace('websocket', 'h2c'),
    'another path': `${handshake}\r\n`.replace('/chat', '/'),
    'a bad subprotocol': `${handshake}Sec-WebSocket-Protocol: a,,b\r\n\r\n`,
    'bad extensions': `${handshake}Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99\r\n\r\n`,
  })) {
    seen = [];
    const answer = await send('', { head });
    console.log(name, '->', answer.toString('latin1').split('\r\n', 1)[0], seen.filter((line) => line.startsWith('refused')), await echo());
  }

  console.log('a reset');
  seen = [];
  const reset = net.connect(port, '127.0.0.1').on('error', () => {});
  reset.write(`${handshake}\r\n`);
  await new Promise((resolve) => { reset.once('data', resolve); });
  reset.resetAndDestroy();
  while (!seen.some((line) => line.startsWith('close'))) await later(1);
  console.log(seen, await echo());

  console.log('a peer that reads nothing');
  seen = [];
  const lazy = net.connect(port, '127.0.0.1').on('error', () => {}).pause();
  lazy.write(`${handshake}\r\n`);
  while (sockets.clients.size < 2) await later(1);
  const [side] = [...sockets.clients].filter((client) => client._socket.remotePort === lazy.localPort);
  let failure;
  for (let index = 0; index < 512; index++) side.send(Buffer.alloc(65536), (error) => { failure ??= error?.code; });
  await later(20);
  console.log('waits', side.bufferedAmount > 16 << 20, await echo());
  lazy.destroy();
  while (!seen.some((line) => line.startsWith('close'))) await later(1);
  console.log(seen.filter((line) => line.startsWith('close')), typeof failure, await echo());

  console.log('a flood of handshakes');
  const flood = await Promise.all(Array.from({ length: 200 }, () => new Promise((resolve) => {
    const client = new WebSocket(`ws://127.0.0.1:${port}/chat`);
    client.on('open', () => resolve(client));
    client.on('error', (error) => resolve(error));
  })));
  console.log(flood.filter((client) => client.readyState === WebSocket.OPEN).length, await echo());
  for (const client of flood) client.terminate();
  while (sockets.clients.size > 1) await later(1);

  healthy.close();
  sockets.close();
  await new Promise((resolve) => { server.close(resolve); });
}
main();
