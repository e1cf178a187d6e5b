// Options that tell what a program does: --trace-exit, --trace-uncaught, --trace-warnings, --heapsnapshot-signal.
'use strict';

const { execFile } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'diagnostics-'));

function run(...args) {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { cwd: folder }, (error, stdout, stderr) => {
      const lines = stderr.replaceAll(String(child.pid), 'PID').split('\n').filter((line) => !/node:internal|-wrapper|Use `|^ +(?:throw|\^)|^$/.test(line));
      resolve([args.slice(0, -1).join(' '), error?.code ?? 0, stdout, ...lines].join('\n'));
    });
  });
}

const snapshots = `
  process.on('exit', () => {
    const [name, ...more] = fs.readdirSync('.').filter((file) => file.endsWith('.heapsnapshot'));
    console.log(name.replace(process.pid, 'PID').replace(/\\d{8}\\.\\d{6}/, 'TIME'), more.length);
    console.log(Object.keys(JSON.parse(fs.readFileSync(name))).slice(0, 3), process.listenerCount('SIGUSR2'));
  });
  const wait = setInterval(() => { if (fs.readdirSync('.').some((file) => file.endsWith('.heapsnapshot'))) clearInterval(wait); }, 20);
  process.kill(process.pid, 'SIGUSR2');`;

async function main() {
  const outcomes = await Promise.all([
    run('--trace-exit', '-e', 'function quit() { process.exit(3); } quit();'),
    run('--trace-exit', '-e', 'setTimeout(() => {}, 1)'),
    run('--trace-exit', '-e', 'process.exitCode = 5'),
    run('--trace-exit', '-e', 'throw 1'),
    run('--trace-exit', '-e', 'new (require("worker_threads").Worker)("function quit() { process.exit(2); } quit();", { eval: true })'),
    run('--trace-uncaught', '-e', 'function f() { throw { toString: () => "thrown" }; } f();'),
    run('--trace-warnings', '-e', 'function warn() { process.emitWarning("careful"); } warn();'),
    run('--heapsnapshot-signal=SIGUSR2', '-e', snapshots),
    run('--heapsnapshot-signal=NONE', '-e', '1'),
  ]);
  console.log(outcomes.join('\n'));
  fs.rmSync(folder, { recursive: true });
}

main();
