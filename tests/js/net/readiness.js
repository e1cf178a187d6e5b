'use strict';
// A socket learns of everything that comes, whenever it stops to read and goes on: data that came while it was paused, more than one
// turn of the loop takes, an end that came together with data, room to write again, what was written before the connection was there.
// (anode is told of each change once: what it has left then it must not forget.)
const http = require('node:http');
const net = require('node:net');
const { once } = require('node:events');
const { setTimeout } = require('node:timers/promises');

const kLarge = 12 << 20;

// Every byte says where it belongs.
function pattern(length) {
  const block = Buffer.from(Array.from({ length: 251 }, (_, index) => index));
  return Buffer.alloc(length, block);
}

const large = pattern(kLarge);

function isPattern(chunks) {
  return Buffer.concat(chunks).equals(large);
}

// A connection of a server, and its client.
async function pair(options = {}) {
  const server = net.createServer({ allowHalfOpen: true, ...options }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = net.connect({ port: server.address().port, host: '127.0.0.1', allowHalfOpen: true });
  const [socket] = await once(server, 'connection');
  server.close();
  return { client, socket };
}

// (By events: an iterator ends early, in Node.js as well, when the socket's other side is over first.)
async function collect(socket, chunks = []) {
  socket.on('data', (data) => chunks.push(data));
  await once(socket.resume(), 'end');
  return chunks;
}

const cases = {
  async 'paused before anything comes'() {
    const { client, socket } = await pair({ pauseOnConnect: true });
    client.end('one');
    await setTimeout(20);
    console.log(String(Buffer.concat(await collect(socket))));
    socket.end();
    await once(client.resume(), 'close');
  },

  async 'paused at each piece'() {
    const { client, socket } = await pair();
    let text = '';
    socket.on('data', async (data) => {
      text += data;
      socket.pause();
      await setTimeout(2);
      socket.resume();
    });
    for (const piece of ['a', 'b', 'c', 'd']) {
      client.write(piece);
      await setTimeout(3);
    }
    client.end('e');
    await once(socket, 'end');
    console.log(text);
    socket.end();
    await once(client.resume(), 'close');
  },

  async 'paused and resumed in one go'() {
    const { client, socket } = await pair();
    let text = '';
    socket.on('data', (data) => {
      text += data;
      socket.pause();
      socket.resume();
      if (text.length === 1) client.write('y');
      if (text.length === 2) client.end('z');
    });
    client.write('x');
    await once(socket, 'end');
    console.log(text);
    socket.end();
    await once(client.resume(), 'close');
  },

  async 'more than a turn takes, with its end'() {
    const { client, socket } = await pair({ pauseOnConnect: true });
    client.end(large);
    await setTimeout(20);
    console.log(isPattern(await collect(socket)));
    socket.end();
    await once(client.resume(), 'close');
  },

  async 'paused in the middle of much'() {
    const { client, socket } = await pair();
    const chunks = [];
    let left = 5;
    socket.on('data', async (data) => {
      chunks.push(data);
      if (left-- <= 0) return;
      socket.pause();
      await setTimeout(1);
      socket.resume();
    });
    client.end(large);
    await once(socket, 'end');
    console.log(isPattern(chunks));
    socket.end();
    await once(client.resume(), 'close');
  },

  async 'a small buffer that stops each time'() {
    const { client, socket } = await pair();
    client.destroy();
    socket.destroy();
    const server = net.createServer((connection) => connection.end('0123456789abcdef')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    let text = '';
    const reader = net.connect({
      port: server.address().port,
      host: '127.0.0.1',
      onread: {
        buffer: Buffer.alloc(3),
        callback(count, buffer) {
          text += buffer.toString('latin1', 0, count);
          setImmediate(() => reader.resume());
          return false;
        },
      },
    });
    await once(reader, 'close');
    server.close();
    console.log(text);
  },

  async 'an end with data, and an answer after it'() {
    const { client, socket } = await pair();
    const order = [];
    socket.on('data', (data) => order.push(`data ${data}`));
    socket.on('end', () => {
      order.push('end');
      socket.end('answer');
    });
    client.end('question');
    console.log(String(Buffer.concat(await collect(client))), order.join(', '));
  },

  async 'room to write again'() {
    const { client, socket } = await pair();
    socket.resume();
    socket.pause();
    const drained = once(client, 'drain');
    const full = !client.write(large);
    await setTimeout(20);
    const chunks = [];
    socket.on('data', (data) => chunks.push(data));
    socket.resume();
    await drained;
    client.end();
    await once(socket, 'end');
    console.log(full, isPattern(chunks));
    socket.end();
    await once(client.resume(), 'close');
  },

  async 'both ways at once'() {
    const { client, socket } = await pair();
    client.end(large);
    socket.end(large);
    const both = await Promise.all([collect(client), collect(socket)]);
    console.log(both.map(isPattern));
  },

  async 'written before the connection is there'() {
    const server = net.createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = net.connect({ port: server.address().port, host: '127.0.0.1' });
    client.write('first ');
    client.end(large);
    const chunks = await collect(client);
    server.close();
    const all = Buffer.concat(chunks);
    console.log(all.toString('latin1', 0, 6), isPattern([all.subarray(6)]));
  },

  async 'a request that is read piece by piece, and the one behind it'() {
    const server = http.createServer(async (req, res) => {
      const chunks = [];
      for await (const chunk of req) {
        chunks.push(chunk);
        if (chunks.length < 5) await setTimeout(1);
      }
      res.end(`${req.url} ${Buffer.concat(chunks).length}`);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = net.connect({ port: server.address().port, host: '127.0.0.1' });
    client.write(`POST /large HTTP/1.1\r\nHost: h\r\nContent-Length: ${kLarge}\r\n\r\n`);
    client.write(large);
    client.write('GET /next HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
    const text = Buffer.concat(await collect(client)).toString('latin1');
    console.log(text.match(/\/(?:large|next) \d+/g));
    server.close();
  },
};

(async () => {
  for (const name in cases) {
    console.log(`-- ${name}`);
    await cases[name]();
  }
})();
