// What methods of Buffer say when they are called with something else. The two that look at bytes in Rust once did so without asking, and
// equals() found that things without a length differ.
'use strict';
const { prototype } = Buffer;

const bytes = Buffer.from('abcd');
const calls = {
  asciiWrite: (value) => prototype.asciiWrite.call(value, 'ab', 0, 2),
  compare: (value) => prototype.compare.call(value, bytes),
  equals: (value) => prototype.equals.call(value, bytes),
  latin1Write: (value) => prototype.latin1Write.call(value, 'ab', 0, 2),
  utf8Write: (value) => prototype.utf8Write.call(value, 'ab', 0, 2),
};
for (const [name, run] of Object.entries(calls)) {
  const values = [
    bytes, new Uint16Array([25185, 25699]), new DataView(new ArrayBuffer(4)), { byteLength: 4, length: 4 }, 5, new ArrayBuffer(4), ['a', 'b'],
  ];
  for (const value of values) {
    try {
      console.log(name, run(value));
    } catch (error) {
      console.log(name, error.name, error.code, error.message);
    }
  }
}
