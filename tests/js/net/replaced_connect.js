'use strict';
// Packages that answer in place of a server (msw, nock) put a connect() of their own on a socket's handle, which connects to nothing,
// and say when it is done as the native one does: by the request's oncomplete().
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');

const EADDRNOTAVAIL = -99;

// A socket whose handle takes `connect` and tells what happens.
function connectTo(target, connect, name) {
  return new Promise((resolve) => {
    const socket = net.connect(target);
    const log = [];
    const put = () => {
      const handle = socket._handle;
      const replaced = function(...args) {
        log.push(['asked', this === handle, args.length, ...args.slice(1), typeof args[0].oncomplete, args[0].address, args[0].port]);
        return connect(handle, args[0]);
      };
      handle.connect = replaced;
      handle.connect6 = replaced;
      handle.readStart = () => 0;
    };
    if (target.path) put();
    else socket.on('connectionAttempt', put);
    for (const event of ['connect', 'ready', 'error', 'close']) {
      socket.on(event, (value) => {
        log.push([event, value?.message ?? value, value?.code, value?.address, value?.port, value?.syscall]);
        if (event === 'ready') {
          log.push([socket.connecting, socket.address(), socket.remoteAddress, socket.remotePort]);
          socket.destroy();
        }
        if (event !== 'close') return;
        console.log(name, log);
        resolve();
      });
    }
  });
}

(async () => {
  const port = 9;
  await connectTo({ port, host: '127.0.0.1' }, (handle, request) => {
    handle.getsockname = (out) => {
      Object.assign(out, { address: '10.0.0.1', port: 1234, family: 'IPv4' });
      return 0;
    };
    handle.getpeername = (out) => {
      Object.assign(out, { address: '10.0.0.2', port: 80, family: 'IPv4' });
      return 0;
    };
    setImmediate(() => request.oncomplete(0, handle, request, true, true));
  }, 'connected');
  await connectTo({ port, host: '127.0.0.1' }, (handle, request) => {
    setImmediate(() => request.oncomplete(EADDRNOTAVAIL, handle, request, true, true));
  }, 'failed');
  await connectTo({ port, host: '::1' }, (handle, request) => {
    setImmediate(() => request.oncomplete(0, handle, request, true, true));
  }, 'IPv6');
  await connectTo({ port, host: 'some.name', lookup: (name, options, callback) => {
    process.nextTick(callback, null, [{ address: '127.0.0.1', family: 4 }, { address: '::1', family: 6 }]);
  } }, (handle, request) => {
    setImmediate(() => request.oncomplete(request.address === '::1' ? 0 : EADDRNOTAVAIL, handle, request, true, true));
  }, 'one address after the other');
  // The native one does it that way too.
  const server = net.createServer((socket) => socket.end());
  await new Promise((resolve) => server.listen(path.join(os.tmpdir(), `replaced-connect-${process.pid}`), resolve));
  await new Promise((resolve) => {
    const socket = new net.Socket();
    socket.once('connect', () => console.log('by path', socket.connecting));
    socket.on('close', resolve).resume();
    socket.connect(server.address());
  });
  server.close();
})();
