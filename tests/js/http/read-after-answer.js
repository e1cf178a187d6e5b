'use strict';
// A request that is answered first and read in the same go: its body still comes. What nobody reads by then is thrown away.

const http = require('node:http');
const net = require('node:net');
const { Writable } = require('node:stream');

const tell = (chunk) => console.log(`  data ${chunk}`);
const sink = () => new Writable({
  write(chunk, encoding, callback) {
    tell(chunk);
    callback();
  },
});

const readers = {
  'data': (req) => req.on('data', tell),
  'once': (req) => req.once('data', tell),
  'pipe': (req) => req.pipe(sink()),
  'resume': (req) => req.resume(),
  'paused': (req) => req.on('data', tell).pause(),
  'read': (req) => tell(req.read()),
  'iterate': async (req) => {
    for await (const chunk of req) tell(chunk);
  },
  'next tick': (req) => process.nextTick(() => req.on('data', tell)),
  'end only': (req) => req.on('end', () => {}),
  'pause only': (req) => req.pause(),
  'nothing': () => {},
};

// The body comes with the head, after it, or in two parts.
const head = (url) => `POST /${encodeURIComponent(url)} HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n`;

async function main() {
  for (const [together, later] of [['body', ''], ['', 'body'], ['bo', 'dy']]) {
    for (const reader in readers) {
      for (const listens of [true, false]) {
        console.log(`${reader}: '${together}' '${later}', ${listens ? 'with' : 'without'} listeners`);
        const server = http.createServer((req, res) => {
          if (listens) res.on('finish', () => console.log('  finish', req.listenerCount('data'), req.readableFlowing));
          if (listens) req.on('end', () => console.log('  end'));
          res.end('answer');
          readers[reader](req);
        });
        await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
        const client = net.connect(server.address().port, '127.0.0.1');
        client.write(head(reader) + together);
        await new Promise((resolve) => client.once('data', resolve));
        if (later) client.write(later);
        client.end();
        await new Promise((resolve) => client.once('close', resolve));
        await new Promise((resolve) => server.close(resolve));
      }
    }
  }
}

main();
