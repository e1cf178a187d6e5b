// ChildProcess.prototype.spawn with what child_process.spawn() never hands it, and a folder that is no folder's name.
'use strict';
const { ChildProcess, exec, spawn, spawnSync } = require('node:child_process');

const given = [
  { envPairs: null },
  { envPairs: {}, file: 5 },
  { envPairs: null, stdio: 'bad' },
  { envPairs: [], stdio: ['ignore', 'bad'] },
  { envPairs: 0, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
  { envPairs: 1, stdio: ['ipc', 'ipc'] },
  { envPairs: 1, serialization: 'x' },
  { file: 'x', args: null },
  { args: 1, stdio: ['ipc', 'ipc'] },
];
for (const options of given) {
  const label = JSON.stringify(options);
  try {
    console.log(label, new ChildProcess().spawn(options));
  } catch (error) {
    console.log(label, error.name, error.code, error.message);
  }
}

const here = `${process.cwd()}\n`;

async function main() {
  for (const cwd of ['', undefined, null]) {
    const { error, stdout } = spawnSync('pwd', { cwd });
    console.log('spawnSync', cwd, error?.code, String(stdout) === here);
    await new Promise((resolve) => {
      const child = spawn('pwd', { cwd });
      child.on('error', (error) => resolve(console.log('error', error.code)));
      child.on('exit', (code) => resolve(console.log('spawn', cwd, code)));
    });
    await new Promise((resolve) => exec('pwd', { cwd }, (error, stdout) => resolve(console.log('exec', error?.code, stdout === here))));
  }
}

main();
