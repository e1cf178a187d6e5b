// Records of other classes than the internet's, or about names that no host has, and what an alias and a second SOA change: each as
// c-ares takes it.
'use strict';
const dgram = require('node:dgram');
const dns = require('node:dns');

const labels = (...texts) => Buffer.concat([...texts.map((text) => Buffer.from(String.fromCharCode(text.length) + text, 'latin1')), Buffer.alloc(1)]);
const asked = Buffer.from([0xc0, 12]);
function record(type, data, { of = asked, as = 1, ttl = 9 } = {}) {
  const fields = Buffer.alloc(10);
  fields.writeUInt16BE(type, 0);
  fields.writeUInt16BE(as, 2);
  fields.writeUInt32BE(ttl, 4);
  fields.writeUInt16BE(data.length, 8);
  return Buffer.concat([of, fields, data]);
}
const address = Buffer.from([1, 2, 3, 4]);
const kinds = {
  A: [1, address], CNAME: [5, labels('c')], MX: [15, Buffer.from([0, 5, 1, 109, 0])], TXT: [16, Buffer.from('\x02hi')],
  SOA: [6, Buffer.concat([labels('a'), labels('b'), Buffer.alloc(20, 1)])], AAAA: [28, Buffer.alloc(16, 3)],
  CAA: [257, Buffer.from('\0\x05issueca')], TLSA: [52, Buffer.from([1, 1, 1, 9])],
};

let flags, counts, records;
const server = dgram.createSocket('udp4');
server.on('message', (question, { port, address }) => {
  const answer = Buffer.from(question.subarray(0, 12 + 3 + 4));
  answer.writeUInt16BE(flags, 2);
  counts.forEach((count, index) => answer.writeUInt16BE(count, 6 + index * 2));
  server.send(Buffer.concat([answer, ...records]), port, address);
});

server.bind(0, '127.0.0.1', async () => {
  const resolver = new dns.promises.Resolver({ timeout: 10_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.address().port}`]);
  async function show(what, kind, sent, code = 0, inSections = [sent.length, 0, 0]) {
    flags = 0x8180 | code;
    counts = inSections;
    records = sent;
    const found = await resolver.resolve('x', kind).catch((error) => error.code);
    console.log(what, kind, JSON.stringify(found, (key, value) => (value instanceof ArrayBuffer ? [...new Uint8Array(value)] : value)));
  }
  for (const as of [0, 1, 3, 4, 254, 255]) {
    for (const [kind, sent] of Object.entries(kinds)) {
      await show(`class ${as}`, kind, [record(...sent, { as })]);
      if (kind !== 'A' && kind !== 'CNAME') await show(`class ${as} of ${kind}`, 'ANY', [record(...sent, { as })]);
    }
    await show(`class ${as} of a kind that nobody knows`, 'A', [record(999, address, { as })]);
  }
  const good = record(1, address);
  const bad = record(1, address, { as: 7 });
  const strange = record(1, address, { of: labels('a b') });
  for (const sections of [[2, 0, 0], [1, 1, 0], [1, 0, 1]]) {
    for (const code of [0, 3]) {
      await show(`a class that there is not, ${sections}, code ${code}`, 'A', [good, bad], code, sections);
      await show(`a name of no host, ${sections}, code ${code}`, 'A', [good, strange], code, sections);
    }
  }
  for (const name of ['a.b', 'a_b', '*', 'a/b', 'a\0b', '@', 'a\\b', '\xe9']) {
    await show(`a record of ${JSON.stringify(name)}`, 'A', [record(1, address, { of: labels(name) })]);
  }
  await show('CAA without a value', 'CAA', [record(257, Buffer.from('\0\x05issue'))]);
  await show('two of SOA', 'ANY', [record(...kinds.SOA), record(...kinds.SOA)]);
  await show('an alias and an address', 'ANY', [record(...kinds.AAAA), record(...kinds.CNAME, { ttl: 3 })]);
  server.close();
});
