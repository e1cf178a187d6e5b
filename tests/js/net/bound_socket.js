'use strict';

// net.BoundSocket: an address taken first and adopted later, by a server or a client, over TCP and Unix sockets.

const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { once } = require('node:events');

function attempt(fn) {
  try {
    const result = fn();
    console.log(typeof result);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}

const closed = (emitter) => new Promise((resolve) => emitter.once('close', resolve));

(async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bound-'));
  for (const options of [
    5, { port: -1 }, { host: 'x' }, { host: 5 }, { ipv6Only: 5 }, { reusePort: 5 }, { path: 5 }, { path: '/x', port: 1 },
    { path: '/no/such/folder/x' },
  ]) attempt(() => new net.BoundSocket(options));

  const bound = new net.BoundSocket({ host: '127.0.0.1' });
  const { port, address, family } = bound.address();
  console.log(port > 0, address, family, bound.fd() > 2, bound.isPipe);
  const server = net.createServer((socket) => socket.end(`${socket.remotePort}`)).listen(bound);
  await once(server, 'listening');
  console.log(server.address().port === port);
  for (const fn of [() => bound.address(), () => bound.fd(), () => bound.close(), () => bound[Symbol.dispose]()]) attempt(fn);

  const local = new net.BoundSocket({ host: '127.0.0.1' });
  const localPort = local.address().port;
  const client = net.connect({ port, host: '127.0.0.1', handle: local });
  const [data] = await once(client, 'data');
  console.log(Number(data) === localPort, client.localPort === localPort);
  await closed(client);
  await closed(server.close());

  const name = path.join(folder, 'socket');
  const pipe = new net.BoundSocket({ path: name });
  console.log(pipe.address() === name, pipe.isPipe, fs.existsSync(name));
  const unix = net.createServer((socket) => socket.end('unix')).listen(pipe);
  await once(unix, 'listening');
  console.log(String(await once(net.connect(name), 'data')), unix.address() === name);
  await closed(unix.close());
  const unused = new net.BoundSocket({ path: name });
  unused.close();
  console.log(fs.existsSync(name));
  fs.rmSync(folder, { recursive: true });
})();
