'use strict';
// process.binding('spawn_sync').spawn is what spawnSync() and its kin call: coverage tools that follow children put their own there,
// to change the environment and the command of what is started.
const { execFileSync, execSync, spawnSync } = require('node:child_process');

const binding = process.binding('spawn_sync');
console.log(Object.keys(binding), binding === process.binding('spawn_sync'));

const { spawn } = binding;
binding.spawn = function(options) {
  const { file, args, cwd, stdio, maxBuffer, timeout, killSignal, detached } = options;
  console.log('options', this === binding, arguments.length, { file, args, cwd, stdio, maxBuffer, timeout, killSignal, detached });
  console.log('environment', Array.isArray(options.envPairs), options.envPairs.includes('GIVEN=1'));
  options.envPairs = ['PATCHED=yes', `PATH=${process.env.PATH}`];
  const result = spawn.call(this, options);
  console.log('result', { ...result, pid: typeof result.pid });
  return result;
};
const env = { ...process.env, GIVEN: '1' };
console.log(spawnSync('sh', ['-c', 'echo $PATCHED; cat'], { env, input: 'input', encoding: 'utf8', killSignal: 'SIGINT' }).stdout);
console.log(execFileSync('sh', ['-c', 'exit 0'], { env, stdio: ['ignore', 'inherit', 'pipe'], cwd: '/' }));
console.log(String(execSync('echo $PATCHED', { env })));
console.log(spawnSync('/nonexistent', { env }).error.code, spawnSync('sh', ['-c', 'kill -9 $$'], { env }).signal);

binding.spawn = () => ({ status: 7, signal: null, output: [null, Buffer.from('made up'), null], pid: 1 });
console.log(spawnSync('anything', { encoding: 'utf8' }));
