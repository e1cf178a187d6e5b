// What a context's global object has of its own: not what its prototypes have, nor what those of the sandbox have.
'use strict';
const vm = require('vm');

for (const sandbox of [{}, { __proto__: { outer: 1, both: 1 }, own: 1 }, Object.create(null)]) {
  console.log(vm.runInNewContext(`
    Object.prototype.inner = Object.prototype.both = 1;
    Object.defineProperty(Object.prototype, 2, { value: 1, configurable: true });
    globalThis.assigned = 1;
    var declared = 1;
    let lexical = 1;
    const names = ['toString', 'inner', 'outer', 'both', 'own', 'Array', 'assigned', 'declared', 'lexical', 2, 'absent'];
    names.map((name) => [name, Object.hasOwn(this, name), this.propertyIsEnumerable(name), name in this, typeof this[name],
      JSON.stringify(Object.getOwnPropertyDescriptor(this, name))].join(' ')).concat(Object.keys(this).sort().join())`, sandbox));
}

// Where an error is, in a line that begins further to the right.
for (const columnOffset of [0, 123]) {
  try {
    vm.runInNewContext(' throw new Error()', {}, { filename: 'moved.js', lineOffset: 32, columnOffset });
  } catch (error) {
    console.log(error.stack.split('\n').slice(0, 6).join('\n'));
  }
}
for (const parsingContext of [false, 0, null, '', Symbol('x'), {}]) {
  try {
    vm.compileFunction('', undefined, { parsingContext });
  } catch (error) {
    console.log(error.message);
  }
}
