// What is done with messages that are over, and who hears what when: calls on messages that are destroyed, the end of a request that nobody reads
// beside the response's, listeners of a socket's end, a new connection for a request that waited, a chunk that leaves in one write.
'use strict';
const http = require('node:http');
const { once } = require('node:events');
const { later } = require('../_steps');

const log = (...values) => console.log('  ', ...values);

async function withServer(name, listener, use) {
  console.log(name);
  const server = http.createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  await use((more) => http.request({ port: server.address().port, host: '127.0.0.1', agent: false, ...more }), server);
  server.closeAllConnections();
  await new Promise((resolve) => { server.close(resolve); });
}

const calls = {
  'end': (message, done) => message.end(done),
  'end with data': (message, done) => message.end('x', done),
  'write': (message, done) => message.write('x', done),
  'end twice': (message, done) => { message.end(); message.end('y', done); },
};
const ways = {
  'the client goes': (res, client) => client.destroy(),
  'the server destroys it': (res) => res.destroy(),
  'with an error': (res) => res.destroy(new Error('boom')),
};

async function destroyed(name, way) {
  for (const [call, run] of Object.entries(calls)) {
    let response;
    await withServer(`${name}: ${call}`, (req, res) => { response = res.on('error', (error) => log('response', error.code)); }, async (request) => {
      const client = request().on('error', (error) => log('client', error.code));
      client.end();
      while (!response) await later(1);
      const closed = Promise.all([once(response, 'close'), new Promise((resolve) => { client.on('close', resolve); })]);
      way(response, client);
      await closed;
      run(response, (error) => log('response called back', error?.code));
      await later(2);
      run(client, (error) => log('client called back', error?.code));
      await later(2);
    });
  }
}

(async () => {
  for (const [name, way] of Object.entries(ways)) await destroyed(name, way);

  for (const method of ['GET', 'POST']) {
    await withServer(`nobody reads the request: ${method}`, (req, res) => {
      for (const event of ['end', 'close']) req.on(event, () => log('request', event));
      for (const event of ['prefinish', 'finish', 'close']) res.on(event, () => log('response', event));
      setImmediate(() => res.end('x'));
    }, async (request) => {
      const client = request({ method }).end();
      await once((await once(client, 'response'))[0].resume(), 'end');
      await later(5);
    });
  }

  await withServer('listeners of a socket', (req, res) => {
    res.on('close', () => log('response close'));
    req.on('close', () => log('request close'));
    res.write('x');
  }, async (request, server) => {
    server.on('connection', (socket) => socket.on('close', () => log('socket close')));
    const client = request().on('error', () => {}).end();
    await once(client, 'response');
    client.destroy();
    await later(20);
  });

  const agent = new http.Agent({ maxSockets: 1 });
  await withServer('a request that waits', (req, res) => { if (req.url === '/') res.end('x'); else req.socket.destroy(); }, async (request) => {
    const first = request({ agent, path: '/gone' }).on('error', (error) => log(error.code));
    const second = request({ agent });
    agent.on('free', (socket) => log('free', socket.connecting));
    second.on('socket', () => log('socket'));
    first.end();
    second.end();
    await once((await once(second, 'response'))[0].resume(), 'end');
    await later(5);
  });

  // The first packet makes the system find out that the client is gone; a second one would be told.
  let response;
  await withServer('a chunk is one write', (req, res) => { response = res; }, async (request) => {
    const client = request().on('error', () => {}).end();
    while (!response) await later(1);
    response.socket.on('error', (error) => log('socket', error.code));
    response.write('xxx', (error) => log('written', error?.code));
    client.destroy();
    await later(20);
  });
})();
