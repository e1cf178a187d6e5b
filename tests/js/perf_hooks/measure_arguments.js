// What performance.measure() takes for the start: only a string is the name of a mark, and only an object has options. Numbers
// were taken for timestamps once.
'use strict';

const { performance } = require('node:perf_hooks');

performance.mark('mark', { startTime: 5 });
const cases = [
  [-1, 9], [5, 9], [true, 9], [Symbol('s'), 9], [() => {}, 9], [undefined, 9], [null, 9], ['mark', 9], ['none', 9], ['nodeStart', -1],
  [{ start: 1, end: 3 }], [{ start: -1 }], [{ start: 1 }, 9], [{ start: { toString: () => 'mark' }, duration: 2 }], [{ end: -2 }],
];
for (const [start, end] of cases) {
  try {
    const { startTime, duration } = performance.measure('name', start, end);
    console.log(startTime, duration);
  } catch ({ name, message }) {
    console.log(name, message);
  }
}
for (const startTime of [-2, '2', null]) {
  try {
    performance.mark('other', { startTime });
  } catch ({ code, message }) {
    console.log(code, message);
  }
}
