// libuv's signals, processes, files, names and knowledge of the system, from an addon on the host's loop.
'use strict';

const { linesOf, runScenarios } = require('./_uv_scenarios');
const addon = require('../build/c/uv_system.node');

async function main() {
  await runScenarios(addon, ['signals', 'signal_once', 'process_killed', 'process_missing', 'files', 'files_at_once',
    'address', 'name', 'randomness', 'knowledge']);
  // The end of a process and the end of its output come in either order.
  console.log(`process_output: ${(await linesOf(addon.process_output)).sort().join(', ')}`);
}

main();
