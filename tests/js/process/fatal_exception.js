// process._fatalException is asked about errors that nobody catches, whatever a program has put there: only `false` means that nobody took
// the error; where there is no function the process ends with 6.
'use strict';
const { spawnSync } = require('child_process');

for (const put of ['undefined', '5', '(error, fromPromise) => { console.log("asked", error.message, fromPromise); }', '(error) => error.message === "first"']) {
  const code = `process._fatalException = ${put}; setTimeout(() => { console.log("on"); if (${put.includes("first")}) throw new Error("second"); }, 1);
    process.on("exit", (code) => console.log("exit", code)); throw new Error("first");`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' });
  console.log(put, status, stdout, /^Error.*/m.exec(stderr)?.[0]);
}
