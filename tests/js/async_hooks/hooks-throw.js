// What a hook throws ends the process with status 1, after `exit`; nobody can catch it.
'use strict';

const { spawnSync } = require('node:child_process');

const bodies = {
  init: `createHook({ init() { throw new Error('in init'); } }).enable(); new AsyncResource('X');`,
  before: `createHook({ before() { throw new Error('in before'); } }).enable(); process.nextTick(() => console.log('never'));`,
  after: `createHook({ after() { throw new Error('in after'); } }).enable(); setTimeout(() => console.log('ran'), 1);`,
  destroy: `createHook({ destroy() { throw new Error('in destroy'); } }).enable(); setImmediate(() => {});`,
  promise: `createHook({ promiseResolve() { throw new Error('in resolve'); } }).enable(); Promise.resolve();`,
  native: `createHook({ before() { throw new Error('in native'); } }).enable(); require('fs').stat('.', () => console.log('never'));`,
  value: `createHook({ init() { throw 'text'; } }).enable(); new AsyncResource('X');`,
};
for (const [name, body] of Object.entries(bodies)) {
  const code = `'use strict';
    const { createHook, AsyncResource } = require('async_hooks');
    process.on('uncaughtException', () => process._rawDebug('caught'));
    process.on('exit', (code) => process._rawDebug('exit', code));
    try { ${body} } catch (error) { process._rawDebug('caught here'); }`;
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' });
  const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('    at '));
  console.log(name, status, signal, JSON.stringify(stdout), lines);
}
