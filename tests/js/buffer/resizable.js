// A Buffer on memory that can be resized follows it, unless it was given a length.
'use strict';
for (const list of [[], [1], [undefined, 2], [1, undefined], [10], ['2'], [NaN], [1.5], [3, 2], [11], [-1]]) {
  try {
    const memory = new ArrayBuffer(10, { maxByteLength: 20 });
    const buffer = Buffer.from(memory, ...list);
    const lengths = [buffer.length];
    for (const size of [15, 5]) {
      memory.resize(size);
      lengths.push(buffer.length);
    }
    console.log(list, lengths);
  } catch (error) {
    console.log(list, error.name, error.code);
  }
}
const shared = new SharedArrayBuffer(4, { maxByteLength: 8 });
const buffer = Buffer.from(shared);
shared.grow(8);
console.log(buffer.length);
