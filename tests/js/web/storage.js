'use strict';
// sessionStorage: its pairs are its properties, in the order of the keys' bytes; its methods come before pairs of their names; what does
// not fit is refused and changes nothing. localStorage needs a file, and says so.
const { inspect } = require('node:util');
const { Worker } = require('node:worker_threads');
const storage = sessionStorage;
function show(label, run) {
  try {
    console.log(label, run());
  } catch (error) {
    console.log(label, error.constructor.name, error.name, error.code, error.message);
  }
}
show('construct', () => new Storage());
show('subclass', () => new (class extends Storage {})());
for (const [name, { enumerable, configurable, value, get }] of Object.entries(Object.getOwnPropertyDescriptors(Storage.prototype))) {
  console.log(name, enumerable, configurable, (value ?? get).name, (value ?? get).length, String(value ?? get));
}
for (const name of ['Storage', 'sessionStorage', 'localStorage']) {
  const { enumerable, configurable, get, set } = Object.getOwnPropertyDescriptor(globalThis, name);
  console.log(name, enumerable, configurable, get?.name, set?.name);
}
show('set', () => [storage.setItem('a', 1), storage.getItem('a'), storage.a, storage.length]);
show('absent', () => [storage.getItem('none'), storage.none, 'none' in storage, 'a' in storage]);
for (const method of ['getItem', 'setItem', 'removeItem', 'key']) show(`${method} without`, () => storage[method]());
show('one of two', () => storage.setItem('x'));
show('property', () => { storage.b = 2; storage[5] = null; storage.u = undefined; storage.o = {}; return { ...storage }; });
show('method', () => { storage.getItem = 'x'; return [typeof storage.getItem, storage.getItem('getItem'), Object.keys(storage), Reflect.ownKeys(storage)]; });
show('accessor', () => { storage.length = 9; return [storage.length, storage.getItem('length')]; });
show('key', () => [0, 1, 7, 8, -1, 'x', 0.9, 2 ** 32].map((index) => storage.key(index)));
show('symbol as key', () => storage.setItem(Symbol('s'), 1));
show('symbol as index', () => storage.key(Symbol('s')));
show('symbol as value', () => { storage.s = Symbol('s'); });
show('symbol as property', () => { const symbol = Symbol('s'); storage[symbol] = 3; return [storage[symbol], delete storage[symbol], storage[symbol]]; });
show('descriptors', () => ['a', 'none', 'getItem'].map((name) => Object.getOwnPropertyDescriptor(storage, name)));
show('define', () => {
  Object.defineProperty(storage, 'd', { value: 5, writable: false });
  Object.defineProperty(storage, 'e', { get() { return 1; } });
  Object.defineProperty(storage, 7, { value: 'seven' });
  return [storage.d, storage.e, storage[7], Object.getOwnPropertyDescriptor(storage, 'd')];
});
show('delete', () => [delete storage.b, delete storage[5], delete storage.none, storage.b, storage.removeItem('a'), storage.removeItem('a'), storage.length]);
show('throwing', () => storage.setItem('t', { toString() { throw new RangeError('not today'); } }));
for (const change of ['freeze', 'seal', 'preventExtensions']) show(change, () => Object[change](storage));
show('receiver', () => Storage.prototype.getItem.call({}, 'a'));
show('prototype', () => Storage.prototype.length);
show('in', () => { const names = []; for (const name in storage) names.push(name); return names; });
show('inspect', () => inspect(storage));
show('clear', () => [storage.clear(), storage.length, JSON.stringify(storage), `${storage}`]);
show('order', () => { for (const name of ['z', 'b', '10', '2', 'a', 'B', '\u0101', '\u00e9', 'za']) storage[name] = name; storage.b = 3; return Object.entries(storage); });
show('any text', () => { storage.clear(); storage.setItem('\ud800\0k', '\udfff\0v'); return [JSON.stringify(storage), JSON.stringify(storage.key(0))]; });
show('empty', () => { storage.clear(); storage[''] = ''; return [storage.length, storage.key(0), storage['']]; });
const half = 'x'.repeat(5 * 1024 * 1024);
show('too much', () => storage.setItem('big', half));
show('too much as a property', () => { storage.big = half; });
show('afterwards', () => storage.length);
show('all there is', () => { storage.clear(); storage.k = half.slice(1); storage.k = half.slice(1); return storage.length; });
show('one more', () => storage.setItem('l', ''));
show('clone', () => structuredClone(storage));
storage.clear();
process.on('warning', ({ name, message }) => console.log(name, message));
console.log(typeof localStorage, typeof localStorage);
new Worker('sessionStorage.w = 1; console.log(sessionStorage)', { eval: true }).on('exit', () => {
  console.log(storage.length);
  sessionStorage = 5;
  localStorage = 6;
  console.log(sessionStorage, localStorage);
});
