// timeout: 120
// crashes-on-purpose: a scope that is left open is a fatal error
// Native code must return with as many scopes open as it was called with, whoever has called it: the process aborts otherwise.
'use strict';

const { spawnSync } = require('node:child_process');

const script = `
  const addon = require('../build/c/scopes_open.node');
  CODE;
  const turn = (left) => { gc(); if (left) setTimeout(turn, 1, left - 1); else console.log('the end'); };
  setImmediate(turn, 5);`;
const places = {
  'addon.call()': [0, 1, 2],
  '0': [0],
  'addon.finalizer({})': [0, 1],
  'addon.buffer()': [0],
  'addon.instance_data()': [0],
  'addon.work()': [0, 2],
  'addon.channel()': [0, 2],
  'addon.channel_end()': [0],
  'addon.call_in_scope(addon.call)': [0, 3],
};

for (const [code, kinds] of Object.entries(places)) {
  for (const kind of [...kinds, 4]) {
    const env = { ...process.env, SCOPE_LEFT_OPEN: kind, ...(code === '0' && { SCOPE_LEFT_OPEN_BY_INIT: 1 }) };
    const { status, signal, stdout } = spawnSync(process.execPath, ['--expose-gc', '-e', script.replace('CODE', code)], { cwd: __dirname, env, encoding: 'utf8' });
    console.log(code, kind, signal ?? status, stdout.trim().split('\n').join(', '));
  }
}
