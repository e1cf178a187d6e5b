// The rest of libuv: handles, loops and requests, threads, the process and the system; and that no public function was forgotten.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { pinnedNode } = require('../../tests/lib/oracle');
const { runScenarios } = require('./_uv_scenarios');

// Ends libuv for the whole process.
const NEVER_CALLED = ['uv_library_shutdown'];

function forgotten() {
  const header = fs.readFileSync(path.join(path.dirname(pinnedNode()), '../include/node/uv.h'), 'utf8');
  const names = [...header.matchAll(/UV_EXTERN[^;]*?\b(uv_\w+)\(/g)].map((match) => match[1]);
  console.log('public functions', names.length);
  const sources = fs.readdirSync(__dirname).filter((name) => /^uv_.*\.[ch]$/.test(name));
  const called = new Set(sources.flatMap((name) => fs.readFileSync(path.join(__dirname, name), 'utf8').match(/\buv_\w+(?=\()/g) ?? []));
  return names.filter((name) => !called.has(name) && !NEVER_CALLED.includes(name));
}

async function main() {
  await runScenarios(require('../build/c/uv_rest.node'), ['handles', 'loops', 'threads', 'process', 'system']);
  console.log('forgotten:', forgotten());
}
main();
