// The type and the class of the resources that built-in modules make.
'use strict';

const { createHook } = require('node:async_hooks');
const childProcess = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { Worker, MessageChannel } = require('node:worker_threads');
const zlib = require('node:zlib');

// Made beforehand: where its resources belong depends on what it is.
process.stdout.write('');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hooks-'));
const file = path.join(folder, 'file');

let seen;
const hook = createHook({
  trackPromises: false,
  init(id, type, trigger, resource) {
    if (type !== 'TickObject' && type !== 'Microtask' && type !== 'Timeout') seen.push(`${type}:${resource.constructor.name}`);
  },
});

function typesOf(make) {
  seen = [];
  hook.enable();
  const made = make();
  hook.disable();
  return [...new Set(seen)].sort().join(' ') || 'none', made;
}

function show(name, make) {
  typesOf(make);
  console.log(`${name}: ${[...new Set(seen)].sort().join(' ')}`);
}

show('stat', () => fs.stat('.', () => {}));
show('open', () => fs.open(__filename, (error, fd) => fs.closeSync(fd)));
show('promises', () => { fs.promises.stat('.'); });
show('mkdir', () => fs.mkdir(path.join(folder, 'a'), () => {}));
show('gzip', () => zlib.gzip('x', () => {}));
show('inflate', () => zlib.createInflate().destroy());
show('brotli', () => zlib.createBrotliCompress().destroy());
show('unbrotli', () => zlib.createBrotliDecompress().destroy());
show('zstd', () => zlib.createZstdCompress().destroy());
show('unzstd', () => zlib.createZstdDecompress().destroy());
show('random', () => crypto.randomBytes(8, () => {}));
show('pbkdf2', () => crypto.pbkdf2('a', 'b', 1, 8, 'sha1', () => {}));
show('scrypt', () => crypto.scrypt('a', 'b', 8, { N: 2 }, () => {}));
show('hkdf', () => crypto.hkdf('sha1', 'a', 'b', 'c', 8, () => {}));
show('spawn', () => childProcess.spawn('true', { stdio: ['pipe', 'pipe', 'inherit'] }));
show('spawn without pipes', () => childProcess.spawn('true', { stdio: 'ignore' }));
show('signal', () => {
  const listener = () => {};
  process.on('SIGUSR2', listener);
  process.removeListener('SIGUSR2', listener);
});
show('channel', () => new MessageChannel().port1.close());
show('immediate', () => setImmediate(() => {}));
show('nothing', () => { fs.statSync('.'); zlib.deflateSync('x').length; });

// Whether there is a name for each request, and which of them are promises, is as in Node.
async function files() {
  const operations = {
    writeFile: () => fs.promises.writeFile(file, 'text'),
    readFile: () => fs.promises.readFile(file),
    'readFile as text': () => fs.promises.readFile(file, 'utf8'),
    stat: () => fs.promises.stat(file),
    open: async () => (await fs.promises.open(file)).close(),
    read: async () => {
      const handle = await fs.promises.open(file);
      await handle.read();
      await handle.close();
    },
    opendir: async () => (await fs.promises.opendir(folder)).close(),
    'opendir with a callback': () => new Promise((resolve) => fs.opendir(folder, (error, dir) => dir.close(resolve))),
    opendirSync: async () => fs.opendirSync(folder).closeSync(),
  };
  for (const [name, operation] of Object.entries(operations)) {
    seen = [];
    hook.enable();
    await operation();
    hook.disable();
    // Pipes of the children above end meanwhile.
    console.log(`${name}: ${seen.filter((type) => /^(?:FS|FILE|DIR)/.test(type)).join(' ')}`);
  }
}

files().then(() => {
  seen = [];
  hook.enable();
  const worker = new Worker('0', { eval: true });
  hook.disable();
  console.log('worker:', seen.includes('WORKER:Worker'), seen.includes('MESSAGEPORT:MessagePort'));
  worker.on('exit', () => fs.rmSync(folder, { recursive: true }));
});

// The same types by number.
const { asyncWrapProviders } = require('node:async_hooks');
console.log(asyncWrapProviders, Object.isFrozen(asyncWrapProviders), Object.getPrototypeOf(asyncWrapProviders));
