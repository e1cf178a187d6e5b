// Peers that break the protocol, over plain sockets: what the server answers and what its session tells. Nobody else is harmed.
'use strict';
const http2 = require('node:http2');
const net = require('node:net');
const { describe, frame, later, listen, request } = require('./_h2');

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const TYPES = ['DATA', 'HEADERS', 'PRIORITY', 'RST_STREAM', 'SETTINGS', 'PUSH_PROMISE', 'PING', 'GOAWAY', 'WINDOW_UPDATE', 'CONTINUATION'];
const [DATA, HEADERS, , RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION] = TYPES.keys();
const [ACK, END_STREAM, END_HEADERS] = [1, 1, 4];

const uint32 = (value) => { const bytes = Buffer.alloc(4); bytes.writeUInt32BE(value); return bytes; };
const field = (name, value) => Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name), Buffer.from([value.length]), Buffer.from(value)]);
const GET = Buffer.concat([field(':method', 'GET'), field(':path', '/'), field(':scheme', 'http'), field(':authority', 'x')]);
const POST = Buffer.concat([field(':method', 'POST'), field(':path', '/'), field(':scheme', 'http'), field(':authority', 'x')]);
const start = Buffer.concat([Buffer.from(PREFACE), frame(SETTINGS, 0, 0)]);
const get = (id) => frame(HEADERS, END_STREAM | END_HEADERS, id, GET);

/** What a server has sent, without its SETTINGS. */
function read(bytes) {
  const lines = [];
  let offset = 0;
  while (offset + 9 <= bytes.length) {
    const length = bytes.readUIntBE(offset, 3);
    const [type, flags, stream] = [bytes[offset + 3], bytes[offset + 4], bytes.readUInt32BE(offset + 5)];
    const payload = bytes.subarray(offset + 9, offset + 9 + length);
    offset += 9 + length;
    if (type === SETTINGS || type === WINDOW_UPDATE) continue;
    let detail = '';
    if (type === RST_STREAM) detail = ` code ${payload.readUInt32BE(0)}`;
    if (type === GOAWAY) detail = ` last ${payload.readUInt32BE(0)} code ${payload.readUInt32BE(4)}`;
    if (type === PING) detail = ` ${payload.toString('latin1')}`;
    lines.push(`${TYPES[type] ?? type} flags ${flags} stream ${stream}${detail}`);
  }
  return lines;
}

/** A server, a connection that sends these bytes, and afterwards a client that behaves. Answers with what was to be seen. */
async function attack(bytes, { options, stays = false, showAnswer = true, sorted = false } = {}) {
  const lines = [];
  const said = [];
  const server = http2.createServer(options);
  server.on('stream', (stream) => {
    stream.on('error', (error) => said.push(`stream ${describe(error)}`));
    stream.on('aborted', () => said.push('stream aborted'));
    stream.respond({ ':status': 204 }, { endStream: true });
  });
  server.on('sessionError', (error) => said.push(`session ${describe(error)}`));
  const sessions = [];
  server.on('session', (session) => {
    sessions.push(session);
    session.on('close', () => said.push('session close'));
    session.on('goaway', (code) => said.push(`session goaway ${code}`));
  });
  const port = await listen(server);
  const socket = net.connect(port, '127.0.0.1');
  const received = [];
  let end = 'open';
  socket.on('data', (data) => received.push(data));
  // Bytes that the server has not read turn its end into a reset.
  socket.on('close', () => { end = 'ended'; });
  socket.on('error', () => {});
  for (const piece of [].concat(bytes)) {
    if (typeof piece === 'number') await later(piece);
    else socket.write(piece);
  }
  // `stays`: the server has nothing to object to.
  for (let waited = 0; waited < (stays ? 1000 : 10_000) && end === 'open'; waited += 50) await later(50);
  await later(100);
  const answers = read(Buffer.concat(received)).map((line) => `< ${line}`);
  if (showAnswer) lines.push(...(sorted ? answers.sort() : answers), end);
  lines.push(said.join(', '));
  socket.destroy();
  await later(10);

  const client = http2.connect(`http://127.0.0.1:${port}`);
  const answer = await request(client, {});
  if (answer.headers?.[':status'] !== 204) lines.push('another client got no answer');
  client.destroy();
  for (const session of sessions) session.destroy();
  await new Promise((resolve) => { server.close(resolve); });
  return lines;
}

