// What tests of many small steps share: waiting, and showing what a step throws.
'use strict';

const later = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

// `show(...values)` prints. `err(run)` answers what `run` returns, or shows what it throws; `attempt(name, run)` shows either;
// `step(name, run)` awaits `run` under a heading.
function steps(show) {
  return {
    err(run) {
      try {
        return run();
      } catch (error) {
        show('throw', error.name, error.code, error.message);
        return undefined;
      }
    },
    attempt(name, run) {
      try {
        show(name, 'ok', run());
      } catch (error) {
        show(name, error.name, error.code, error.message, Object.keys(error).join());
      }
    },
    async step(name, run) {
      show('---', name);
      try {
        await run();
      } catch (error) {
        show('rejected', error.code, error.message);
      }
    },
  };
}

module.exports = { later, steps };
