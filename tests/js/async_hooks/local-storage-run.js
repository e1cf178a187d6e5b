'use strict';
// run() and exit() put back their own store alone: what was entered or disabled in others meanwhile stays so.
const { AsyncLocalStorage } = require('node:async_hooks');
const first = new AsyncLocalStorage({ defaultValue: 'default' });
const second = new AsyncLocalStorage();
const log = () => console.log(first.getStore(), second.getStore());

first.run(1, () => {
  second.enterWith(2);
  first.enterWith(5);
  log();
});
log();
first.run(undefined, log);
log();
first.exit(() => {
  log();
  second.run(3, () => {
    first.enterWith(9);
    first.disable();
    log();
  });
  log();
});
log();
try {
  second.run(4, () => {
    first.enterWith(7);
    throw new Error('thrown');
  });
} catch {
  log();
}
first.run(7, () => {
  second.enterWith('the same store again');
  log();
});
log();
first.run(8, () => second.run(6, () => first.disable()));
log();