const attacks = {
  'a good request': () => attack([start, get(1)], { stays: true }),
  'in single bytes': () => attack([...Buffer.concat([start, get(1)])].map((byte) => Buffer.from([byte])), { stays: true }),
  'HTTP/1': () => attack(['GET / HTTP/1.1\r\nHost: x\r\n\r\n']),
  'garbage': () => attack([Buffer.alloc(64, 0xaa)]),
  'a preface that is wrong at its end': () => attack([`${PREFACE.slice(0, -2)}XX`, frame(SETTINGS, 0, 0)]),
  'no SETTINGS first': () => attack([PREFACE, get(1)]),
  'nothing at all': () => attack([], { stays: true }),
  'a frame larger than allowed': () => attack([start, frame(DATA, 0, 1, Buffer.alloc(20_000))]),
  'a length without its bytes': () => attack([start, frame(HEADERS, END_HEADERS, 1, GET, 5000)], { stays: true }),
  'DATA on a stream that is not open': () => attack([start, frame(DATA, 0, 1, Buffer.from('x'))]),
  'DATA on stream 0': () => attack([start, frame(DATA, 0, 0, Buffer.from('x'))]),
  'HEADERS on stream 0': () => attack([start, frame(HEADERS, END_HEADERS, 0, GET)]),
  'an even stream': () => attack([start, get(2)]),
  'a stream number that was passed': () => attack([start, get(5), 20, get(3)], { stays: true }),
  'a block that cannot be decoded': () => attack([start, frame(HEADERS, END_STREAM | END_HEADERS, 1, Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]))]),
  'CONTINUATION without HEADERS': () => attack([start, frame(CONTINUATION, END_HEADERS, 1, GET)]),
  'another frame within a block': () => attack([start, frame(HEADERS, END_STREAM, 1, GET), frame(PING, 0, 0, Buffer.alloc(8))]),
  'HEADERS in pieces': () => attack([start, frame(HEADERS, END_STREAM, 1, GET.subarray(0, 10)), frame(CONTINUATION, END_HEADERS, 1, GET.subarray(10))], { stays: true }),
  'SETTINGS with a wrong length': () => attack([start, frame(SETTINGS, 0, 0, Buffer.alloc(5))]),
  'SETTINGS with a wrong value': () => attack([start, frame(SETTINGS, 0, 0, Buffer.from('0004ffffffff', 'hex'))]),
  'SETTINGS on a stream': () => attack([start, frame(SETTINGS, 0, 1)]),
  'an acknowledgement nobody asked for': () => attack([start, 20, frame(SETTINGS, ACK, 0), 10, frame(SETTINGS, ACK, 0)]),
  'PING': () => attack([start, frame(PING, 0, 0, Buffer.from('12345678'))], { stays: true }),
  'PING with a wrong length': () => attack([start, frame(PING, 0, 0, Buffer.alloc(7))]),
  'an answer to no PING': () => attack([start, frame(PING, ACK, 0, Buffer.alloc(8))]),
  'WINDOW_UPDATE of 0': () => attack([start, frame(WINDOW_UPDATE, 0, 0, uint32(0))]),
  'WINDOW_UPDATE of too much': () => attack([start, frame(WINDOW_UPDATE, 0, 0, uint32(0x7fffffff)), frame(WINDOW_UPDATE, 0, 0, uint32(0x7fffffff))]),
  'PUSH_PROMISE from a client': () => attack([start, frame(PUSH_PROMISE, END_HEADERS, 1, Buffer.concat([uint32(2), GET]))]),
  'RST_STREAM of a stream that is not open': () => attack([start, frame(RST_STREAM, 0, 1, uint32(8))]),
  'RST_STREAM': () => attack([start, frame(HEADERS, END_HEADERS, 1, POST), 20, frame(RST_STREAM, 0, 1, uint32(8))], { stays: true, showAnswer: false }),
  'GOAWAY': () => attack([start, frame(GOAWAY, 0, 0, Buffer.concat([uint32(0), uint32(0)]))]),
  'GOAWAY with an error': () => attack([start, frame(GOAWAY, 0, 0, Buffer.concat([uint32(0), uint32(2)]))]),
  'an unknown frame': () => attack([start, frame(0x42, 0, 0, Buffer.from('x')), get(1)], { stays: true }),
  'more invalid frames than are allowed': () => attack([start, ...Array.from({ length: 5 }, () => frame(WINDOW_UPDATE, 0, 0, uint32(0)))], { options: { maxSessionInvalidFrames: 2 } }),
  'more headers than are allowed': () => attack([start, frame(HEADERS, END_STREAM | END_HEADERS, 1, Buffer.concat([GET, ...Array.from({ length: 20 }, (_, index) => field(`x-${index}`, 'y'))]))], { stays: true, options: { maxHeaderListPairs: 10 } }),
  'more streams than are allowed': () => attack([start, 20, ...[1, 3, 5, 7].map((id) => frame(HEADERS, END_HEADERS, id, POST))], { stays: true, sorted: true, options: { settings: { maxConcurrentStreams: 2 } } }),
  // The end of the connection may overtake the answer.
  'a flood of resets': () => attack([start, Buffer.concat(Array.from({ length: 40 }, (_, index) => Buffer.concat([frame(HEADERS, END_HEADERS, 2 * index + 1, POST), frame(RST_STREAM, 0, 2 * index + 1, uint32(8))])))], { options: { streamResetBurst: 10, streamResetRate: 1 }, showAnswer: false }),
  'a connection that ends in the middle': async () => {
    const said = [];
    const server = http2.createServer();
    server.on('stream', (stream) => {
      stream.on('aborted', () => said.push('aborted'));
      stream.on('error', (error) => said.push(describe(error)));
      stream.on('close', () => said.push(`close ${stream.rstCode}`));
      stream.resume();
    });
    server.on('sessionError', (error) => said.push(`session ${describe(error)}`));
    const port = await listen(server);
    const socket = net.connect(port, '127.0.0.1');
    socket.resume();
    socket.write(Buffer.concat([start, frame(HEADERS, END_HEADERS, 1, POST)]));
    await later(500);
    socket.destroy();
    await later(500);
    await new Promise((resolve) => { server.close(resolve); });
    return said;
  },
};

(async () => {
  // All at once: they wait most of the time.
  const results = await Promise.all(Object.values(attacks).map((run) => run()));
  for (const [index, name] of Object.keys(attacks).entries()) {
    console.log(name);
    for (const line of results[index]) console.log('  ', line);
  }
})();
