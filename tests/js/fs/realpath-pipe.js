// A pipe that a descriptor leads to has a real path, although nothing can be found there.
'use strict';
const { spawnSync } = require('child_process');
const show = "path?.replace(/\\d+/g, 'N').replace('socket', 'pipe')";
for (const script of [
  `require('fs').realpath('/dev/stdin', (error, path) => console.log(error?.code, ${show}))`,
  `const path = require('fs').realpathSync('/dev/stdin'); console.log(${show})`,
]) {
  for (const input of ['pipe', 'ignore']) console.log(input, String(spawnSync(process.execPath, ['-e', script], { stdio: [input, 'pipe', 'inherit'] }).stdout));
}
