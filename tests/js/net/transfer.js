// TCP servers, sockets and bound sockets in messages: which go, what arrives, what is left here; a message that nobody reads closes what it
// carries.
'use strict';
const net = require('node:net');
const { once } = require('node:events');
const { MessageChannel, Worker, isMainThread, parentPort, receiveMessageOnPort } = require('node:worker_threads');

if (!isMainThread) {
  parentPort.on('message', ({ server, socket, bound }) => {
    if (server) {
      server.on('connection', (connection) => connection.end('from the worker'));
      server.on('listening', () => parentPort.postMessage('listening'));
      server.on('close', () => parentPort.postMessage('closed'));
      parentPort.postMessage([server instanceof net.Server, server.listening, server.allowHalfOpen, server.noDelay]);
      parentPort.once('close', () => server.close());
    }
    if (socket) socket.on('data', (data) => socket.end(`echo ${data}`));
    if (bound) {
      const own = net.createServer((connection) => connection.end('bound')).listen(bound, () => parentPort.postMessage(own.address().port));
      own.unref();
    }
  });
  return;
}

const later = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const { port1, port2 } = new MessageChannel();

// Sends it to this very thread: what arrives, if it goes.
function transfer(name, value) {
  try {
    port1.postMessage(value, [value]);
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
    return undefined;
  }
  console.log(name, 'goes', value.destroyed, value.listening, value._handle === null);
  return receiveMessageOnPort(port2).message;
}

const read = async (port) => {
  let text = '';
  for await (const data of net.connect(port, '127.0.0.1')) text += data;
  return text;
};

async function sockets() {
  const server = net.createServer({ pauseOnConnect: true });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address();
  for (const [name, prepare, alsoAfter] of [
    ['as it is', () => {}], ['configured', (socket) => { socket.setTimeout(1000).setNoDelay(true).setKeepAlive(true).unref(); }],
    ['with listeners', (socket) => { socket.on('data', () => {}).pause(); }], ['corked', (socket) => socket.cork()],
    ['with an encoding', (socket) => socket.setEncoding('utf8')], ['with data', (socket) => socket.unshift(Buffer.from('x'))],
    ['after a write', (socket) => socket.write('x')], ['ended with data', (socket) => socket.end('x')], ['destroyed', (socket) => socket.destroy()],
    ['a client', () => {}, true],
  ]) {
    const client = net.connect(port, '127.0.0.1');
    const [accepted] = await once(server, 'connection');
    if (client.connecting) await once(client, 'connect');
    const socket = alsoAfter ? client : accepted;
    const peer = alsoAfter ? accepted : client;
    peer.on('error', () => {});
    prepare(socket);
    const arrived = transfer(name, socket);
    if (arrived) {
      console.log('  ', arrived.constructor.name, arrived !== socket, arrived.readyState, arrived.isPaused(), arrived.timeout, arrived.listenerCount('data'));
      arrived.on('data', (data) => arrived.end(`echo ${data}`));
      peer.write('hello');
      peer.setEncoding('utf8').resume();
      console.log('  ', (await once(peer, 'data'))[0]);
    }
    peer.destroy();
    socket.destroy();
  }
  const connecting = net.connect(port, '127.0.0.1');
  connecting.on('error', () => {});
  transfer('connecting', connecting);
  connecting.destroy();
  transfer('no handle', new net.Socket());
  const lost = net.connect(port, '127.0.0.1');
  const [dropped] = await once(server, 'connection');
  const channel = new MessageChannel();
  channel.port1.postMessage(dropped, [dropped]);
  channel.port2.close();
  await once(lost.resume(), 'close');
  console.log('nobody reads the message: closed');
  await new Promise((resolve) => { server.close(resolve); });
}

async function servers() {
  transfer('a server that does not listen', net.createServer());
  const options = { allowHalfOpen: true, pauseOnConnect: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: 5000, highWaterMark: 99 };
  const server = net.createServer(options);
  server.on('close', () => console.log('the old one closes'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address();
  const arrived = transfer('a server', server);
  console.log(Object.keys(options).map((name) => arrived[name]), arrived.address().port === port, server.address());
  transfer('again', server);
  server.close((error) => console.log(error?.code));
  await once(arrived, 'listening');
  arrived.on('connection', (socket) => socket.resume().end('here'));
  console.log(await read(port));
  await new Promise((resolve) => { arrived.close(resolve); });
  const bound = new net.BoundSocket({ host: '127.0.0.1' });
  const address = bound.address();
  const boundHere = transfer('a bound socket', bound);
  console.log(boundHere.address().port === address.port, boundHere.isPipe);
  transfer('again', bound);
  boundHere.close();
}

async function worker() {
  const thread = new Worker(__filename);
  const server = net.createServer({ noDelay: true });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address();
  thread.postMessage({ server }, [server]);
  console.log((await once(thread, 'message'))[0], (await once(thread, 'message'))[0], await read(port));
  const here = net.createServer((socket) => thread.postMessage({ socket }, [socket]));
  await once(here.listen(0, '127.0.0.1'), 'listening');
  const client = net.connect(here.address().port, '127.0.0.1').setEncoding('utf8');
  client.write('hello');
  console.log((await once(client, 'data'))[0]);
  await once(client, 'close');
  const bound = new net.BoundSocket({ host: '127.0.0.1' });
  const boundPort = bound.address().port;
  thread.postMessage({ bound }, [bound]);
  console.log((await once(thread, 'message'))[0] === boundPort, await read(boundPort));
  await new Promise((resolve) => { here.close(resolve); });
  await thread.terminate();
}

(async () => {
  await sockets();
  await servers();
  await worker();
  await later(1);
  port1.close();
})();
