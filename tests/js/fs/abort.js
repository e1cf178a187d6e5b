'use strict';
// Aborting readFile and writeFile: before, between two pieces, and after.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fs-abort-')));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
process.chdir(folder);
const log = console.log;
const big = Buffer.alloc(5_000_000, 'x');
fs.writeFileSync('big', big);
const show = (error) => [error?.name, error?.code, error?.message, error?.cause?.name];

(async () => {
  const p = fs.promises;
  const signal = AbortSignal.abort();
  await p.readFile('big', { signal }).catch((error) => log(...show(error)));
  await p.writeFile('w', 'x', { signal }).catch((error) => log(...show(error)));
  await p.appendFile('w', 'x', { signal }).catch((error) => log(...show(error)));
  log(fs.existsSync('w'));
  fs.readFile('big', { signal }, (error, value) => log('callback', ...show(error), value));
  fs.writeFile('w', 'x', { signal }, (error) => log('callback', ...show(error)));
  await p.readFile('big', { signal: AbortSignal.abort('why') }).catch((error) => log(...show(error), error.cause));

  for (const wrong of [5, {}, null, 'x']) {
    await p.readFile('big', { signal: wrong }).catch((error) => log(error.code, error.message));
    try {
      fs.readFile('big', { signal: wrong }, () => {});
    } catch (error) {
      log(error.code, error.message);
    }
  }

  let controller = new AbortController();
  const reading = p.readFile('big', { signal: controller.signal });
  controller.abort();
  await reading.then(() => log('read'), (error) => log(...show(error)));

  controller = new AbortController();
  const writing = p.writeFile('w', big, { signal: controller.signal });
  controller.abort();
  await writing.then(() => log('written'), (error) => log(...show(error)));

  controller = new AbortController();
  await new Promise((resolve) => {
    fs.readFile('big', { signal: controller.signal }, (error, value) => {
      log('callback', ...show(error), value);
      resolve();
    });
    controller.abort(new Error('mine'));
  });

  controller = new AbortController();
  log((await p.readFile('big', { signal: controller.signal })).equals(big));
  log((await p.readFile('big', { signal: controller.signal, encoding: 'utf8' })).length);
  await p.writeFile('w', big, { signal: controller.signal, flush: true });
  log(fs.statSync('w').size);
  await p.writeFile('w', 'text\u00e9', { signal: controller.signal });
  log(fs.readFileSync('w', 'utf8'));
  log((await p.readFile('/proc/self/status', { signal: controller.signal, encoding: 'latin1' })).startsWith('Name:'));
  await new Promise((resolve) => fs.readFile('w', { signal: controller.signal, encoding: 'utf8' }, (...args) => {
    log(args);
    resolve();
  }));
  await new Promise((resolve) => fs.writeFile('w', 'q', { signal: controller.signal }, (...args) => {
    log(args);
    resolve();
  }));
  await p.readFile('nope', { signal: controller.signal }).catch((error) => log(error.message));
  controller.abort();
})();
