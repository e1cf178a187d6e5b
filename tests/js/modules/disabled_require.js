// Without `require` of ES modules the error says why a file is one and what to do; of one that only its syntax tells, it is that syntax.
'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

if (!process.execArgv.includes('--no-experimental-require-module')) {
  const { stdout, stderr } = spawnSync(process.execPath, ['--no-experimental-require-module', '--no-warnings', __filename], { encoding: 'utf8' });
  console.log(stdout, stderr);
  return;
}
const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'disabled-require-')));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));
fs.mkdirSync(path.join(root, 'scope'));
fs.writeFileSync(path.join(root, 'scope/package.json'), '{ "type": "module" }');
for (const name of ['scope/esm.js', 'loose.js', 'named.mjs']) fs.writeFileSync(path.join(root, name), 'export default 1;');
fs.writeFileSync(path.join(root, 'scope/cjs.js'), 'module.exports = 1;');
for (const name of ['scope/esm.js', 'scope/cjs.js', 'named.mjs', 'loose.js']) {
  try {
    require(path.join(root, name));
  } catch (error) {
    console.log(error.name, error.code, error.message.replaceAll(root, 'ROOT').replaceAll(__filename, 'FILE'));
  }
}
