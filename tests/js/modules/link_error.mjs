// An error of linking says in its stack where it is: the file, the line, a caret, without an empty line.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'link-error-'));
const write = (name, text) => fs.writeFileSync(path.join(folder, name), text);
write('a.mjs', 'export const a = 1;\n');
write('wrong.mjs', "import { a } from './a.mjs';\nimport { b,\n  c } from './a.mjs';\n");
write('star.mjs', "export { d } from './a.mjs';\n");
write('common.cjs', 'exports.e = 1;\n');
write('named.mjs', "import { f } from './common.cjs';\n");
const head = (text) => text.replaceAll(pathToFileURL(folder).href, 'folder').replaceAll(folder, 'folder').split('\n    at ')[0];
for (const name of ['wrong.mjs', 'star.mjs', 'named.mjs']) {
  const url = pathToFileURL(path.join(folder, name)).href;
  for (let i = 0; i < 2; i++) {
    try {
      await import(url);
    } catch (error) {
      console.log(error.name, error.message);
      console.log(head(error.stack));
    }
  }
  console.log(head(spawnSync(process.execPath, [fileURLToPath(url)], { encoding: 'utf8' }).stderr));
}
fs.rmSync(folder, { recursive: true });
