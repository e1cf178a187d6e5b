'use strict';
// The callback forms: what callbacks get, argument checks that throw at once, util.promisify.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const util = require('node:util');

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fs-callbacks-')));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
process.chdir(folder);
fs.writeFileSync('x', 'hello');
fs.mkdirSync('d/e', { recursive: true });
fs.writeFileSync('d/y', 'y');

function show(value) {
  if (value instanceof Error) return `${value.name} ${value.code} ${value.message.replaceAll(folder, 'FOLDER')}`;
  if (value instanceof fs.Dirent) return `Dirent ${value.name} ${value.parentPath} ${value.isDirectory()}`;
  if (value instanceof fs.Stats || value?.constructor?.name === 'BigIntStats') return `${value.constructor.name} ${value.size}`;
  if (value?.constructor?.name === 'StatFs') return `StatFs ${typeof value.bsize}`;
  if (value instanceof Buffer && value.length > 10) return `Buffer of ${value.length}`;
  if (Array.isArray(value)) return `[${value.map(show)}]`;
  if (typeof value === 'string') return JSON.stringify(value.replaceAll(folder, 'FOLDER'));
  return util.inspect(value);
}

const call = (name, ...args) => new Promise((resolve) => {
  const fn = name.split('.').reduce((object, key) => object[key], fs);
  const callback = (...results) => {
    // Descriptors differ from run to run.
    const shown = name === 'open' ? results.map((each) => show(typeof each === 'number' ? 'fd' : each)) : results.map(show);
    console.log(name, results.length, shown.join(' | '));
    resolve(results[1]);
  };
  try {
    const returned = fn(...args, callback);
    if (returned !== undefined) console.log(name, 'returned', returned);
  } catch (error) {
    console.log(name, 'threw', show(error));
    resolve();
  }
});

