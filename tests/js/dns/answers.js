// Answers of a name server that are not what was asked for: other records, other classes, aliases with times of their own, names that need
// escapes, codes that nobody uses, answers that do not fit, broken ones. Which question is asked how often. And what the functions return.
'use strict';
const dgram = require('node:dgram');
const dns = require('node:dns');
const net = require('node:net');
const { once } = require('node:events');

const u16 = (...numbers) => Buffer.concat(numbers.map((number) => Buffer.from([number >> 8 & 255, number & 255])));
const u32 = (...numbers) => Buffer.concat(numbers.map((number) => u16(number >>> 16, number & 0xffff)));
const name = (text) => Buffer.concat(
  [...text.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')])), Buffer.from([0])]);
const record = (owner, type, data, ttl = 60, dnsClass = 1) => Buffer.concat([name(owner), u16(type, dnsClass), u32(ttl), u16(data.length), data]);
const ip = (text) => Buffer.from(text.split('.').map(Number));
const soa = Buffer.concat([name('m'), name('r'), u32(1, 2, 3, 4, 5)]);

function parse(message) {
  let at = 12;
  const labels = [];
  while (message[at] !== 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + message[at]));
    at += message[at] + 1;
  }
  return { id: message.readUInt16BE(0), host: labels.join('.'), type: message.readUInt16BE(at + 1), question: message.subarray(12, at + 5) };
}

const reply = ({ id, question }, records = [], flags = 0x8180) =>
  Buffer.concat([u16(id, flags, 1, records.length, 0, 0), question, ...records]);

const hosts = {
  'alias.t': [record('alias.t', 5, name('other.t'), 10), record('other.t', 1, ip('9.9.9.9'), 20), record('other.t', 28, Buffer.alloc(16, 1), 5)],
  'aliases.t': [record('aliases.t', 5, name('one.t'), 10), record('one.t', 5, name('two.t'), 4), record('two.t', 1, ip('9.9.9.9'), 20)],
  'onlyalias.t': [record('onlyalias.t', 5, name('other.t'))],
  'class.t': [record('class.t', 1, ip('1.2.3.4'), 60, 3)],
  'text.t': [record('text.t', 16, Buffer.from('\x02hi'))],
  'escapes.t': [record('escapes.t', 5, name('a b.c\x01(d)@.$e;"f\\.t'))],
  'all.t': [
    record('all.t', 6, soa), record('all.t', 1, ip('1.2.3.4')), record('all.t', 15, Buffer.concat([u16(1), name('m.t')])),
    record('all.t', 2, name('n.t')), record('all.t', 12, name('p.t')), record('all.t', 16, Buffer.from('\x01x')), record('all.t', 99, Buffer.from('x')),
    record('all.t', 28, Buffer.alloc(16, 1)), record('all.t', 33, Buffer.concat([u16(1, 2, 3), name('s.t')])),
  ],
  '-a.t': [record('-a.t', 1, ip('1.2.3.4'))],
  'upper.t': [record('upper.t', 1, ip('1.2.3.4'))],
  '4.3.2.1.in-addr.arpa': [],
};

const asked = [];
function answer(message, isTCP) {
  const query = parse(message);
  const { host } = query;
  asked.push(`${isTCP ? 'tcp' : 'udp'} ${host}`);
  if (host === 'short.t') return reply(query, [record('short.t', 1, ip('1.2.3.4')).subarray(0, -2)]);
  if (host === 'large.t') return isTCP ? undefined : reply(query, [], 0x8380);
  const code = /^code(\d+)/.exec(host)?.[1];
  if (code) return reply(query, [], 0x8180 | code);
  return reply(query, hosts[host], hosts[host] ? 0x8180 : 0x8183);
}

const show = (value) => JSON.stringify(value, (_, inner) => (typeof inner === 'function' ? `function ${inner.name}` : inner));

async function attempt(resolver, method, ...args) {
  asked.length = 0;
  let result;
  try {
    result = show(await resolver[method](...args));
  } catch (error) {
    result = `${error.code} ${error.message} ${Object.keys(error)}`;
  }
  console.log(method, show(args), result, '|', asked.join(', '));
}

async function returned(resolver) {
  for (const start of [
    (callback) => resolver.resolveMx('missing.t', callback),
    (callback) => dns.lookup('localhost', { all: true, family: 4 }, callback),
    (callback) => dns.lookupService('127.0.0.1', 1, callback),
  ]) {
    await new Promise((resolve) => {
      const request = start(function() {
        console.log('called on it', this === request);
        resolve();
      });
      console.log(request.constructor.name, show(request));
    });
  }
  console.log(show(dns.lookup('127.0.0.1', () => {})));
}

(async () => {
  const tcp = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (data) => {
      answer(data.subarray(2), true);
      socket.destroy();
    });
  });
  let udp;
  // One port of both kinds.
  for (;;) {
    await once(tcp.listen(0, '127.0.0.1'), 'listening');
    udp = dgram.createSocket('udp4').bind(tcp.address().port, '127.0.0.1');
    if (await once(udp, 'listening').then(() => true, () => false)) break;
    await new Promise((resolve) => { tcp.close(resolve); });
  }
  udp.on('message', (message, { port, address }) => udp.send(answer(message, false), port, address));
  const { port } = udp.address();

  const resolver = new dns.promises.Resolver({ tries: 2, timeout: 10_000 });
  resolver.setServers([`127.0.0.1:${port}`, `127.0.0.1:${port}`]);
  console.log(resolver.getServers().length);
  for (const host of ['alias.t', 'aliases.t']) {
    await attempt(resolver, 'resolve4', host, { ttl: true });
    await attempt(resolver, 'resolve6', host, { ttl: true });
    await attempt(resolver, 'resolveAny', host);
  }
  for (const method of [
    'resolve4', 'resolve6', 'resolveCname', 'resolveNs', 'resolvePtr', 'resolveMx', 'resolveTxt', 'resolveSrv', 'resolveNaptr', 'resolveSoa',
    'resolveCaa', 'resolveTlsa', 'resolveAny',
  ]) for (const host of ['onlyalias.t', 'text.t']) await attempt(resolver, method, host);
  for (const method of ['resolve4', 'resolve6', 'resolveNs', 'resolvePtr', 'resolveMx', 'resolveSrv', 'resolveAny'])
    await attempt(resolver, method, 'all.t');
  for (const host of ['class.t', '-a.t', 'UPPER.t', 'short.t', 'a..t', '']) await attempt(resolver, 'resolve4', host);
  await attempt(resolver, 'resolveCname', 'escapes.t');
  for (let code = 1; code < 16; code++) await attempt(resolver, 'resolve4', `code${code}.t`);
  await attempt(resolver, 'resolve4', 'large.t');
  await attempt(resolver, 'reverse', '1.2.3.4');
  await attempt(dns.promises, 'lookupService', '192.0.2.1', 1);

  const callbacks = new dns.Resolver({ tries: 1 });
  callbacks.setServers([`127.0.0.1:${port}`]);
  await returned(callbacks);
  udp.close();
  tcp.close();
})();
