'use strict';
// Without web storage none of its names is there.
const { execFileSync } = require('node:child_process');
const program = '["Storage", "sessionStorage", "localStorage"].map((name) => name in globalThis).join()';
for (const flag of ['--no-webstorage', '--no-experimental-webstorage', '--webstorage']) {
  console.log(flag, `${execFileSync(process.execPath, [flag, '-p', program])}`.trim());
}
