'use strict';
// util.inspect of errors: names, causes, aggregates, own properties, stacks that are not what they were.

const { inspect } = require('node:util');
const vm = require('node:vm');

const make = [
  () => new Error('m'), () => new Error(''), () => new TypeError('t'), () => new Error('m', { cause: new Error('c') }),
  () => new Error('m', { cause: 's' }), () => new Error('m', { cause: null }),
  () => new AggregateError([new Error('a'), new TypeError('b')], 'agg'),
  () => Object.assign(new Error('m'), { code: 'X', errno: 1 }), () => new (class MyErr extends Error {})('x'),
  () => new (class Foo extends Error {})('x'), () => Object.assign(new Error('n'), { name: 'Custom' }),
  () => Object.assign(new Error('n'), { name: 'CustomError' }), () => Object.assign(new Error('n'), { message: 'changed' }),
  () => new Error('a\nb'), () => Object.assign(new Error('x'), { stack: 'no frames' }),
  () => Object.assign(new Error('x'), { stack: undefined }), () => Object.assign(new Error('x'), { stack: '' }),
  () => Object.assign(new Error('x'), { stack: { a: 1 } }),
  () => Object.setPrototypeOf(new RangeError('np'), null), () => Object.assign(new Error('x'), { name: '' }),
  () => Object.create(Error.prototype), () => Object.assign(Object.create(Error.prototype), { message: 'q' }),
  () => { class X extends TypeError { get name() { return 'Getter'; } } return new X('g'); },
  () => { const e = new Error('self'); e.self = e; return e; },
  () => { const e = new Error('m'); e.cause = e; return e; },
  () => { class Y extends Error { get [Symbol.toStringTag]() { return 'YT'; } } return new Y('y'); },
  () => Object.assign(new Error('x'), { errors: [1] }), () => vm.runInNewContext('new TypeError("ctx")'),
  () => Object.assign(new RangeError('foo'), { name: 'TypeError' }),
  () => { try { Buffer.from(5); } catch (e) { return e; } },
  () => { try { require('node:fs').readFileSync('/does/not/exist'); } catch (e) { return e; } },
  () => { try { JSON.parse('{'); } catch (e) { return e; } },
  () => { try { null.x; } catch (e) { return e; } },
  () => { const e = new Error('x'); Object.defineProperty(e, 'stack', { value: 'Foo: x\n    at bar (a.js:1:1)', enumerable: true }); return e; },
];

// The frames of the runtime are its own.
// Without what depends on the files of a runtime, and without a mark that Node's own errors carry.
const withoutFrames = (text) => text.replace(/,\s*\[Symbol\(kIsNodeError\)\]: \[Getter\]/g, '').split('\n').filter((line) => !/^\s+at |lines matching cause/.test(line)).join('\n');

for (const f of make) {
  for (const option of [{}, { compact: false }, { depth: 0 }, { showHidden: true }, { compact: true }]) {
    const e = f();
    console.log(withoutFrames(inspect(e, option)));
    console.log(withoutFrames(inspect({ x: [e] }, option)));
  }
  try {
    console.log(String(f()), Object.prototype.toString.call(f()));
  } catch (error) {
    console.log('throws', error.name, error.message);
  }
}
