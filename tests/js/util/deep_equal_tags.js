// Whatever tag is given to objects, maps and others are compared by what they hold. A tag like a plain object's, or like the text that
// Object.prototype.toString() makes of it, once made plain objects of them.
'use strict';
const { isDeepStrictEqual } = require('node:util');

function tagged(value, tag) {
  return Object.defineProperty(value, Symbol.toStringTag, { value: tag });
}

for (const tag of ['[object Object]', '[object Array]', '[object Map]', 'Object', 'Map', '', '[', 'other', 5, null, undefined]) {
  const pairs = [
    [new Map([[1, 2]]), new Map([[1, 3]])], [new Set([1]), new Set([2])], [[1], [2]], [new Date(1), new Date(2)], [{ a: 1 }, { a: 1 }],
  ];
  console.log(tag, ...pairs.map(([a, b]) => isDeepStrictEqual(tagged(a, tag), tagged(b, tag))),
              isDeepStrictEqual(tagged({}, tag), {}));
}
