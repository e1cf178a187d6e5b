'use strict';
// realpath names the part of a path that is at fault, and resolves `..` before links.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fs-realpath-')));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
process.chdir(folder);
fs.mkdirSync('a/b/c', { recursive: true });
fs.writeFileSync('a/file', '');
fs.symlinkSync('a/b', 'toB');
fs.symlinkSync('../..', 'a/b/up');
fs.symlinkSync(`${folder}/toB/c`, 'absolute');
fs.symlinkSync('nope', 'broken');
fs.symlinkSync('l2', 'l1');
fs.symlinkSync('l1', 'l2');
fs.symlinkSync('toB/gone', 'half');

const clean = (text) => String(text).replaceAll(folder, 'FOLDER');
const paths = [
  '.', 'a', 'a/', 'a//b/./c', 'toB', 'toB/c', 'toB/..', 'toB/up', 'toB/up/toB/up/a', 'absolute', 'absolute/../x',
  'broken', 'broken/x', 'l1', 'l1/x', 'half', 'half/x', 'a/file', 'a/file/x', 'nope/x', '/', '/..', '', 'a/../nope',
];
for (const each of paths) {
  for (const [name, fn] of [['js', fs.realpathSync], ['native', fs.realpathSync.native]]) {
    try {
      console.log(name, JSON.stringify(each), clean(fn(each)));
    } catch (error) {
      console.log(name, JSON.stringify(each), error.code, error.syscall, clean(error.message));
    }
  }
}
console.log(fs.realpathSync('toB', 'buffer') instanceof Buffer, clean(fs.realpathSync('toB', 'buffer')));
console.log(Buffer.from(fs.realpathSync('toB', 'hex'), 'hex').toString() === fs.realpathSync('toB'));
(async () => {
  for (const each of paths) {
    await fs.promises.realpath(each).then(
      (found) => console.log('promise', JSON.stringify(each), clean(found)),
      (error) => console.log('promise', JSON.stringify(each), clean(error.message)));
    await new Promise((resolve) => fs.realpath(each, (error, found) => {
      console.log('callback', JSON.stringify(each), error ? clean(error.message) : clean(found));
      resolve();
    }));
  }
})();
