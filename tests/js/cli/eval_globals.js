'use strict';
// The names that programs see when they go through the globals, of a file and of -e, in their order.
const { execFileSync } = require('node:child_process');
const names = [];
for (const name in globalThis) names.push(name);
console.log(names.join());
for (const flag of ['-p', '-e']) {
  const code = 'var names = []; for (var name in globalThis) names.push(name); console.log(names.join())';
  console.log(flag, `${execFileSync(process.execPath, [flag, code])}`.trim());
}
console.log(`${execFileSync(process.execPath, ['-p', 'module === require.main, module.exports === exports, typeof module.require'])}`.trim());
console.log(`${execFileSync(process.execPath, ['-p', 'var module = 5; module'])}`.trim());
