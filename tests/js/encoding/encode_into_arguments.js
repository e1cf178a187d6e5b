// TextEncoder.encodeInto() takes texts alone, and looks at the text first.
'use strict';
const encoder = new TextEncoder();
const target = new Uint8Array(20);
for (const values of [['text', target], [undefined, target], [null, target], [5, target], [{}, target], [Symbol('s'), target],
                      [new String('a'), target], [5, 5], ['a', 5], ['a', new Uint16Array(2)], []]) {
  try {
    console.log(encoder.encodeInto(...values));
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
