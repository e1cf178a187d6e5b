// The demo runs to its end and reports each of its steps.
// timeout: 60
'use strict';

const { execFileSync } = require('node:child_process');
const path = require('node:path');

const table = execFileSync(process.execPath, [path.join(__dirname, 'app.js')], { encoding: 'utf8' });
// Without what differs from run to run: times.
console.log(table.split('\n').filter((line) => /\bms\b/.test(line)).map((line) => line.replace(/\s+[\d.]+ ms.*/, '')).join('\n'));
