// The time limit of a session or stream is not over while the connection sends what was written, although the program does nothing: the
// peer reads a part, rests for less than the limit, and so on for longer than it. A peer that reads nothing at all is idle.
'use strict';
const http2 = require('node:http2');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

// Far more than a rest, for machines that are busy.
const limit = 1000;
const rest = 90;
const size = 900_000;
const file = path.join(os.tmpdir(), `timeout-while-sending-${process.pid}`);
fs.writeFileSync(file, Buffer.alloc(size));
process.on('exit', () => fs.rmSync(file, { force: true }));

const told = { '__proto__': null, '/buffer': new Set(), '/file': new Set(), '/idle': new Set() };
const server = http2.createServer();
server.on('stream', (stream, headers) => {
  const list = told[headers[':path']];
  // What a session learns of a file that is sent depends on how much of it the system takes at once.
  if (headers[':path'] !== '/file') stream.session.setTimeout(limit, () => list.add('session'));
  stream.setTimeout(limit, () => list.add('stream'));
  stream.on('error', () => {});
  if (headers[':path'] === '/file') {
    stream.respondWithFile(file);
  } else {
    stream.respond();
    stream.end(Buffer.alloc(size));
  }
});

function request(name) {
  return new Promise((resolve) => {
    const client = http2.connect(`http://localhost:${server.address().port}`);
    const stream = client.request({ ':path': name });
    const finish = (received) => {
      client.destroy();
      resolve(`${name} ${received} ${[...told[name]].sort().join(' ')}`);
    };
    if (name === '/idle') {
      const look = () => (told[name].size < 2 ? setTimeout(look, 10) : finish(0));
      stream.pause();
      look();
      return;
    }
    let received = 0;
    let sinceRest = 0;
    stream.on('data', (chunk) => {
      received += chunk.length;
      sinceRest += chunk.length;
      if (sinceRest < 60_000) return;
      sinceRest = 0;
      stream.pause();
      setTimeout(() => stream.resume(), rest);
    });
    stream.on('end', () => finish(received));
  });
}

server.listen(0, async () => {
  console.log((await Promise.all(Object.keys(told).map(request))).join('\n'));
  server.close();
});
