// The text of a deep object is not copied once for each level that it lies in: this took minutes.
'use strict';
const { inspect } = require('util');
const root = {};
let last = root;
for (let i = 0; i < 1000; i++) {
  last.next = { circular: root, last, object: { a: 1, b: 2, c: true } };
  last = last.next;
  root[i] = last;
}
console.log(inspect(root, { depth: Infinity }).length);
