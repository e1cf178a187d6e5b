// The order in which the loop's phases, ticks and microtasks run.
const log = (text) => console.log(text);
setTimeout(() => {
  log('timeout 1');
  process.nextTick(() => log('tick of timeout 1'));
  Promise.resolve().then(() => log('microtask of timeout 1'));
}, 1);
setTimeout(() => log('timeout 1 b'), 1);
setTimeout(() => log('timeout 5'), 5);
setTimeout((a, b) => log(`arguments ${a} ${b}`), 8, 'x', 'y');
process.nextTick(() => log('tick'));
queueMicrotask(() => { log('microtask'); process.nextTick(() => log('tick of microtask')); });
Promise.resolve().then(() => log('promise'));
setTimeout(() => {
  setImmediate(() => {
    log('immediate');
    setImmediate(() => log('immediate of the next turn'));
    process.nextTick(() => log('tick of immediate'));
    Promise.resolve().then(() => log('microtask of immediate'));
  });
  setImmediate(() => log('immediate b'));
  setTimeout(() => log('timeout from a timeout'), 20);
}, 20);
log('main');
