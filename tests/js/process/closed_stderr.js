// An uncaught exception ends the process with 1 also when nobody reads what it has to say.
'use strict';
const { spawn } = require('node:child_process');

if (process.argv[2] === 'child') {
  process.stdin.once('data', () => { throw new Error('unread'); });
} else {
  const child = spawn(process.execPath, [__filename, 'child'], { stdio: ['pipe', 'ignore', 'pipe'] });
  child.stderr.destroy();
  child.stderr.once('close', () => child.stdin.write('go'));
  child.on('exit', (code, signal) => console.log(code, signal));
}
