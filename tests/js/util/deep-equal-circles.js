'use strict';
// Deep equality of circles of several lengths, which are equal where both have closed, of holes, and of bytes in views of several kinds.
const { isDeepStrictEqual } = require('node:util');
function circle(lead, length) {
  const first = {};
  let last = first;
  for (let i = 1; i < lead + length; i++) last = last.next = {};
  let back = first;
  for (let i = 0; i < lead; i++) back = back.next;
  last.next = back;
  return first;
}
const shapes = [[0, 1], [0, 2], [0, 3], [1, 1], [1, 2], [2, 1], [2, 2], [20, 3], [20, 4]];
for (const one of shapes) {
  console.log(one.join(), shapes.map((other) => isDeepStrictEqual(circle(...one), circle(...other))).join());
}
const arrays = [[1, , 3], [1, undefined, 3], [, ], [undefined], [], [1, 2, 3], Object.assign([1, 2, 3], { x: 1 })];
for (const one of arrays) console.log(arrays.map((other) => isDeepStrictEqual(one, other)).join());
const shared = new SharedArrayBuffer(3);
const views = [
  Buffer.alloc(3), new Uint8Array(3), new Uint8Array(shared), new Uint8ClampedArray(3), new Int8Array(3), new Uint16Array(3), new DataView(new ArrayBuffer(3)),
  Buffer.from([0, 0, 1]), new Uint8Array(0), new Uint8Array(4).subarray(1), new DataView(new ArrayBuffer(4), 1), new ArrayBuffer(3), shared,
];
for (const one of views) console.log(views.map((other) => isDeepStrictEqual(one, other)).join());
const objects = [{ a: 1, b: 2 }, { b: 2, a: 1 }, { a: 1 }, { b: undefined, a: 1 }, { a: 1, [Symbol.iterator]: 2 }, { __proto__: { b: 2 }, a: 1 }];
for (const one of objects) console.log(objects.map((other) => isDeepStrictEqual(one, other)).join());
// Every graph of three objects with two edges each: which closes where decides, and what was gone through before.
let results = '';
for (let graph = 0; graph < 4096; graph++) {
  const nodes = [{}, {}, {}];
  for (let edge = 0; edge < 6; edge++) {
    const target = (graph >> (2 * edge)) & 3;
    if (target < 3) nodes[edge >> 1][edge & 1 ? 'q' : 'p'] = nodes[target];
  }
  results += isDeepStrictEqual(nodes[0], nodes[1]) ? 1 : 0;
}
console.log(results.replace(/.{64}/g, '$&\n'));
