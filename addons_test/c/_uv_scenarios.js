// Runs the scenarios of a libuv addon one after the other and prints what each tells.
'use strict';

/** @returns {Promise<string[]>} the lines up to "done" */
const linesOf = (scenario) => new Promise((resolve) => {
  const lines = [];
  scenario((line) => {
    if (line === 'done') resolve(lines);
    else lines.push(line);
  });
});

async function runScenarios(addon, names) {
  for (const name of names) console.log(`${name}: ${(await linesOf(addon[name])).join(', ')}`);
}

module.exports = { linesOf, runScenarios };
