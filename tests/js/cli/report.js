// --report-...: reports of an uncaught exception, a signal and a full heap.
'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'report-'));

function run(args, file) {
  const { status, signal, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: folder });
  console.log(args[0], status, signal, stdout.trim().slice(0, 300));
  if (file === undefined) return;
  const report = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));
  console.log(report.header.event, report.header.trigger, report.header.filename, Object.keys(report), report.nativeStack.length > 0);
  return report;
}

run(['--report-uncaught-exception', '--report-filename=u.json', '-e', 'throw new TypeError("x")'], 'u.json');
run(['--report-uncaught-exception', '--report-filename=handled.json', '-e', 'process.on("uncaughtException", () => {}); throw 5']);
console.log(fs.existsSync(path.join(folder, 'handled.json')));
const signalled = 'setTimeout(() => process.kill(process.pid, process.report.signal), 20); setTimeout(() => {}, 300)';
fs.mkdirSync(path.join(folder, 'inner'));
run(['--report-on-signal', '--report-filename=s.json', '--report-directory=inner', '-e', signalled], 'inner/s.json');
const other = run(['--report-signal=SIGUSR1', '--report-compact', '--report-exclude-env', '--report-filename=t.json', '-e', signalled], 't.json');
console.log(other.javascriptStack);
run(['--report-signal=SIGUSR1', '--report-dir=x', '--report-compact', '--report-exclude-env', '--report-exclude-network', '-p', 'JSON.stringify(process.report)']);
run(['--report-on-fatalerror', '-p', 'JSON.stringify(process.report)']);
const full = run(['--report-on-fatalerror', '--max-old-space-size=20', '--report-filename=f.json', '-e',
  'const kept = []; for (;;) kept.push(new Array(1000).fill(1.5 + kept.length))'], 'f.json');
console.log(full.javascriptStack, full.javascriptHeap.usedMemory > 10e6);
fs.rmSync(folder, { recursive: true });
