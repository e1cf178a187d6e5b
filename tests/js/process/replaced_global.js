// flags: --no-warnings
// A program that puts something else in the place of the global `process`, as test runners do, takes it from nobody but itself: the
// modules of the runtime have their own.
'use strict';
const { execFile } = require('node:child_process');
const { EventEmitter, once } = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { Readable } = require('node:stream');
const { pathToFileURL } = require('node:url');
const util = require('node:util');
const vm = require('node:vm');
const { Worker } = require('node:worker_threads');
const zlib = require('node:zlib');

const { execPath } = process;
const original = process;
process.on('warning', ({ name }) => fs.writeSync(1, `${name}\n`));

const attempts = {
  async streams() {
    let text = '';
    for await (const chunk of Readable.from(['a', 'b'])) text += chunk;
    return text;
  },
  async files() {
    return (await once(fs.createReadStream(__filename).resume(), 'close')).length;
  },
  async server() {
    const server = http.createServer((request, response) => response.end('x')).listen(0);
    await once(server, 'listening');
    const text = await (await fetch(`http://127.0.0.1:${server.address().port}`)).text();
    server.close();
    server.closeAllConnections();
    return text;
  },
  child: async () => (await util.promisify(execFile)(execPath, ['-p', '1'])).stdout.trim(),
  thread: async () => (await once(new Worker('1', { eval: true }), 'exit'))[0],
  compress: async () => (await util.promisify(zlib.gzip)('x')).length,
  paths: () => path.resolve('x') === `${original.cwd()}/x` && pathToFileURL('x').protocol,
  import: async () => (await import('data:text/javascript,export default 1')).default,
  context: () => vm.runInNewContext('1'),
  inspect: () => util.inspect(new Error('x')).split('\n')[0],
  deprecate: () => util.deprecate(() => 'called', 'text', 'DEP_REPLACED')(),
  leak() {
    const emitter = new EventEmitter();
    for (let index = 0; index < 11; index++) emitter.on('a', () => {});
  },
};

(async () => {
  for (const other of [{}, undefined]) {
    globalThis.process = other;
    for (const [name, attempt] of Object.entries(attempts)) {
      const shown = await Promise.resolve().then(attempt).catch((error) => error.message);
      fs.writeSync(1, `${name} ${shown}\n`);
    }
    await new Promise(setImmediate);
  }
  fs.writeSync(1, `${globalThis.process} ${require('node:process') === original}\n`);
  original.exitCode = 0;
})();
