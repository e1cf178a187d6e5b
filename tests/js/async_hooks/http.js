'use strict';
// The parser of a server's connection is a resource, and so is that of a client's request: what they call runs in it. A connection's
// own resource lasts until the callback of its end, also while the parser takes its bytes.

const { createHook, executionAsyncId, executionAsyncResource, triggerAsyncId } = require('node:async_hooks');
const http = require('node:http');

// What happens to each resource, by its name: between two of them there is no order.
const lives = new Map();
const names = new Map([[0, 'nothing'], [1, 'main']]);
const counts = {};
const name = (id) => names.get(id) ?? 'another';
const tell = (id, what) => lives.get(name(id))?.push(what);

createHook({
  init(id, type, trigger, resource) {
    if (!/^HTTP|^TCP(SERVER)?WRAP/.test(type)) return;
    counts[type] = (counts[type] ?? 0) + 1;
    names.set(id, `${type} ${counts[type]}`);
    const members = type.startsWith('HTTP') ? ` ${resource.constructor.name} ${Object.keys(resource)} ${resource.type}` : '';
    lives.set(name(id), [`init by ${name(trigger)}${members}`]);
  },
  before: (id) => tell(id, 'before'),
  after: (id) => tell(id, 'after'),
  destroy: (id) => tell(id, 'destroy'),
}).enable();

function here(what) {
  tell(executionAsyncId(), `${what}, triggered by ${name(triggerAsyncId())}, in ${executionAsyncResource().constructor.name}`);
}

const server = http.createServer((req, res) => {
  here(`request ${req.method}`);
  req.resume().on('end', () => res.end('answer'));
});
server.on('connection', (socket) => {
  here('connection');
  socket.on('close', () => here('close'));
});

function ask(agent, method, body) {
  return new Promise((resolve) => {
    const req = http.request({ port: server.address().port, host: '127.0.0.1', agent, method }, (res) => {
      here('response');
      res.resume().on('close', () => setImmediate(resolve));
    });
    req.on('socket', (socket) => {
      if (socket.listenerCount('close') < 3) socket.on('close', () => here('close'));
    });
    req.end(body);
  });
}

server.listen(0, '127.0.0.1', async () => {
  await ask(new http.Agent({ keepAlive: false }), 'GET');
  await ask(new http.Agent({ keepAlive: false }), 'POST', 'body');
  server.close();
});

process.on('exit', () => {
  for (const [resource, life] of lives) console.log(`${resource}\n  ${life.join('\n  ')}`);
});
