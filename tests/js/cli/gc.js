// --expose-gc: the forms of gc(), in the program, its workers and its children.
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { Worker } = require('node:worker_threads');

if (typeof gc === 'undefined') {
  process.stdout.write(execFileSync(process.execPath, ['--expose-gc', __filename]));
} else {
  main();
}

async function main() {
  console.log(typeof gc, gc.length, gc.name, Object.getOwnPropertyDescriptor(globalThis, 'gc').enumerable);
  for (const options of [undefined, true, {}, { type: 'minor' }, { type: 'major' }, { execution: 'sync' },
    { type: 'major', flavor: 'last-resort' }, { type: 'unknown' }, { execution: 'unknown' }, 5, 'x', null]) {
    console.log(options, gc(options));
  }
  let target = new WeakRef({});
  await gc({ execution: 'async' });
  console.log('collected', target.deref() === undefined);
  const pending = gc({ type: 'minor', execution: 'async' });
  console.log(pending, await pending);

  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'gc-')), 'x.heapsnapshot');
  console.log(gc({ type: 'major-snapshot', filename: file }));
  console.log(Object.keys(JSON.parse(fs.readFileSync(file, 'utf8'))).slice(0, 3));
  fs.rmSync(path.dirname(file), { recursive: true });

  const worker = new Worker(`require('worker_threads').parentPort.postMessage([typeof gc, process.execArgv])`, { eval: true });
  worker.on('message', (message) => {
    console.log(message);
    console.log(execFileSync(process.execPath, [...process.execArgv, '-p', 'typeof gc'], { encoding: 'utf8' }));
    console.log(execFileSync(process.execPath, ['-p', 'typeof gc'], { encoding: 'utf8', env: { NODE_OPTIONS: '--expose-gc' } }));
  });
}
