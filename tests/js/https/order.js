'use strict';
// The order in which things come over TLS: each record is a piece of its own, what is written has left in the check phase, before
// immediates; the bytes of a request go to the server's parser without becoming the socket's; one that comes with the end of the
// handshake is told even if the socket has been destroyed by then; a write that the connection still keeps says why it is cancelled.
const https = require('node:https'),
  net = require('node:net'),
  tls = require('node:tls');
const { once } = require('node:events');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const pem = (name) => readFileSync(join(__dirname, '../../fixtures/tls', `${name}.pem`));
const identity = { key: pem('server-key'), cert: pem('server-cert') };
const ca = pem('ca-cert');
const listen = async (server) => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server.address().port;
};

async function writes() {
  const seen = [];
  const log = (text) => seen.push(text);
  const server = tls.createServer(identity, (socket) => {
    socket.on('data', (data) => {
      log(`read ${data}`);
      if (data.toString() === 'd') socket.end();
    });
  });
  const port = await listen(server);
  const socket = tls.connect({ port, host: '127.0.0.1', ca, checkServerIdentity: () => undefined });
  await once(socket, 'secureConnect');
  socket.resume();
  setImmediate(() => {
    setImmediate(() => {
      log('immediate');
      setImmediate(() => log('next immediate'));
    });
    socket.write('a', () => log('a is written'));
    socket.write('b', () => {
      log('b is written');
      socket.write('c', () => {
        log('c is written');
        socket.write('d', () => log('d is written'));
      });
    });
  });
  await once(socket, 'close');
  server.close();
  for (const who of ['read', 'written|immediate']) console.log(seen.filter((text) => new RegExp(who).test(text)));
}

async function request() {
  const server = https.createServer(identity, (req, res) => {
    const state = (what) => console.log(what, req.complete, req.socket.readableDidRead);
    state('request');
    process.nextTick(state, 'tick');
    req.on('resume', () => state('resume'));
    req.on('data', (data) => state(`data ${data}`));
    req.on('end', () => {
      state('end');
      res.end();
    });
  });
  const port = await listen(server);
  const req = https.request({ port, host: '127.0.0.1', ca, checkServerIdentity: () => undefined, method: 'PUT', agent: false });
  req.end('body');
  const [res] = await once(req, 'response');
  res.resume();
  await once(res, 'close');
  server.close();
}

async function destroyed() {
  const server = https.createServer(identity, (req, res) => {
    console.log('request of a destroyed socket', req.socket.destroyed, req.url);
    res.end('x', (error) => console.log('answer', error?.code));
    res.on('close', () => server.close());
  });
  server.on('secureConnection', (socket) => socket.destroy());
  const port = await listen(server);
  const req = https.request({ port, host: '127.0.0.1', ca, checkServerIdentity: () => undefined, agent: false });
  req.on('error', (error) => console.log(error.code, error.message));
  req.end();
  await once(server, 'close');
}

async function cancelled() {
  const server = net.createServer((socket) => socket.on('error', () => {}).resume());
  const port = await listen(server);
  const socket = tls.connect({ port, host: '127.0.0.1', ca });
  socket.write('early', (error) => console.log(error.message, error.code, error.errno, error.syscall));
  socket.on('connect', () => setImmediate(() => socket.destroy()));
  await once(socket, 'close');
  server.close();
}

(async () => {
  await writes();
  await request();
  await destroyed();
  await cancelled();
})();
