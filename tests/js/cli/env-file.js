// --env-file and --env-file-if-exists: whose value counts, options and the size of the thread pool from a file, and the same
// format for process.loadEnvFile and util.parseEnv.
'use strict';

const { execFile } = require('node:child_process');
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

// What is to be run, some at a time, and told of in this order.
const runs = [];
const run = (args, env = {}) => runs.push(() => new Promise((resolve) => {
  execFile(process.execPath, args, { env: { PATH: process.env.PATH, ...env } }, (error, stdout, stderr) => {
    resolve([error?.code ?? 0, stdout.trim(), stderr.replaceAll(process.execPath, 'PROGRAM').trim()]);
  }).stdin.end();
}));
const show = 'JSON.stringify([process.env.PLAIN, process.env.SET, process.env.DOUBLE, typeof gc, Error.stackTraceLimit])';
run(['--env-file=.env', '-p', show], { SET: 'from environment' });
run(['--env-file', '.env', '--env-file=second.env', '-p', show]);
run(['--env-file=second.env', '--env-file=.env', '-p', show]);
run(['--env-file=second.env', '-p', show], { NODE_OPTIONS: '--stack-trace-limit=2' });
run(['--env-file=none.env', '-p', show]);
run(['--env-file-if-exists=none.env', '--env-file-if-exists=.env', '-p', show]);
run(['--env-file']);

// Whose file counts, what is no file, what cannot be a value, and that only words before the script are read.
fs.mkdirSync('folder');
for (const [name, text] of Object.entries({
  'a.env': 'PLAIN=1\nSET=1\n', 'b.env': 'SET=2\n', 'bom.env': '\ufeffPLAIN=1\nSET=2', 'latin.env': Buffer.from('PLAIN=\xe9\nSET=2\n', 'latin1'),
  'empty.env': '', 'zero.env': 'PLAIN=x\0y\nSET\0T=2\n', 'nameless.env': '=\nPLAIN=1\n', 'bad.env': 'NODE_OPTIONS=--nonsense',
  'itself.env': 'NODE_OPTIONS=--env-file=a.env', 'zone.env': 'TZ=Asia/Tokyo\nPLAIN=1', 'script.js': `console.log(${show}, process.execArgv, new Date(0).getHours())`,
})) fs.writeFileSync(name, text);
for (const name of ['folder', '', 'bom.env', 'latin.env', 'empty.env', 'zero.env', 'nameless.env', 'bad.env', 'itself.env', 'zone.env', './a.env', 'a.env/x', 'file:///x'])
  run([`--env-file=${name}`, 'script.js']);
for (const name of ['folder', '', 'a.env/x', 'a.env']) run([`--env-file-if-exists=${name}`, 'script.js']);
for (const words of ['--env-file=a.env --env-file-if-exists=b.env', '--env-file-if-exists=b.env --env-file=a.env', '--env-file=none --env-file-if-exists=none2',
  '--env-file-if-exists=none --env-file=none2 --env-file none3', '--env-file=none --nonsense', '--env_file=a.env', '--no-env-file', '--env-fil=a.env', '--env-file-if-exists a.env'])
  run([...words.split(' '), 'script.js']);
run(['script.js', '--env-file=none']);
run(['script.js', '--env-file=a.env', '--env-file-if-exists=none']);
run(['--env-file=b.env', 'script.js', '--env-file', 'a.env']);
run(['script.js', '--env-file=second.env']);
run(['--', 'script.js', '--env-file=none']);
run(['-p', 'process.env.PLAIN', '--env-file=a.env']);
run(['--env-file=none', '--version']);
run(['--env-file=a.env', 'script.js'], { PLAIN: '' });
run(['script.js'], { NODE_OPTIONS: '--env-file=a.env' });
for (const option of ['--title=', '--conditions=', '--require=', '--input-type=', '--eval=', '-r=']) run([option, '-p', '1']);

// One thread for all: a job that occupies it holds up the next one.
const jobs = `const crypto = require('crypto');
  const order = [];
  for (let i = 0; i < 3; i++) crypto.pbkdf2('a', 'b', i === 0 ? 200000 : 1, 8, 'sha1', () => order.push(i));
  process.on('exit', () => console.log(order.join()));`;
run(['--env-file=second.env', '-e', jobs]);
for (const size of ['1', '0', 'abc', '']) run(['-e', jobs], { UV_THREADPOOL_SIZE: size });
run(['-e', `process.env.UV_THREADPOOL_SIZE = 1; ${jobs}`]);

process.env.SET = 'before';
process.loadEnvFile();
console.log(process.env.SET, process.env.MULTI, process.env.EMPTY);
process.loadEnvFile('second.env');
console.log(process.env.PLAIN);
for (const file of ['none.env', 'folder', '', 'a.env/x', null, Buffer.from('b.env'), require('node:url').pathToFileURL('a.env'), new URL('http://a/b'), 5, {}, 'a\0b', 'zero.env']) {
  try {
    console.log(process.loadEnvFile(file), process.env.PLAIN, process.env.SET);
  } catch (error) {
    console.log(error.name, error.code, error.errno, error.syscall, error.path, error.message);
  }
}

(async () => {
  for (let at = 0; at < runs.length; at += 4) {
    for (const outcome of await Promise.all(runs.slice(at, at + 4).map((start) => start()))) console.log(...outcome);
  }
  fs.rmSync(process.cwd(), { recursive: true });
})();
