// Code of -e and of workers is a script, unless it does not parse as one: it may declare the names that a file of CommonJS has already.
'use strict';
const { spawnSync } = require('child_process');
const { Worker } = require('worker_threads');

const codes = [
  'const fs = require("fs"); const __filename = "x"; console.log(__filename, typeof fs)', 'const require = 1; console.log(require)',
  'let module = 5, exports = 6; console.log(module, exports, typeof require)', 'await 1; console.log("awaited", typeof require)',
  'import fs from "fs"; console.log(typeof fs)', 'var require; console.log(typeof require)', 'const fs = require("fs"); export default fs', 'return 5',
];

(async () => {
  for (const code of codes) {
    const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' });
    console.log(code, status, stdout, /^\w+Error.*/m.exec(stderr)?.[0]);
    const worker = new Worker(code, { eval: true, stdout: true });
    worker.stdout.on('data', (data) => console.log(`${data}`));
    worker.on('error', (error) => console.log(error.name, error.message));
    console.log(await new Promise((resolve) => worker.on('exit', resolve)));
  }
})();
