// Agent: keeping, reusing and sharing connections, limits, order, time limits, names, connections of the program's own.
'use strict';
const http = require('node:http');
const net = require('node:net');
const { withServer } = require('./_raw');

const later = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

function get(options) {
  return new Promise((resolve) => {
    const req = http.get({ host: '127.0.0.1', ...options }, (res) => {
      let body = '';
      res.setEncoding('utf8').on('data', (data) => { body += data; }).on('end', () => resolve({ req, res, body, port: req.socket?.localPort }));
    });
    req.on('error', (error) => resolve({ req, error }));
  });
}
const counts = (lists) => Object.values(lists).map((list) => list.length).join();
const state = (agent) => `requests ${counts(agent.requests)} sockets ${counts(agent.sockets)} free ${counts(agent.freeSockets)} total ${agent.totalSocketCount}`;

async function main() {
  let connections = 0;
  await withServer({}, (req, res) => {
    if (req.url === '/close') res.setHeader('Connection', 'close');
    if (req.url === '/hint') res.setHeader('Keep-Alive', 'timeout=1');
    setTimeout(() => res.end(req.url), req.url === '/slow' ? 50 : 5);
  }, async (port, server) => {
    server.on('connection', () => { connections++; });

    console.log('one after the other');
    const agent = new http.Agent({ keepAlive: true });
    for (const path of ['/1', '/2', '/close', '/3', '/hint', '/4']) {
      const { req, body } = await get({ port, path, agent });
      await later(20);
      console.log(body, req.reusedSocket, connections, state(agent));
    }
    agent.destroy();
    await later(10);
    console.log(state(agent));

    console.log('without keep-alive');
    const plain = new http.Agent();
    connections = 0;
    for (const path of ['/1', '/2']) {
      const { req, res } = await get({ port, path, agent: plain });
      console.log(req.reusedSocket, req.getHeader('connection'), res.headers.connection, state(plain));
    }
    console.log(connections);

    console.log('limits');
    for (const options of [{ maxSockets: 1 }, { maxSockets: 2, keepAlive: true }, { maxTotalSockets: 1, keepAlive: true }, { maxSockets: 3, maxFreeSockets: 1, keepAlive: true }]) {
      const limited = new http.Agent(options);
      connections = 0;
      const all = Promise.all(['/a', '/b', '/c', '/d'].map((path) => get({ port, path, agent: limited })));
      console.log(state(limited));
      const done = await all;
      await later(20);
      console.log(connections, done.map(({ req }) => req.reusedSocket).join(), state(limited));
      limited.destroy();
    }

    console.log('scheduling');
    for (const scheduling of ['fifo', 'lifo']) {
      const scheduled = new http.Agent({ keepAlive: true, scheduling });
      const first = get({ port, path: '/1', agent: scheduled });
      const second = get({ port, path: '/slow', agent: scheduled });
      const ports = [(await first).req.socket.localPort, (await second).req.socket.localPort];
      await later(10);
      const third = await get({ port, path: '/3', agent: scheduled });
      console.log(scheduling, ports.indexOf(third.req.socket.localPort));
      scheduled.destroy();
    }

    console.log('timeouts');
    const timed = new http.Agent({ keepAlive: true, timeout: 60 });
    const { req } = await get({ port, path: '/1', agent: timed });
    await later(10);
    console.log(req.socket.timeout, state(timed));
    await later(100);
    console.log(req.socket.destroyed, state(timed));
    const slow = http.get({ port, host: '127.0.0.1', path: '/slow', agent: timed, timeout: 20 });
    slow.on('timeout', () => {
      console.log('timeout', slow.socket.timeout);
      slow.destroy();
    });
    slow.on('error', (error) => console.log(error.code));
    await new Promise((resolve) => { slow.on('close', resolve); });

    console.log('given up while waiting');
    const one = new http.Agent({ maxSockets: 1, keepAlive: true });
    const running = get({ port, path: '/slow', agent: one });
    const waiting = http.get({ port, host: '127.0.0.1', path: '/never', agent: one });
    waiting.on('error', (error) => console.log('waiting', error.code));
    waiting.destroy();
    console.log((await running).body, (await get({ port, path: '/after', agent: one })).body);
    one.destroy();

    console.log('connections of the program');
    const own = await get({ port, path: '/own', createConnection: (options) => net.connect(options.port, options.host) });
    console.log(own.body, own.req.agent, own.res.headers.connection);
    const lateOwn = await get({ port, path: '/late', createConnection(options, done) { setImmediate(() => done(null, net.connect(port, '127.0.0.1'))); } });
    console.log(lateOwn.body);
    const failing = await get({ port, path: '/', createConnection() { throw new Error('no connection'); } });
    console.log(failing.error.message);
    class Mine extends http.Agent {
      createConnection(options, done) {
        console.log('createConnection', options.path, options._agentKey.replace(/\d{4,5}/, 'PORT'), typeof done);
        return super.createConnection(options, done);
      }
    }
    console.log((await get({ port, path: '/mine', agent: new Mine() })).body);

    console.log('diagnostics');
    const channel = require('node:diagnostics_channel');
    const seen = [];
    for (const name of ['client.request.created', 'client.request.start', 'client.response.finish', 'server.request.start', 'server.response.created', 'server.response.finish']) {
      channel.subscribe(`http.${name}`, (message) => seen.push(`${name} ${Object.keys(message).sort()}`));
    }
    await get({ port, path: '/', agent: false });
    await later(20);
    console.log(seen.join('\n'));
  });

  console.log('a server that closes what is kept');
  await withServer({ keepAliveTimeout: 30, keepAliveTimeoutBuffer: 0 }, (req, res) => res.end('ok'), async (port) => {
    const agent = new http.Agent({ keepAlive: true });
    await get({ port, agent });
    await later(10);
    console.log(state(agent));
    await later(80);
    console.log(state(agent), (await get({ port, agent })).req.reusedSocket);
    agent.destroy();
  });

  const agent = new http.Agent();
  for (const options of [undefined, {}, { host: 'a', port: 1, localAddress: 'b', family: 6, socketPath: '/s' }]) console.log(agent.getName(options));
  for (const options of [{ scheduling: 'random' }, { maxTotalSockets: 'a' }, { maxTotalSockets: 0 }]) {
    try {
      new http.Agent(options);
    } catch (error) {
      console.log(error.name, error.code, error.message);
    }
  }
  for (const options of [
    { path: '/a b' }, { protocol: 'ftp:' }, { method: 'A B' }, { method: 1 }, { agent: {} }, { host: 1 }, { timeout: 'a' }, { headers: { 'a b': 1 } },
    { headers: { a: '\n' } }, { insecureHTTPParser: 1 }, { maxHeaderSize: 'a' }, { joinDuplicateHeaders: 1 }, { headers: ['a'] }, 'not a url',
  ]) {
    try {
      http.request(options);
    } catch (error) {
      console.log(error.name, error.code, error.message);
    }
  }
}
main();
