// A connection that an agent gives to a further request is another resource then, which what the request waits in has triggered; one
// that a server gets is there before the server's callback begins, and ends after its server.
'use strict';
const { createHook, executionAsyncId } = require('node:async_hooks');
const http = require('node:http');

const log = [];
const types = new Map([[0, 'nothing'], [1, 'main']]);
const counts = {};
createHook({
  init(id, type, trigger, resource) {
    if (!/^(TCP(SERVER)?WRAP|HTTP|QueuedRequest)/.test(type)) return types.set(id, type);
    counts[type] = (counts[type] ?? 0) + 1;
    types.set(id, `${type} ${counts[type]}`);
    log.push(`init ${types.get(id)} by ${types.get(trigger)} in ${types.get(executionAsyncId())} ${resource.constructor.name} ${
      resource.handle?.constructor.name}`);
  },
  before(id) { if (types.get(id)?.includes(' ')) log.push(`before ${types.get(id)}`); },
  after(id) { if (types.get(id)?.includes(' ')) log.push(`after ${types.get(id)}`); },
  destroy(id) { if (/^TCP/.test(types.get(id))) log.push(`destroy ${types.get(id)}`); },
}).enable();

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const server = http.createServer((req, res) => {
  log.push(`request ${req.url}`);
  res.end('answer');
});

function ask(path) {
  return new Promise((resolve) => {
    const req = http.get({ port: server.address().port, host: '127.0.0.1', agent, path }, (res) => {
      log.push(`response ${path} ${types.get(res.socket._handle.getAsyncId())}`);
      res.resume().on('close', () => setTimeout(resolve, 10));
    });
    req.on('socket', (socket) => log.push(`socket ${path} ${types.get(socket._handle?.getAsyncId())}`));
  });
}

server.listen(0, '127.0.0.1', async () => {
  await ask('/first');
  log.push('again');
  await ask('/second');
  log.push('at once');
  await Promise.all([ask('/third'), ask('/fourth')]);
  log.push('end');
  agent.destroy();
  server.close();
});
process.on('exit', () => console.log(log.join('\n')));
