'use strict';
// markAsUncloneable() marks an object by a private symbol of V8's: frozen objects take it, proxies refuse it, what is no object ignores it.
const { markAsUncloneable } = require('node:worker_threads');

function show(label, value) {
  try {
    markAsUncloneable(value);
    structuredClone(value);
    console.log(label, 'is cloned');
  } catch (error) {
    console.log(label, error.name, error.message);
  }
}

show('plain', { a: 1 });
show('frozen', Object.freeze({ a: 1 }));
show('sealed', Object.seal({ a: 1 }));
show('proxy', new Proxy({ a: 1 }, {}));
show('array', [1]);
show('map', new Map());
show('bytes', new Uint8Array(3));
show('number', 5);
show('null', null);
show('function', () => 1);
show('environment', process.env);

const marked = { inside: { b: 1 } };
show('inside', marked.inside);
console.log(Reflect.ownKeys(marked.inside));
try {
  structuredClone(marked);
} catch (error) {
  console.log(error.name);
}

// Objects that are marked as they are made.
const stream = new ReadableStream();
for (const [value, options] of [[stream], [stream, { transfer: [stream] }], [new FormData()], [new DOMException('a', 'b')], [new Blob(['a'])]]) {
  try {
    console.log(structuredClone(value, options).constructor.name);
  } catch (error) {
    console.log(error.name, error.message);
  }
}
