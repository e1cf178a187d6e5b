'use strict';
// util.promisify, callbackify, deprecate, inherits, debuglog, types and the shape of the module.

const util = require('node:util');

const describe = (value) => util.inspect(value, { showHidden: true, depth: 1 });
const attempt = (f) => {
  try {
    console.log(describe(f()));
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};

function withCallback(a, callback) { callback(null, a, 2); }
const promisified = util.promisify(withCallback);
console.log(promisified.name, promisified.length, promisified[util.promisify.custom] === promisified, util.promisify(promisified) === promisified);
function custom() {}
custom[util.promisify.custom] = () => 'custom';
console.log(util.promisify(custom)());
custom[util.promisify.custom] = 5;
attempt(() => util.promisify(custom));
attempt(() => util.promisify(5));

const callback = util.callbackify(async (a) => { if (!a) throw null; return a; });
console.log(callback.name, callback.length);
attempt(() => util.callbackify(5));
attempt(() => util.callbackify(async () => {})());

class Old { constructor(x) { this.x = x; } static s = 1; }
const Deprecated = util.deprecate(Old, 'old', 'DEP_TEST_1');
const oldFunction = util.deprecate(function f(a, b) { return this === undefined ? a + b : 'this'; }, 'fn', 'DEP_TEST_2');
process.on('warning', (w) => console.log('warning', w.name, w.code, w.message));
console.log(new Deprecated(5) instanceof Old, Deprecated.s, oldFunction(1, 2), oldFunction(1, 2), oldFunction.length);
attempt(() => util.deprecate(() => {}, 'm', 5));

function Child() {}
function Parent() {}
util.inherits(Child, Parent);
console.log(new Child() instanceof Parent, Child.super_ === Parent, Object.keys(Child));
for (const args of [[5, 6], [() => {}, {}], [null, Parent], [Child, null]]) attempt(() => util.inherits(...args));

console.log(Object.keys(util.types).join(), Object.keys(util).filter((k) => !['debounce', 'throttle', 'setTraceSigInt'].includes(k)).join());
const samples = {
  arguments: (function() { return arguments; })(), array: [], arrayBuffer: new ArrayBuffer(1), shared: new SharedArrayBuffer(1),
  async: async () => {}, generatorFunction: function* () {}, generator: (function* () {})(), bigint: Object(1n), boolean: new Boolean(1),
  number: new Number(1), string: new String(''), symbol: Object(Symbol()), date: new Date(), error: new Error(), map: new Map(),
  mapIterator: new Map().keys(), promise: Promise.resolve(), proxy: new Proxy({}, {}), regexp: /a/, set: new Set(),
  setIterator: new Set().keys(), weakMap: new WeakMap(), weakSet: new WeakSet(), view: new DataView(new ArrayBuffer(1)),
  u8: new Uint8Array(1), f64: new Float64Array(1), big: new BigInt64Array(1), buffer: Buffer.alloc(1), primitive: 1, nothing: null,
  fakeTyped: Object.create(Uint8Array.prototype), fakeDate: Object.create(Date.prototype),
};
for (const name of Object.keys(samples)) {
  const yes = Object.keys(util.types).filter((check) => !/Key/.test(check) && util.types[check](samples[name]));
  console.log(name, yes.join());
}

console.log(util.debuglog('nothing').enabled, util.isDeepStrictEqual({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }), util.convertProcessSignalToExitCode('SIGKILL'));
attempt(() => util.getCallSites(201));
attempt(() => util.getCallSites('a'));
attempt(() => util.getCallSites(1)[0].functionName);
attempt(() => util._extend({ a: 1 }, { b: 2 }));
attempt(() => util.markPromiseAsHandled(5));

promisified(5).then(console.log);
callback(1, (e, r) => console.log(e, r));
callback(0, (e, r) => console.log(e.message, e.code, e.reason, r));
util.promisify(setTimeout)(1, 'timed').then(console.log);
util.aborted(AbortSignal.abort(), {}).then(() => console.log('aborted'));
