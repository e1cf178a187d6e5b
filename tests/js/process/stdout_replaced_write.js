'use strict';
// Standard output that is a file writes with what `fs.writeSync` was when the stream was made: a program that replaces it later (test
// doubles, file systems in memory) prints all the same, also from inside the replacement; one that did before gets what it prints.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'replaced-write-'));
const file = path.join(folder, 'out');

function run(source) {
  const fd = fs.openSync(file, 'w');
  const { status } = spawnSync(process.execPath, ['-e', source], { stdio: ['ignore', fd, 'inherit'] });
  fs.closeSync(fd);
  console.log(status, JSON.stringify(fs.readFileSync(file, 'utf8')));
}

run(`
  process.stdout;
  const { writeSync } = fs;
  fs.writeSync = (...args) => { console.log('inside', args); return 1; };
  console.log('after');
  process.stdout.write(Buffer.from('bytes\\n'));
  fs.writeSync(77, 'x');
  fs.writeSync = () => { throw new Error('refused'); };
  console.log('still there');
`);
run(`
  const { writeSync } = fs;
  const seen = [];
  fs.writeSync = function(fd, ...args) { seen.push(this === fs, typeof args[0]); return writeSync(fd, ...args); };
  process.stdout.write('text\\n');
  process.stdout.write(Buffer.from('bytes\\n'));
  fs.writeSync = writeSync;
  process.stdout.write('through the first\\n');
  const { length } = seen;
  writeSync(1, length + ' ' + seen + '\\n');
`);
run(`
  fs.writeSync = () => { throw new Error('refused'); };
  console.log('lost');
  process.on('exit', (code) => fs.appendFileSync(1, 'exit ' + code));
`);
fs.rmSync(folder, { recursive: true });
