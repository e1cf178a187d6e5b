// timeout: 120
// An exception that nobody can catch is uncaught; from thread-safe functions of addons before version 10 it is a warning,
// unless the command line says otherwise.
'use strict';

const { spawnSync } = require('node:child_process');
const { inspect } = require('node:util');

const [, , addonName, where, listens] = process.argv;
if (addonName === undefined) {
  const force = '--force-node-api-uncaught-exceptions-policy';
  const run = (flags, ...args) => {
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...flags, '--expose-gc', __filename, ...args], { encoding: 'utf8' });
    const warning = /\[DEP0168\].*/.exec(stderr)?.[0] ?? '';
    const thrown = /^Error: thrown.*$/m.exec(stderr)?.[0] ?? '';
    console.log([...flags, ...args, '=>', signal ?? status, stdout.trim().split('\n').join(', '), warning, thrown].join(' '));
  };
  const places = ['from_call_js', 'from_plain_call', 'from_channel_finalizer', 'from_completion', 'from_finalizer', 'from_buffer'];
  for (const name of ['exceptions', 'exceptions_version_10']) {
    for (const place of places) run([], name, place, 'listens');
    for (const place of ['from_call_js', 'from_completion', 'from_finalizer']) run([], name, place);
  }
  for (const flag of [force, `${force}=true`, `--no-${force.slice(2)}`]) run([flag], 'exceptions', 'from_call_js', 'listens');
  run(['--throw-deprecation'], 'exceptions', 'from_call_js', 'listens');
  run(['--no-deprecation'], 'exceptions', 'from_call_js', 'listens');
} else {
  const addon = require(`../build/c/${addonName}.node`);
  let count = 0;
  addon.set_thrower(() => { throw new Error(`thrown ${++count}`); });
  if (listens) process.on('uncaughtException', (error, origin) => console.log('uncaught', error.message ?? inspect(error), origin));
  process.on('warning', (warning) => console.log('warning', warning.name, warning.code));
  addon[where]();
  const turn = (left) => {
    globalThis.gc();
    if (left) setTimeout(turn, 5, left - 1);
    else console.log('went on');
  };
  turn(6);
}
