// flags: --expose-gc
// node-addon-api with C++ exceptions works as it does on Node.
'use strict';

const { Worker, isMainThread } = require('node:worker_threads');
const addon = require('../build/cpp/wrapper.node');
const { show, attempt, collectUntil } = require('../_show');

const values = [undefined, null, true, 1, 1n, new Date(), 'x', Symbol('s'), Promise.resolve(), Buffer.alloc(1), new ArrayBuffer(1), [], () => 0, {}];
console.log(values.map((value) => addon.describe(value)).join(' '));
console.log(addon.next(), addon.next(), addon.entries({ a: 1, b: 'two', 3: null }), addon.bound('pre-')('fix'), addon.bound('x').name);

const { Series } = addon;
class Named extends Series {
  constructor(name, ...numbers) { super(...numbers); this.name = name; }
}
const series = new Series(1, 2, 3);
console.log(series.add(4) === series, series.sum, show([...series]), show(series.map((number) => number * number)), Series.EMPTY, Series.of([5, 6]).sum);
console.log(series.name, Object.assign(series, { name: 'caf\u00e9' }).name, new Named('mine', 7).name, new Named('mine', 7) instanceof Series);
console.log(attempt(() => new Series('x')), attempt(() => series.add()), attempt(() => Series()), attempt(() => series.map(() => { throw new RangeError('in map'); })));
console.log(attempt(() => Series.prototype.add.call({}, 1)), attempt(() => { series.sum = 1; }));

console.log(addon.guarded(() => 'returned'), addon.guarded(() => { throw new Error('an exception'); }), addon.guarded(() => { throw 'a text'; }));
console.log(attempt(() => addon.throwStandard()), attempt(() => { try { addon.throwStandard(); } catch (error) { return error.detail; } }));
console.log(addon.upper(Buffer.from('shout')).toString(), show(addon.doubled(new Float64Array([1, 2.5]))), addon.lend('lent').toString());

async function main() {
  console.log(await addon.count('some letters'), show(await addon.count('1').catch((error) => error)), show(await Promise.all(['a', 'ab', 'abc'].map((text) => addon.count(text)))));
  const steps = [];
  console.log(await new Promise((resolve) => addon.climb((step) => steps.push(step), (error, where) => resolve(where))), show(steps));
  const numbers = [];
  await new Promise((resolve) => addon.fromThread((number) => { numbers.push(number); if (number === 99) resolve(); }, 100));
  console.log(numbers.length, numbers.every((number, index) => number === index));

  await collectUntil(() => false);
  const before = addon.alive();
  (() => { for (let i = 0; i < 200; i++) new Series(i); })();
  console.log(await collectUntil(() => addon.alive() === before));
  await new Promise((resolve) => new Worker(__filename).on('exit', resolve));
  console.log('main', addon.next());
}

if (isMainThread) main();
