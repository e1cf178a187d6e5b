// A Duplex below a session that ends, as a peer's connection does: it is ended and destroyed, and the session is over and can be
// collected, whether its writing side is open one way longer or not.
'use strict';
require('node:v8').setFlagsFromString('--expose-gc');
const gc = require('node:vm').runInNewContext('gc');
const http2 = require('node:http2');
const { Duplex } = require('node:stream');

const kinds = {
  client: (socket) => http2.connect('http://x.test', { createConnection: () => socket }),
  request(socket) {
    const session = kinds.client(socket);
    const stream = session.request();
    for (const event of ['error', 'end', 'close']) stream.on(event, (error) => console.log('stream', event, error?.code));
    return session;
  },
  server: (socket) => http2.performServerHandshake(socket),
};
const sessions = [];

function run(kind, allowHalfOpen) {
  console.log('---', kind, allowHalfOpen);
  const socket = new Duplex({
    allowHalfOpen,
    read() {},
    write(chunk, encoding, callback) { callback(); },
    final(callback) { console.log('final'); callback(); },
    destroy(error, callback) { console.log('destroy', error); callback(error); },
  });
  const session = kinds[kind](socket);
  for (const event of ['error', 'end', 'finish', 'close']) socket.on(event, () => console.log('socket', event));
  for (const event of ['error', 'goaway']) session.on(event, () => console.log('session', event));
  sessions.push(new WeakRef(session));
  setImmediate(() => setImmediate(() => socket.push(null)));
  return new Promise((resolve) => {
    session.on('close', () => {
      console.log('session close', session.closed, session.destroyed, socket.destroyed);
      resolve();
    });
  });
}

(async () => {
  for (const kind of Object.keys(kinds)) {
    await run(kind, true);
    await run(kind, false);
  }
  for (let round = 0; round < 40 && sessions.some((session) => session.deref()); round++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    gc();
  }
  console.log('left', sessions.filter((session) => session.deref()).length);
})();
