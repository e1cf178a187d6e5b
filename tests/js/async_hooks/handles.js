// Servers and datagram sockets are resources from when their handles are made, so that what fails is one as well, getAsyncId() is
// the id that hooks were told, and the ticks of 'listening', 'error', 'close', of what is sent and connected are triggered by them.
'use strict';
const { createHook, triggerAsyncId } = require('node:async_hooks');
const dgram = require('node:dgram');
const { once } = require('node:events');
const net = require('node:net');

// There before the hooks are.
void [process.stdin, process.stdout, process.stderr];
const names = new Map();
const destroyed = new Map();
const lines = [];
createHook({
  init(id, type, trigger) {
    names.set(id, type);
    if (/TCP|PIPE|UDP/.test(type)) lines.push(`  ${type} by ${/TCP|PIPE|UDP/.test(names.get(trigger)) ? names.get(trigger) : '-'}`);
  },
  destroy(id) { destroyed.set(id, (destroyed.get(id) ?? 0) + 1); },
}).enable();

const show = (title) => console.log([title, ...lines.splice(0)].join('\n'));
const nameOf = (handle) => names.get(handle.getAsyncId());
const turn = () => new Promise(setImmediate);
const told = (emitter, event) => new Promise((resolve) => {
  emitter.once(event, (value) => {
    const trigger = names.get(triggerAsyncId());
    lines.push(`  ${value?.code ?? event} by ${/TCP|PIPE|UDP/.test(trigger) ? trigger : '-'}`);
    resolve();
  });
});

async function close(emitter) {
  await turn();
  emitter.close();
  await told(emitter, 'close');
}

(async () => {
  const server = net.createServer((socket) => socket.end());
  console.log(server[Object.getOwnPropertySymbols(server).at(-1)]);
  server.listen(0);
  lines.push(`  id of ${nameOf(server._handle)}`);
  await told(server, 'listening');
  show('listen');

  const second = net.createServer().listen(server.address().port);
  await told(second, 'error');
  show('in use');

  const closed = net.connect(server.address().port, '127.0.0.1').resume();
  await once(closed, 'close');
  lines.length = 0;
  const id = server._handle.getAsyncId();
  await close(server);
  show('close');

  const path = `\0handles-${process.pid}`;
  const pipes = net.createServer((socket) => socket.end()).listen(path);
  lines.push(`  id of ${nameOf(pipes._handle)}`);
  await told(pipes, 'listening');
  show('pipe');
  const client = net.connect(path).resume();
  lines.push(`  id of ${nameOf(client._handle)}`);
  await once(client, 'close');
  show('pipe client');
  await close(pipes);
  const refused = net.connect(path);
  await told(refused, 'error');
  show('pipe refused');

  const unused = dgram.createSocket('udp4');
  show('datagrams');
  await close(unused);
  show('closed unbound');
  const socket = dgram.createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  lines.length = 0;
  socket.send('x', socket.address().port, '127.0.0.1', () => lines.push(`  sent by ${names.get(triggerAsyncId())}`));
  await once(socket, 'message');
  show('send');
  socket.connect(socket.address().port, '127.0.0.1');
  await told(socket, 'connect');
  show('connect');
  await close(socket);
  show('closed');
  for (let index = 0; index < 5; index++) await turn();
  console.log(destroyed.get(id), [...destroyed].filter(([, count]) => count > 1).map(([twice]) => names.get(twice)));
})();
