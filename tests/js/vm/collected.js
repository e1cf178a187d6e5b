// Scripts and functions with an `importModuleDynamically` that is never asked, since --experimental-vm-modules is not there, are
// collected: nothing of them hangs on the text that V8 keeps. And `eval` that only a promise calls has nobody to import for it.
'use strict';
const vm = require('node:vm');
const v8 = require('node:v8');

v8.setFlagsFromString('--expose-gc');
const gc = vm.runInNewContext('gc');
const references = [];
(function make() {
  for (let index = 0; index < 10; index++) {
    const importModuleDynamically = () => {};
    references.push(new WeakRef(new vm.Script(`1 + ${index}`, { importModuleDynamically })));
    references.push(new WeakRef(vm.compileFunction(`return ${index}`, [], { importModuleDynamically })));
  }
})();
setTimeout(async () => {
  gc();
  await new Promise(setImmediate);
  gc();
  console.log(references.filter((reference) => reference.deref() !== undefined).length);
  const ask = (promise) => promise.then((value) => console.log(typeof value), (error) => console.log(error.code));
  await ask(new vm.Script('import("fs")', { importModuleDynamically() {} }).runInThisContext());
  await ask(Promise.resolve('import("fs")').then(eval));
  await ask((0, eval)('import("fs")'));
  await ask(Promise.resolve('return import("fs")').then(Function).then((made) => made()));
}, 10);
