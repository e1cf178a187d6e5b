'use strict';
// The global WebSocket against a server of this process that frames by hand: handshake and its refusals, text and binary both
// ways, fragments, pings, close codes, subprotocols, protocol errors, ends without a goodbye.
const http = require('node:http');
const crypto = require('node:crypto');

const later = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** A frame of a server. */
function frame(first, payload = '') {
  const data = Buffer.from(payload);
  const length = data.length < 126 ? Buffer.from([data.length]) : Buffer.from([126, data.length >> 8, data.length & 255]);
  return Buffer.concat([Buffer.from([first]), length, data]);
}

/** The frames of a client: [first byte, payload], with what is left. */
function* framesIn(state) {
  for (;;) {
    const { data } = state;
    if (data.length < 2) return;
    let length = data[1] & 127;
    let at = 2;
    if (length === 126) {
      if (data.length < 4) return;
      length = data.readUInt16BE(2);
      at = 4;
    } else if (length === 127) {
      if (data.length < 10) return;
      length = Number(data.readBigUInt64BE(2));
      at = 10;
    }
    if (data.length < at + 4 + length) return;
    const mask = data.subarray(at, at + 4);
    const payload = Buffer.from(data.subarray(at + 4, at + 4 + length).map((byte, index) => byte ^ mask[index % 4]));
    state.data = data.subarray(at + 4 + length);
    yield [data[0], data[1] >> 7, payload];
  }
}

let behave;
const sockets = new Set();
let answerHead;
const server = http.createServer();
server.on('upgrade', (req, socket) => {
  const accept = crypto.createHash('sha1').update(`${req.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  const protocol = req.headers['sec-websocket-protocol'];
  const state = { data: Buffer.alloc(0), req };
  sockets.add(socket);
  socket.on('error', () => {});
  const fields = answerHead?.(accept, protocol) ?? `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${protocol ? `Sec-WebSocket-Protocol: ${protocol.split(', ').at(-1)}\r\n` : ''}\r\n`;
  socket.write(fields);
  socket.on('data', (data) => {
    state.data = Buffer.concat([state.data, data]);
    for (const [first, masked, payload] of framesIn(state)) behave.frame?.(socket, first, payload, masked);
  });
  behave.open?.(socket, req);
});

/** Opens one, prints its events in order until it is closed. */
function run(name, how, { protocols, onOpen, binaryType, url = '', head, onMessage } = {}) {
  behave = how;
  answerHead = head;
  console.log(name);
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.address().port}/${url}`, protocols);
    if (binaryType) socket.binaryType = binaryType;
    console.log('  ', socket.readyState, socket.binaryType, JSON.stringify(socket.protocol), JSON.stringify(socket.extensions), socket.bufferedAmount);
    socket.onopen = (event) => {
      console.log('   open', event.constructor.name, socket.readyState, JSON.stringify(socket.protocol), JSON.stringify(socket.extensions));
      onOpen?.(socket);
    };
    socket.onmessage = async (event) => {
      const { data } = event;
      const text = typeof data === 'string' ? JSON.stringify(data.length > 50 ? data.length : data) :
        `${data.constructor.name} ${Buffer.from(data instanceof Blob ? await data.arrayBuffer() : data).toString('hex')}`;
      console.log('   message', event instanceof MessageEvent, text, event.origin.replace(/\d+$/, 'PORT'), event.lastEventId === '', event.ports.length);
      onMessage?.(socket, data);
    };
    socket.onerror = (event) => console.log('   error', event.constructor.name, event.type, event.message, event.error?.name, socket.readyState);
    socket.onclose = (event) => {
      console.log('   close', event instanceof CloseEvent, event.code, JSON.stringify(event.reason), event.wasClean, socket.readyState);
      resolve(socket);
    };
  });
}

const echo = {
  frame(socket, first, payload, masked) {
    console.log('   server:', first.toString(16), masked, payload.length > 50 ? payload.length : payload.toString('hex'));
    if ((first & 15) === 8) socket.end(Buffer.concat([frame(0x88, payload)]));
    else if ((first & 15) < 3) socket.write(frame(first, payload));
  },
};

