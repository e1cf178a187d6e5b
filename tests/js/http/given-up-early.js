'use strict';
// A request that is destroyed before it has got its connection: an agent that keeps connections keeps that one too, and the
// next request goes out on it.

const http = require('node:http');

const giveUp = {
  'destroy': (req) => req.destroy(),
  'destroy with an error': (req) => req.destroy(new Error('enough')),
  'end, destroy': (req) => req.end().destroy(),
  'abort': (req) => req.abort(),
};
const agents = { keepAlive: { keepAlive: true }, plain: {}, single: { maxSockets: 1 } };
const count = (sockets) => Object.values(sockets).flat().length;
const emitted = (emitter, event) => new Promise((resolve) => emitter.once(event, resolve));

async function main() {
  const server = http.createServer((req, res) => res.end(req.url)).listen(0, '127.0.0.1');
  await emitted(server, 'listening');
  const { port } = server.address();
  for (const kind in agents) {
    for (const how in giveUp) {
      console.log('---', kind, how);
      const agent = new http.Agent(agents[kind]);
      agent.on('free', () => console.log('free'));
      const first = http.request({ host: '127.0.0.1', port, agent, path: '/first' });
      const [socket] = Object.values(agent.sockets).flat();
      first.on('error', ({ code, message }) => console.log('error', code, message));
      first.on('close', () => console.log('close', first.socket === null));
      giveUp[how](first);
      await emitted(first, 'close');
      console.log('request', socket._httpMessage === first, 'used', count(agent.sockets), 'free', count(agent.freeSockets));
      await emitted(socket, socket.destroyed ? 'close' : 'connect');
      console.log('destroyed', socket.destroyed, 'total', agent.totalSocketCount);
      const second = http.get({ host: '127.0.0.1', port, agent, path: '/second' });
      const response = await emitted(second, 'response');
      response.on('data', (data) => console.log(`${data}`, second.reusedSocket, second.socket === socket));
      await emitted(response, 'close');
      agent.destroy();
    }
  }
  server.close();
}

main();
