// Properties that native code reads and writes over and over keep to what JavaScript does to their objects meanwhile: other
// kinds of values, accessors, deletion, freezing, prototypes, compiled code that takes a value for constant, the collector.
// flags: --expose-gc --allow-natives-syntax
'use strict';

const addon = require('../build/c/objects.node');
const { show, attempt } = require('../_show');

/** What native code finds, twice in every way: the second time from what was remembered. */
function look(object, key) {
  const once = () => [addon.get(object, key), addon.get_named(object, key), addon.has(object, key), addon.has_named(object, key)].map(show).join(' ');
  const [first, second] = [once(), once()];
  return first === second ? first : `${first} then ${second}`;
}

const values = [1, -0, 1.5, NaN, 2 ** 31, 'text', {}, undefined, null, 10n, Symbol.iterator, true];

// One shape, values of every kind one after the other, from either side.
for (const first of values) {
  for (const second of values) {
    const object = { before: 1, value: first, after: 2 };
    const seen = [look(object, 'value')];
    object.value = second;
    seen.push(look(object, 'value'), attempt(() => addon.set(object, 'value', first)), look(object, 'value'));
    seen.push(attempt(() => addon.set_named(object, 'value', second)), show(object.value), show(object.before), show(object.after));
    console.log(show(first), show(second), seen.join(', '));
  }
}

// A number that was read stays what it is when the object's own changes.
const point = { x: 1.5, y: 2.5 };
const read = [addon.get(point, 'x')];
for (let i = 0; i < 3; i++) {
  point.x += 1;
  read.push(addon.get(point, 'x'));
  addon.set(point, 'x', point.x * 2);
}
console.log(read, point);

// Objects of the same shape, one of which changes.
const twins = () => [{ a: 1, b: 'two' }, { a: 3, b: 'four' }];
const changes = {
  frozen: (object) => Object.freeze(object),
  sealed: (object) => Object.seal(object),
  closed: (object) => Object.preventExtensions(object),
  'read only': (object) => Object.defineProperty(object, 'a', { writable: false }),
  hidden: (object) => Object.defineProperty(object, 'a', { enumerable: false }),
  accessor: (object) => Object.defineProperty(object, 'a', { get: () => 'got', set(value) { this.b = value; } }),
  'getter only': (object) => Object.defineProperty(object, 'a', { get: () => 'got' }),
  gone: (object) => delete object.a,
  'last gone': (object) => delete object.b,
  'gone and back': (object) => (delete object.a, object.a = 'back', object),
  'with another prototype': (object) => Object.setPrototypeOf(object, { a: 'inherited', c: 'inherited' }),
  dictionary: (object) => { for (let i = 0; i < 1200; i++) object[`p${i}`] = i; },
  'many properties': (object) => { for (let i = 0; i < 40; i++) object[`q${i}`] = i; },
  'a prototype': (object) => Object.create(object).a,
  elements: (object) => { object[3] = 3; },
};
for (const [name, change] of Object.entries(changes)) {
  const [one, other] = twins();
  const lines = [look(one, 'a'), look(other, 'a')];
  addon.set(one, 'a', 5);
  addon.set(one, 'a', 6);
  change(one);
  lines.push(...['a', 'b', 'c', 'q39', 'p1199', '3'].map((key) => look(one, key)));
  lines.push(attempt(() => addon.set(one, 'a', 7)), attempt(() => addon.set_named(one, 'a', 8)), look(one, 'a'), look(one, 'b'), look(other, 'a'));
  console.log(name, lines.join(', '));
}

// What is inherited is looked for every time.
class Base { get kind() { return 'base'; } }
class Derived extends Base { own = 1; }
const derived = new Derived();
const seen = [look(derived, 'kind'), look(derived, 'own')];
Object.defineProperty(Derived.prototype, 'kind', { value: 'derived', configurable: true });
seen.push(look(derived, 'kind'));
delete Derived.prototype.kind;
Object.prototype.absent = 'everywhere';
seen.push(look(derived, 'kind'), look(derived, 'absent'));
delete Object.prototype.absent;
console.log(...seen, look(derived, 'absent'));

