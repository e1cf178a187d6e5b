// `require` of an ES module evaluates it at once, so its graph can import nothing that is half way through its evaluation: a cycle is
// an error that says which import closes it. What is merely imported may be cyclic.
'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'require-cycles-')));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));

const files = {
  'two/a.mjs': 'import "./b.cjs"; export const a = 1;',
  'two/b.cjs': 'require("./a.mjs");',
  'two/require-a.cjs': 'require("./a.mjs");',
  'three/a.mjs': 'import "./b.cjs";',
  'three/b.cjs': 'require("./c.mjs");',
  'three/c.mjs': 'import "./a.mjs";',
  'esm/a.mjs': 'import { b } from "./b.mjs"; export const a = 1; console.log("esm", typeof b);',
  'esm/b.mjs': 'import { a } from "./a.mjs"; export function b() { return a; }',
  'esm/require.cjs': 'console.log(require("./a.mjs"));',
};
for (const [name, text] of Object.entries(files)) {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), text);
}
for (const name of ['two/a.mjs', 'two/b.cjs', 'two/require-a.cjs', 'three/a.mjs', 'three/b.cjs', 'three/c.mjs', 'esm/a.mjs', 'esm/require.cjs']) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, name)], { encoding: 'utf8' });
  console.log(name, status, stdout.trim(), /^Error .*/m.exec(stderr)?.[0].replaceAll(root, 'ROOT'));
}
