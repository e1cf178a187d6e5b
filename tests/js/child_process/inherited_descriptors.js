// What a process has inherited itself, beside its standard streams, does not reach its children: a lock or a pipe would stay
// open in them.
'use strict';

const { execFileSync, spawnSync } = require('node:child_process');

const list = 'ls -l /proc/self/fd | grep -c hostname; true';
const script = `
  console.log(fs.existsSync('/proc/self/fd/7'), child_process.execSync(${JSON.stringify(list)}, { encoding: 'utf8' }).trim());
  child_process.spawnSync('sh', ['-c', ${JSON.stringify(list)}], { stdio: 'inherit' });
  child_process.spawnSync('sh', ['-c', ${JSON.stringify(list)}], { stdio: ['inherit', 'inherit', 'inherit', 7] });
  process.execve('/bin/sh', ['sh', '-c', ${JSON.stringify(list)}]);`;
console.log(execFileSync('sh', ['-c', 'exec 7</etc/hostname; exec "$0" -e "$1"', process.execPath, script], { encoding: 'utf8' }));

// Time limits beyond what poll(2) takes.
for (const timeout of [2147483647, 2147483648, 4294967301]) {
  const { status, signal, error } = spawnSync('true', { timeout });
  console.log(timeout, status, signal, error);
}
