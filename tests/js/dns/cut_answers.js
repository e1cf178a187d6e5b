'use strict';
// Answers that are too large for UDP, or say so, and answers that are broken: when TCP is asked, and what comes of it.

const dgram = require('node:dgram');
const dns = require('node:dns');
const net = require('node:net');

const record = (type, data) => Buffer.concat([Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length]), data]);
const address = record(1, Buffer.from([1, 2, 3, 4]));
const text = record(16, Buffer.from('\x02hi'));
const mail = record(15, Buffer.from([0, 5, 1, 97, 0xc0, 12]));
const all = [address, text, mail];

// `question`: whether it is repeated, `cut`: how many bytes are missing.
function reply(query, { isCut = false, answers = [], count = answers.length, code = 0, question = true, cut = 0 }) {
  let end = 12;
  while (query[end] > 0) end += query[end] + 1;
  const head = Buffer.from(query.subarray(0, 12));
  head[2] = 0x81 | (isCut ? 2 : 0);
  head[3] = 0x80 | code;
  [Number(question), count, 0, 0].forEach((number, index) => head.writeUInt16BE(number, 4 + index * 2));
  const message = Buffer.concat([head, question ? query.subarray(12, end + 5) : Buffer.alloc(0), ...answers]);
  return message.subarray(0, message.length - cut);
}

// A server whose answers are `byUdp` and `byTcp`; a function does with the connection what it wants.
async function ask(method, byUdp, byTcp = { answers: all }) {
  const asked = new Set();
  const tcp = net.createServer((socket) => {
    asked.add('tcp');
    socket.on('error', () => {});
    socket.on('data', (data) => {
      if (typeof byTcp === 'function') return byTcp(socket);
      const message = reply(data.subarray(2), byTcp);
      socket.write(Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message]));
    });
  });
  await new Promise((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  const udp = dgram.createSocket('udp4');
  await new Promise((resolve) => udp.bind(tcp.address().port, '127.0.0.1', resolve));
  udp.on('message', (query, from) => {
    asked.add('udp');
    udp.send(reply(query, byUdp), from.port, from.address);
  });
  const resolver = new dns.promises.Resolver({ timeout: 2000, tries: 2 });
  resolver.setServers([`127.0.0.1:${tcp.address().port}`]);
  const outcome = await resolver[method]('x.test').then(JSON.stringify, ({ code, syscall }) => `${code} ${syscall}`);
  udp.close();
  tcp.close();
  return `${[...asked].join(', ')}: ${outcome}`;
}

const cases = {
  'no records, and cut': [{ isCut: true }],
  'some records, and cut': [{ isCut: true, answers: [address] }],
  'cut within a record': [{ isCut: true, answers: all, cut: 9 }],
  'fewer records than it says, and cut': [{ isCut: true, answers: [address], count: 5 }],
  'broken, and it does not say so': [{ answers: all, cut: 9 }],
  'no question, and cut': [{ isCut: true, question: false }],
  'no question': [{ answers: all, question: false }],
  'an error, and cut': [{ isCut: true, code: 3 }, { code: 3 }],
  'an error by UDP alone': [{ isCut: true, code: 2 }],
  'cut by TCP as well': [{ isCut: true }, { isCut: true, answers: [address, text] }],
  'broken by TCP': [{ isCut: true }, { answers: all, cut: 9 }],
  'TCP ends': [{ isCut: true }, (socket) => socket.end()],
  'TCP is reset': [{ isCut: true }, (socket) => socket.resetAndDestroy()],
};

(async () => {
  for (const [name, args] of Object.entries(cases)) {
    for (const method of ['resolveAny', 'resolve4']) console.log(name, method, await ask(method, ...args));
  }
})();
