// What a server's answers become: of a chain of aliases the first is told; texts are bytes, each a character; and whatever goes wrong with
// the question for an address's name, the address is one that is not found, unless the question is cancelled.
'use strict';
const dgram = require('node:dgram');
const dns = require('node:dns');

const u16 = (number) => Buffer.from([number >> 8, number & 255]);
const name = (text) => Buffer.concat([...text.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])), Buffer.from([0])]);
// The name that was asked for stands in the question.
const asked = Buffer.from([0xc0, 12]);
const record = (owner, type, data) => Buffer.concat([owner, u16(type), u16(1), u16(0), u16(9), u16(data.length), data]);
const alias = (owner, target) => record(owner, 5, name(target));

let reply = {};
const server = dgram.createSocket('udp4');
server.on('message', (question, { port, address }) => {
  const { code = 0, answers = [], silent } = reply;
  if (silent) return;
  let end = 12;
  while (question[end] > 0) end += question[end] + 1;
  const head = [question.subarray(0, 2), u16(0x8180 | code), u16(1), u16(answers.length), u16(0), u16(0)];
  server.send(Buffer.concat([...head, question.subarray(12, end + 5), ...answers]), port, address);
});

server.bind(0, '127.0.0.1', async () => {
  const resolver = new dns.Resolver({ timeout: 50, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.address().port}`]);
  const ask = (method, question, how) => new Promise((resolve) => {
    reply = how;
    resolver[method](question, (error, answer) => {
      console.log(method, question, error ? `${error.code} ${error.syscall} ${error.hostname} ${error.message}` : JSON.stringify(answer));
      resolve();
    });
  });

  for (const answers of [
    [alias(asked, 'b')], [alias(asked, 'b'), alias(name('b'), 'c')], [alias(name('b'), 'c'), alias(asked, 'b')],
    [alias(asked, 'b'), alias(name('b'), 'c'), record(name('c'), 1, Buffer.from([1, 2, 3, 4]))],
  ]) await ask('resolveCname', 'a', { answers });

  // Records, but none of those that were asked for.
  const address = record(asked, 1, Buffer.from([1, 2, 3, 4]));
  for (const method of ['resolveCname', 'resolvePtr', 'resolveNs', 'resolveMx', 'resolveSoa']) await ask(method, 'a', { answers: [address] });
  await ask('resolveCname', 'a', { answers: [record(asked, 16, Buffer.from([0]))] });

  const accents = Buffer.from('\u00e9');
  await ask('resolveTxt', 'a', { answers: [record(asked, 16, Buffer.concat([Buffer.from([2]), accents, Buffer.from([1, 0xff, 0])]))] });
  await ask('resolveCaa', 'a', { answers: [record(asked, 257, Buffer.concat([Buffer.from([0, 5]), Buffer.from('issue'), accents]))] });

  for (const address of ['1.2.3.4', '2001:db8::1']) {
    for (let code = 0; code < 6; code++) await ask('reverse', address, { code });
    await ask('reverse', address, { silent: true });
    await ask('reverse', address, { answers: [Buffer.from([1, 2, 3])] });
    await ask('reverse', address, { answers: [record(asked, 12, name('p.q')), record(asked, 12, name('r.s'))] });
    await ask('reverse', address, { answers: [alias(asked, 'b'), record(name('b'), 12, name('p.q'))] });
    await ask('reverse', address, { answers: [alias(asked, 'b')] });
    await ask('reverse', address, { answers: [record(asked, 1, Buffer.from([1, 2, 3, 4]))] });
  }
  const cancelled = ask('reverse', '1.2.3.4', { silent: true });
  resolver.cancel();
  await cancelled;
  server.close();
});
