'use strict';
// v8.queryObjects: how many objects of the heap inherit from a constructor, or what they are.
const v8 = require('node:v8');

const attempt = (name, ...args) => {
  try {
    const result = v8.queryObjects(...args);
    console.log(name, Array.isArray(result) ? result.sort() : result);
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
};

class Base { foo = 1; }
class Derived extends Base { bar = { deep: { deeper: 1 } }; }
function Plain() {}
let kept = [];

console.log(v8.queryObjects.length, v8.queryObjects.name);
attempt('only the prototype of a subclass', Base);
kept.push(new Base(), new Base());
attempt('two', Base);
kept.push(new Derived());
attempt('with one of a subclass', Base);
attempt('of the subclass', Derived, { format: 'count' });
attempt('summary', Base, { format: 'summary' });
attempt('none', Plain, { format: 'summary' });
attempt('no prototype', () => {});
attempt('undefined format', Derived, { format: undefined });
kept = undefined;
attempt('gone', Derived);
for (const args of [[], [5], [{}], [Base, null], [Base, 5], [Base, { format: 'other' }]]) attempt(`refused ${args.length}`, ...args);
console.log(Object.getOwnPropertySymbols(globalThis).filter((symbol) => symbol.description === 'kExchange'));
