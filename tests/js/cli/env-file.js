// --env-file and --env-file-if-exists: whose value counts, options and the size of the thread pool from a file, and the same
// format for process.loadEnvFile and util.parseEnv.
'use strict';

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseEnv } = require('node:util');

process.chdir(fs.mkdtempSync(path.join(os.tmpdir(), 'env-file-')));
const content = `# comment
PLAIN=value
SPACES =  around it   # comment
export EXPORTED=yes
SINGLE='a # b\\n'
DOUBLE="line\\nline" # comment
BACK=\`has "both" 'quotes'\`
MULTI="first
second"
EMPTY=
OPEN="no end
LAST='x' y
NOT AN ASSIGNMENT
=nameless
SET=from file
A=B=C
\tTABBED\t=\tx\t
`;
console.log(parseEnv(content));
console.log(parseEnv('X=1\r\nY=2\rZ=3'), parseEnv(''), parseEnv('\n\n=\n'), parseEnv('a'));
fs.writeFileSync('.env', content);
fs.writeFileSync('second.env', 'PLAIN=second\nNODE_OPTIONS=--expose-gc --stack-trace-limit=4\nUV_THREADPOOL_SIZE=1\n');

const run = (args, env = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: { PATH: process.env.PATH, ...env } });
  console.log(status, stdout.trim(), stderr.replaceAll(process.execPath, 'PROGRAM').trim());
};
const show = 'JSON.stringify([process.env.PLAIN, process.env.SET, process.env.DOUBLE, typeof gc, Error.stackTraceLimit])';
run(['--env-file=.env', '-p', show], { SET: 'from environment' });
run(['--env-file', '.env', '--env-file=second.env', '-p', show]);
run(['--env-file=second.env', '--env-file=.env', '-p', show]);
run(['--env-file=second.env', '-p', show], { NODE_OPTIONS: '--stack-trace-limit=2' });
run(['--env-file=none.env', '-p', show]);
run(['--env-file-if-exists=none.env', '--env-file-if-exists=.env', '-p', show]);
run(['--env-file']);

// One thread for all: a job that occupies it holds up the next one.
const jobs = `const crypto = require('crypto');
  const order = [];
  for (let i = 0; i < 3; i++) crypto.pbkdf2('a', 'b', i === 0 ? 200000 : 1, 8, 'sha1', () => order.push(i));
  process.on('exit', () => console.log(order.join()));`;
run(['--env-file=second.env', '-e', jobs]);
run(['-e', jobs], { UV_THREADPOOL_SIZE: '1' });

process.env.SET = 'before';
process.loadEnvFile();
console.log(process.env.SET, process.env.MULTI, process.env.EMPTY);
process.loadEnvFile('second.env');
console.log(process.env.PLAIN);
try {
  process.loadEnvFile('none.env');
} catch (error) {
  console.log(error.code, error.syscall, error.path, error.message);
}
fs.rmSync(process.cwd(), { recursive: true });
