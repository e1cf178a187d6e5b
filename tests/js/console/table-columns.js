// Where console.table() is told the columns, what is no object has none of them, and there is no column of values.
'use strict';
console.table({ a: 1, b: 2 }, ['a']);
console.table([1, { a: 3 }], ['a']);
console.table([{ a: 1 }, 2], ['a', 'Values']);
console.table([null, undefined], ['x']);
console.table({ a: 1, b: 2 }, []);
console.table([[1, 2], 3], ['0']);
console.table([[1, 2], 3]);
