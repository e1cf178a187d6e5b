// What becomes of a question by TCP whose connection brings no answer: where the answer has begun, the rest is waited for,
// whatever the server does; where it has not, the end is told at once. The next round asks by the same connection.
'use strict';
const dgram = require('node:dgram');
const dns = require('node:dns');
const net = require('node:net');

const address = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 1, 2, 3, 4]);

function reply(query, isCut, ...answers) {
  let end = 12;
  while (query[end] > 0) end += query[end] + 1;
  const head = Buffer.from(query.subarray(0, 12));
  head[2] = isCut ? 0x83 : 0x81;
  [1, answers.length, 0, 0].forEach((number, index) => head.writeUInt16BE(number, 4 + index * 2));
  return Buffer.concat([head, query.subarray(12, end + 5), ...answers]);
}

function framed(message) {
  return Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message]);
}

// What a server does with a connection that has brought a question.
const servers = {
  'all': (socket, query) => socket.end(framed(reply(query, false, address, address))),
  'in parts': (socket, query) => {
    const parts = [...framed(reply(query, false, address))].map((byte) => Buffer.from([byte]));
    (function next() {
      if (parts.length > 0) socket.write(parts.shift(), () => setImmediate(next));
    })();
  },
  'not all': (socket, query) => socket.end(framed(reply(query, false, address)).subarray(0, -3)),
  'not all, reset': (socket, query) => {
    socket.write(framed(reply(query, false, address)).subarray(0, -3));
    setTimeout(() => socket.resetAndDestroy(), 10);
  },
  'a length': (socket) => socket.end(Buffer.from([0, 50])),
  'half a length': (socket) => socket.end(Buffer.from([0])),
  'length 0': (socket) => socket.end(Buffer.from([0, 0])),
  'length 0, open': (socket) => socket.write(Buffer.from([0, 0])),
  'length 0 before the answer': (socket, query) => socket.end(Buffer.concat([Buffer.alloc(2), framed(reply(query, false, address))])),
  'nothing': (socket) => socket.end(),
  'reset': (socket) => socket.resetAndDestroy(),
  'silence': () => {},
  'the second question only': (socket, query, count) => {
    if (count > 1) socket.write(framed(reply(query, false, address)));
  },
};

async function ask(serve, tries) {
  let questions = 0;
  const sockets = [];
  const tcp = net.createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => serve(socket, data.subarray(2), ++questions));
  });
  await new Promise((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  const udp = dgram.createSocket('udp4');
  await new Promise((resolve) => udp.bind(tcp.address().port, '127.0.0.1', resolve));
  udp.on('message', (query, from) => udp.send(reply(query, true), from.port, from.address));
  const resolver = new dns.promises.Resolver({ timeout: 250, tries });
  resolver.setServers([`127.0.0.1:${tcp.address().port}`]);
  const outcome = await resolver.resolve4('x.test').then(String, ({ code }) => code);
  for (const socket of sockets) socket.destroy();
  udp.close();
  tcp.close();
  return `${outcome}, questions ${questions}, connections ${sockets.length}`;
}

(async () => {
  const once = Object.entries(servers).map(async ([name, serve]) => `${name}: ${await ask(serve, 1)}`);
  const twice = ['not all', 'nothing', 'the second question only'].map(async (name) => `${name}, twice: ${await ask(servers[name], 2)}`);
  console.log((await Promise.all([...once, ...twice])).join('\n'));
})();
