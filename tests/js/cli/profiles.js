// --cpu-prof and --heap-prof write a profile for each thread when it ends, however it ends; the options beside them need them.
'use strict';

const { execFile } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'profiles-'));
const script = path.join(folder, 'script.js');
fs.writeFileSync(script, `
  function busy(end) { const kept = []; while (Date.now() < end) kept.push(Math.sqrt(kept.length), new Array(100).fill(0)); return kept; }
  globalThis.kept = busy(Date.now() + 200);`);

let runs = 0;

// Runs in a folder of its own; what it wrote is in there.
function run(...args) {
  const cwd = path.join(folder, String(runs += 1));
  fs.mkdirSync(cwd);
  fs.writeFileSync(path.join(cwd, 'file'), '');
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { cwd }, (error, stdout, stderr) => {
      const clean = (text) => text.replaceAll(process.execPath, 'PROGRAM').replaceAll(cwd, 'CWD').replaceAll(String(child.pid), 'PID').replaceAll(/\d{8}\.\d{6}/g, 'TIME');
      const problems = stderr.split('\n').filter((line) => /must be used|Failed|"error"/.test(line)).map((line) => clean(line).replace(/"id":\d+/, 'ID'));
      const files = fs.readdirSync(cwd, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.name !== 'file')
        .map((entry) => path.join(entry.parentPath, entry.name));
      console.log(args.slice(0, -1).join(' '), error?.signal ?? error?.code ?? 0, stdout.trim(), ...problems);
      for (const file of files.sort())
        console.log(clean(file), (fs.statSync(file).mode & 0o777).toString(8), describe(JSON.parse(fs.readFileSync(file))));
      resolve();
    });
  });
}

function* below(node) {
  yield node;
  for (const child of node.children) yield* below(child);
}

function describe(profile) {
  const nodes = profile.nodes ?? [...below(profile.head)];
  const busy = nodes.find(({ callFrame }) => callFrame.functionName === 'busy');
  const where = busy && `${busy.callFrame.url.startsWith('file:///')} ${path.basename(busy.callFrame.url)}:${busy.callFrame.lineNumber}`;
  return `${Object.keys(profile).sort().join()} ${nodes[0].callFrame.functionName} ${where}`;
}

async function main() {
  await run('--cpu-prof', script);
  await run('--heap-prof', script);
  await run('--cpu-prof', '--cpu-prof-dir=a/b', '--cpu-prof-name=${pid}.name', '--cpu-prof-interval=500', script);
  await run('--cpu-prof', '--diagnostic-dir=d', '-e', 'process.exit(2)');
  await run('--heap-prof', '--heap-prof-name=name', '--heap-prof-interval=1024', '--cpu-prof', '-e', 'throw 1');
  // Each thread has its own, also when it is ended from outside, or by the end of the process.
  await run('--cpu-prof', '--cpu-prof-dir=p', '-e', `const { Worker } = require('worker_threads');
    new Worker('process.exit(3)', { eval: true }).on('exit', () => {
      const ended = new Worker('for (;;);', { eval: true });
      ended.on('online', () => ended.terminate().then(() => new Worker('setInterval(() => {}, 10)', { eval: true }).on('online', () => process.exit())));
    });`);
  await run('-e', `const { Worker } = require('worker_threads');
    for (const execArgv of [['--heap-prof', '--heap-prof-name=mine.\${pid}'], ['--cpu-prof-name=x', '--heap-prof-dir=y'], ['--cpu-prof', '--cpu-prof-dir=w', '--cpu-prof-name=y']]) {
      try { new Worker('1', { eval: true, execArgv }); } catch ({ code, message }) { console.log(code, message); }
    }`);
  // Whoever ends itself by a signal has a profile, unless a listener takes the signal.
  await run('--heap-prof', '-e', 'process.kill(process.pid, "SIGTERM")');
  await run('--heap-prof', '-e', 'process.on("SIGTERM", () => process.exit(4)); process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)');
  await run('--heap-prof', '-e', 'process.abort()');
  // What cannot be written is told of.
  await run('--cpu-prof', '--cpu-prof-dir=file', '--cpu-prof-name=x', '-e', '1');
  await run('--cpu-prof', '--cpu-prof-dir=file/inside', '-e', '1');
  await run('--heap-prof', '--heap-prof-dir=file/inside', '-e', '1');
  await run('--cpu-prof', '--cpu-prof-name=/none/x', '-e', '1');
  for (const interval of ['0', '-1', 'abc', '12abc']) await run('--heap-prof', '--heap-prof-name=x', `--heap-prof-interval=${interval}`, '-e', '1');
  await run('--cpu-prof-interval=5', '--cpu-prof-dir=x', '--cpu-prof-name=x', '--heap-prof-interval=5', '--heap-prof-name=x', '--heap-prof-dir=x', '--version');
  fs.rmSync(folder, { recursive: true });
}

main();
