#!/usr/bin/env node
// The test runner. Runs on the machine's own Node, needs no package.
//
//   node tests/run.js [SUITE...] [--only TEXT] [--anode FILE] [--node FILE] [--jobs N]
//
// Suites (all of them by default):
//   rust      format, lints, unit tests
//   js        tests/js: the built-in modules
//   addons    addons_test/{c,cpp,rust}: native addons of our own, one chapter of Node-API each
//   packages  addons_test/packages: real packages from npm
//   servers   tests/packages: popular packages without native parts that servers are made of
//   examples  examples/*/test.js: whole applications, some with real servers and a real browser
// `make test` builds what they need and runs this. --only keeps the tests whose name contains TEXT.
//
// Every suite but `rust` is differential (lib/differential.js): the same script runs on Node 26 and on anode.
// failing.txt lists the tests that are known to fail, each with its reason; a test in it that passes is a failure.
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');

const { inParallel } = require('./lib/spawn');
const { pinnedNode } = require('./lib/oracle');
const { runDifferential, testsBelow } = require('./lib/differential');
const { runRust } = require('./lib/rust');

const ROOT = path.dirname(__dirname);
const FOLDERS = {
  js: ['tests/js'],
  addons: ['addons_test/c', 'addons_test/cpp', 'addons_test/rust'],
  packages: ['addons_test/packages'],
  servers: ['tests/packages'],
  examples: ['examples'],
};
// An application has other scripts beside its test.
const isTest = (file) => !file.startsWith(path.join(ROOT, 'examples')) || path.basename(file) === 'test.js';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    anode: { type: 'string', default: path.join(process.env.CARGO_TARGET_DIR ?? 'target', 'release', 'anode') },
    node: { type: 'string', default: pinnedNode() },
    jobs: { type: 'string', default: String(os.availableParallelism()) },
  },
});

/** `path: reason` lines; `#` starts a comment. */
function knownFailures() {
  const lines = fs.readFileSync(path.join(__dirname, 'failing.txt'), 'utf8').split('\n');
  return new Map(lines.filter((line) => line.trim() && !line.startsWith('#')).map((line) => {
    const [, name, reason] = /^(\S+): (.+)$/.exec(line) ?? [];
    if (!name) throw new Error(`failing.txt: not "path: reason": ${line}`);
    return [name, reason];
  }));
}

async function main() {
  const suites = positionals.length ? positionals : ['rust', ...Object.keys(FOLDERS)];
  const known = knownFailures();
  const count = { passed: 0, failed: 0, skipped: 0 };

  const record = (name, problem, milliseconds) => {
    const time = milliseconds === undefined ? '' : ` (${Math.round(milliseconds)} ms)`;
    const reason = known.get(name);
    if (reason && problem !== undefined) {
      count.skipped += 1;
      console.log(`skip ${name}: ${reason}`);
    } else if (reason) {
      count.failed += 1;
      console.log(`FAIL ${name}${time}: passes, take it off tests/failing.txt`);
    } else if (problem === undefined) {
      count.passed += 1;
      console.log(`ok   ${name}${time}`);
    } else {
      count.failed += 1;
      console.log(`FAIL ${name}${time}\n${problem.trimEnd().replace(/^/gm, '     ')}`);
    }
  };

  for (const suite of suites) {
    if (suite === 'rust') {
      await runRust({ root: ROOT, record });
      continue;
    }
    if (!FOLDERS[suite]) throw new Error(`no suite named ${suite}: rust, ${Object.keys(FOLDERS).join(', ')}`);
    const runtimes = { node: path.resolve(options.node), anode: path.resolve(options.anode) };
    for (const [name, file] of Object.entries(runtimes)) {
      if (!fs.existsSync(file)) throw new Error(`${name} is not at ${file}: \`make build\` or \`make test\` makes it`);
    }
    const tests = FOLDERS[suite].flatMap((folder) => testsBelow(path.join(ROOT, folder)))
      .filter((file) => isTest(file) && path.relative(ROOT, file).includes(options.only));
    await inParallel(tests, Number(options.jobs), async (file) => {
      const start = performance.now();
      const problem = await runDifferential(file, runtimes);
      record(path.relative(ROOT, file), problem, performance.now() - start);
    });
  }

  console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  process.exitCode = count.failed > 0 || count.passed === 0 ? 1 : 0;
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 2;
});
