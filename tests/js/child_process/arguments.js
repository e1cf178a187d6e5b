'use strict';

// What the functions of child_process refuse.

const cp = require('child_process');
const { inspect } = require('util');

function attempt(text) {
  try {
    console.log(text, '=>', eval(text));
  } catch (error) {
    console.log(text, '!!', error.name, error.code, JSON.stringify(error.message),
                inspect({ ...error, pid: undefined, error: undefined }, { depth: 1, breakLength: Infinity }));
  }
}

for (const text of `
cp.spawn()
cp.spawn('')
cp.spawn(1)
cp.spawn('a\\0b')
cp.spawn('true', 1)
cp.spawn('true', [1]).spawnargs
cp.spawn('true', ['a\\0'])
cp.spawn('true', [], 1)
cp.spawn('true', ['x'], null)
cp.spawn('true', { cwd: 1 })
cp.spawn('true', { detached: 1 })
cp.spawn('true', { uid: 'a' })
cp.spawn('true', { gid: 1.5 })
cp.spawn('true', { shell: 1 })
cp.spawn('true', { argv0: 1 })
cp.spawn('true', { windowsHide: 1 })
cp.spawn('true', { stdio: 'foo' })
cp.spawn('true', { stdio: ['foo'] })
cp.spawn('true', { stdio: [{}] })
cp.spawn('true', { stdio: ['ipc', 'ipc'] })
cp.spawn('true', { timeout: -1 })
cp.spawn('true', { killSignal: 'FOO' })
cp.spawn('true', { killSignal: 999 })
cp.spawn('true', { signal: 1 })
cp.spawn('true', { serialization: 'x' })
cp.spawn('true', { env: { 'a\\0': 1 } })
cp.spawnSync('true', { stdio: ['ipc'] })
cp.spawnSync('true', { input: 1 })
cp.spawnSync('true', { maxBuffer: -1 })
cp.spawnSync('true', { timeout: 1.5 })
cp.spawnSync('true', ['x\\0'])
cp.execFile()
cp.exec(1)
cp.exec('true', {}, 1)
cp.execFile('true', { maxBuffer: -1 })
cp.execFile('true', { timeout: -1 })
cp.fork()
cp.fork(1)
cp.fork('a', 1)
cp.fork('a', { stdio: ['pipe'] })
new cp.ChildProcess().spawn()
new cp.ChildProcess().spawn({ file: 1 })
new cp.ChildProcess().spawn({ file: 'true', args: 1 })
new cp.ChildProcess().kill()
cp.execFileSync('no_such_command', ['a'])
cp.execSync('exit 3', { stdio: 'pipe' })
cp.execSync('echo out; echo err >&2; exit 3', { stdio: 'pipe' })
`.trim().split('\n')) attempt(text);
