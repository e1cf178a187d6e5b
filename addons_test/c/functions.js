// flags: --expose-gc
// Native functions are functions, native classes are classes, and what they wrap is released once.
'use strict';

const addon = require('../build/c/functions.node');
const { show, attempt, collectUntil } = require('../_show');

const self = { name: 'self' };
for (const args of [[], [1], [1, 2, 3], [1, 2, 3, 4]]) console.log(show(addon.inspect.call(self, ...args)));
console.log(addon.inspect.call(undefined)[4] === globalThis || addon.inspect.call(undefined)[4], typeof addon.inspect.call('text')[4]);

const made = addon.make('made');
console.log(made.name, made.length, show(made.call(self, 1)), show(Reflect.ownKeys(made)), typeof made.prototype);
console.log(show(addon.make('').name), show(addon.make_nameless().name), show(addon.make('caf\u00e9 \u4f60').name));
console.log(attempt(() => new made(7)[5]), Object.getPrototypeOf(made) === Function.prototype, made instanceof Function);

console.log(addon.call(self, function (a, b) { return `${this.name} ${a} ${b}`; }, 1, 2));
console.log(show(addon.call(undefined, (...args) => args.length, 1, 2, 3, 4)), show(addon.call(null, () => undefined)), addon.call(5, function () { return typeof this; }));
console.log(attempt(() => addon.call(self, () => { throw new RangeError('from JavaScript'); })), attempt(() => addon.call(self, 'no function')), attempt(() => addon.call(self, {})));
console.log(attempt(() => addon.call_without_receiver(() => 5)), attempt(() => addon.call_without_receiver(function () { 'use strict'; return this; })));
console.log(attempt(() => addon.call(self, class {})), attempt(() => addon.call(self, async () => 1) instanceof Promise));

console.log(show(addon.construct(Array, 1, 2)), addon.construct(Date, 5).getTime(), show(addon.construct(made, 'x')), attempt(() => addon.construct(() => 0)), attempt(() => addon.construct(5)));
console.log(attempt(() => addon.construct(class { constructor() { throw new SyntaxError('in constructor'); } })));
console.log(addon.recurse(200, (depth, again) => addon.recurse(depth, again)));
// Without an end: the stack's is an exception, and what is below works as before.
try {
  addon.recurse(Infinity, (depth, again) => addon.recurse(depth, again));
} catch (error) {
  console.log(error instanceof RangeError, error.message, addon.recurse(100, (depth, again) => addon.recurse(depth, again)));
}

const Counter = addon.define_counter();
console.log(Counter.name, Counter.length, show(Reflect.ownKeys(Counter)), show(Reflect.ownKeys(Counter.prototype)));
for (const key of ['add', 'fixed', 'value', 'readOnly', 'unit', 'constructor']) {
  const { value, get, set, writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(Counter.prototype, key);
  console.log(key, typeof value, typeof get, typeof set, writable, enumerable, configurable);
}
for (const key of ['of', 'LIMIT', 'kind', 'prototype', 'name']) {
  const { value, get, writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(Counter, key);
  console.log('static', key, typeof value, typeof get, writable, enumerable, configurable);
}
const counter = new Counter(5);
console.log(counter.add(2).add().value, counter.readOnly, counter.unit, Counter.of(3).value, Counter.LIMIT, Counter.kind[0], show(Object.keys(counter)));
counter.value = 40;
console.log(counter.value, attempt(() => { counter.readOnly = 1; }), attempt(() => { counter.unit = 1; }), counter instanceof Counter, Object.prototype.toString.call(counter));
console.log(attempt(() => Counter(1)), attempt(() => Counter.prototype.add.call({})), attempt(() => Counter.prototype.add.call(5)));
console.log(attempt(() => Reflect.get(Counter.prototype, 'value', {})), attempt(() => Counter.prototype.value));
console.log(attempt(() => Counter.prototype.add.call(new (addon.define_counter())(1)).value));

class Derived extends Counter {
  constructor(value) { super(value * 2); this.extra = true; }
  add(by) { return super.add(by * 10); }
}
const derived = new Derived(4);
console.log(derived.add(1).value, derived.extra, derived instanceof Counter, Derived.of(2) instanceof Derived, Derived.of(2).value, show(Object.keys(derived)));
console.log(Reflect.construct(Counter, [6], class Other {}) instanceof Counter, Reflect.construct(Counter, [6], Derived).value);

const plain = {};
console.log(addon.unwrap(plain), addon.wrap(plain, 1), addon.unwrap(plain), addon.wrap(plain, 2), addon.remove_wrap(plain), addon.remove_wrap(plain), addon.wrap(plain, 3), addon.unwrap(plain));
console.log(addon.wrap(counter, 9), addon.unwrap(counter), addon.unwrap(Object.create(counter)), addon.unwrap(new Proxy(counter, {})));
console.log(addon.wrap(5, 1), addon.wrap(null, 1), addon.wrap(() => 0, 1), addon.wrap([], 1), addon.wrap(Object.freeze({}), 1), addon.unwrap(5), addon.remove_wrap('x'), Reflect.ownKeys(plain).length);
const array = [];
addon.wrap(array, 8);
console.log(addon.unwrap(array), addon.unwrap(Array.from(array)), addon.remove_wrap(new Counter(77)));

async function release() {
  await collectUntil(() => false);
  const before = addon.finalizations();
  (() => { for (let i = 0; i < 100; i++) { new Counter(i); addon.wrap({}, i); } })();
  const removed = {};
  addon.wrap(removed, 1);
  addon.remove_wrap(removed);
  console.log('released', await collectUntil(() => addon.finalizations() - before === 200), addon.finalizations() - before);
  console.log(counter.value, addon.unwrap(plain), derived.value);
}
release();
