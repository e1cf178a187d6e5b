// uncaughtException: handlers go on with the program, ticks that the failed callback left behind still run.
process.on('uncaughtExceptionMonitor', (error, origin) => console.log('monitor', error.message, origin));
process.on('uncaughtException', (error, origin) => console.log('caught', error.message, origin));
process.on('exit', (code) => console.log('exit', code));
setTimeout(() => {
  process.nextTick(() => console.log('tick of the failed callback'));
  throw new Error('in a timeout');
}, 1);
setTimeout(() => console.log('the next timeout of the list'), 1);
setImmediate(() => { throw new Error('in an immediate'); });
setImmediate(() => console.log('the next immediate'));
process.nextTick(() => { throw new Error('in a tick'); });
process.nextTick(() => console.log('the next tick'));
queueMicrotask(() => { throw new Error('in a microtask'); });
Promise.reject(new Error('a rejection'));
throw new Error('in the main script');
