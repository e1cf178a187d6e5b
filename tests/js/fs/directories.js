'use strict';
// readdir and opendir in all shapes, mkdir, mkdtemp, rm.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fs-directories-')));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
process.chdir(folder);
const log = console.log;
const show = (entry) => (entry === null ? null : `${entry.parentPath}|${entry.name}|${'File Directory SymbolicLink FIFO Socket BlockDevice CharacterDevice'
  .split(' ').filter((kind) => entry[`is${kind}`]())}`);

for (const name of ['t/a/b/c', 't/.h', 't/z', 'empty']) fs.mkdirSync(name, { recursive: true });
for (const name of ['t/1', 't/10', 't/2', 't/B', 't/a/x', 't/a/b/y', 't/.h/i', 't/\u00e9', 't/z/\u{1f600}']) fs.writeFileSync(name, '');
fs.symlinkSync('a', 't/toA');
fs.symlinkSync('nowhere', 't/broken');

for (const where of ['t', 't/', './t/./', path.resolve('t'), 'empty', Buffer.from('t')]) {
  for (const recursive of [false, true]) {
    const clean = (text) => text.replaceAll(folder, 'FOLDER');
    log(fs.readdirSync(where, { recursive }).map(clean));
    if (typeof where === 'string') log(fs.readdirSync(where, { recursive, withFileTypes: true }).map(show).map(clean));
  }
}
log(fs.readdirSync('t', 'buffer'), fs.readdirSync('t', 'latin1'), fs.readdirSync('t/z', 'base64'));
log(fs.readdirSync('t/a', { withFileTypes: true, encoding: 'buffer' }).map(({ name, parentPath }) => [name, parentPath]));
log(fs.readdirSync('/dev', { withFileTypes: true }).filter(({ name }) => name === 'null').map(show));

log(fs.mkdirSync('m/n//o/', { recursive: true }), fs.mkdirSync('m/n/o/p', { recursive: true }), fs.mkdirSync('m', { recursive: true }));
log(fs.mkdirSync(path.resolve('q/r/s'), { recursive: true }).replace(folder, ''), fs.mkdirSync('u'));
log(fs.mkdirSync('v/../w/x', { recursive: true }), fs.existsSync('v'));
const made = [fs.mkdtempSync('tmp-'), fs.mkdtempSync(path.join(folder, 'tmp-')), fs.mkdtempSync(Buffer.from('buf-'))];
log(made.map((name) => name.replace(folder, '').length), (fs.statSync(made[0]).mode & 0o777).toString(8), new Set(made).size);
log(fs.mkdtempSync('e-', 'buffer') instanceof Buffer, Buffer.from(fs.mkdtempSync('e-', 'hex'), 'hex').toString().length);

fs.mkdirSync('victim/deep/er', { recursive: true });
fs.writeFileSync('victim/deep/file', '');
fs.symlinkSync(path.resolve('t'), 'victim/deep/link');
fs.rmSync('victim', { recursive: true, maxRetries: 2, retryDelay: 1 });
log(fs.existsSync('victim'), fs.existsSync('t/1'));
fs.rmSync('t/toA', { recursive: true });
fs.rmSync('t/broken');
log(fs.existsSync('t/a'), fs.readdirSync('t').length);
fs.rmdirSync('empty');

(async () => {
  // Dir.
  const entries = async (dir) => {
    const found = [];
    for await (const entry of dir) found.push(show(entry));
    return found.sort();
  };
  log(await entries(await fs.promises.opendir('t')));
  log(await entries(await fs.promises.opendir('t', { recursive: true })));
  log(await entries(fs.opendirSync('t/', { bufferSize: 1 })));
  log(await entries(await new Promise((resolve, reject) => fs.opendir('t', (error, dir) => (error ? reject(error) : resolve(dir))))));

  const attempt = async (label, fn) => {
    try {
      log(label, await fn());
    } catch (error) {
      log(label, error.name, error.code, error.message);
    }
  };
  fs.mkdirSync('single');
  fs.writeFileSync('single/x', '');
  const dir = await fs.promises.opendir('single');
  log(dir.path, dir instanceof fs.Dir, fs.Dir.prototype.entries === fs.Dir.prototype[Symbol.asyncIterator]);
  await attempt('read', async () => show(await dir.read()));
  await attempt('read', async () => show(await dir.read()));
  await attempt('read', async () => show(await dir.read()));
  const reading = dir.read();
  await attempt('readSync meanwhile', () => dir.readSync());
  await attempt('closeSync meanwhile', () => dir.closeSync());
  await reading;
  await attempt('read with 5', () => dir.read(5));
  await attempt('close', () => dir.close());
  await attempt('close', () => dir.close());
  await attempt('closeSync', () => dir.closeSync());
  await attempt('read', () => dir.read());
  await attempt('read', () => dir.read(() => {}));
  await attempt('readSync', () => dir.readSync());
  await attempt('dispose', () => dir[Symbol.dispose]());
  await attempt('asyncDispose', () => dir[Symbol.asyncDispose]());
  await attempt('path', () => fs.Dir.prototype.path);
  await new Promise((resolve) => dir.close((error) => {
    log('close callback', error.code);
    resolve();
  }));

  const queued = fs.opendirSync('t');
  const several = await Promise.all([queued.read(), queued.read(), queued.read()]);
  log(several.every((entry) => entry instanceof fs.Dirent), new Set(several.map(({ name }) => name)).size);
  await queued.close();
  const stopped = await fs.promises.opendir('t');
  for await (const entry of stopped) {
    if (entry) break;
  }
  await attempt('closed by iteration', () => stopped.close());
  const sync = fs.opendirSync('t', { encoding: 'buffer' });
  let count = 0;
  for (let entry; (entry = sync.readSync()) !== null;) {
    if (!Buffer.isBuffer(entry.name)) throw new Error('not a buffer');
    count++;
  }
  sync.closeSync();
  log(count);

  log(await fs.promises.readdir('t', { recursive: true }));
  log((await fs.promises.readdir('t', { recursive: true, withFileTypes: true })).map(show));
  log(await fs.promises.readdir('t', 'buffer'));

  // Several at once.
  await Promise.all(Array.from({ length: 50 }, (unused, i) => fs.promises.mkdir(`many/${i}/deep`, { recursive: true })));
  log(fs.readdirSync('many').length);
  await fs.promises.rm('many', { recursive: true });
  log(fs.existsSync('many'));

  const dirent = new fs.Dirent('a', fs.constants.UV_DIRENT_DIR, 'b');
  log(dirent.name, dirent.parentPath, dirent.path, dirent.isDirectory(), Object.keys(dirent));
})();
