// A healthy client beside bad ones, and what memory a server holds: what the tests of bad clients share.
'use strict';

const later = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Waits until `test()` is true. A test that waits in vain is ended by the runner. */
async function until(test) {
  while (!test()) await later(5);
}

/** Bytes in buffers that are reachable, in MiB. */
async function buffered() {
  await later(1);
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().arrayBuffers / (1 << 20);
}

/**
 * Runs `misbehave()` while `ask()` is called again and again, each time when the last answer has come. Prints how the answers were:
 * all alike, unless somebody else's behaviour does harm.
 */
async function beside(name, ask, misbehave) {
  console.log(name);
  const answers = new Map();
  let going = true;
  const healthy = (async () => {
    for (let count = 0; going || count < 5; count++) {
      const answer = await ask();
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
      await later(1);
    }
  })();
  const result = await misbehave();
  going = false;
  await healthy;
  console.log('  beside it:', [...answers.keys()].join(' '), '| more than a few:', [...answers.values()].every((count) => count >= 5));
  return result;
}

module.exports = { beside, buffered, later, until };
