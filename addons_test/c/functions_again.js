// flags: --expose-gc --no-warnings
// Functions that are made after others have died have nothing of theirs: neither name nor data, prototype, instances, properties.
'use strict';

const addon = require('../build/c/functions.node');
const { show, attempt } = require('../_show');

const COUNT = 300;
const source = (made) => Function.prototype.toString.call(made);

/** What can be told of a function. It is called with `new` only if `constructs`: templates of constructors keep a sample. */
function describe(made, constructs) {
  const own = Object.entries(Object.getOwnPropertyDescriptors(made)).map(([key, descriptor]) =>
    `${key} ${Object.keys(descriptor)} ${descriptor.writable} ${descriptor.enumerable} ${descriptor.configurable}`);
  const { prototype } = made;
  const lines = [made.name, made.length, source(made), own.join('; '), Object.getPrototypeOf(made) === Function.prototype,
    show(Reflect.ownKeys(prototype)), prototype.constructor === made, Object.getPrototypeOf(prototype) === Object.prototype, made.prototype === prototype,
    show(made.call({ self: 1 }, 1, 'two')), made.bind(null).name, show(Reflect.ownKeys(made)), Object.isExtensible(made)];
  if (!constructs) return lines.join(' | ');
  const instance = new made('x');
  class Derived extends made {}
  const derived = new Derived('y');
  // The addon returns an array, which takes the place of the instance: what it was called on is the fifth.
  const self = instance[4];
  lines.push(show(instance), typeof self, Object.getPrototypeOf(self) === made.prototype, self instanceof made, show(Reflect.ownKeys(self)),
    Object.prototype.toString.call(self), show(structuredClone(self)), derived[4] instanceof Derived, derived[4] instanceof made,
    Reflect.construct(made, [], Array)[4] instanceof Array, Object.getPrototypeOf(Reflect.construct(made, [], made)[4]) === made.prototype);
  made.prototype = { replaced: true };
  lines.push(show(made.prototype), new made()[4].replaced, self instanceof made);
  return lines.join(' | ');
}

/** Makes functions and uses them in every way; all of them are garbage afterwards. */
function generation(number, constructs) {
  const made = [];
  for (let i = 0; i < COUNT; i++) made.push(i % 3 === 0 ? addon.make_nameless() : addon.make(`made_${number}_${i}`));
  console.log(new Set(made).size, new Set(made.map((one) => one.prototype)).size, new Set(made.map((one) => one.name)).size);
  console.log(describe(made[3], constructs), '\n', describe(made[4], constructs));
  for (const [i, one] of made.entries()) {
    if (i % 2 === 0) one.own = i;
    if (i % 5 === 0) Object.setPrototypeOf(one, null);
    if (i % 7 === 0) Object.defineProperty(one, 'name', { value: 'changed' });
    if (i % 11 === 0) Object.freeze(one);
    if (i % 13 === 0 && constructs) new one();
    if (i % 17 === 0 && !Object.isFrozen(one)) one.prototype = one;
  }
  console.log(show(made.slice(-3)), made.filter((one) => Object.hasOwn(one, 'own')).length, made.filter((one) => one.prototype === one).length);
  return new WeakRef(made[4]);
}

/** A function that is called many times, and another one after it: what is compiled for the first must not call it as the second. */
function hot() {
  const call = (made) => made(1)[4];
  for (const name of ['first', 'second']) {
    const made = addon.make(name);
    let self;
    for (let i = 0; i < 20000; i++) self = call(made);
    console.log(name, made.name, self === globalThis);
  }
}

async function main() {
  for (const [number, constructs] of [false, true, false, true].entries()) {
    const dead = generation(number, constructs);
    // Asked once: a reference that is looked at keeps what it refers to until the end of the job.
    for (let turn = 0; turn < 4; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      globalThis.gc();
    }
    // A function that was called with `new` may live on, by the sample that its template keeps.
    console.log('dead', constructs || dead.deref() === undefined);
    hot();
  }
  // There is no end of them, alive or not.
  let passed = 0;
  for (let i = 0; i < 20000; i++) passed += addon.make_nameless()(i)[1] === i;
  const many = Array.from({ length: 6000 }, (_, i) => addon.make(`many_${i}`));
  for (let i = 0; i < 20000; i++) passed += addon.make_nameless()(i)[1] === i;
  console.log(passed, many.every((made, i) => made.name === `many_${i}` && made(i)[1] === i));
  // Those that are alive keep what is theirs while others come and go.
  const kept = [addon.make('kept'), addon.make_nameless(), addon.make('caf\u00e9 \u4f60')];
  for (let round = 0; round < 20; round++) {
    for (let i = 0; i < COUNT; i++) addon.make(`passing_${i}`);
    globalThis.gc({ type: 'minor' });
  }
  console.log(show(kept), kept.map(source).join(' '), attempt(() => kept[0].call({ self: 1 }, 2)));
}
main();
