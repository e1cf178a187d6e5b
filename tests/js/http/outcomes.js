// How messages end that end in an unusual way, and which connections count as idle.
'use strict';
const http = require('node:http');
const net = require('node:net');
const { once } = require('node:events');

/** So many turns of the loop: both ends of a connection are in this process, so nothing else has to be waited for. */
async function turns(count = 12) {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => { setImmediate(resolve); });
}

const log = (...values) => console.log(' ', ...values);

async function main() {
  let answer = (req, res) => res.end('fine');
  const server = http.createServer((req, res) => answer(req, res));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const target = { host: '127.0.0.1', port: server.address().port, agent: false };

  // A tunnel is asked for by the address of its other end, and says so in the field Host as well.
  console.log('Host of CONNECT');
  for (const options of [{ path: 'there.example:443' }, { path: '/x' }, {}, { path: 'a:1', headers: { host: 'mine' } }, { path: 'a:1', setHost: false }]) {
    const req = http.request({ host: 'proxy.example', method: 'CONNECT', ...options, createConnection: () => new net.Socket() });
    log(req.getHeader('host'), req.path);
    req.on('error', () => {}).destroy();
  }

  // A connection that has sent nothing yet is idle; one that has sent a part of a request is not.
  console.log('idle connections');
  for (const first of ['', '\r\n', 'G', 'GET / HTTP/1.1\r\nhost: a\r\n\r\n']) {
    const client = net.connect(target).on('error', () => {}).resume();
    await once(client, 'connect');
    if (first) client.write(first);
    await turns();
    server.closeIdleConnections();
    await turns();
    log(JSON.stringify(first), client.readyState);
    client.destroy();
    await turns();
  }

  // The end of a request whose connection is gone is an error, unless it left before.
  console.log('end() after the connection');
  answer = () => {};
  for (const settles of [false, true]) {
    for (const destroy of ['request', 'socket']) {
      const req = http.request({ ...target, method: 'POST', headers: { 'content-length': 2 } });
      req.on('error', (error) => log('error', error.code)).on('finish', () => log('finish')).on('close', () => log('close'));
      req.flushHeaders();
      await turns();
      (destroy === 'request' ? req : req.socket).destroy();
      if (settles) await turns();
      req.end((error) => log('end', error?.code));
      req.end((error) => log('end again', error?.code));
      await turns();
      log(req.writableFinished);
    }
  }

  // A response may be over, and the connection too, before its request is: that closes once.
  console.log('a request that ends last');
  answer = (req, res) => res.end('early');
  {
    const agent = new http.Agent({ keepAlive: true });
    const req = http.request({ ...target, agent, method: 'POST', headers: { 'content-length': 2 } });
    req.on('error', (error) => log('error', error.code));
    for (const event of ['finish', 'close']) req.on(event, () => log(event));
    req.on('response', (res) => res.on('close', () => log('response closed')).resume());
    req.flushHeaders();
    await turns();
    req.socket.destroy();
    await turns();
    req.end();
    await turns();
    agent.destroy();
  }

  console.log('corked');
  const steps = [
    (res) => { res.cork(); res.cork(); },
    (res) => res.uncork(),
    (res) => { res.cork(); res.cork(); res.write('kept', (error) => log('write', error?.code)); },
    (res) => res.write('x'),
  ];
  for (const step of steps) {
    answer = (req, res) => {
      step(res);
      const before = res.writableCorked;
      res.destroy();
      log(before, res.writableCorked);
      try {
        res.detachSocket(new net.Socket());
      } catch (error) {
        log(error.code);
      }
    };
    http.get(target).on('error', () => {});
    await turns();
  }
  server.close();
}

main();
