// Sources, sinks and transformers are objects of any kind, functions and arrays among them; a strategy may be null as well.
'use strict';
const values = { undefined: undefined, null: null, number: 1, string: 'abc', object: {}, array: [], function() {}, class: class {} };
for (const Stream of [ReadableStream, WritableStream, TransformStream]) {
  for (const [name, value] of Object.entries(values)) {
    for (const args of [[value], [undefined, value], [undefined, undefined, value]]) {
      try {
        new Stream(...args);
        console.log(Stream.name, args.length, name, 'made');
      } catch (error) {
        console.log(Stream.name, args.length, name, error.code, error.message);
      }
    }
  }
}
// assert.Assert takes whatever has no options for none.
const { Assert } = require('node:assert');
for (const options of [undefined, null, 1, 'abc', [], () => {}, { strict: false }]) console.log(typeof new Assert(options).equal);
