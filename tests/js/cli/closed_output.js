// What the command line has to say ends with its own exit status where its output is a pipe that nobody reads any more.
'use strict';
const { spawnSync } = require('node:child_process');

for (const args of ['--no-such-option', '--run nope', '--version', '--help', '--max-old-space-size', '--env-file-if-exists=/nonexistent -p 1']) {
  // Both outputs are the writing end of a pipe whose reader has ended.
  const script = '{ sleep 0.05; exec "$0" "$@"; } 2>&1 | true; exit ${PIPESTATUS[0]}';
  const { status, signal } = spawnSync('bash', ['-c', script, process.execPath, ...args.split(' ')]);
  console.log(args, status, signal);
}
