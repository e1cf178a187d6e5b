// timeout: 60
// Fatal errors end the process by SIGABRT and say so on standard error: location, message, the native stack. So do scopes that
// are left open, a hook that is added twice, and what a finalizer must not do inside the garbage collector.
'use strict';

const { spawnSync } = require('node:child_process');

/** Runs code in a process of its own. */
function run(code, shownLines, flags = []) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...flags, '-e', code], { cwd: __dirname });
  const text = stderr.toString('latin1');
  const lines = text.split('\n').slice(0, shownLines).map((line) => JSON.stringify(line));
  return [signal ?? status, stdout.toString().trim(), ...lines, shownLines ? text.includes('----- Native stack trace -----') : ''].join(' ');
}

const load = "require('../build/c/fatal.node')";
for (const name of ['texts', 'lengths', 'no_location', 'no_message', 'no_texts', 'empty_texts']) {
  console.log(name, run(`${load}.${name}()`, 1));
}
console.log('not_utf8', run(`${load}.not_utf8()`, 2));
for (const name of ['handle_scope_left_open', 'callback_scope_left_open', 'hook_twice']) {
  console.log(name, run(`${load}.${name}(); console.log('not reached')`, 0));
}
console.log('unknown_hook', require('../build/c/fatal.node').unknown_hook());

const collect = "require('../build/c/fatal_in_collector.node')";
console.log('break_rule', run(`
  ${collect}.break_rule({});
  const turn = (left) => { gc(); if (left) setImmediate(turn, left - 1); };
  setImmediate(turn, 5);`, 6, ['--expose-gc']));
console.log('keep_rule', run(`
  const addon = ${collect};
  addon.keep_rule({});
  const turn = (left) => { gc(); if (addon.finalized() < 2 && left) setImmediate(turn, left - 1); else console.log(addon.finalized()); };
  setImmediate(turn, 20);`, 0, ['--expose-gc']));
