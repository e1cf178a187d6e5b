'use strict';
// NODE_V8_COVERAGE: each thread that ends, however it does, leaves a report of how often its functions ran, listeners of 'exit'
// included; children inherit the variable even where they are given another environment.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const v8 = require('node:v8');
const { isMainThread, Worker } = require('node:worker_threads');

function counted(x) { return x ? 'yes' : 'no'; }

const cases = {
  ends() {},
  exits() { process.exit(3); },
  throws() { throw new Error('thrown'); },
  rejects() { Promise.reject(new Error('rejected')); },
  'has a worker'() { new Worker(__filename, { argv: ['in the worker'] }); },
  'has a child'() {
    const { stdout } = spawnSync(process.execPath, ['-p', 'path.basename(process.env.NODE_V8_COVERAGE)'], { env: {}, encoding: 'utf8' });
    console.log(stdout.trim());
  },
  'takes it early'() {
    v8.takeCoverage();
    counted(1);
    // A report's name has the time.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  },
  stops() {
    v8.takeCoverage();
    v8.stopCoverage();
  },
  'in the worker'() {},
};

function main() {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'coverage-'));
  // Relative, and not there yet.
  const directory = path.join(root, 'deep', 'reports');
  for (const name of Object.keys(cases).filter((name) => name !== 'in the worker')) {
    const { status, stdout } = spawnSync(process.execPath, [__filename, name], {
      cwd: root, encoding: 'utf8', env: { ...process.env, NODE_V8_COVERAGE: 'deep/reports' },
    });
    console.log(`--- ${name}`, status, stdout.trim());
    for (const file of fs.readdirSync(directory).sort()) {
      const [, , thread] = /^coverage-(\d+)-\d+-(\d+)\.json$/.exec(file);
      const { result, timestamp } = JSON.parse(fs.readFileSync(path.join(directory, file)));
      const script = result.find(({ url }) => url === pathToFileURL(__filename).href);
      const ranges = script?.functions.find(({ functionName }) => functionName === 'counted')?.ranges.map(({ count }) => count);
      console.log('report', Number(thread) > 0 ? 'of a worker' : 'of the main thread', typeof timestamp, ranges);
    }
    fs.rmSync(directory, { recursive: true });
  }
  fs.rmSync(root, { recursive: true });
}

if (isMainThread && process.argv[2] === undefined) {
  main();
} else {
  process.on('exit', () => counted(2));
  counted(0);
  cases[process.argv[2]]();
}
