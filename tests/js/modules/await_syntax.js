// A text that is no CommonJS because of what follows an `await` outside of functions is an ES module, whatever the parser stumbles over.
'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'await-syntax-')));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));

const texts = {
  string: 'if (await "") {}',
  number: '(await 1)',
  name: 'const a = 2; [await a]',
  new: '({ key: await new Date() })',
  pattern: 'String(await /x/)',
  wrong: 'if (await "" "") {}',
  declared: 'var await; if (await x) {}',
  outside: 'if (foo bar) {} // await',
};
for (const [name, text] of Object.entries(texts)) {
  const file = path.join(root, `${name}.js`);
  fs.writeFileSync(file, `${text}\n;console.log(typeof require);`);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', file], { encoding: 'utf8' });
  console.log(name, status, stdout.trim(), /^\w+Error.*/m.exec(stderr)?.[0]);
}
