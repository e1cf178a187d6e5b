'use strict';
// The same results before and after the optimising compiler takes over, where other code runs (fast calls).

function hot() {
  let sum = 0;
  const add = (value) => { sum = (sum * 31 + value) >>> 0; };
  const target = Buffer.alloc(32);
  for (let i = 0; i < 100_000; i++) {
    target.fill(0);
    add(target.write('h\u00e9llo', i % 30) + target[5] + target.readUInt8(i % 32));
    add(target.write('abc', i % 32, 'latin1'));
    add(Buffer.byteLength(`\u00e9x${i % 10}`));
    add(target.indexOf(0xc3) + 2 * target.lastIndexOf(0x61) + target.indexOf(0, i % 40 - 20));
    const source = Buffer.from(`hello${i % 7}`);
    add(source.copy(target, i % 32, i % 5, 3 + i % 6) + target.compare(source) + source.length);
    add(target.utf8Slice().length);
  }
  return sum;
}
console.log(hot());

for (const call of [
  () => Buffer.prototype.utf8Write.call({}, 'a'), () => Buffer.alloc(3).utf8Write(5), () => Buffer.alloc(3).latin1Write(),
  () => Buffer.alloc(3).copy({}), () => Buffer.compare(Buffer.alloc(1), {}),
]) {
  const seen = new Set();
  for (let i = 0; i < 20_000; i++) {
    try {
      call();
      seen.add('no error');
    } catch (error) {
      seen.add(`${error.name} ${error.code}`);
    }
  }
  console.log([...seen].join());
}

// Strings that are not flat, or not one-byte.
let text = '';
for (let i = 0; i < 100; i++) text += `part${i}`;
let total = 0;
for (let i = 0; i < 50_000; i++) {
  total += Buffer.from(`k${i}${text.slice(i % 50, i % 50 + 20)}`).length + Buffer.from(`\u20ac${i}`).length;
}
console.log(total);
