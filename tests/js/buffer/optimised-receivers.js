// differs-from-node: Node ends the process where optimised JavaScript calls its C++ with something that is no buffer.
// Methods of Buffer that are called with something else fail the same way before and after JavaScript has been optimised: what is called
// then cannot throw, and took such a thing for a buffer of no bytes.
'use strict';
const { prototype } = Buffer;

const bytes = Buffer.from('abcd');
const others = [{ byteLength: 4, length: 4 }, 5, new ArrayBuffer(4), ['a', 'b', 'c', 'd']];
const calls = {
  asciiWrite: (value) => prototype.asciiWrite.call(value, 'ab', 0, 2),
  compare: (value) => prototype.compare.call(value, bytes),
  equals: (value) => prototype.equals.call(value, Buffer.from('abcd')),
  indexOf: (value) => prototype.indexOf.call(value, 97),
  latin1Write: (value) => prototype.latin1Write.call(value, 'ab', 0, 2),
  utf8Write: (value) => prototype.utf8Write.call(value, 'ab', 0, 2),
  write: (value) => prototype.write.call(value, 'ab'),
};

function attempt(run, value) {
  try {
    return String(run(value));
  } catch (error) {
    return `${error.name} ${error.code} ${error.message}`;
  }
}

for (const [name, run] of Object.entries(calls)) {
  const before = others.map((value) => attempt(run, value));
  for (let round = 0; round < 10; round++) {
    for (let i = 0; i < 3000; i++) run(bytes);
    others.forEach((value) => attempt(run, value));
  }
  const after = others.map((value) => attempt(run, value));
  console.log(name, before.join() === after.join(), after);
}
