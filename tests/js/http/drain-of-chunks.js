'use strict';
// A message that is sent in chunks keeps what is written in one go: how much that is with what goes around it, where write()
// returns false, and that 'drain' comes as soon as the connection has taken it.

const http = require('node:http');

const kinds = { 'chunks': {}, 'length known': { 'Content-Length': 1e6 } };

function describe(message) {
  return [message.writableLength, message.writableNeedDrain, message.writableCorked].join();
}

function writeInTurn(message, name, size) {
  const tell = (...what) => console.log(name, size, ...what, describe(message));
  message.on('drain', () => tell('drain'));
  process.nextTick(() => tell('tick before'));
  tell('write', message.write(Buffer.alloc(size), () => tell('written')));
  tell('write', message.write(Buffer.alloc(size)));
  process.nextTick(() => tell('tick after'));
}

function respond(name, size, prepare) {
  return new Promise((resolve) => {
    const server = http.createServer((req, res) => {
      res.sendDate = false;
      prepare(res);
      writeInTurn(res, name, size);
      setImmediate(() => setImmediate(() => res.destroy()));
      res.on('close', () => {
        server.close();
        resolve();
      });
    }).listen(0, '127.0.0.1', () => {
      http.get({ host: '127.0.0.1', port: server.address().port, agent: false }, (res) => res.on('error', () => {}).resume())
        .on('error', () => {});
    });
  });
}

async function main() {
  for (const kind in kinds) {
    for (const size of [10, 100_000]) {
      const setHeaders = (res) => Object.keys(kinds[kind]).forEach((name) => res.setHeader(name, kinds[kind][name]));
      await respond(`${kind}, head first`, size, (res) => {
        setHeaders(res);
        res.flushHeaders();
      });
      await respond(kind, size, setHeaders);
    }
  }
  // Where a chunk counts as too much.
  await respond('limit', 1, (res) => {
    res.flushHeaders();
    for (let less = 0; less < 12; less += 2) {
      res.cork();
      console.log(less, res.write(Buffer.alloc(res.writableHighWaterMark - less)), res.writableLength - res.writableHighWaterMark);
      res.uncork();
    }
  });
  // A request that is written to when it gets its socket, before that is connected.
  const server = http.createServer((req, res) => req.on('end', () => res.end()).resume()).listen(0, '127.0.0.1', () => {
    const req = http.request({ host: '127.0.0.1', port: server.address().port, method: 'POST', agent: false });
    req.on('socket', () => writeInTurn(req, 'request', 100_000));
    req.on('response', (res) => res.resume().on('end', () => server.close()));
    req.on('drain', () => req.end());
  });
}

main();
