// flags: --expose-gc
// What node-addon-api's documentation promises of values: typed arrays, views, buffers, properties, classes, tags, finalizers.
'use strict';

const addon = require('../build/cpp/values.node');
const { show, attempt, collectUntil } = require('../_show');

for (const Class of [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array])
  console.log(addon.double(new Class([1, 100, 1.5])), addon.double(new Class(1)).byteOffset);
console.log(addon.double(new BigInt64Array([-5n])), addon.double(new BigUint64Array([2n ** 63n])), addon.double(new Uint8Array(new ArrayBuffer(8), 4, 0)));
console.log(attempt(() => addon.double({})), attempt(() => addon.double(new DataView(new ArrayBuffer(1)))));

const bytes = new Uint8Array(24);
bytes[8] = 9;
console.log(addon.view(new DataView(bytes.buffer, 4, 16), 0), bytes, attempt(() => addon.view(new DataView(bytes.buffer), 24)), attempt(() => addon.view(new DataView(new ArrayBuffer(2)), 0)));

const words = addon.copy(Buffer.from([1, 2, 3, 4]));
console.log(words, words instanceof Buffer, addon.copy(Buffer.alloc(0)).length);

const target = { one: 1, two: 2, text: '' };
console.log(addon.subscripts(target), target, attempt(() => addon.subscripts(Object.freeze({ one: 1 }))), attempt(() => addon.subscripts(null)));
console.log(attempt(() => addon.subscripts(new Proxy({}, { set() { throw new TypeError('trapped'); } }))));

const defined = addon.define({});
defined.side = 7;
console.log(defined.side, defined.fixedSide, defined.given(), Object.getOwnPropertyDescriptors(defined), Object.isSealed(defined));
console.log(attempt(() => { defined.fixedSide = 1; }), attempt(() => { defined.constant = 1; }), attempt(() => { defined.other = 1; }), attempt(() => { defined.side = Symbol('s'); }));

const tagged = {};
console.log(addon.tag(tagged), attempt(() => addon.tag(tagged)), attempt(() => addon.tag(5)));

for (const args of [[0, -0], ['5', 5], [null, null], [undefined], [NaN, NaN], [true, true], ['x'], [5n, 5n], [Symbol('s')], [{ valueOf: () => 3 }], [{ toString() { throw new Error('no text'); } }]])
  console.log(show(args[0]), attempt(() => show(addon.coerce(...args))));

const { Station } = addon;
const station = new Station('abc');
console.log(Station.count, Station.readOnlyCount, Station.kind, [...station], station.name, station.version, Object.keys(station), Object.keys(Station), Station.name, Station.length);
Station.count = 5;
station.name = 'xy';
new Station('second');
console.log(Station.count, [...station], attempt(() => { Station.readOnlyCount = 1; }), attempt(() => new Station('')), attempt(() => Station('a')), attempt(() => Station.prototype.name));
Station.reset();
console.log(Station.count, class extends Station {}.kind, new (class Sub extends Station { get double() { return this.name + this.name; } })('s').double, Station.count);

async function main() {
  console.log(String(addon.lend('lent')), addon.lend('').length);
  await collectUntil(() => addon.givenBack() >= 2);
  console.log(addon.givenBack());
  const hints = [];
  addon.watch({}, (hint) => hints.push(hint));
  await collectUntil(() => hints.length > 0);
  console.log(hints);
}

main();
