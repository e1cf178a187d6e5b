// A compile cache whose directory is gone when the process ends, or is something else by then, changes nothing of how it ends.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const { spawnSync } = require('child_process');

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'compile-cache-gone-'));
const cache = path.join(root, 'cache');
for (const [title, then] of [['gone', ''], ['a file', 'fs.writeFileSync(cache, "x");']]) {
  const main = path.join(root, 'main.mjs');
  fs.writeFileSync(main, `import fs from 'fs'; const cache = ${JSON.stringify(cache)};
    fs.rmSync(cache, { recursive: true }); ${then} console.log('ran');`);
  const env = { ...process.env, NODE_COMPILE_CACHE: cache };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main], { encoding: 'utf8', env });
  console.log(title, status, stdout, stderr);
}
fs.rmSync(root, { recursive: true });