async function main() {
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });

  await run('text', echo, { onOpen: (socket) => socket.send('h\u00e9llo'), onMessage: (socket) => socket.close() });
  await run('an empty message', echo, { onOpen: (socket) => socket.send(''), onMessage: (socket) => socket.close(1000) });
  await run('a long message', echo, { onOpen: (socket) => socket.send('x'.repeat(30000)), onMessage: (socket) => socket.close(4321, 'enough') });
  for (const binaryType of ['blob', 'arraybuffer']) {
    for (const data of [new Uint8Array([1, 2]), new Uint8Array([1, 2, 3]).buffer, new DataView(new Uint8Array([4, 5, 6, 7]).buffer, 1, 2), new Blob(['blob'])]) {
      await run(`binary ${binaryType} ${data.constructor.name}`, echo, { binaryType, onOpen: (socket) => socket.send(data), onMessage: (socket) => socket.close() });
    }
  }
  {
    const order = [];
    await run('many at once, in order', {
      frame: (socket, first, payload) => (first === 0x88 ? socket.end(frame(0x88, payload)) : order.push(String(payload))),
    }, {
      onOpen(socket) {
        for (let index = 0; index < 5; index++) socket.send(`message ${index}`);
        console.log('   buffered', socket.bufferedAmount);
        socket.close();
        console.log('   closing', socket.readyState);
        socket.send('too late');
      },
    });
    console.log(order);
  }
  await run('fragments', {
    ...echo,
    open(socket) {
      socket.write(Buffer.concat([frame(0x01, 'a'), frame(0x89, 'ping'), frame(0x00, ''), frame(0x80, 'b')]));
    },
  }, { onMessage: (socket) => socket.close() });
  await run('a frame in pieces', {
    ...echo,
    async open(socket) {
      for (const byte of frame(0x81, 'slowly')) {
        socket.write(Buffer.from([byte]));
        await later(2);
      }
    },
  }, { onMessage: (socket) => socket.close() });

  const closes = { 'without a code': '', 'a code': '\x03\xe8', 'a code and a reason': '\x0f\xa0bye', 'a reserved code': '\x03\xed', 'a code that is too small': '\x00\x01', 'one byte': '\x03' };
  for (const [name, payload] of Object.entries(closes)) {
    await run(`the server closes: ${name}`, { frame: (socket) => socket.end(), open: (socket) => socket.write(frame(0x88, Buffer.from(payload, 'latin1'))) });
  }
  const broken = {
    'a mask': Buffer.from('818500000000', 'hex'), 'a reserved bit': frame(0xc1, 'a'), 'an unknown opcode': frame(0x83, 'a'),
    'a continuation of nothing': frame(0x80, 'a'), 'a message in another': Buffer.concat([frame(0x01, 'a'), frame(0x81, 'b')]),
    'a long ping': frame(0x89, 'a'.repeat(126)), 'a fragmented close': frame(0x08, Buffer.from([3, 232])), 'no UTF-8': frame(0x81, Buffer.from([0xc0, 0x80])),
  };
  for (const [name, bytes] of Object.entries(broken)) {
    await run(`the server sends ${name}`, { frame: (socket) => socket.end(), open: (socket) => socket.write(bytes) });
  }
  await run('the server ends', { open: (socket) => socket.end() });
  await run('the server resets', { open: (socket) => setTimeout(() => socket.resetAndDestroy(), 20) });

  await run('protocols', echo, { protocols: ['a', 'b'], onOpen: (socket) => socket.close() });
  await run('one protocol', echo, { protocols: 'a', onOpen: (socket) => socket.close() });
  await run('a protocol that nobody asked for', echo, { protocols: ['a'], head: (accept) => `HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: z\r\n\r\n` });
  await run('no protocol of two', echo, { protocols: ['a', 'b'], head: (accept) => `HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`, onOpen: (socket) => socket.close() });
  await run('a wrong accept', echo, { head: () => 'HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n' });
  await run('no upgrade field', echo, { head: (accept) => `HTTP/1.1 101 S\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n` });
  await run('200', echo, { head: () => 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n' });
  await run('401', echo, { head: () => 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n' });
  await run('redirect', echo, { head: () => 'HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\nConnection: close\r\n\r\n' });
  await run('options', {
    open(socket, req) {
      console.log('   server:', req.url, req.headers['x-own'], req.headers.upgrade, req.headers['sec-websocket-version'], 'sec-websocket-extensions' in req.headers);
      socket.end(frame(0x88, Buffer.from([3, 232])));
    },
  }, { protocols: { headers: { 'X-Own': 'yes' } }, url: 'path?query' });

  console.log('closed before it opens');
  const early = new WebSocket(`ws://127.0.0.1:${server.address().port}/`);
  early.addEventListener('error', (event) => console.log('   error', event.type));
  const closed = new Promise((resolve) => { early.addEventListener('close', (event) => resolve([event.code, event.reason, event.wasClean])); });
  early.close();
  console.log('  ', early.readyState, await closed);

  console.log('nobody is there');
  const { port } = server.address();
  for (const socket of sockets) socket.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => { server.close(resolve); });
  const refused = new WebSocket(`ws://127.0.0.1:${port}/`);
  await new Promise((resolve) => {
    refused.onerror = (event) => console.log('   error', event.constructor.name, event.message, event.error?.name, event.error?.cause?.code);
    refused.onclose = (event) => resolve(console.log('   close', event.code, event.wasClean));
  });

  const attempts = [
    () => new WebSocket('http//x'), () => new WebSocket('ftp://x'), () => new WebSocket('ws://x/#a'), () => new WebSocket('ws://x', ['a', 'a']), () => new WebSocket('ws://x', 'a b'),
    () => new WebSocket(), () => refused.close(999), () => refused.close(1001), () => refused.close(1000, 'x'.repeat(124)), () => { refused.binaryType = 'x'; return refused.binaryType; },
    () => refused.send(), () => refused.send('x'), () => new CloseEvent('close', { code: 1, reason: 'r', wasClean: true }).reason, () => new MessageEvent('m', { data: [1], origin: 'o', lastEventId: '1' }).data,
    () => [WebSocket.CONNECTING, WebSocket.OPEN, WebSocket.CLOSING, WebSocket.CLOSED], () => Object.getOwnPropertyNames(WebSocket.prototype).sort().join(),
  ];
  for (const attempt of attempts) {
    try {
      console.log(String(attempt).slice(6), attempt());
    } catch (error) {
      console.log(String(attempt).slice(6), error.name, error.code, error.message);
    }
  }
}
main();
