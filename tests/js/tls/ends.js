'use strict';
// Connections that end early, late, half or by upgrade: what each side hears, in order.
const tls = require('node:tls');
const net = require('node:net');
const { Duplex } = require('node:stream');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const pem = (name) => readFileSync(join(__dirname, '../../fixtures/tls', `${name}.pem`));
const identity = { key: pem('server-key'), cert: pem('server-cert') };
const trusting = { ca: pem('ca-cert'), servername: 'localhost', host: '127.0.0.1' };

function watch(socket, log, events = ['connect', 'secure', 'secureConnect', 'end', 'finish', 'timeout', 'close']) {
  for (const event of events) socket.on(event, (value) => log(`${event}${typeof value === 'boolean' ? ` ${value}` : ''}`));
  socket.on('error', (error) => log(`error ${error.code}`));
  return socket;
}

// `server(socket, log)` gets the raw or the secure socket of the one connection, `client(port, log)` gives its own.
function scenario(name, { server: onServer, client: makeClient, options = {}, raw = false }) {
  const logs = { client: [], server: [] };
  const log = (side) => (text) => logs[side].push(text);
  return new Promise((resolve) => {
    const server = raw ? net.createServer() : tls.createServer({ ...identity, ...options });
    server.on(raw ? 'connection' : 'secureConnection', (socket) => onServer?.(socket, log('server')));
    server.on('tlsClientError', (error) => log('server')(`tlsClientError ${error.code}`));
    server.listen(0, '127.0.0.1', () => {
      const client = makeClient(server.address().port, log('client'), server);
      client.on('close', () => server.close(() => setTimeout(() => {
        console.log(name);
        for (const side of ['client', 'server']) for (const line of logs[side]) console.log(`  ${side}: ${line}`);
        resolve();
      }, 20)));
    });
  });
}

