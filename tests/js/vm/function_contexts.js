// A function is no object to make a context of; an array is.
'use strict';
const vm = require('node:vm');
const fn = () => {};
for (const attempt of [
  () => vm.isContext(fn), () => vm.createContext(fn), () => vm.runInNewContext('1', fn), () => vm.runInContext('1', fn),
  () => new vm.Script('1').runInNewContext(fn), () => new vm.Script('1').runInContext(fn),
  () => vm.compileFunction('1', [], { parsingContext: fn }), () => vm.isContext([]), () => Array.isArray(vm.createContext([])),
]) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
