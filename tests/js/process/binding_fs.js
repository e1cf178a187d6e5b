'use strict';
// What Yarn's loader of ES modules (.pnp.loader.mjs) does with process.binding('fs'): it replaces a function there, by its own name.
const fs = require('node:fs');
const binding = process.binding('fs');
console.log(binding === process.binding('fs'), binding.readFileUtf8.name);
console.log(binding.readFileUtf8(__filename, fs.constants.O_RDONLY) === fs.readFileSync(__filename, 'utf8'));
try {
  binding.readFileUtf8('/nope', fs.constants.O_RDONLY);
} catch (error) {
  console.log(error.code, error.syscall, error.path);
}
const original = binding.readFileUtf8;
binding[original.name] = function(...args) { return `${original.apply(this, args).length > 0}`; };
console.log(process.binding('fs').readFileUtf8(__filename, fs.constants.O_RDONLY));
