// util.parseEnv() on texts made of everything that means something to it, in any order: blanks, quotes that close or do not,
// comments, `export`, signs without a name, values on the next line.
'use strict';

const { parseEnv } = require('node:util');

let seed = 20;
// The same texts everywhere: a linear congruential generator.
function random(below) {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return (seed >>> 8) % below;
}

const pieces = ['A', 'B', 'export', 'export ', ' ', '\t', '=', '=', '=', '\n', '\n', '\n', '\r\n', '\r', '"', '"', '\'', '\'', '`', '#', 'x',
  'y z', '\\n', '\\', '\\"', '$A', '\u00e9', 'exportA', '.', '\v', '\f', '  ', '\ufeff', '\0'];
for (let i = 0; i < 3000; i++) {
  const text = Array.from({ length: 1 + random(14) }, () => pieces[random(pieces.length)]).join('');
  console.log(JSON.stringify(text), JSON.stringify(Object.entries(parseEnv(text)).sort()));
}

for (const value of [5, null, undefined, {}, Buffer.from('A=1'), new String('A=1'), 'A=1', '__proto__=1\nA=2', 'constructor=x', '1=2\n0=1\nb=1']) {
  try {
    const parsed = parseEnv(value);
    console.log(Object.entries(parsed).sort(), Object.getPrototypeOf(parsed), Object.getOwnPropertyDescriptor(parsed, 'A'));
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
