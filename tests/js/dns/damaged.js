// Answers that cannot be about any question are told at once, not waited out: no question in them or one of a kind that there is
// not, an operation that there is not, a record with a part missing.
'use strict';
const dgram = require('node:dgram');
const dns = require('node:dns');

let change;
const server = dgram.createSocket('udp4');
server.on('message', (question, { port, address }) => {
  const answer = Buffer.from(question.subarray(0, 12 + 3 + 4));
  answer[2] = 0x81;
  answer[3] = 0x80;
  answer.writeUInt16BE(0, 10);
  const changed = change(answer) ?? answer;
  server.send(changed, port, address);
});

const record = (type, ...data) => Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 1, 0, data.length, ...data]);
const withRecords = (...records) => (answer) => {
  answer.writeUInt16BE(records.length, 6);
  return Buffer.concat([answer, ...records]);
};
const cases = {
  'no records': () => {},
  'no question': (answer) => { answer[5] = 0; },
  'an unknown class': (answer) => { answer[18] = 9; },
  'another type': (answer) => { answer[16] = 3; },
  'an unknown operation': (answer) => { answer[2] |= 3 << 3; },
  'another operation': (answer) => { answer[2] |= 2 << 3; },
  'TLSA without data': withRecords(record(1, 1, 2, 3, 4), record(52, 1, 1, 1)),
  'TLSA with data': withRecords(record(1, 1, 2, 3, 4), record(52, 1, 1, 1, 1)),
};

server.bind(0, '127.0.0.1', async () => {
  for (const [name, how] of Object.entries(cases)) {
    // That one is about another question.
    const resolver = new dns.Resolver({ timeout: name === 'another type' ? 250 : 10_000, tries: 1 });
    resolver.setServers([`127.0.0.1:${server.address().port}`]);
    change = how;
    await new Promise((resolve) => {
      resolver.resolve4('x', (error, addresses) => {
        console.log(name, error?.code, addresses);
        resolve();
      });
    });
  }
  server.close();
});
