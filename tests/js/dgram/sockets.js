'use strict';

// Datagrams on the loopback interface: forms of bind, connect and send, options, errors, the order of events.

const dgram = require('node:dgram');
const net = require('node:net');
const { once } = require('node:events');

function attempt(fn) {
  try {
    const result = fn();
    console.log(typeof result === 'object' ? 'object' : result);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}

async function bound(type = 'udp4', options) {
  const socket = dgram.createSocket(type);
  socket.bind(options ?? { port: 0, address: type === 'udp4' ? '127.0.0.1' : '::1' });
  await once(socket, 'listening');
  return socket;
}

async function refusals() {
  const socket = dgram.createSocket('udp4');
  for (const fn of [
    () => socket.address(), () => socket.setTTL(5), () => socket.setBroadcast(true), () => socket.remoteAddress(),
    () => socket.getRecvBufferSize(), () => socket.send('a'), () => socket.send('a', 0), () => socket.send(5, 5),
    () => socket.send('a', 'b'), () => socket.addMembership(), () => socket.connect(0), () => socket.connect('x'),
    () => socket.disconnect(), () => dgram.createSocket('x'), () => dgram.createSocket(),
    () => dgram.createSocket({ type: 'udp4', lookup: 1 }), () => dgram.createSocket({ type: 'udp4', recvBufferSize: 'x' }),
    () => dgram.createSocket({ type: 'udp4', signal: 1 }), () => dgram.createSocket({ type: 'udp4', sendBlockList: 1 }),
    () => socket.setTTL('x'), () => socket.setMulticastTTL('x'), () => socket.setMulticastInterface(1),
    () => socket.setRecvBufferSize(-1), () => socket.addSourceSpecificMembership(1),
    () => socket.addSourceSpecificMembership('a', 1), () => socket.sendto('a', 'x', 1, 1, 'a'),
    () => socket.send(['a', 1], 1), () => socket.send(Buffer.alloc(3), 5, 1, 1, 'a'),
    () => socket.send(Buffer.alloc(3), 1, 5, 1, 'a'), () => socket.getSendQueueSize(), () => socket.getSendQueueCount(),
    () => socket.close(1), () => socket.close(), () => socket.bind(), () => socket.send('a', 1),
  ]) attempt(fn);
}

async function sending() {
  const receiver = await bound();
  const { port, family, address } = receiver.address();
  console.log(family, address, port > 0);
  const messages = [];
  receiver.on('message', (data, info) => {
    messages.push(String(data));
    if (messages.length === 1)
      console.log(info.address, info.family, info.port > 0, info.size, Object.keys(info));
  });
  const sender = dgram.createSocket('udp4');
  sender.on('listening', () => console.log('sender is bound'));
  const send = (...args) => new Promise((resolve) => {
    sender.send(...args, (error, bytes) => {
      console.log('sent', error?.code, bytes);
      resolve();
    });
  });
  await send('text', port, '127.0.0.1');
  await send(Buffer.from('buffer'), port, '127.0.0.1');
  await send(Buffer.from('a long buffer'), 2, 4, port, '127.0.0.1');
  await send(['a ', Buffer.from('list'), new Uint8Array([33])], port, '127.0.0.1');
  await send(new DataView(new ArrayBuffer(3)), port, '127.0.0.1');
  await send([], port, '127.0.0.1');
  await send('default address', port);
  await send(Buffer.alloc(70000), port, '127.0.0.1').catch(() => {});
  sender.connect(port, '127.0.0.1');
  await once(sender, 'connect');
  console.log(sender.remoteAddress().address, sender.remoteAddress().port === port);
  await send('connected');
  await send(Buffer.from('with offset'), 5, 6);
  attempt(() => sender.connect(port));
  attempt(() => sender.send('x', port, '127.0.0.1'));
  sender.disconnect();
  attempt(() => sender.remoteAddress());
  await send('last', port, '127.0.0.1');
  while (messages.at(-1) !== 'last') await new Promise((resolve) => setTimeout(resolve, 5));
  console.log(messages);
  console.log(sender.close() === sender);
  await once(sender, 'close');
  receiver.close(() => console.log('closed'));
  await once(receiver, 'close');
}

async function options() {
  const socket = await bound('udp4', { port: 0 });
  console.log(socket.address().address);
  console.log(socket.setTTL(64), socket.setMulticastTTL(3), socket.setMulticastLoopback(true), socket.setBroadcast(true));
  socket.setRecvBufferSize(10000);
  socket.setSendBufferSize(20000);
  console.log(socket.getRecvBufferSize(), socket.getSendBufferSize());
  for (const fn of [
    () => socket.setTTL(0), () => socket.setTTL(256), () => socket.setMulticastTTL(-1), () => socket.setMulticastTTL(300),
    () => socket.setMulticastInterface('x'), () => socket.addMembership('1.1.1.1'), () => socket.dropMembership('224.0.0.114'),
    () => socket.addMembership('x'), () => socket.addMembership('224.0.0.1', 'y'), () => socket.bind(),
    () => socket.addSourceSpecificMembership('x', '232.1.1.1'),
  ]) attempt(fn);
  socket.setMulticastInterface('127.0.0.1');
  socket.addMembership('224.0.0.114', '127.0.0.1');
  attempt(() => socket.addMembership('224.0.0.114', '127.0.0.1'));
  socket.send('to the group', socket.address().port, '224.0.0.114');
  const [data] = await once(socket, 'message');
  console.log(String(data));
  socket.dropMembership('224.0.0.114', '127.0.0.1');
  socket.unref().ref();
  await socket[Symbol.asyncDispose]();

  const second = await bound();
  const taken = dgram.createSocket('udp4');
  taken.bind(second.address().port, '127.0.0.1');
  const [error] = await once(taken, 'error');
  console.log(error.code, error.syscall, error.address, error.message.replace(second.address().port, 'PORT'));
  taken.close();
  const shared = [1, 2].map(() => dgram.createSocket({ type: 'udp4', reuseAddr: true }));
  shared[0].bind(0, '127.0.0.1');
  await once(shared[0], 'listening');
  shared[1].bind(shared[0].address().port, '127.0.0.1', () => console.log('shared'));
  await once(shared[1], 'listening');
  for (const one of [...shared, second]) one.close();
}

async function failures() {
  // Nobody listens on the port of a socket that is closed: a connected sender is told.
  const gone = await bound();
  const { port } = gone.address();
  gone.close();
  await once(gone, 'close');
  const sender = dgram.createSocket('udp4');
  sender.connect(port, '127.0.0.1');
  await once(sender, 'connect');
  sender.send('x');
  const [error] = await once(sender, 'error');
  console.log(error.message, error.errno, error.code, error.syscall);
  sender.close();

  const lookup = dgram.createSocket({ type: 'udp4', lookup: (name, family, callback) => callback(new Error(`no ${name} ${family}`)) });
  lookup.on('error', (problem) => console.log('event', problem.message));
  lookup.bind(0, 'somewhere');
  await new Promise(setImmediate);
  lookup.close();

  const controller = new AbortController();
  const aborted = dgram.createSocket({ type: 'udp4', signal: controller.signal });
  controller.abort();
  await once(aborted, 'close');
  attempt(() => aborted.address());

  const sendBlockList = new net.BlockList();
  sendBlockList.addAddress('127.0.0.1');
  const blocked = dgram.createSocket({ type: 'udp4', sendBlockList });
  blocked.send('x', 9, '127.0.0.1', (problem) => {
    console.log(problem.code, problem.message);
    blocked.close();
  });
  await once(blocked, 'close');

  const early = dgram.createSocket('udp4');
  early.on('listening', () => console.log('listening')).on('close', () => console.log('close'));
  early.bind(0, '127.0.0.1', () => console.log('bound'));
  early.send('x', 9, '127.0.0.1', (problem) => console.log('sent', problem));
  early.close();
  await once(early, 'close');
}

(async () => {
  for (const part of [refusals, sending, options, failures]) {
    console.log(`# ${part.name}`);
    await part();
  }
})();
