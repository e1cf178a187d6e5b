// vm.compileFunction() with a parameter that is no name: a SyntaxError, and nothing else.
// differs-from-node: Node 26.10 aborts (an assertion in node_contextify.cc: V8 says nothing about such a name)
'use strict';
const vm = require('node:vm');

for (const names of [['a b'], ['1'], [''], ['a', 'b)'], ['a', 'a']]) {
  try {
    console.log(names, vm.compileFunction('return 5', names)());
  } catch (error) {
    console.log(names, error.name, error.message);
  }
}
