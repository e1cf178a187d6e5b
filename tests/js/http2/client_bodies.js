'use strict';
// The last piece of a request's body carries the end of the stream with it, also when the request waits for the connection.
const http2 = require('node:http2');
const net = require('node:net');
const { Readable } = require('node:stream');

const kFrameHeader = 9;
const kPreface = 24;
const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);

// The DATA frames of what a client has sent: their lengths, the last one marked.
function dataFrames(bytes) {
  const frames = [];
  for (let at = kPreface; at + kFrameHeader <= bytes.length; at += kFrameHeader + bytes.readUIntBE(at, 3)) {
    if (bytes[at + 3] === 0) frames.push(`${bytes.readUIntBE(at, 3)}${bytes[at + 4] & 1 ? ' END_STREAM' : ''}`);
  }
  return frames;
}

const bodies = {
  'end(body)': (request) => request.end('body'),
  'write and end': (request) => { request.write('body'); request.end(); },
  'two pieces': (request) => { request.write('body'); request.end('more'); },
  'several frames': (request) => request.end(Buffer.alloc(40_000)),
  'nothing': (request) => request.end(),
  'a stream': (request) => Readable.from([Buffer.from('a'), Buffer.from('b')]).pipe(request),
};

(async () => {
  for (const [name, send] of Object.entries(bodies)) {
    const server = net.createServer((socket) => {
      let bytes = Buffer.alloc(0);
      socket.write(settings);
      socket.on('error', () => {});
      socket.on('data', (data) => {
        bytes = Buffer.concat([bytes, data]);
        const frames = dataFrames(bytes);
        if (!frames.at(-1)?.endsWith('END_STREAM')) return;
        console.log(name, frames);
        socket.destroy();
      });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const session = http2.connect(`http://127.0.0.1:${server.address().port}`);
    session.on('error', () => {});
    const request = session.request({ ':method': 'POST' });
    request.on('error', () => {});
    send(request);
    await new Promise((resolve) => session.on('close', resolve));
    server.close();
  }
})();
