// File converts `lastModified` as unary plus does: a BigInt is an error, what is no number is 0.
'use strict';
const { File } = require('buffer');
for (const lastModified of [3n, { [Symbol.toPrimitive]: () => 3n }, Symbol(), null, 'text', '5', false, 5.9, -5, 2 ** 70, NaN, -0, new Date(7)]) {
  try {
    console.log(lastModified, new File([], '', { lastModified }).lastModified);
  } catch (error) {
    console.log(lastModified, error.name, error.message);
  }
}
