// crashes-on-purpose: the linker ends the process where the function is called
// An addon that refers to a function which nobody has can be loaded and used as long as it does not call that function; who asks
// for all to be bound at once gets an error.
'use strict';

const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { constants: { dlopen: { RTLD_NOW } } } = require('node:os');

const file = path.join(__dirname, '../build/c/unresolved.node');
try {
  process.dlopen({ exports: {} }, file, RTLD_NOW);
} catch (error) {
  console.log(error.code, error.message.includes('undefined symbol: function_of_nobody'));
}
console.log(require(file).resolved());
const { status, stderr } = spawnSync(process.execPath, ['-p', `require(${JSON.stringify(file)}).unresolved()`], { encoding: 'utf8' });
console.log(status, stderr.includes('undefined symbol: function_of_nobody'));
