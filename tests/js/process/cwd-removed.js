'use strict';
// Where the working directory is no more, process.cwd() says that it was removed; what does not depend on it goes on.

const { spawnSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'removed-'));
process.chdir(directory);
fs.rmdirSync(directory);

try {
  process.cwd();
} catch (error) {
  console.log(error.code, error.errno, error.syscall, error.message);
}
console.log(path.resolve('/a', 'b'), path.join('a', '..', 'b'));
import('node:zlib').then(() => console.log('imported'), (error) => console.log(error.code));
console.log(spawnSync('/bin/echo', ['a child']).stdout.toString());
process.chdir('/');
console.log(process.cwd());
