#!/usr/bin/env node
// Runs the addon tests under valgrind: no invalid access, no decision on memory that nobody has written, in the Node-API code, the
// addons and libuv. sanitize.supp lists what is no error.
//
//   node tests/sanitize.js [--only TEXT] [--anode FILE] [--jobs N]
//
// Only that is checked here; what the tests print is checked by tests/run.js. Best with an unstripped binary.
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');

const { directivesOf, testsBelow } = require('./lib/differential');
const { inParallel, run } = require('./lib/spawn');

const ROOT = path.dirname(__dirname);
const FOLDERS = ['addons_test/c', 'addons_test/cpp', 'addons_test/rust'];
const FOUND = 99;
const TIMEOUT = 1200;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    anode: { type: 'string', default: path.join(process.env.CARGO_TARGET_DIR ?? 'target', 'debug', 'anode') },
    jobs: { type: 'string', default: String(os.availableParallelism()) },
  },
});

/** Everything that valgrind has written about the processes of a test, without its banner. */
function reports(folder) {
  return fs.readdirSync(folder).map((name) => fs.readFileSync(path.join(folder, name), 'utf8').replace(/^==\d+== ?/gm, ''))
    .filter((text) => /ERROR SUMMARY: [1-9]/.test(text) || !/ERROR SUMMARY/.test(text))
    .map((text) => text.split('\n').filter((line) => !line.startsWith('Warning: set address range')).slice(6, 60).join('\n'))
    // Of a process that another one has killed there is the banner alone.
    .filter((text) => text.trim() !== '');
}

async function sanitize(file) {
  const directives = directivesOf(file);
  if (directives['crashes-on-purpose']) return { skipped: directives['crashes-on-purpose'] };
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'anode-sanitize-'));
  try {
    // What is left at the end is no error, and looking for it in V8's address space takes longer than the test.
    const valgrind = ['--smc-check=all-non-file', '--leak-check=no', '--trace-children=yes', '--num-callers=25', `--error-exitcode=${FOUND}`,
                      `--suppressions=${path.join(__dirname, 'sanitize.supp')}`, `--log-file=${path.join(folder, '%p')}`];
    const flags = directives.flags?.split(/\s+/) ?? [];
    const { status, stderr } = await run('valgrind', [...valgrind, path.resolve(options.anode), ...flags, file], {
      cwd: path.dirname(file),
      // Fewer workers than outside of valgrind, where everything takes twenty times as long.
      env: { ...process.env, WORKERS: '12', NODE_OPTIONS: undefined },
      timeout: TIMEOUT * 1000,
    });
    const expected = directives.exits === undefined ? 0 : Number(directives.exits) || directives.exits;
    const found = reports(folder);
    if (found.length > 0) return { problem: found.join('\n') };
    return status === expected ? {} : { problem: `ends with ${status}\n${stderr}` };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function main() {
  let failed = 0;
  const tests = FOLDERS.flatMap((folder) => testsBelow(path.join(ROOT, folder))).filter((file) => file.includes(options.only));
  await inParallel(tests, Number(options.jobs), async (file) => {
    const name = path.relative(ROOT, file);
    const start = performance.now();
    const { problem, skipped } = await sanitize(file);
    const seconds = `(${((performance.now() - start) / 1000).toFixed(0)} s)`;
    if (skipped) return console.log(`skip ${name}: ${skipped}`);
    if (problem === undefined) return console.log(`ok   ${name} ${seconds}`);
    failed += 1;
    console.log(`FAIL ${name} ${seconds}\n${problem.trimEnd().replace(/^/gm, '     ')}`);
  });
  console.log(failed === 0 ? 'nothing found' : `${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main();
