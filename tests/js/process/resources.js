'use strict';

// What keeps the process alive is listed by name.

const { spawn } = require('child_process');
const fs = require('fs');

const names = () => process.getActiveResourcesInfo().filter((name) => !/Pipe|TTY/.test(name)).sort();

setTimeout(() => {}, 10);
setInterval(() => {}, 10).unref();
setImmediate(() => {});
const interval = setInterval(() => {}, 5);
console.log(names());
fs.stat('/', () => clearInterval(interval));
console.log(names());
spawn('true', { stdio: 'ignore' });
console.log(names());
