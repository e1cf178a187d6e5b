'use strict';
// cp and cpSync: trees, filters, links, timestamps, and what they refuse.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fs-cp-')));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
process.chdir(folder);
const log = (...args) => console.log(...args);
const clean = (text) => String(text).replaceAll(folder, 'FOLDER');

fs.mkdirSync('d/e/f', { recursive: true });
fs.writeFileSync('d/x', 'hello');
fs.writeFileSync('d/e/y', 'y', { mode: 0o751 });
fs.symlinkSync('e', 'd/link');
fs.symlinkSync('gone', 'd/broken');
fs.utimesSync('d/x', 1000, 2000);
fs.chmodSync('d/e', 0o750);
const tree = (root) => fs.readdirSync(root, { recursive: true, withFileTypes: true }).map((entry) => {
  const name = path.join(entry.parentPath, entry.name);
  return `${name}${entry.isSymbolicLink() ? `->${clean(fs.readlinkSync(name))}` : ''}:${(fs.lstatSync(name).mode & 0o777).toString(8)}`;
}).sort();

async function both(label, args) {
  for (const [form, fn] of [['sync', (...all) => fs.cpSync(...all)], ['promise', (...all) => fs.promises.cp(...all)]]) {
    fs.rmSync('to', { recursive: true, force: true });
    fs.mkdirSync('to/present/x', { recursive: true });
    fs.writeFileSync('to/file', 'old');
    try {
      const answer = await fn(...args());
      log(label, form, answer, tree('to'));
    } catch (error) {
      log(label, form, error.name, error.code, clean(error.message), error.errno, error.syscall, error.path && clean(error.path));
    }
  }
}

(async () => {
  await both('file', () => ['d/x', 'to/new']);
  await both('file into new directories', () => ['d/x', 'to/deep/er/new']);
  await both('file over file', () => ['d/x', 'to/file']);
  await both('not forced', () => ['d/x', 'to/file', { force: false }]);
  await both('not forced, error', () => ['d/x', 'to/file', { force: false, errorOnExist: true }]);
  await both('exclusive', () => ['d/x', 'to/new', { mode: fs.constants.COPYFILE_EXCL }]);
  await both('tree', () => ['d', 'to/tree', { recursive: true }]);
  await both('tree over tree', () => ['d/e', 'to', { recursive: true }]);
  await both('tree over tree, error', () => ['d', 'to', { recursive: true, force: false, errorOnExist: true }]);
  await both('verbatim', () => ['d', 'to/tree', { recursive: true, verbatimSymlinks: true }]);
  await both('link', () => ['d/link', 'to/link']);
  await both('link over link', () => {
    fs.symlinkSync('present', 'to/link');
    return ['d/link', 'to/link', { recursive: true }];
  });
  await both('link over a directory above', () => {
    fs.symlinkSync(path.resolve('d'), 'to/link');
    return ['d/link', 'to/link', { recursive: true }];
  });
  await both('link, followed', () => ['d/link', 'to/link', { dereference: true, recursive: true }]);
  await both('not recursive', () => ['d', 'to/tree']);
  await both('missing', () => ['nope', 'to/new']);
  await both('onto itself', () => ['d', 'd', { recursive: true }]);
  await both('below itself', () => ['d', 'd/e/sub', { recursive: true }]);
  await both('directory over file', () => ['d', 'to/file', { recursive: true }]);
  await both('file over directory', () => ['d/x', 'to/present']);
  await both('directory over file, below', () => ['d', 'to', { recursive: true, filter: (from) => from !== 'd/x' }]);
  await both('filter', () => ['d', 'to/tree', { recursive: true, filter: (from, to) => !to.endsWith('y') && !from.endsWith('f') }]);
  await both('filter nothing', () => ['d', 'to/tree', { recursive: true, filter: () => false }]);
  await both('wrong filter', () => ['d', 'to/tree', { filter: 5 }]);
  await both('wrong mode', () => ['d/x', 'to/new', { mode: 99 }]);
  await both('wrong options', () => ['d/x', 'to/new', 5]);
  await both('wrong recursive', () => ['d/x', 'to/new', { recursive: 1 }]);
  await both('contradiction', () => ['d/x', 'to/new', { verbatimSymlinks: true, dereference: true }]);
  await both('wrong source', () => [5, 'to/new']);
  await both('wrong target', () => ['d/x', null]);

  try {
    fs.cpSync('d/x', 'to/new', { filter: async () => true });
  } catch (error) {
    log(error.code, error.message);
  }
  const asked = [];
  await fs.promises.cp('d', 'asked', { recursive: true, filter: async (from, to) => asked.push(`${from}>${to}`) });
  log(asked.sort(), tree('asked').length);

  for (const form of [fs.cpSync, fs.promises.cp]) {
    fs.rmSync('kept', { force: true });
    await form('d/x', 'kept', { preserveTimestamps: true });
    log(fs.statSync('kept').mtimeMs);
  }
  await new Promise((resolve) => fs.cp('d', 'called', { recursive: true }, (error) => {
    log(error, tree('called').length);
    resolve();
  }));
  await new Promise((resolve) => fs.cp('nope', 'called', (error) => {
    log(error.code, error.message);
    resolve();
  }));
})();