(async () => {
  await call('access', 'x');
  await call('access', 'x', fs.constants.W_OK);
  await call('access', 'nope');
  await call('access', 'x', 99);
  await call('exists', 'x');
  await call('exists', 'nope');
  await call('exists', {});
  await call('stat', 'x');
  await call('stat', 'x', { bigint: true });
  await call('stat', 'nope');
  await call('stat', 'nope', { throwIfNoEntry: false });
  await call('lstat', 'nope', { throwIfNoEntry: false });
  await call('statfs', '.');
  await call('statfs', 'nope');
  await call('readFile', 'x');
  await call('readFile', 'x', 'utf8');
  await call('readFile', 'x', { encoding: 'hex' });
  await call('readFile', 'nope');
  await call('readFile', 'd');
  await call('readFile', 'x', { encoding: 'wrong' });
  await call('writeFile', 'w', 'text');
  await call('writeFile', 'w', 'text', { flag: 'a' });
  await call('writeFile', 'w', Buffer.from('more'), { flag: 'a', flush: true });
  await call('writeFile', 'w', 5);
  await call('writeFile', 'd', '');
  await call('appendFile', 'w', '!');
  await call('readFile', 'w', 'latin1');
  await call('copyFile', 'w', 'v');
  await call('copyFile', 'w', 'v', fs.constants.COPYFILE_EXCL);
  await call('copyFile', 'w', 'v', 99);
  await call('rename', 'v', 'u');
  await call('rename', 'v', 'u');
  await call('link', 'u', 't');
  await call('symlink', 'u', 's');
  await call('symlink', 'u', 's', 'file');
  await call('symlink', 'u', 's', 'wrong');
  await call('readlink', 's');
  await call('readlink', 's', 'buffer');
  await call('readlink', 'x');
  await call('realpath', 's');
  await call('realpath', 's', 'buffer').then((found) => console.log(found instanceof Buffer));
  await call('realpath.native', 's');
  await call('realpath.native', 'nope');
  await call('chmod', 'u', 0o600);
  await call('chmod', 'u', 'x');
  await call('chown', 'nope', 1, 1);
  await call('lchown', 'nope', 1, 1);
  await call('utimes', 'u', 1, new Date(2000));
  await call('lutimes', 'nope', 1, 1);
  await call('truncate', 'u', 2);
  await call('truncate', 'u');
  await call('truncate', 'nope');
  await call('truncate', 'u', 'x');
  await call('mkdir', 'm');
  await call('mkdir', 'm');
  await call('mkdir', 'm/n/o', { recursive: true });
  await call('mkdir', 'm/n/o', { recursive: true });
  await call('mkdir', 'm', { recursive: 5 });
  await call('mkdir', 'm2', 0o700);
  await call('rmdir', 'm2');
  await call('rmdir', 'm');
  await call('rmdir', 'm', { recursive: true });
  await call('readdir', 'd');
  await call('readdir', 'd', { withFileTypes: true });
  await call('readdir', 'd', 'buffer');
  await call('readdir', '.', { recursive: true });
  await call('readdir', 'nope');
  await call('rm', 'm');
  await call('rm', 'm', { recursive: true });
  await call('rm', 'm');
  await call('rm', 'm', { force: true });
  await call('rm', 'x', 5);
  await call('unlink', 't');
  await call('unlink', 't');
  await call('cp', 'd', 'c', { recursive: true });
  await call('cp', 'd', 'c');
  await call('glob', '**/y');

  const fd = await call('open', 'x', 'r+');
  await call('open', 'nope');
  await call('open', 'nope', 'q');
  await call('fstat', fd);
  await call('fstat', 9999);
  await call('read', fd);
  await call('read', fd, Buffer.alloc(4));
  await call('read', fd, { buffer: Buffer.alloc(2), position: 2 });
  await call('read', fd, Buffer.alloc(2), { position: 1n });
  await call('read', fd, Buffer.alloc(3), 1, 2, 0);
  await call('read', fd, Buffer.alloc(2), 0, 0, 0);
  await call('read', fd, Buffer.alloc(2), 5);
  await call('read', fd, Buffer.alloc(2), 0, 5, 0);
  await call('read', fd, null);
  await call('read', 9999);
  await call('readv', fd, [Buffer.alloc(2), Buffer.alloc(2)], 0);
  await call('readv', fd, 5);
  await call('write', fd, 'ABC');
  await call('write', fd, 'abc', 0);
  await call('write', fd, '4142', 0, 'hex');
  await call('write', fd, Buffer.from('qrs'), { offset: 1 });
  await call('write', fd, Buffer.from('qrs'), 1, 1, 0);
  await call('write', fd, Buffer.from('qrs'), 9);
  await call('write', fd, 5);
  await call('write', 9999, 'x');
  await call('writev', fd, [Buffer.from('1'), Buffer.from('2')], 0);
  await call('writev', fd, []);
  await call('fsync', fd);
  await call('fdatasync', fd);
  await call('fchmod', fd, 0o640);
  await call('fchown', 9999, 1, 1);
  await call('futimes', fd, 1, 2);
  await call('ftruncate', fd, 3);
  await call('ftruncate', fd, 'x');
  await call('close', fd);
  await call('close', fd);
  await call('close', 1.5);
  console.log(fs.readFileSync('x', 'latin1'));

  for (const name of ['open', 'stat', 'readFile', 'rename', 'mkdtemp', 'readlink', 'access', 'fsync', 'exists', 'mkdir']) {
    try {
      fs[name]('x', 'y');
    } catch (error) {
      console.log(name, show(error));
    }
  }

  const { promisify } = util;
  const other = fs.openSync('x', 'r');
  console.log(await promisify(fs.exists)('x'), await promisify(fs.exists)('nope'));
  console.log(await promisify(fs.read)(other, Buffer.alloc(2), 0, 2, 0));
  console.log(await promisify(fs.readv)(other, [Buffer.alloc(1)], 0));
  console.log(await promisify(fs.write)(fs.openSync('p', 'w'), 'text'));
  console.log(show(await promisify(fs.stat)('x')));
  fs.closeSync(other);

})();
