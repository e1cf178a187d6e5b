'use strict';
// How an uncaught value is shown: five levels deep at least, by inspect() and not by what the value says of itself, in colours where
// standard error shows them.
const { spawnSync } = require('node:child_process');
const util = require('node:util');

const deep = { a: { b: { c: { d: { e: { f: { g: 1 } } } } } } };
const cases = {
  'deep properties'() { throw Object.assign(new Error('deep'), deep); },
  'a deep object'() { throw deep; },
  'a rejection'() { Promise.reject(Object.assign(new TypeError('rejected'), { code: 'E_CODE', n: 1 })); },
  'custom inspection'() { throw Object.assign(new Error('custom'), { [util.inspect.custom]: () => 'CUSTOM' }); },
  'defaults of inspect'() {
    util.inspect.defaultOptions.compact = false;
    throw Object.assign(new Error('x'), { n: { m: 1 } });
  },
  'a function'() { throw function thrown() {}; },
};

if (process.argv[2] !== undefined) {
  cases[process.argv[2]]();
} else {
  for (const name of Object.keys(cases)) {
    for (const color of ['0', '1']) {
      const { status, stderr } = spawnSync(process.execPath, [__filename, name], {
        encoding: 'utf8', env: { ...process.env, FORCE_COLOR: color },
      });
      // The frames of the runtime itself are its own.
      const lines = stderr.split('\n').filter((line) => !/^\S*\s+at .*node:/.test(line));
      console.log(`--- ${name}, FORCE_COLOR=${color}: ${status}\n${lines.join('\n').replaceAll('\x1b', '\\e')}`);
    }
  }
}
