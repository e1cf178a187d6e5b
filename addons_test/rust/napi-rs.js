// An addon made with napi-rs works as it does on Node.
'use strict';

const addon = require('../build/rust/addon.node');
const { show, attempt } = require('../_show');

console.log(addon.greet('you'), addon.greet('caf\u00e9', 2), attempt(() => addon.greet(5)), attempt(() => addon.greet()));
console.log(show(addon.cheapest([{ name: 'a', price: 3 }, { name: 'b', price: 1.5, tags: ['x', 'y'] }])), show(addon.cheapest([])), attempt(() => addon.cheapest([{ name: 'a' }])));
console.log(Object.entries(addon.countWords('to be or not to be')).sort().join(' '));
console.log(addon.otherMode(addon.Mode.Fast), addon.otherMode('Careful'), attempt(() => addon.otherMode('Wild')), show(addon.Mode));
console.log(addon.parseNumber('41'), attempt(() => addon.parseNumber('x')), addon.either('s'), addon.either(1.5), addon.either(true), attempt(() => addon.either({})));
console.log(addon.callWith((number, text) => `${number} ${text}`), attempt(() => addon.callWith(() => { throw new RangeError('in the callback'); })), attempt(() => addon.callWith(() => 5)));
console.log(addon.big(2n ** 70n), addon.big(-5n), addon.reversed(new Uint8Array([1, 2, 3])).toString('hex'), Buffer.isBuffer(addon.reversed(Buffer.from('ab'))));

const stack = new addon.Stack([1, 2]);
console.log(stack.push(3) instanceof addon.Stack, stack.depth, stack.pop(), stack.pop(), stack.depth, addon.Stack.ofZeros(4).depth, addon.Stack.name);
class Deeper extends addon.Stack { get depth() { return super.depth * 100; } }
console.log(new Deeper([1]).depth, attempt(() => addon.Stack.prototype.pop.call({})), attempt(() => typeof addon.Stack()), new addon.Stack().pop());

async function main() {
  console.log(await addon.sum([1, 2, 3.5]), show(await addon.sum([NaN]).catch((error) => error)), (await Promise.all([[1], [2], []].map((numbers) => addon.sum(numbers)))).join(' '));
  const numbers = [];
  const end = await new Promise((resolve) => addon.countUp(50, (error, number) => (error ? resolve(error.message) : numbers.push(number))));
  console.log(end, numbers.length, numbers.every((number, index) => number === index + 1));
  console.log(attempt(() => addon.panics()));
}
main();
