// The assertions that compare are made from one table: names, lengths (which were 0 once), what they say of missing values and of
// two that differ, in both modes and as methods of an instance.
'use strict';

const assert = require('node:assert');

const names = [
  'equal', 'notEqual', 'deepEqual', 'notDeepEqual', 'deepStrictEqual', 'notDeepStrictEqual', 'strictEqual', 'notStrictEqual',
  'partialDeepStrictEqual',
];
const attempt = (fn) => {
  try {
    fn();
    return 'passes';
  } catch ({ code, message, operator, generatedMessage }) {
    return [code, operator, generatedMessage, message].join(' | ');
  }
};
class Point { x = 1; }
const loose = new assert.Assert({ strict: false, skipPrototype: true });
const pairs = [[1, 1], [1, '1'], [NaN, NaN], [{ a: 1 }, { a: '1' }], [{ a: 1, b: 2 }, { a: 1 }], [new Point(), { x: 1 }], [0, -0]];
for (const name of names) {
  console.log(name, assert[name].name, assert[name].length, attempt(() => assert[name]()), attempt(() => assert[name](1)));
  for (const pair of pairs) {
    for (const holder of [assert, assert.strict, loose]) console.log(attempt(() => holder[name](...pair)));
  }
  console.log(attempt(() => assert[name](1, name.startsWith('not') ? 1 : 2, 'own text')));
}