// Compiled code takes the value of a constant object's property for constant until somebody stores another one.
const settings = { level: 1, name: 'one' };
const level = () => settings.level + settings.name;
%PrepareFunctionForOptimization(level);
level();
level();
%OptimizeFunctionOnNextCall(level);
const compiled = [level()];
for (const value of [2, 3, 4]) {
  addon.set(settings, 'level', value);
  addon.set_named(settings, 'name', `${value}`);
  compiled.push(level());
}
console.log(...compiled);

// Old objects and young values, shapes that die and shapes that take their place.
const old = [];
for (let i = 0; i < 100; i++) old.push({ value: null, index: i, [`shape${i % 10}`]: i });
globalThis.gc();
globalThis.gc();
for (const object of old) {
  addon.set(object, 'value', {});
  addon.set(object, 'value', { index: object.index });
}
globalThis.gc({ type: 'minor' });
let garbage = [];
for (let i = 0; i < 20000; i++) garbage.push({ filler: i });
globalThis.gc();
console.log(old.every((object) => addon.get(object, 'value').index === object.index && addon.get(addon.get(object, 'value'), 'index') === object.index));
for (let round = 0; round < 5; round++) {
  garbage = [];
  for (let i = 0; i < 200; i++) {
    const object = {};
    for (let j = 0; j <= i % 7; j++) object[`r${(round * 31 + i + j) % 97}`] = j;
    for (const key of Object.keys(object)) if (addon.get(object, key) !== object[key] || !addon.has_named(object, key)) console.log('lost', round, i, key);
    garbage.push(object);
  }
  globalThis.gc();
}
console.log(look(old[42], 'shape2'), look(old[42], 'shape3'));

// New properties of new objects, as long as nothing that objects inherit minds.
const build = (first) => {
  const object = {};
  addon.set_named(object, 'width', first);
  addon.set_named(object, 'height', 2);
  addon.set(object, 'format', 'png');
  addon.set(object, 'size', 1.5);
  for (const key of ['more', 'and', 'still', 'others']) addon.set(object, key, key);
  return object;
};
const same = (object) => Reflect.ownKeys(object).map((key) => show(Object.getOwnPropertyDescriptor(object, key))).join() + JSON.stringify(object);
for (const first of [1, 1, 1, 'one', 1.5, {}, 1, undefined]) console.log(same(build(first)));
const width = (object) => object.width;
%PrepareFunctionForOptimization(width);
for (let i = 0; i < 20; i++) width(build(i));
%OptimizeFunctionOnNextCall(width);
console.log(width(build(41)), width(build(42)), width(build('text')), width(build(2.5)));
const caught = [];
Object.defineProperty(Object.prototype, 'height', { set(value) { caught.push(value); }, get: () => 'inherited', configurable: true });
console.log(same(build(1)), same(build(1)), caught);
delete Object.prototype.height;
Object.defineProperty(Object.prototype, 'format', { value: 'fixed', writable: false, configurable: true });
console.log(same(build(1)), same(build(1)), build(1).format);
delete Object.prototype.format;
console.log(same(build(1)), same(build(1)));
let times = 0;
Object.defineProperty(Object.prototype, 'height', {
  set(value) {
    times++;
    Object.defineProperty(this, 'height', { value, writable: true, enumerable: true, configurable: true });
  },
  configurable: true,
});
for (let i = 0; i < 5; i++) {
  build(i);
  const literal = { width: i };
  literal.height = i;
}
console.log(times);
delete Object.prototype.height;
for (const closed of [Object.preventExtensions({}), Object.freeze({}), Object.create(null), Object.create({ set width(value) { caught.push('setter', value); } })]) {
  console.log(attempt(() => addon.set_named(closed, 'width', 1)), attempt(() => addon.set_named(closed, 'width', 2)), same(closed), caught);
}
const kept = [];
for (let i = 0; i < 30000; i++) kept.push(build(i % 3 === 0 ? {} : i));
globalThis.gc();
console.log(kept.every((object, i) => (i % 3 === 0 ? typeof object.width === 'object' : object.width === i) && object.height === 2 && object.others === 'others'));
