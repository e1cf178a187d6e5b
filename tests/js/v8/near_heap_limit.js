// --heapsnapshot-near-heap-limit and v8.setHeapSnapshotNearHeapLimit(): a heap that is nearly full is written to files, in a worker
// as well, and then the process or the worker ends of it as it would have.
'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const v8 = require('node:v8');

for (const limit of [0, 1.5, 'x', -1, undefined]) {
  try {
    v8.setHeapSnapshotNearHeapLimit(limit);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}

const fill = 'const all = []; for (;;) all.push(new Array(1000).fill(Math.random()));';
const inWorker = `
  const { Worker } = require('node:worker_threads');
  new Worker('require("node:v8").setHeapSnapshotNearHeapLimit(1);' + ${JSON.stringify(fill)}, {
    eval: true,
    resourceLimits: { maxOldGenerationSizeMb: 20, maxYoungGenerationSizeMb: 8 },
  }).on('error', (error) => console.log(error.code));
`;
for (const [what, args] of [
  ['option', ['--max-old-space-size=20', '--heapsnapshot-near-heap-limit=2', '-e', fill]],
  ['worker', ['-e', inWorker]],
]) {
  const cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'heap-'));
  // Node 26 itself crashes or hangs now and then when a worker on a busy machine writes its heap.
  const isNode = process.versions.anode === undefined;
  const options = { cwd, encoding: 'utf8', timeout: isNode ? 8000 : undefined, killSignal: 'SIGKILL' };
  const run = () => spawnSync(process.execPath, args, options);
  let { status, signal, stdout, stderr } = run();
  if (isNode && what === 'worker' && signal !== null) {
    for (const name of fs.readdirSync(cwd)) fs.rmSync(path.join(cwd, name));
    ({ status, signal, stdout, stderr } = run());
  }
  console.log(what, status, signal, stdout, stderr.match(/^Wrote snapshot to /gm)?.length, /heap out of memory/.test(stderr));
  for (const name of fs.readdirSync(cwd).filter((name) => name.startsWith('Heap.'))) {
    const { nodes, snapshot } = JSON.parse(fs.readFileSync(path.join(cwd, name), 'utf8'));
    console.log(name.replace(/\d{8}\.\d{6}\.\d+/, 'TIME.PID'), nodes.length === snapshot.node_count * snapshot.meta.node_fields.length);
  }
  fs.rmSync(cwd, { recursive: true });
}
