// ws and socket.io: handshake, messages both ways, binary, pings, compression, broadcast, rooms, acknowledgements, closing.
'use strict';
const http = require('node:http');
const { Server } = require('socket.io');
const { io } = require('socket.io-client');
const { WebSocket, WebSocketServer } = require('ws');

const once = (emitter, event) => new Promise((resolve) => { emitter.once(event, (...args) => resolve(args)); });

async function ws(perMessageDeflate) {
  const server = http.createServer((req, res) => res.writeHead(426).end('upgrade'));
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate });
  server.on('upgrade', (req, socket, head) => {
    console.log('upgrade', req.url, req.headers['sec-websocket-version'], head.length, Boolean(req.headers['sec-websocket-extensions']));
    if (req.url === '/no') {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(req, socket, head, (client) => sockets.emit('connection', client, req));
  });
  sockets.on('connection', (client) => {
    client.on('message', (data, isBinary) => client.send(isBinary ? data : `echo ${data}`, { binary: isBinary }));
    client.on('ping', (data) => console.log('server: ping', String(data)));
    client.on('close', (code, reason) => sockets.emit('gone', code, String(reason)));
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address();
  const client = new WebSocket(`ws://127.0.0.1:${port}/chat`, ['a', 'b'], { perMessageDeflate });
  await once(client, 'open');
  console.log('protocol', client.protocol, Boolean(client.extensions));
  client.send('hello');
  console.log(String((await once(client, 'message'))[0]));
  client.send('long '.repeat(30000));
  console.log((await once(client, 'message'))[0].length);
  client.send(Buffer.from([1, 2, 3]));
  console.log(...await once(client, 'message'));
  client.ping('p');
  console.log('pong', String((await once(client, 'pong'))[0]));
  client.close(4000, 'enough');
  const [gone, [code, reason]] = await Promise.all([once(sockets, 'gone'), once(client, 'close')]);
  console.log('close', ...gone, code, String(reason));
  const refused = new WebSocket(`ws://127.0.0.1:${port}/no`);
  console.log((await once(refused, 'error'))[0].message);
  sockets.close();
  server.closeAllConnections();
  await new Promise((resolve) => { server.close(resolve); });
}

async function socketIo(transports) {
  const server = http.createServer();
  const hub = new Server(server);
  hub.of('/chat').on('connection', (socket) => {
    console.log('transport', socket.conn.transport.name, socket.handshake.auth);
    socket.join('room');
    socket.on('ask', (question, answer) => answer(`${question}!`, Buffer.from('bin')));
    socket.on('say', (text) => hub.of('/chat').to('room').emit('said', text, { from: 'server' }));
    socket.on('disconnect', (reason) => console.log('server: disconnect', reason));
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const client = io(`http://127.0.0.1:${server.address().port}/chat`, { transports, auth: { token: 't' }, reconnection: false, forceNew: true });
  await once(client, 'connect');
  console.log(...await new Promise((resolve) => { client.emit('ask', 'why', (...answer) => resolve(answer)); }));
  client.emit('say', '\u00fcber');
  console.log(...await once(client, 'said'));
  console.log(client.io.engine.transport.name);
  client.disconnect();
  await new Promise((resolve) => { setTimeout(resolve, 50); });
  await hub.close();
}

(async () => {
  await ws(false);
  await ws(true);
  await socketIo(['websocket']);
  await socketIo(['polling']);
  await socketIo(['polling', 'websocket']);
})();
