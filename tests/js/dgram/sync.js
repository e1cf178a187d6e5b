'use strict';
// bindSync() and connectSync(): done when they return, and what they refuse.
const dgram = require('node:dgram');
const { BlockList } = require('node:net');

const mask = (text) => text.replace(/\b\d{4,5}\b/g, 'PORT');
const open = [];
function make(options = 'udp4') {
  const socket = dgram.createSocket(options);
  open.push(socket);
  return socket;
}
function show(name, run) {
  try {
    console.log(name, mask(JSON.stringify(run()) ?? 'undefined'));
  } catch (error) {
    const { code, message, syscall, address, errno } = error;
    console.log(name, error.name, code, mask(message), syscall, address, errno);
  }
}

const first = make();
first.on('listening', () => console.log('listening'));
show('bind', () => first.bindSync());
show('bind again', () => first.bindSync());
const second = make();
show('bind with options', () => second.bindSync({ port: 0, address: '127.0.0.1' }));
const { port } = second.address();
show('bind to a name', () => make().bindSync({ address: 'localhost' }));
show('bind to half an address', () => make().bindSync({ address: '1.2.3' }));
show('bind to a foreign address', () => make().bindSync({ address: '8.8.8.8' }));
show('bind to what is taken', () => make().bindSync({ port, address: '127.0.0.1' }));
for (const options of [0, 'x', null, { port: 70000 }, { port: 'x' }, { address: 1 }]) {
  show(`bind ${JSON.stringify(options)}`, () => make().bindSync(options));
}
show('bind while it is being bound', () => {
  const socket = make();
  socket.bind(0);
  socket.bindSync();
});
show('bind IPv6', () => make('udp6').bindSync({ address: '::1' }).family);
show('bind what is closed', () => {
  const socket = dgram.createSocket('udp4');
  socket.close();
  socket.bindSync();
});

const client = make();
client.on('connect', () => console.log('connect'));
show('connect', () => client.connectSync(port, '127.0.0.1'));
show('connected to', () => client.remoteAddress());
show('connect again', () => client.connectSync(port));
show('connect without an address', () => {
  const socket = make();
  socket.connectSync(port);
  return socket.remoteAddress();
});
show('connect to a name', () => make().connectSync(port, 'localhost'));
for (const value of [0, undefined, 70000, {}]) show(`connect to port ${value}`, () => make().connectSync(value));
show('connect while it is being bound', () => {
  const socket = make();
  socket.bind(0);
  socket.connectSync(port);
});
show('connect to what is blocked', () => {
  const sendBlockList = new BlockList();
  sendBlockList.addAddress('127.0.0.1');
  make({ type: 'udp4', sendBlockList }).connectSync(port, '127.0.0.1');
});
console.log('returned');
second.on('message', (message, { size }) => {
  console.log('message', `${message}`, size);
  for (const socket of open) socket.close();
});
client.send('hello');
