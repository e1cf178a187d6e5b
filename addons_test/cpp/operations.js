// flags: --expose-gc
// The classes of node-addon-api that its documentation describes, beside those of wrapper.js, work as on Node.
'use strict';

const addon = require('../build/cpp/operations.node');
const { show, attempt, collectUntil } = require('../_show');

const order = [];
const drains = (label) => {
  order.push(label);
  process.nextTick(() => order.push('tick'));
  queueMicrotask(() => order.push('microtask'));
};

async function main() {
  console.log(show(Object.keys(addon)), addon.constant, addon.calls, addon.calls, attempt(() => { addon.calls = 1; }));

  for (const until of [4, 0, -1]) {
    console.log('add', until, await new Promise((resolve) => {
      const returned = addon.add({ name: 'receiver' }, function (...results) { resolve([returned, this.name, ...results.map(show)].join(' ')); }, until);
    }));
  }
  const positions = [];
  const end = await new Promise((resolve) => addon.approach((position, count) => positions.push([position, count]), resolve));
  console.log('approach', end, positions.every(([position], index) => index === 0 || position > positions[index - 1][0]));

  const numbers = [];
  console.log('typed', await new Promise((resolve) => addon.fromTypedThread((name, number) => numbers.push(`${name}${number}`), resolve, 'p')), numbers.join(' '));

  console.log('context', addon.inContext({ name: 'resource' }, function (argument) { drains(`${this.name} ${argument}`); return 'returned'; }));
  await new Promise(setImmediate);
  console.log(order.join(', '));

  let object = { name: 'kept' };
  console.log('keep', show(addon.keep(object)), addon.drop(), object.seen);
  object = null;

  let external = addon.makeExternal(7);
  console.log('external', typeof external, addon.externalValue(external), addon.finalized());
  external = null;
  (() => { for (let i = 0; i < 3; i++) new addon.Point(i); })();
  console.log('finalized', await collectUntil(() => addon.finalized() === 3007), addon.finalized());

  const point = new addon.Point(5);
  point.x = 6;
  console.log('class', point.x, point.dimensions, attempt(() => addon.Point(1)), point instanceof addon.Point);
  console.log('escape', show(addon.escape()));
  for (let kind = 0; kind <= 6; kind++) console.log('errors', kind, attempt(() => addon.errors(kind)));
  const rest = addon.rest();
  console.log('rest', show({ ...rest, version: rest.version === Number(process.versions.napi), node: rest.node === Number(process.versions.node.split('.')[0]) }), Object.isFrozen(rest));
  console.log('settle', await addon.settle(true, 1), await addon.settle(false, 2).catch((reason) => `rejected ${reason}`));
  console.log('at exit', addon.atExit('with data'));
}

main();
