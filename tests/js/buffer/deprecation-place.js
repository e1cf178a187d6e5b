// `new Buffer()` warns by the first place that called it: not in node_modules, unless pending deprecations are wanted.
'use strict';
const { spawnSync } = require('child_process');
const program = (filename) => `require('vm').runInThisContext('new Buffer(1)', { filename: ${JSON.stringify(filename)} })`;
for (const flags of [[], ['--pending-deprecation']]) {
  for (const filename of ['/a/b.js', '/a/node_modules/b.js', 'c:\\a\\b.js', 'c:\\node_modules\\b.js', 'b.js', './node_modules/b.js', 'file:///node_modules/b.js']) {
    const { stderr } = spawnSync(process.execPath, [...flags, '-e', `globalThis.require = require; ${program(filename)}`], { encoding: 'utf8' });
    console.log(flags, filename, stderr.includes('DEP0005'));
  }
}
