// How the reason of an unhandled rejection that is no error reads: V8's detail string, which runs no code of the value.
'use strict';

const reasons = [
  undefined, null, 1, 'text', Symbol('s'), 10n, [1, 2], new Date(0), /x/g, {}, new (class Point {})(), new Map(), () => 1,
  Object.create(null), new Proxy({}, { get() { console.log('code of the value runs'); } }),
  { [Symbol.toStringTag]: 'Tagged' }, { toString() { console.log('code of the value runs'); return ''; } },
];
process.on('uncaughtException', (error, origin) => {
  console.log(origin, error.name, error.code, error.message.slice(error.message.indexOf('reason')));
});
for (const reason of reasons) Promise.reject(reason);
