// Answers over TCP to questions that nobody has asked are passed over, as those over UDP are: the right one may follow. And a time
// limit below what any server needs is a quarter of a second.
'use strict';

const dgram = require('node:dgram');
const dns = require('node:dns');
const net = require('node:net');
const { once } = require('node:events');

// A question for an A record, without what an extension has added.
function questionOf(message) {
  const end = message.indexOf(0, 12) + 5;
  const question = Buffer.from(message.subarray(0, end));
  question.writeUInt16BE(0, 10);
  return question;
}

function answerTo(question, address, change = () => {}) {
  const answer = Buffer.concat([question, Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address])]);
  answer.writeUInt16BE(0x8180, 2);
  answer.writeUInt16BE(1, 6);
  change(answer);
  return answer;
}

const framed = (answer) => Buffer.concat([Buffer.from([answer.length >> 8, answer.length & 255]), answer]);

async function twoOnOnePort() {
  for (;;) {
    const tcp = net.createServer().listen(0, '127.0.0.1');
    await once(tcp, 'listening');
    const { port } = tcp.address();
    const udp = dgram.createSocket('udp4').bind(port, '127.0.0.1');
    try {
      await once(udp, 'listening');
      return { udp, tcp, port };
    } catch {
      // Somebody else has the other one.
      tcp.close();
    }
  }
}

(async () => {
  const { udp, tcp, port } = await twoOnOnePort();
  let delay = -1;
  udp.on('message', (message, { port, address }) => {
    const question = questionOf(message);
    if (delay >= 0) setTimeout(() => udp.send(answerTo(question, [1, 2, 3, 4]), port, address), delay);
    else udp.send(answerTo(question, [0, 0, 0, 0], (answer) => answer.writeUInt16BE(0x8380, 2)), port, address);
  });
  tcp.on('connection', (socket) => socket.on('error', () => {}).on('data', (data) => {
    const question = questionOf(data.subarray(2));
    socket.write(framed(answerTo(question, [6, 6, 6, 6], (answer) => { answer[1] ^= 1; })));
    socket.write(framed(answerTo(question, [6, 6, 6, 6], (answer) => { answer[13] ^= 1; })));
    socket.write(framed(answerTo(question, [9, 9, 9, 9])));
  }));

  const ask = (options) => new Promise((resolve) => {
    const resolver = new dns.Resolver({ tries: 1, ...options });
    resolver.setServers([`127.0.0.1:${port}`]);
    resolver.resolve4('name.test', (error, addresses) => resolve(error?.code ?? addresses));
  });
  console.log(await ask({ timeout: 5000 }));
  delay = 30;
  for (const timeout of [0, 1, 20]) console.log(timeout, await ask({ timeout, tries: 2 }));
  udp.close();
  tcp.close();
})();
