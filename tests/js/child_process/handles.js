'use strict';

// Sockets and servers that are sent to a child and back: each kind, their order among messages, counting connections, errors.

const { fork } = require('node:child_process');
const dgram = require('node:dgram');
const net = require('node:net');
const { once } = require('node:events');

if (process.argv[2] === 'child') {
  let kept;
  process.on('message', (message, handle) => {
    if (message === 'socket') {
      console.log('child: socket', handle instanceof net.Socket, handle.remoteFamily);
      handle.end('from the child');
    } else if (message === 'keep') {
      kept = handle;
      kept.on('end', () => kept.end());
      kept.resume();
      process.send('kept');
    } else if (message === 'server') {
      console.log('child: server', handle instanceof net.Server, handle.listening);
      handle.on('connection', (socket) => {
        socket.end('served by the child');
        handle.close();
      });
      process.send('serving');
    } else if (message === 'datagrams') {
      console.log('child: datagrams', handle instanceof dgram.Socket, handle.type);
      handle.on('message', (data) => {
        process.send(`got ${data}`);
        handle.close();
      });
      process.send('receiving');
    } else if (message === 'back') {
      process.send('here', handle);
    } else if (message === 'end') {
      process.disconnect();
    } else {
      console.log('child:', message, handle);
    }
  });
  return;
}

const read = (socket) => new Promise((resolve) => {
  let text = '';
  socket.on('data', (data) => { text += data; });
  socket.on('close', () => resolve(text));
});

async function main() {
  const child = fork(__filename, ['child'], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  let childLog = '';
  child.stdout.setEncoding('utf8').on('data', (data) => { childLog += data; });
  const sockets = [];
  const server = net.createServer((socket) => {
    if (sockets.length > 0) sockets.shift()(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const pair = async (options) => {
    const accepted = new Promise((resolve) => sockets.push(resolve));
    const client = net.connect({ port, host: '127.0.0.1', ...options });
    return [client, await accepted];
  };

  const [client, socket] = await pair();
  const text = read(client);
  child.send('socket', socket, () => console.log('sent'));
  console.log(socket._handle);
  console.log(await text);

  const [keeper, kept] = await pair();
  child.send('keep', kept);
  await once(child, 'message');
  server.getConnections((error, count) => console.log('connections', error, count));
  await new Promise((resolve) => setTimeout(resolve, 50));
  keeper.resume().end();
  await once(keeper, 'close');

  const shared = net.createServer().listen(0, '127.0.0.1');
  await once(shared, 'listening');
  child.send('server', shared);
  await once(child, 'message');
  const sharedPort = shared.address().port;
  shared.close();
  console.log(await read(net.connect(sharedPort, '127.0.0.1')));

  const datagrams = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(datagrams, 'listening');
  const datagramPort = datagrams.address().port;
  child.send('datagrams', datagrams);
  await once(child, 'message');
  datagrams.close();
  const sender = dgram.createSocket('udp4');
  sender.send('ping', datagramPort, '127.0.0.1');
  console.log((await once(child, 'message'))[0]);
  sender.close();

  const [pinger, bounced] = await pair();
  child.send('back', bounced);
  const [word, back] = await once(child, 'message');
  console.log(word, back instanceof net.Socket);
  const reply = read(pinger);
  back.end('it came back');
  console.log(await reply);

  // Messages behind a handle keep their order; several handles wait for each other.
  const pairs = [await pair(), await pair()];
  const texts = pairs.map(([one]) => read(one));
  child.send('socket', pairs[0][1]);
  child.send('between');
  child.send('socket', pairs[1][1]);
  child.send('after');
  console.log(await Promise.all(texts));

  for (const value of [{}, 5, 'x']) {
    try {
      child.send('x', value);
    } catch (error) {
      console.log(error.name, error.code, error.message);
    }
  }
  const [left, gone] = await pair();
  gone.destroy();
  left.destroy();
  child.send('without a handle', gone);
  child.send('end');
  await once(child, 'close');
  console.log(childLog);
  server.close(() => console.log('server is closed'));
}

main();
