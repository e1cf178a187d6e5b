'use strict';

// The synchronous forms: results, errors, input, limits.

const { spawnSync, execSync, execFileSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

function show(result) {
  const { pid, error, ...rest } = result;
  console.log(typeof pid, rest, error && [error.message, { ...error }]);
}

show(spawnSync('sh', ['-c', 'echo a; echo b >&2; exit 4']));
show(spawnSync('sh', ['-c', 'kill -9 $$']));
show(spawnSync('sleep', ['5'], { timeout: 50 }));
show(spawnSync('sleep', ['5'], { timeout: 50, killSignal: 'SIGKILL' }));
show(spawnSync('no_such_command', ['a']));
show(spawnSync('/etc/passwd'));
show(spawnSync('true', { cwd: '/nonexistent' }));
show(spawnSync('cat', { input: 'text', encoding: 'utf8' }));
show(spawnSync('cat', { input: new Uint16Array([0x6161, 0x6262]) }));
show(spawnSync('cat', { input: Buffer.alloc(300000, 'z'), encoding: 'latin1', maxBuffer: 1e6 }).stdout.length === 300000 ?
  { pid: 1, whole: true } : { pid: 1, whole: false });
show(spawnSync('sh', ['-c', 'echo $0 $1', 'x', 'y'], { argv0: 'named' }));
show(spawnSync('echo', ['$HOME'], { shell: true, env: { HOME: 'here', PATH: process.env.PATH } }));
show(spawnSync('sh', ['-c', 'echo three >&3'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] }));
console.log(spawnSync('sh', ['-c', 'yes | head -c 100000'], { maxBuffer: 100 }).error.code);
console.log(execSync('echo hi', { encoding: 'utf8' }), execFileSync('echo', ['a', 'b']));

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sync-'));
const file = path.join(folder, 'file');
const fd = fs.openSync(file, 'w+');
show(spawnSync('sh', ['-c', 'echo to a file; pwd'], { stdio: ['ignore', fd, 'pipe'], cwd: '/' }));
console.log(fs.readFileSync(file, 'utf8'));
// A script without #! is run by the shell.
const script = path.join(folder, 'script');
fs.writeFileSync(script, 'echo plain script $1\n', { mode: 0o755 });
show(spawnSync(script, ['arg'], { encoding: 'utf8' }));
fs.rmSync(folder, { recursive: true });
