// A client that floods a server, stops in the middle or goes on after its end harms its own session alone: what the server's session and
// stream tell of it, and the frames that it is answered with. What clients do wrong otherwise is in hostile.js.
'use strict';
const http2 = require('node:http2');
const net = require('node:net');
const { describe, frame } = require('./_h2.js');

const hex = (text) => Buffer.from(text, 'hex');

const [DATA, HEADERS, PRIORITY, , SETTINGS, , PING, GOAWAY] = Array(8).keys();
const END_STREAM = 1;
const END_HEADERS = 4;
const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const settings = frame(SETTINGS, 0, 0);
// GET http://a/
const get = hex('828684410161');
const request = frame(HEADERS, END_HEADERS | END_STREAM, 1, get);
const open = frame(HEADERS, END_HEADERS, 1, get);
const ping = frame(PING, 0, 0, Buffer.alloc(8));
const end = Symbol('end');

// What the client sends, after the preface and its settings unless `raw` is there.
const cases = {
  'half a preface': { raw: ['PRI * HT'] },
  'a preface and garbage': { raw: [preface, Buffer.alloc(200, 0xff)] },
  'a flood of settings': { raw: [preface, ...Array(3000).fill(settings)] },
  'a flood of pings': Array(3000).fill(ping),
  'a flood of empty data': [open, ...Array(3000).fill(frame(DATA, 0, 1, Buffer.alloc(0)))],
  'many priorities': [...Array(3000).fill(frame(PRIORITY, 0, 3, Buffer.alloc(5))), request],
  'a flood of priorities': Array(20_000).fill(frame(PRIORITY, 0, 3, Buffer.alloc(5))),
  'data after the end': [request, frame(DATA, 0, 1, Buffer.alloc(3))],
  'a farewell': [frame(GOAWAY, 0, 0, hex('0000000000000000'))],
  'a connection that ends in a request': [open, end],
  'a connection that ends in a frame': [open, frame(DATA, 0, 1, Buffer.alloc(10)).subarray(0, 12), end],
};

function text(value) {
  return value instanceof Error ? describe(value) : typeof value === 'object' ? 'object' : String(value);
}

// Type, flags, stream and the beginning of the payload of each frame.
function frames(bytes) {
  const list = [];
  for (let at = 0; at + 9 <= bytes.length;) {
    const length = bytes.readUIntBE(at, 3);
    const type = bytes[at + 3];
    const payload = type === HEADERS ? 'headers' : bytes.subarray(at + 9, at + 9 + Math.min(length, 20)).toString('hex');
    list.push(`${type}/${bytes[at + 4]}/${bytes.readUInt32BE(at + 5)}:${payload}`);
    at += 9 + length;
  }
  return list;
}

async function run(name, sent) {
  const parts = sent.raw ?? [preface, settings, ...sent];
  const answers = !parts.includes(end);
  const log = [];
  const listen = (emitter, label, events) => {
    for (const event of events)
      emitter.on(event, (...args) => log.push(`${label} ${event} ${args.map(text).join(' ')}`.trim()));
  };
  const server = http2.createServer();
  listen(server, 'server', ['sessionError']);
  let sessionClosed;
  const sessionIsOver = new Promise((resolve) => { sessionClosed = resolve; });
  server.on('session', (session) => {
    listen(session, 'session', ['error', 'close', 'goaway', 'frameError']);
    session.on('close', sessionClosed);
  });
  server.on('stream', (stream) => {
    listen(stream, 'stream', ['error', 'close', 'aborted', 'end']);
    stream.resume();
    if (answers) {
      stream.respond();
      stream.end('hi');
    }
  });
  await new Promise((resolve) => server.listen(0, resolve));
  const client = net.connect(server.address().port);
  const received = [];
  client.on('data', (chunk) => received.push(chunk));
  client.on('error', () => {});
  for (const part of parts) {
    if (part === end) client.end();
    else client.write(part);
  }
  // What the server leaves open the client closes.
  const timer = setTimeout(() => client.destroy(), 600);
  await new Promise((resolve) => client.on('close', resolve));
  clearTimeout(timer);
  await sessionIsOver;
  await new Promise((resolve) => server.close(resolve));
  // Of a flood only the beginning is the same each time.
  const answered = frames(Buffer.concat(received));
  return [`${name}`, ...log.map((line) => `  ${line}`), `  < ${answered.length > 20 ? 'many' : answered.join(' ')}`].join('\n');
}

// All at once: each waits for its client most of the time.
Promise.all(Object.entries(cases).map(([name, sent]) => run(name, sent))).then((outputs) => {
  for (const output of outputs) console.log(output);
});
