// module.enableCompileCache() and NODE_COMPILE_CACHE: what is loaded is written into the directory when the process ends or the
// program asks, and read by the next one; files that are damaged, or of another text, are as good as none.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const { spawnSync } = require('child_process');

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'compile-cache-')));
const file = (name, text) => {
  fs.writeFileSync(path.join(root, name), text);
  return path.join(root, name);
};
const hide = (text) => text.replaceAll(root, '<root>').replace(/-[0-9a-f]{8}(?=[-"])/g, '-<tag>');
file('lib.js', 'exports.double = (n) => n * 2; exports.double(1);');
file('lib.mjs', 'export const triple = (n) => n * 3; triple(1);');
file('broken.js', 'exports.ok = true; }');
file('sniffed.js', 'export const answer = 42;');
const main = file('main.js', `
  const { enableCompileCache, flushCompileCache, getCompileCacheDir } = require('module');
  const show = (value) => console.log(JSON.stringify(value));
  show(getCompileCacheDir());
  const argument = process.argv[2];
  show(enableCompileCache(argument?.startsWith('{') ? JSON.parse(argument) : argument));
  show(enableCompileCache());
  show(getCompileCacheDir());
  try { require('./broken.js'); } catch (error) { show([error.name, error.message]); }
  show([require('./lib.js').double(2), require('./sniffed.js').answer]);
  import('./lib.mjs').then(({ triple }) => {
    show(triple(2));
    flushCompileCache();
    show(getCompileCacheDir() === undefined || fs.readdirSync(getCompileCacheDir()).length);
  });
  const fs = require('fs');
`);

function run(title, args = [], env = {}) {
  const { stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: root, encoding: 'utf8', env: { ...process.env, TMPDIR: path.join(root, 'tmp'), ...env },
  });
  console.log(`== ${title}\n${hide(stdout)}${hide(stderr)}`);
}

const files = (directory) => fs.readdirSync(directory, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
const times = () => files(path.join(root, 'cache')).map((name) => fs.statSync(name).mtimeMs).join();

run('first', ['./cache']);
const first = times();
run('second', ['./cache']);
console.log('unchanged', times() === first);
for (const name of files(path.join(root, 'cache'))) fs.truncateSync(name, 30);
run('damaged', ['./cache']);
file('lib.js', 'exports.double = (n) => n * 20; exports.double(1);');
run('another text', ['./cache']);
run('in the environment', [], { NODE_COMPILE_CACHE: './by-environment' });
run('portable', ['{"directory":"./portable","portable":true}']);
run('disabled', ['./none'], { NODE_DISABLE_COMPILE_CACHE: '1' });
run('not a directory', [main]);
run('the default');

const { constants: { compileCacheStatus }, enableCompileCache, flushCompileCache } = require('module');
console.log(compileCacheStatus);
for (const value of [1, null, true, { directory: 1 }]) {
  try {
    enableCompileCache(value);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
try {
  flushCompileCache(1);
} catch (error) {
  console.log(error.name, error.code, error.message);
}
fs.rmSync(root, { recursive: true });
