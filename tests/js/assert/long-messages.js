// Messages of failed assertions: strings of several lines are broken where they are long, `diff: 'full'` cuts nothing off, and
// the quoted source has names that are not ASCII.
'use strict';
const assert = require('assert');
const attempt = (action) => {
  try {
    action();
  } catch ({ message }) {
    console.log(message.length, message.slice(0, 200));
  }
};
for (const count of [20, 37, 38, 60]) {
  const text = 'a\n'.repeat(count);
  attempt(() => assert.strictEqual(text, 'b'));
  attempt(() => assert.deepStrictEqual({ a: { b: [text] } }, 1));
}
for (const diff of ['simple', 'full']) {
  const loose = new assert.Assert({ diff, strict: false });
  for (const [left, right] of [['A', 'B'], ['A', 'A']].map((pair) => pair.map((letter) => letter.repeat(1000)))) {
    for (const method of ['equal', 'notEqual', 'deepEqual', 'notDeepEqual']) attempt(() => loose[method](left, right));
  }
}
const ässört = assert;
attempt(() => ässört.ok(''));
attempt(() => ässört(null));
