'use strict';
// Each request of an agent hears of its socket, its response and the end of that in the AsyncLocalStorage context that it was made in,
// on whosever connection it travels.
const { AsyncLocalStorage } = require('node:async_hooks');
const http = require('node:http');

const storage = new AsyncLocalStorage();
const lines = [];
let left = 3;

const server = http.createServer((req, res) => res.end(req.url)).listen(0, () => {
  const { port } = server.address();
  const agent = new http.Agent({ maxSockets: 1, keepAlive: true });
  for (const name of ['a', 'b', 'c']) {
    storage.run(name, () => {
      const log = (what) => lines.push(`${name}: ${what} in ${storage.getStore()}`);
      const req = http.get({ agent, port, path: `/${name}` });
      for (const event of ['socket', 'finish', 'close']) req.on(event, () => log(event));
      req.on('response', (res) => {
        log('response');
        res.on('data', (data) => log(`data ${data}`));
        res.on('end', () => {
          log('end');
          process.nextTick(() => log('tick'));
          if (--left === 0) {
            agent.destroy();
            server.close(() => console.log(lines.sort().join('\n')));
          }
        });
      });
    });
  }
});
