// A constructor that fails half-way, here because the stack has no room left, leaves no thread behind, and what becomes of the thread is
// told to nobody. (It was once an uncaught exception.)
'use strict';

const { Worker } = require('node:worker_threads');

new Worker('', { eval: true }).on('exit', () => {
  let attempts = 0;
  const errors = new Set();
  const fall = () => {
    try {
      fall();
    } catch {
      // From here up the stack: more room each time.
    }
    if (attempts++ > 60) return;
    try {
      new Worker('', { eval: true });
    } catch (error) {
      errors.add(error.name);
    }
  };
  fall();
  console.log(...errors);
  process.on('exit', (code) => console.log(code));
});
