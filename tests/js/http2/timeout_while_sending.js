// The time limit of a session or stream is not over while the connection sends what was written, although the program does nothing: the
// peer reads a part, rests for less than the limit, and so on for longer than it. A peer that reads nothing at all is idle.
'use strict';
const http2 = require('node:http2');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const limit = 300;
const size = 900_000;
const file = path.join(os.tmpdir(), `timeout-while-sending-${process.pid}`);
fs.writeFileSync(file, Buffer.alloc(size));
process.on('exit', () => fs.rmSync(file, { force: true }));

let told;
const server = http2.createServer();
server.setTimeout(limit);
server.on('timeout', () => told.add('session'));
server.on('stream', (stream, headers) => {
  stream.setTimeout(limit, () => told.add('stream'));
  stream.on('error', () => {});
  if (headers[':path'] === '/file') {
    stream.respondWithFile(file);
  } else {
    stream.respond();
    stream.end(Buffer.alloc(size));
  }
});

function request(name, rests) {
  told = new Set();
  return new Promise((resolve) => {
    const client = http2.connect(`http://localhost:${server.address().port}`);
    const stream = client.request({ ':path': name });
    const finish = (received) => {
      console.log(name, rests, received, [...told].sort().join(' '));
      client.destroy();
      resolve();
    };
    if (!rests) {
      stream.pause();
      setTimeout(finish, limit * 2.5, 0);
      return;
    }
    let received = 0;
    let sinceRest = 0;
    stream.on('data', (chunk) => {
      received += chunk.length;
      sinceRest += chunk.length;
      if (sinceRest < 200_000) return;
      sinceRest = 0;
      stream.pause();
      setTimeout(() => stream.resume(), limit / 2);
    });
    stream.on('end', () => finish(received));
  });
}

server.listen(0, async () => {
  await request('/buffer', true);
  await request('/file', true);
  await request('/buffer', false);
  server.close();
});
