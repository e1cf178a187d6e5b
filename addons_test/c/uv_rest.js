// The rest of libuv: handles, loops and requests, threads, the process and the system; and that no public function was forgotten.
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { runScenarios } = require('./_uv_scenarios');

// Ends libuv for the whole process.
const NEVER_CALLED = ['uv_library_shutdown'];

function forgotten() {
  const listing = execFileSync('nm', ['--dynamic', '--defined-only', '--format=posix', process.execPath], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const names = listing.split('\n').map((line) => line.split(' ')[0].split('@')[0]).filter((name) => /^uv_(?!_)/.test(name));
  const sources = fs.readdirSync(__dirname).filter((name) => /^uv_.*\.[ch]$/.test(name));
  const called = new Set(sources.flatMap((name) => fs.readFileSync(path.join(__dirname, name), 'utf8').match(/\buv_\w+(?=\()/g) ?? []));
  return names.filter((name) => !called.has(name) && !NEVER_CALLED.includes(name));
}

async function main() {
  await runScenarios(require('../build/c/uv_rest.node'), ['handles', 'loops', 'threads', 'process', 'system']);
  console.log('forgotten:', forgotten());
}
main();
