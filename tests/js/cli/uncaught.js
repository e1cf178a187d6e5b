// Options that change the end by an uncaught exception.
'use strict';

const { spawnSync } = require('node:child_process');

for (const args of [
  ['--trace-uncaught', '-e', '(function inner() { throw 5; })()'],
  ['--trace-uncaught', '-e', 'const error = new Error("x"); (function thrower() { throw error; })()'],
  ['-e', 'throw 5'],
  ['--no-extra-info-on-fatal-exception', '-e', 'throw 5'],
  ['--abort-on-uncaught-exception', '-e', 'throw new Error("x")'],
  ['--abort-on-uncaught-exception', '-e', 'process.setUncaughtExceptionCaptureCallback(() => console.log("captured")); setImmediate(() => { throw 1; })'],
  ['--unhandled-rejections=strict', '-e', 'process.on("uncaughtException", (e, origin) => console.log(origin)); Promise.reject(new Error("x"))'],
  ['--unhandled-rejections=warn', '-e', 'Promise.reject(new Error("x"))'],
  ['--unhandled-rejections=none', '-e', 'Promise.reject(new Error("x"))'],
  ['--unhandled-rejections=warn-with-error-code', '-e', 'Promise.reject(new Error("x"))'],
  ['--trace-warnings', '-e', 'process.emitWarning("careful")'],
  ['--disable-warning=W1', '-e', 'process.emitWarning("one", { code: "W1" }); process.emitWarning("two", { code: "W2" })'],
]) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  // Frames inside of the runtimes are their own affair, and so is the name of the program.
  const lines = stderr.split('\n').filter((line) => !/node:|-wrapper|rejection id|\(Use /.test(line)).map((line) => line.replace(/\d{3,}/, 'PID'));
  console.log(args.join(' '), status, signal, stdout, /FROM/.test(stderr) ? lines.slice(0, 1) : lines);
}
