// An import of CommonJS that was loaded before gives what it exported then, and of what somebody put into the cache what it exports.
// A setter on Object.prototype sees nothing of loading.
import { createRequire } from 'node:module';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'snapshot-')));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));
const require = createRequire(import.meta.url);
const [loaded, replaced, fresh] = ['loaded.cjs', 'replaced.cjs', 'fresh.cjs'].map((name) => path.join(root, name));
for (const file of [loaded, replaced, fresh]) fs.writeFileSync(file, 'module.exports = 1;');
require(loaded);
require.cache[loaded].exports++;
require.cache[replaced] = { exports: 7, loaded: true };
for (const name of ['url']) {
  Object.defineProperty(Object.prototype, name, { configurable: true, get() { console.log('get', name); }, set() { console.log('set', name); } });
}
const load = async (file) => (await import(pathToFileURL(file))).default;
console.log(await load(loaded), require(loaded), await load(replaced), await load(fresh));
await import(`data:text/javascript,import "${pathToFileURL(root)}"`).catch((error) => console.log(Object.keys(error), error.url === `${pathToFileURL(root)}`));
