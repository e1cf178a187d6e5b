// Properties behave for native code as they do for JavaScript: getters run, proxies trap, exceptions come through.
'use strict';

const addon = require('../build/c/objects.node');
const { show, attempt } = require('../_show');

const symbol = Symbol('key');
const parent = { inherited: 1 };
const object = Object.assign(Object.create(parent), { own: 2, 5: 'five', [symbol]: 3, '': 'empty' });
Object.defineProperty(object, 'thrower', { get() { throw new Error('getter'); }, configurable: true });
const frozen = Object.freeze({ fixed: 1 });
const proxy = new Proxy({}, {
  get: (_, key) => `got ${String(key)}`, has: (_, key) => key === 'claimed', deleteProperty: () => false,
  set() { throw new TypeError('no setting'); }, ownKeys: () => ['claimed'],
});
const targets = { object, frozen, proxy, array: [1, 2], text: 'text', number: 5, nul: null, undef: undefined, func() {} };

for (const [name, target] of Object.entries(targets)) {
  for (const key of ['own', 'inherited', 'fixed', 'length', 'claimed', 'thrower', '', 5, '5', symbol, 'absent']) {
    const line = ['get', 'has', 'has_own'].map((call) => `${call} ${attempt(() => addon[call](target, key))}`);
    console.log(name, show(key), line.join(', '));
  }
  for (const key of ['own', 'length', 'absent']) {
    console.log(name, 'by name', key, attempt(() => addon.get_named(target, key)), attempt(() => addon.has_named(target, key)));
  }
  console.log(name, 'elements', [0, 5, 4294967295].map((index) => `${attempt(() => addon.get_element(target, index))} ${attempt(() => addon.has_element(target, index))}`).join(', '));
}

const scratch = { gone: 1, kept: 2, 7: 'seven' };
Object.defineProperty(scratch, 'kept', { configurable: false });
console.log(addon.set(scratch, 'made', 1), addon.set(scratch, symbol, 2), addon.set_named(scratch, 'named', 3), addon.set_element(scratch, 9, 4));
console.log(addon.delete_(scratch, 'gone'), addon.delete_(scratch, 'kept'), addon.delete_(scratch, 'absent'), addon.delete_element(scratch, 7), show(scratch));
for (const [name, target] of Object.entries({ frozen, proxy, number: 5, nul: null })) {
  console.log(name, attempt(() => addon.set(target, 'x', 1)), attempt(() => addon.set_named(target, 'x', 1)), attempt(() => addon.set_element(target, 0, 1)),
    attempt(() => addon.delete_(target, 'fixed')), attempt(() => addon.delete_element(target, 0)));
}
console.log(addon.set({ set x(value) { this.seen = value; } }, 'x', 1), attempt(() => addon.set({ set x(_) { throw 5; } }, 'x', 1)));

console.log(show(addon.make_array(3)), addon.make_array(3).length, addon.array_length([1, 2, 3]), addon.array_length({ length: 3 }), addon.array_length(new Uint8Array(4)));

const KeyMode = { includePrototypes: 0, ownOnly: 1 };
const many = Object.create({ fromParent: 1, 3: 'three' }, {
  a: { value: 1, enumerable: true, writable: true, configurable: true }, hidden: { value: 2, writable: true }, fixed: { value: 3, enumerable: true },
  10: { value: 4, enumerable: true }, [symbol]: { value: 5, enumerable: true },
});
console.log(show(addon.names(many)), show(addon.names([1, 2])), show(addon.names('abc')), attempt(() => addon.names(null)), attempt(() => addon.names(proxy)));
for (const [name, mode] of Object.entries(KeyMode)) {
  for (const filter of [0, 1, 2, 4, 8, 16, 3, 9]) {
    console.log(name, filter, show(addon.all_names(many, mode, filter, 0)), show(addon.all_names(many, mode, filter, 1)));
  }
}
console.log(show(addon.all_names(many, 7, 0, 0)), show(addon.all_names(many, 0, 0, 9)), show(addon.all_names(5, 0, 0, 0)));

const defined = {};
console.log(addon.define(defined, 42, symbol));
for (const key of Reflect.ownKeys(defined)) {
  const { value, get, set, writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(defined, key);
  console.log(String(key), show(value), show(get), show(set), writable, enumerable, configurable);
}
defined.writer = 'through the setter';
defined.accessor = 'again';
console.log(defined.reader, defined.accessor, defined.written, defined.method(), show(defined.method), defined.method.length, defined.writer);
console.log(attempt(() => { defined.reader = 1; }), attempt(() => new defined.method()), attempt(() => addon.define(Object.freeze({}), 1, symbol)), addon.define(5, 1, symbol));
console.log(addon.define_named({}, 'x'), addon.define_named({}, 5), addon.define_named({}, {}));

console.log(addon.prototype(object) === parent, addon.prototype([]) === Array.prototype, addon.prototype(Object.create(null)), addon.prototype('x') === String.prototype, attempt(() => addon.prototype(null)));
const child = {};
console.log(addon.set_prototype(child, parent), child.inherited, addon.set_prototype(child, null), Object.getPrototypeOf(child));
console.log(attempt(() => addon.set_prototype(frozen, parent)), attempt(() => addon.set_prototype(parent, Object.create(parent))), attempt(() => addon.set_prototype(5, parent)), attempt(() => addon.set_prototype({}, 5)));

const cold = { x: 1 };
console.log(addon.freeze(cold), Object.isFrozen(cold), addon.seal(child), Object.isSealed(child), addon.freeze(cold));
console.log(attempt(() => addon.freeze(new Uint8Array(2))), attempt(() => addon.freeze(5)), attempt(() => addon.seal(null)), attempt(() => addon.freeze(proxy)));

const tagged = {};
console.log(addon.has_tag(tagged, 0), addon.tag(tagged, 0), addon.has_tag(tagged, 0), addon.has_tag(tagged, 1), addon.has_tag(tagged, 2), addon.tag(tagged, 1), addon.tag(tagged, 0));
for (const index of [2, 3, 4]) {
  const other = {};
  console.log(index, addon.tag(other, index), [0, 1, 2, 3, 4].map((tag) => addon.has_tag(other, tag)).join(' '));
}
console.log(addon.tag(Object.freeze({}), 0), addon.tag(() => 0, 0), addon.tag([], 0), addon.tag(5, 0), attempt(() => addon.tag(null, 0)), addon.has_tag(5, 0), addon.has_tag('', 0), Reflect.ownKeys(tagged).length);

const external = addon.external(1);
console.log(typeof external, addon.external_number(external), addon.external_number(addon.external(2)), addon.external_number({}), addon.external_number(5), Object.getPrototypeOf(external));
console.log(addon.tag(external, 1), addon.has_tag(external, 1), addon.has_tag(external, 0), addon.tag(external, 0), Object.prototype.toString.call(external));

console.log(show(addon.with_properties(parent, ['a', symbol, 'b'], [1, 2, 3])), addon.with_properties(parent, [], []).inherited, show(addon.with_properties(null, ['x'], [1])));
console.log(Object.getPrototypeOf(addon.with_properties(null, [], [])), Object.getOwnPropertyDescriptor(addon.with_properties(parent, ['x'], [1]), 'x').writable);
