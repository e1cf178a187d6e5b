'use strict';
// performance.measure: which options go together, and what is measured without any.
performance.mark('a');
performance.mark('b');
const cases = [[{}], [{ detail: 1 }], [{ detail: null }], [{ duration: 1 }], [{ start: 1, duration: 2, end: 3 }], [{ start: 'a', end: 'b' }, 'b'], [{}, 'b'],
  [{ detail: 1 }, 'b'], [null], [null, 'b'], [undefined, 'b'], ['a', undefined], [{ start: undefined }], [{ start: 'a' }, undefined], [5], ['nope'],
  [{ foo: 1 }], [{ foo: 1 }, 'b'], [{ end: 'b', duration: 1 }], [{ start: 'a', duration: 1 }]];
for (const args of cases) {
  try {
    const { name, detail, startTime, duration } = performance.measure('measure', ...args);
    console.log(args, name, detail, startTime >= 0, duration >= 0);
  } catch (error) {
    console.log(args, error.name, error.code, error.message);
  }
}
