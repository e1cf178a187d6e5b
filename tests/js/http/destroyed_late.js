// A client's request that is destroyed when its response has arrived, but nobody has read it: nothing is under way, so the rest is dropped
// and the connection goes back to the agent, or ends as it would have. It was destroyed, with an error that had no listener any more and
// ended the process. While something is under way, the connection goes.
'use strict';
const http = require('node:http');
const { once } = require('node:events');

/** So many turns of the loop: both ends are in this process. */
async function turns(count = 12) {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => { setImmediate(resolve); });
}

const answers = {
  '/full': (res) => res.end('abc'),
  '/empty': (res) => res.end(),
  '/part': (res) => res.writeHead(200, { 'content-length': 10 }).write('abc'),
  '/close': (res) => { res.shouldKeepAlive = false; res.end('abc'); },
};
const ends = {
  destroy: (req) => req.destroy(),
  'destroy with an error': (req) => req.destroy(new Error('mine')),
  abort: (req) => req.abort(),
  'destroy the response': (req, res) => res.destroy(),
};

async function main() {
  const server = http.createServer((req, res) => answers[req.url](res));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const count = (sockets) => Object.values(sockets).flat().length;
  for (const path in answers) {
    for (const end in ends) {
      for (const [how, method] of [['GET', 'GET'], ['POST that goes on', 'POST'], ['GET that is read', 'GET'], ['GET without keep-alive', 'GET']]) {
        const agent = new http.Agent({ keepAlive: how !== 'GET without keep-alive' });
        const log = [];
        const req = http.request({ host: '127.0.0.1', port: server.address().port, agent, path, method });
        const hear = (emitter, name, events) => {
          for (const event of events) emitter.on(event, (error) => log.push(`${name}${event}${error ? ` ${error.code ?? error.message}` : ''}`));
        };
        hear(req, '', ['abort', 'error', 'close']);
        const response = once(req, 'response');
        if (method === 'POST') req.flushHeaders();
        else req.end();
        const [res] = await response;
        hear(res, 'response ', ['aborted', 'end', 'error', 'close']);
        if (how === 'GET that is read') res.resume();
        if (how === 'GET without keep-alive') await once(res, 'readable');
        else await turns();
        ends[end](req, res);
        await turns();
        console.log(path, end, how, '|', log.join(', '), '|', count(agent.sockets), count(agent.freeSockets));
        agent.destroy();
        req.on('error', () => {}).destroy();
        await turns();
      }
    }
  }
  server.close();
}

main();
