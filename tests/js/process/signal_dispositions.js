// What the parent process blocked or ignored does not hold: signals end the process by default, SIGPIPE and SIGXFSZ are ignored,
// SIGUSR1 does not end it.
'use strict';

const { spawnSync } = require('node:child_process');

const script = `
  const status = require('node:fs').readFileSync('/proc/self/status', 'utf8');
  // Without the C library's own signals, which are above 31.
  console.log((Number('0x' + /^SigIgn:\\s*(\\w+)$/m.exec(status)[1]) % 2 ** 31).toString(16));
  process.kill(process.pid, process.argv[1]);
  setTimeout(() => console.log('alive'), 50);
`;
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGXFSZ', 'SIGPIPE', 'SIGUSR1', 'SIGQUIT']) {
  const shell = `trap "" HUP INT TERM XFSZ USR1 QUIT; ulimit -c 0; exec "$0" --disable-sigusr1 -e "$1" ${signal}`;
  const { status, signal: end, stdout, stderr } = spawnSync('sh', ['-c', shell, process.execPath, script], { encoding: 'utf8' });
  console.log(signal, status, end, stdout, stderr);
}

// A file that may not grow further is an error and not the end.
const write = `
  try {
    require('node:fs').writeFileSync(require('node:os').tmpdir() + '/limited-' + process.pid, Buffer.alloc(1 << 20));
  } catch (error) {
    console.log(error.code, error.syscall);
  } finally {
    require('node:fs').unlinkSync(require('node:os').tmpdir() + '/limited-' + process.pid);
  }
`;
const { stdout, signal } = spawnSync('sh', ['-c', 'ulimit -f 8; exec "$0" -e "$1"', process.execPath, write], { encoding: 'utf8' });
console.log(stdout, signal);