(async () => {
  await scenario('half open', {
    options: { allowHalfOpen: true },
    server(socket, log) {
      watch(socket, log, ['end', 'finish', 'close']);
      socket.on('data', (data) => log(`data ${data}`));
      socket.on('end', () => setTimeout(() => socket.end('late'), 10));
    },
    client(port, log) {
      const client = watch(tls.connect({ ...trusting, port, allowHalfOpen: true }), log);
      client.on('data', (data) => log(`data ${data}`));
      return client.end('early');
    },
  });
  await scenario('not half open', {
    server: (socket, log) => watch(socket, log, ['end', 'finish', 'close']).resume(),
    client: (port, log) => watch(tls.connect({ ...trusting, port }), log).resume().end('x'),
  });
  await scenario('destroyed in the handshake by the client', {
    client(port, log) {
      const client = watch(tls.connect({ ...trusting, port }), log);
      return client.on('connect', () => client.destroy());
    },
  });
  await scenario('destroyed at once', {
    client: (port, log) => watch(tls.connect({ ...trusting, port }), log).destroy(),
  });
  await scenario('destroyed in the handshake by the server', {
    raw: true,
    server: (socket) => socket.once('data', () => socket.destroy()),
    client: (port, log) => watch(tls.connect({ ...trusting, port }), log),
  });
  await scenario('ended before the handshake', {
    raw: true,
    server: (socket) => socket.on('error', () => {}).resume().end(),
    client: (port, log) => watch(tls.connect({ ...trusting, port }), log).resume(),
  });
  await scenario('garbage from the server', {
    raw: true,
    server: (socket) => socket.on('error', () => {}).resume().end('220 mail.example.test\r\n'),
    client: (port, log) => watch(tls.connect({ ...trusting, port }), log).resume(),
  });
  await scenario('a handshake that takes too long', {
    options: { handshakeTimeout: 50 },
    client(port, log, server) {
      // Without a listener nobody ends it.
      server.on('tlsClientError', (error, socket) => socket.destroy());
      return watch(net.connect(port, '127.0.0.1'), log, ['connect', 'end', 'close']).resume();
    },
  });
  await scenario('a client that leaves in the handshake', {
    client: (port, log) => watch(net.connect(port, '127.0.0.1'), log, ['connect', 'close']).resume().end(),
  });
  await scenario('a timeout of the client', {
    server: (socket) => socket.resume(),
    client(port, log) {
      const client = watch(tls.connect({ ...trusting, port }), log).resume();
      client.on('secureConnect', () => client.setTimeout(30));
      return client.on('timeout', () => client.end());
    },
  });
  await scenario('written and ended before it is connected', {
    server(socket, log) {
      socket.setEncoding('latin1');
      socket.on('data', (data) => log(`data ${data}`));
      socket.on('end', () => socket.end('bye'));
    },
    client(port, log) {
      const client = watch(tls.connect({ ...trusting, port }), log);
      client.on('data', (data) => log(`data ${data}`));
      client.write('a', () => log('written a'));
      return client.end('b', () => log('written b'));
    },
  });
  await scenario('ended before it is connected', {
    server: (socket, log) => watch(socket, log, ['end', 'finish', 'close']).resume(),
    client: (port, log) => watch(tls.connect({ ...trusting, port }), log).resume().end(),
  });
  await scenario('ended in the handshake', {
    server: (socket, log) => watch(socket, log, ['end', 'finish', 'close']).resume(),
    client(port, log) {
      const client = watch(tls.connect({ ...trusting, port }), log).resume();
      return client.on('connect', () => client.end());
    },
  });
  await scenario('a server that pauses', {
    options: { pauseOnConnect: true },
    server(socket, log) {
      log(`paused ${socket.isPaused()}`);
      setTimeout(() => socket.on('data', (data) => log(`data ${data}`)).on('end', () => socket.end()).resume(), 20);
    },
    client: (port, log) => watch(tls.connect({ ...trusting, port }), log).resume().end('x'),
  });
  await scenario('back pressure', {
    server(socket, log) {
      let length = 0;
      socket.once('readable', () => {
        setTimeout(() => socket.on('data', (data) => { length += data.length; }).on('end', () => {
          log(`length ${length}`);
          socket.end();
        }), 20);
      });
    },
    client(port, log) {
      const client = watch(tls.connect({ ...trusting, port }), log, ['drain', 'close']).resume();
      client.on('secureConnect', () => {
        log(`more ${client.write(Buffer.alloc(4 << 20))}`);
        client.end();
      });
      return client;
    },
  });
  await scenario('records of a given size', {
    server(socket, log) {
      log(`${socket.setMaxSendFragment(100)} ${socket.setMaxSendFragment(512)} ${socket.setMaxSendFragment(16385)}`);
      socket.end(Buffer.alloc(2000, 'x'));
    },
    client(port, log) {
      const lower = net.connect(port, '127.0.0.1');
      const sizes = [];
      let rest = Buffer.alloc(0);
      const through = new Duplex({
        read() {},
        write: (chunk, encoding, callback) => lower.write(chunk, callback),
        final: (callback) => lower.end(callback),
      });
      lower.on('data', (chunk) => {
        rest = Buffer.concat([rest, chunk]);
        for (let size; rest.length >= 5 && rest.length >= 5 + (size = rest.readUInt16BE(3)); rest = rest.subarray(5 + size)) {
          if (rest[0] === 23) sizes.push(size);
        }
        through.push(chunk);
      });
      lower.on('end', () => through.push(null));
      const client = tls.connect({ ...trusting, socket: through });
      let length = 0;
      client.on('data', (data) => { length += data.length; });
      client.on('end', () => {
        log(`length ${length}, records of the last bytes ${sizes.filter((size) => size === 512 + 17).length}`);
        client.end();
      });
      return client;
    },
  });

  // A connection that begins in the clear.
  await scenario('upgraded', {
    raw: true,
    server(socket, log) {
      socket.once('data', (data) => {
        log(`plain ${data}`);
        socket.write('go');
        const secure = new tls.TLSSocket(socket, { ...identity, isServer: true });
        watch(secure, log, ['secure', 'end', 'close']);
        secure.on('data', (text) => secure.end(`echo ${text}`));
      });
    },
    client(port, log) {
      const socket = net.connect(port, '127.0.0.1', () => socket.write('STARTTLS'));
      socket.once('data', (data) => {
        log(`plain ${data}`);
        socket.removeAllListeners('data');
        const client = watch(tls.connect({ ...trusting, socket }), log, ['secureConnect', 'end', 'close']);
        client.on('data', (text) => log(`data ${text}`));
        client.write('hello');
      });
      return socket;
    },
  });
})();
