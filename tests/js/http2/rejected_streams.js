'use strict';
// A session whose answers fill its memory (`maxSessionMemory`) refuses more streams, also those that came with the others in one piece;
// too many of them (`maxSessionRejectedStreams`) end it.
const http2 = require('node:http2');
const net = require('node:net');
const { describe, frame } = require('./_h2');

const [HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY] = [1, 3, 4, 6, 7];
const ACK = 1;
const kAnswer = 200_000;

// What comes before: the client wants no DATA.
const start = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frame(SETTINGS, 0, 0, Buffer.from([0, 4, 0, 0, 0, 0])),
]);
const get = (stream) => frame(HEADERS, 5, stream, Buffer.from('828684410161', 'hex'));
const ping = frame(PING, 0, 0, Buffer.alloc(8));

function run(options, count) {
  return new Promise((resolve) => {
    const told = { streams: 0, errors: new Set() };
    const server = http2.createServer({ maxSessionMemory: 1, ...options });
    server.on('sessionError', (error) => { told.session = describe(error); });
    server.on('stream', (stream) => {
      told.streams++;
      stream.on('error', (error) => told.errors.add(error.code));
      stream.respond();
      stream.end(Buffer.alloc(kAnswer));
    });
    server.listen(0, '127.0.0.1', () => {
      const socket = net.connect(server.address().port, '127.0.0.1');
      const got = {};
      let rest = Buffer.alloc(0);
      socket.on('data', (data) => {
        rest = Buffer.concat([rest, data]);
        while (rest.length >= 9 && rest.length >= 9 + rest.readUIntBE(0, 3)) {
          const length = rest.readUIntBE(0, 3);
          const type = rest[3];
          if (type === RST_STREAM || type === GOAWAY) {
            const what = `${type === RST_STREAM ? 'RST_STREAM' : 'GOAWAY'} ${rest.readUInt32BE(type === RST_STREAM ? 9 : 13)}`;
            got[what] = (got[what] ?? 0) + 1;
          }
          if (type === PING && rest[4] === ACK) socket.end();
          rest = rest.subarray(9 + length);
        }
      });
      socket.on('error', () => {});
      socket.on('close', () => server.close(() => resolve([told, got])));
      socket.write(Buffer.concat([start, ...Array.from({ length: count }, (_, index) => get(1 + index * 2)), ping]));
    });
  });
}

(async () => {
  console.log('a few', ...await run({}, 40));
  console.log('too many', ...await run({}, 300));
  console.log('more than one', ...await run({ maxSessionRejectedStreams: 1 }, 40));
})();
