// An ES module that throws while it is required: what is printed of an uncaught error is the line of the module, also when the module does
// not parse.
'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'require-throws-')));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));

const texts = {
  'throws.mjs': 'export const a = 1;\n\tfunction f() { throw new TypeError("of the module"); }\nf();',
  'name.mjs': 'module.exports = 1;',
  'syntax.mjs': 'let a;\nvar foo bar;',
};
for (const [name, text] of Object.entries(texts)) {
  fs.writeFileSync(path.join(root, name), text);
  fs.writeFileSync(path.join(root, 'main.cjs'), `require('./${name}');`);
  const { status, stderr } = spawnSync(process.execPath, [path.join(root, 'main.cjs')], { encoding: 'utf8' });
  console.log(status, JSON.stringify(stderr.split('\n').slice(0, 5).join('\n').replaceAll(root, 'ROOT')));
}
