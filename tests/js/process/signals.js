'use strict';

// Signals become events while somebody listens, do not keep the process alive, and do again what they do by default.

const { spawn } = require('child_process');

if (process.argv[2] === 'default') {
  process.on('SIGTERM', onTerm);
  process.removeListener('SIGTERM', onTerm);
  setInterval(() => {}, 1000);
  process.stdout.write('ready');
} else if (process.argv[2] === 'idle') {
  process.on('SIGUSR2', () => {});
} else {
  process.on('SIGUSR2', (...args) => {
    console.log('caught', args);
    process.removeAllListeners('SIGUSR2');
    clearInterval(timer);
    second();
  });
  process.once('SIGTERM', (...args) => console.log('once', args));
  const timer = setInterval(() => {}, 1000);
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.kill(process.pid, 'SIGUSR2'), 20);
}

function onTerm() {}

function second() {
  const child = spawn(process.execPath, [__filename, 'default']);
  child.stdout.once('data', () => child.kill('SIGTERM'));
  child.on('close', (code, signal) => {
    console.log('default', code, signal);
    spawn(process.execPath, [__filename, 'idle']).on('close', (code, signal) => console.log('idle', code, signal));
  });
}
