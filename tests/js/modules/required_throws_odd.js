// What an ES module throws while it is required is shown, and ends the process as it should, though its stack cannot be read.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const { spawnSync } = require('child_process');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'odd-'));
const thrown = [
  'throw { stack: Symbol("s") };',
  'throw Object.defineProperty(new Error("x"), "stack", { get() { throw new Error("y"); } });',
  'throw null;',
];
for (const text of thrown) {
  const file = path.join(folder, 'module.mjs');
  fs.writeFileSync(file, text);
  const { status, stderr } = spawnSync(process.execPath, ['-e', `require(${JSON.stringify(file)})`], { encoding: 'utf8' });
  console.log(status, stderr.trim().split('\n').at(-1));
}
fs.rmSync(folder, { recursive: true });
