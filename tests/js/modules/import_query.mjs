// A CommonJS module has one instance, by its file: a query or a fragment in the URL of an import makes no further one, as it does
// of an ES module, and `require` gets the same.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'import-query-'));
const common = path.join(folder, 'common.cjs');
const esm = path.join(folder, 'esm.mjs');
fs.writeFileSync(common, 'console.log("common", require.cache[__filename] === module, module.parent); exports.time = 1;');
fs.writeFileSync(esm, 'console.log("esm", import.meta.url.slice(import.meta.url.lastIndexOf("/") + 1)); export default {};');

const require = createRequire(import.meta.url);
const load = async (file, suffix) => (await import(pathToFileURL(file).href + suffix)).default;

const first = await load(common, '?1');
console.log(await load(common, '?2') === first, await load(common, '') === first, await load(common, '#a') === first);
console.log(require(common) === first);
delete require.cache[fs.realpathSync(common)];
const second = await load(common, '?3');
console.log(second === first, require(common) === second);
console.log(await load(esm, '?1') === await load(esm, '?2'), await load(esm, '?1') === await load(esm, '?1'));
fs.rmSync(folder, { recursive: true });
