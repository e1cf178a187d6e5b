// unhandledRejection and rejectionHandled.
process.on('unhandledRejection', (reason, promise) => {
  console.log('unhandled', reason.message, promise instanceof Promise);
  setTimeout(() => promise.catch(() => {}), 1);
});
process.on('rejectionHandled', (promise) => console.log('handled later', promise instanceof Promise));
Promise.reject(new Error('one'));
(async () => { throw new Error('two'); })();
const handledInTime = Promise.reject(new Error('three'));
queueMicrotask(() => handledInTime.catch(() => console.log('handled in time')));
