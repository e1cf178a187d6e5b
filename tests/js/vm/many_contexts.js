// V8 looks properties of the global object up while it makes a context. Its sandbox was once asked for then, in a slot that did
// not exist yet: what lay behind was taken for an object, and every few thousand contexts the process crashed.
'use strict';

const vm = require('node:vm');

for (let i = 0; i < 1500; i++) {
  const context = vm.createContext({ i });
  if (i % 500 === 0) console.log(vm.runInContext('i + typeof SharedArrayBuffer', context));
}

// A context that forbids WebAssembly makes V8 ask about all of them, also those that say nothing.
const forbidden = vm.createContext({}, { codeGeneration: { wasm: false } });
const code = 'try { new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])); "compiled" } catch (error) { error.message }';
for (const context of [forbidden, vm.createContext({}), vm.createContext(vm.constants.DONT_CONTEXTIFY)]) console.log(vm.runInContext(code, context));
console.log(eval(code));
