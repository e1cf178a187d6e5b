'use strict';
// The promise forms: results, rejections for everything that is wrong, and FileHandle.
const fs = require('node:fs');
const fsPromises = require('node:fs/promises');
const os = require('node:os');
const path = require('node:path');
const util = require('node:util');

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fs-promises-')));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
process.chdir(folder);
fs.writeFileSync('x', 'hello');
fs.mkdirSync('d/e', { recursive: true });

console.log(fsPromises === fs.promises, Object.keys(fsPromises).join(' '));

async function attempt(label, fn) {
  let promise;
  try {
    promise = fn();
  } catch (error) {
    console.log(label, 'threw', error.message);
    return;
  }
  try {
    const value = await promise;
    console.log(label, '=>', typeof value === 'string' ? value.replaceAll(folder, 'FOLDER') : value);
  } catch (error) {
    const { name, code, message, errno, syscall, path, dest } = error;
    console.log(label, '!!', name, code, errno, syscall, path, dest, message.replaceAll(folder, 'FOLDER'));
  }
}

(async () => {
  const p = fsPromises;
  await attempt('access', () => p.access('x'));
  await attempt('access', () => p.access('nope'));
  await attempt('access', () => p.access('x', 99));
  await attempt('access', () => p.access('x', 'a'));
  await attempt('access', () => p.access());
  await attempt('copyFile', () => p.copyFile('x', 'y'));
  await attempt('copyFile', () => p.copyFile('x', 'y', fs.constants.COPYFILE_EXCL));
  await attempt('copyFile', () => p.copyFile('x', 'y', 99));
  await attempt('copyFile', () => p.copyFile('nx', 'y'));
  await attempt('open', () => p.open('nx'));
  await attempt('open', () => p.open('nx', 'q'));
  await attempt('open', () => p.open('nx', 'r', {}));
  await attempt('opendir', () => p.opendir(5));
  await attempt('opendir', () => p.opendir('nope'));
  await attempt('rename', () => p.rename('nx', 'ny'));
  await attempt('rename', () => p.rename('y', 'z'));
  await attempt('truncate', () => p.truncate('x', 'a'));
  await attempt('truncate', () => p.truncate('z', -1));
  await attempt('truncate', () => p.truncate('nope'));
  await attempt('symlink', () => p.symlink('x', 'y', 'q'));
  await attempt('symlink', () => p.symlink('x', 'sym'));
  await attempt('readlink', () => p.readlink('sym'));
  await attempt('readlink', () => p.readlink('sym', 'buffer'));
  await attempt('readlink', () => p.readlink(5));
  await attempt('readlink', () => p.readlink('x'));
  await attempt('rmdir', () => p.rmdir('x', { recursive: true }));
  await attempt('rmdir', () => p.rmdir('d'));
  await attempt('mkdir', () => p.mkdir('d'));
  await attempt('mkdir', () => p.mkdir('d', { recursive: true }));
  await attempt('mkdir', () => p.mkdir('d/q/r', { recursive: true }));
  await attempt('mkdir', () => p.mkdir('nn', { mode: 'x' }));
  await attempt('mkdir', () => p.mkdir('nn', 'x'));
  await attempt('writeFile', () => p.writeFile('w', 'abc', { flush: 5 }));
  await attempt('writeFile', () => p.writeFile('w', 'abc', { flush: true }));
  await attempt('writeFile', () => p.writeFile('w', 'abc', { flag: 'q' }));
  await attempt('writeFile', () => p.writeFile('w', 'abc', { mode: 'q' }));
  await attempt('writeFile', () => p.writeFile('w', 5));
  await attempt('writeFile', () => p.writeFile('d', ''));
  await attempt('writeFile', () => p.writeFile('w', new Uint16Array([0x4142, 0x4344])));
  await attempt('readFile', () => p.readFile('w', 'latin1'));
  await attempt('writeFile iterable', () => p.writeFile('w', ['a', Buffer.from('b'), new Uint8Array([99])]));
  await attempt('writeFile generator', () => p.writeFile('w', (async function*() { yield 'x'; yield 'y'; })(), { flag: 'a' }));
  await attempt('writeFile wrong iterable', () => p.writeFile('w2', [5]));
  await attempt('readFile', () => p.readFile('w', 'utf8'));
  await attempt('readFile', () => p.readFile('w'));
  await attempt('readFile', () => p.readFile('w', 'base64'));
  await attempt('readFile', () => p.readFile('d'));
  await attempt('readFile', () => p.readFile('nope'));
  await attempt('readFile', () => p.readFile(5));
  await attempt('readFile', () => p.readFile({}));
  await attempt('appendFile', () => p.appendFile('w', {}));
  await attempt('appendFile', () => p.appendFile('w', '!'));
  await attempt('stat', async () => (await p.stat('w')).size);
  await attempt('stat', async () => (await p.stat('w', { bigint: true })).size);
  await attempt('stat', () => p.stat('nn', { throwIfNoEntry: false }));
  await attempt('lstat', async () => (await p.lstat('sym')).isSymbolicLink());
  await attempt('lstat', () => p.lstat('nn', { throwIfNoEntry: false }));
  await attempt('statfs', async () => Object.keys(await p.statfs('.')));
  await attempt('link', () => p.link('w', 'hard'));
  await attempt('link', () => p.link('w', 'hard'));
  await attempt('unlink', () => p.unlink('hard'));
  await attempt('unlink', () => p.unlink('hard'));
  await attempt('chmod', () => p.chmod('w', 0o600));
  await attempt('chmod', () => p.chmod('w', 'q'));
  await attempt('chown', () => p.chown('nope', 0, 0));
  await attempt('lchown', () => p.lchown('w', 'a', 0));
  await attempt('lchmod', () => p.lchmod('w', 1));
  await attempt('utimes', () => p.utimes('w', 100, '200'));
  await attempt('utimes', () => p.utimes('w', 100, 'x'));
  await attempt('lutimes', () => p.lutimes('sym', 100, new Date(300_000)));
  await attempt('times', async () => (await p.lstat('sym')).mtime);
  await attempt('realpath', () => p.realpath('sym'));
  await attempt('rm', () => p.rm('none'));
  await attempt('rm', () => p.rm('d'));
  await attempt('rm', () => p.rm('none', { force: true }));
  await attempt('rm', () => p.rm('d', { recursive: true }));
  await attempt('mkdtemp', async () => /^tmp-.{6}$/.test(await p.mkdtemp('tmp-')));
  await attempt('mkdtemp', async () => (await p.mkdtemp('tmp-', 'buffer')) instanceof Buffer);
  await attempt('mkdtempDisposable', async () => {
    const made = await p.mkdtempDisposable('dis-');
    const existed = fs.existsSync(made.path);
    await made.remove();
    return [Object.keys(made), typeof made[Symbol.asyncDispose], existed, fs.existsSync(made.path)];
  });
  await attempt('mkdtempDisposableSync', () => {
    const made = fs.mkdtempDisposableSync('dis-');
    process.chdir('/');
    made[Symbol.dispose]();
    process.chdir(folder);
    return fs.existsSync(made.path);
  });
  await attempt('glob', () => p.glob(5).next());
  await attempt('watch', () => p.watch(5).next());

  fs.writeFileSync('x', 'hello world');
  const h = await p.open('x', 'r+');
  await attempt('handle', () => [h.constructor.name, typeof h.fd, h instanceof require('node:events')]);
  await attempt('read', () => h.read(Buffer.alloc(5)));
  await attempt('read', () => h.read(Buffer.alloc(5), 1, 2, 0));
  await attempt('read', async () => (await h.read()).bytesRead);
  await attempt('read', () => h.read('a'));
  await attempt('read', async () => (await h.read({})).buffer.length);
  await attempt('read', async () => (await h.read(null)).bytesRead);
  await attempt('read', () => h.read(5));
  await attempt('read', () => h.read(Buffer.alloc(2), { position: 0 }));
  await attempt('read', () => h.read(Buffer.alloc(2), 0, 5));
  await attempt('read', () => h.read(Buffer.alloc(2), 0, 2, 'x'));
  await attempt('read', () => h.read(Buffer.alloc(0), 0, 2));
  await attempt('read', () => h.read(Buffer.alloc(0)));
  await attempt('read', () => h.read(Buffer.alloc(3), 1, 2, 0n));
  await attempt('read', () => h.read({ buffer: Buffer.alloc(3), length: 2, position: 1 }));
  await attempt('read', () => h.read(Buffer.alloc(3), null));
  await attempt('read', () => h.read(Buffer.alloc(3), 5));
  await attempt('write', () => h.write('abc'));
  await attempt('write', () => h.write('abc', 0, 'utf16le'));
  await attempt('write', () => h.write(5));
  await attempt('write', () => h.write(Buffer.from('abc'), { offset: 1, position: 0 }));
  await attempt('write', () => h.write(Buffer.from('abc'), 5));
  await attempt('write', () => h.write(Buffer.alloc(0)));
  await attempt('write', () => h.write(''));
  await attempt('writev', () => h.writev([]));
  await attempt('writev', () => h.writev([Buffer.from('q'), new Uint8Array([65])], 0));
  await attempt('readv', () => h.readv([Buffer.alloc(2), Buffer.alloc(1)], 0));
  await attempt('readv', () => h.readv([]));
  await attempt('stat', async () => (await h.stat({ bigint: true })).size);
  await attempt('truncate', () => h.truncate(2));
  await attempt('truncate', () => h.truncate('2'));
  await attempt('chmod', () => h.chmod(0o600));
  await attempt('chmod', () => h.chmod('x'));
  await attempt('chown', () => h.chown('x', 1));
  await attempt('utimes', () => h.utimes(1, 2));
  await attempt('utimes', () => h.utimes('x', 2));
  await attempt('sync', () => h.sync());
  await attempt('datasync', () => h.datasync());
  await attempt('writeFile', () => h.writeFile('zzz'));
  await attempt('writeFile', () => h.writeFile(['a', 'b']));
  await attempt('appendFile', () => h.appendFile('QQ'));
  await attempt('writeFile', () => h.writeFile(5));
  await attempt('readFile', () => h.readFile('utf8'));
  await attempt('readFile', () => p.readFile(h));
  await attempt('whole', () => p.readFile('x', 'latin1'));
  h.on('close', () => console.log('close event'));
  // Two closes, and an operation that is still under way.
  const reading = h.read(Buffer.alloc(1), 0, 1, 0);
  const closing = h.close();
  const again = h.close();
  await reading;
  await Promise.all([closing, again]);
  console.log(h.fd);
  for (const method of ['stat', 'read', 'readv', 'write', 'writev', 'writeFile', 'appendFile', 'readFile', 'truncate',
                        'chmod', 'chown', 'utimes', 'sync', 'datasync']) {
    await attempt(method, () => h[method]('a', 'b'));
  }
  await attempt('readableWebStream', () => h.readableWebStream());
  await attempt('createReadStream', () => h.createReadStream());
  await attempt('close', () => h.close());
  await attempt('asyncDispose', async () => {
    const other = await p.open('x');
    await other[Symbol.asyncDispose]();
    return other.fd;
  });

  // Failures have the stack of who awaits.
  async function reader() {
    await p.open('does/not/exist');
  }
  await reader().catch((error) => console.log(/at async reader/.test(error.stack)));
})();
