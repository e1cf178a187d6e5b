'use strict';

// A name server for the tests: answers from a table, over UDP and TCP on a port of the loopback interface.

const dgram = require('node:dgram');
const net = require('node:net');
const { once } = require('node:events');

const types = { A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, MX: 15, TXT: 16, AAAA: 28, SRV: 33, NAPTR: 35, TLSA: 52, ANY: 255, CAA: 257 };

function name(text) {
  const parts = text === '' ? [] : text.split('.');
  return Buffer.concat([...parts.flatMap((part) => [Buffer.from([part.length]), Buffer.from(part)]), Buffer.from([0])]);
}
const u16 = (...numbers) => Buffer.concat(numbers.map((number) => Buffer.from([number >> 8, number & 255])));
const u32 = (...numbers) => Buffer.concat(numbers.map((number) => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(number);
  return buffer;
}));
const text = (value) => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);

const encode = {
  A: (value) => Buffer.from(value.split('.').map(Number)),
  AAAA: (value) => Buffer.from(value, 'hex'),
  CNAME: name,
  NS: name,
  PTR: name,
  MX: ([priority, exchange]) => Buffer.concat([u16(priority), name(exchange)]),
  TXT: (chunks) => Buffer.concat(chunks.map(text)),
  SRV: ([priority, weight, port, target]) => Buffer.concat([u16(priority, weight, port), name(target)]),
  NAPTR: ([order, preference, flags, service, regexp, replacement]) =>
    Buffer.concat([u16(order, preference), text(flags), text(service), text(regexp), name(replacement)]),
  SOA: ([mname, rname, ...numbers]) => Buffer.concat([name(mname), name(rname), u32(...numbers)]),
  TLSA: ([usage, selector, matching, data]) => Buffer.concat([Buffer.from([usage, selector, matching]), Buffer.from(data)]),
  CAA: ([flags, tag, value]) => Buffer.concat([Buffer.from([flags]), text(tag), Buffer.from(value)]),
};

function parseQuestion(message) {
  let at = 12;
  const labels = [];
  while (message[at] !== 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + message[at]));
    at += message[at] + 1;
  }
  return { id: message.readUInt16BE(0), name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1),
           question: message.subarray(12, at + 5) };
}

// table: { 'name': { A: [...values], rcode, silent, truncated } }
function answer(message, table, isTCP, log) {
  const { id, name: asked, type, question } = parseQuestion(message);
  const typeName = Object.keys(types).find((key) => types[key] === type);
  log?.(`${isTCP ? 'tcp' : 'udp'} ${typeName} ${asked}`);
  const entry = table[asked];
  if (entry?.silent) return null;
  const rcode = entry === undefined ? 3 : entry.rcode ?? 0;
  const truncated = entry?.truncated && !isTCP;
  const records = entry === undefined || truncated || rcode !== 0 ? [] : Object.entries(entry)
    .filter(([key]) => encode[key] && (type === types.ANY || types[key] === type || key === 'CNAME'))
    .flatMap(([key, values]) => values.map((value) => {
      const data = encode[key](value);
      return Buffer.concat([Buffer.from([0xc0, 12]), u16(types[key], 1), u32(300), u16(data.length), data]);
    }));
  const flags = 0x8180 | rcode | (truncated ? 0x200 : 0);
  return Buffer.concat([u16(id, flags, 1, records.length, 0, 0), question, ...records]);
}

exports.startServer = async function startServer(table, { host = '127.0.0.1', log } = {}) {
  const tcp = net.createServer((socket) => {
    socket.on('error', () => {});
    let received = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      const reply = answer(received.subarray(2), table, true, log);
      socket.end(Buffer.concat([u16(reply.length), reply]));
    });
  });
  // The same port for both; another process may have one of them, so it is tried until both are free.
  for (;;) {
    tcp.listen(0, host);
    await once(tcp, 'listening');
    const udp = dgram.createSocket('udp4');
    udp.bind(tcp.address().port, host);
    try {
      await once(udp, 'listening');
    } catch {
      udp.close();
      await once(tcp.close(), 'close');
      continue;
    }
    udp.on('message', (message, { address, port }) => {
      const reply = answer(message, table, false, log);
      if (reply) udp.send(reply, port, address);
    });
    return {
      address: `${host}:${udp.address().port}`,
      close() {
        udp.close();
        tcp.close();
      },
    };
  }
};
