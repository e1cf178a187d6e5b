// The main file of a package of ES modules has to be named to the letter: a warning says so where it is found all the same (DEP0151).
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'legacy-main-')));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));
process.removeAllListeners('warning');
process.on('warning', ({ code, message }) => console.log(code, message.replaceAll(root, 'ROOT')));

const manifests = {
  'none': { type: 'module' },
  'empty': { type: 'module', main: '' },
  'short': { type: 'module', main: 'index' },
  'folder': { type: 'module', main: './lib' },
  'full': { type: 'module', main: './lib/index.js' },
  '@scope/none': { type: 'module' },
  'exports': { type: 'module', exports: './index.js' },
  'commonjs': { main: 'index' },
};
for (const [name, manifest] of Object.entries(manifests)) {
  const folder = path.join(root, 'node_modules', name);
  fs.mkdirSync(path.join(folder, 'lib'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  for (const file of ['index.js', 'lib/index.js']) fs.writeFileSync(path.join(folder, file), '');
}
const main = path.join(root, 'main.mjs');
fs.writeFileSync(main, 'export const load = (name) => import(name);');
const { load } = await import(pathToFileURL(main));
for (const name of Object.keys(manifests)) {
  console.log(name);
  await load(name);
  await load(name);
  await new Promise(setImmediate);
}
