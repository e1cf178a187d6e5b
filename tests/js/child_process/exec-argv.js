// process.execPath starts the program again: fork hands process.execArgv on, unless it is given another.
'use strict';

const { execFileSync, fork } = require('node:child_process');

if (process.argv[2] === 'child') {
  process.send([process.execArgv, typeof gc, Error.stackTraceLimit, process.argv.slice(2), process.execPath === process.argv[0]]);
  process.disconnect();
} else if (process.execArgv.length === 0) {
  process.stdout.write(execFileSync(process.execPath, ['--expose-gc', '--stack-trace-limit=5', __filename]));
} else {
  const child = fork(__filename, ['child']);
  child.on('message', (message) => console.log(message));
  child.on('close', () => {
    const other = fork(__filename, ['child', 'x'], { execArgv: ['--stack-trace-limit=3'] });
    other.on('message', (message) => console.log(message));
    other.on('close', () => {
      // The code of -e is not handed on.
      const code = 'const child = require("child_process").fork(process.argv[1], ["child"]); child.on("message", (m) => console.log(m))';
      console.log(execFileSync(process.execPath, ['--expose-gc', '-e', code, __filename], { encoding: 'utf8' }));
    });
  });
}
