#!/usr/bin/env node
// Runs random sequences of Node-API calls (addons_test/c/fuzz.js) on anode and on Node until the time is over. The first one that
// crashes, hangs, contradicts the model or differs ends the run, with the commands that show it again.
//
//   node tests/fuzz.js [--seconds N] [--seed N] [--anode FILE] [--node FILE]
'use strict';

const path = require('node:path');
const { parseArgs } = require('node:util');

const { run } = require('./lib/spawn');
const { pinnedNode } = require('./lib/oracle');

const SCRIPT = path.join(__dirname, '../addons_test/c/fuzz.js');
const BATCH = 25;
const STEPS = 4000;
const TIMEOUT = 120;

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
    anode: { type: 'string', default: path.join(process.env.CARGO_TARGET_DIR ?? 'target', 'release', 'anode') },
    node: { type: 'string', default: pinnedNode() },
  },
});

const command = (seed, count) => ['--expose-gc', SCRIPT, String(seed), String(count), String(STEPS)];
const sequences = (runtime, seed, count) => run(runtime, command(seed, count), { timeout: TIMEOUT * 1000 });

async function main() {
  const end = performance.now() + Number(options.seconds) * 1000;
  let seed = Number(options.seed);
  let things = 0;
  let nodeCrashed = 0;
  console.log(`sequences from seed ${seed}`);
  while (performance.now() < end) {
    const [expected, actual] = await Promise.all([sequences(options.node, seed, BATCH), sequences(path.resolve(options.anode), seed, BATCH)]);
    const lines = actual.stdout.trimEnd().split('\n').filter(Boolean);
    const wanted = expected.stdout.trimEnd().split('\n').filter(Boolean);
    // Node aborts when a finalizer of an experimental addon runs in the collector while an exception is pending.
    const crashed = expected.status !== 0 && actual.status === 0;
    if (crashed) nodeCrashed += 1;
    const length = crashed ? wanted.length : BATCH;
    const wrong = Array.from({ length: BATCH }, (_, index) => index)
      .find((index) => (index < length && lines[index] !== wanted[index]) || !lines[index]?.endsWith(' 0 did not end once'));
    if (actual.status !== 0 || wrong !== undefined) {
      const bad = seed + (wrong ?? BATCH);
      console.log(`seed ${bad}: ends with ${actual.status} (on Node ${expected.status})\n` +
                  `- ${wanted[bad - seed] ?? ''}\n+ ${lines[bad - seed] ?? ''}\n${expected.stderr}${actual.stderr}\n` +
                  `${options.anode} ${command(bad, 1).join(' ')} --verbose`);
      process.exitCode = 1;
      return;
    }
    things += lines.reduce((sum, line) => sum + Number(/(\d+) things/.exec(line)?.[1] ?? 0), 0);
    seed += BATCH;
  }
  const count = seed - Number(options.seed);
  console.log(`${count} sequences, ${count * STEPS} steps and more, ${things} things: nothing found${nodeCrashed ? ` (Node crashed ${nodeCrashed} times)` : ''}`);
}

main();
