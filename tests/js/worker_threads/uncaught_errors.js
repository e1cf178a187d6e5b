// What a worker throws and does not catch is what its 'error' event gets: class, code, own properties and cause of an error arrive
// (pools of workers decide by `error.code`), what cannot be copied arrives as text.
'use strict';
const { inspect, types } = require('node:util');
const { Worker } = require('node:worker_threads');

const codes = {
  plain: 'throw new TypeError("m")',
  properties: 'throw Object.assign(new RangeError("m"), { code: "X", nested: { a: [1, new Map([[1, 2]])] }, u: undefined })',
  node: 'Buffer.alloc("x")',
  system: 'require("fs").readFileSync("/no/such/file")',
  cause: 'throw new Error("m", { cause: new TypeError("n", { cause: new RangeError("o") }) })',
  'cause without class': 'throw new Error("m", { cause: { a: 1 } })',
  'cause function': 'throw new Error("m", { cause: () => {} })',
  'cause symbol': 'throw new Error("m", { cause: Symbol("s") })',
  'cause itself': 'const e = new Error("m"); e.cause = e; throw e',
  aggregate: 'throw new AggregateError([new Error("one"), 2], "many")',
  subclass: 'class Mine extends TypeError { constructor() { super("m"); this.extra = 1; } get got() { return 5; } method() {} } throw new Mine()',
  named: 'const e = new Error("m"); e.name = "Named"; throw e',
  stack: 'const e = new Error("m"); e.stack = "own stack"; throw e',
  function: 'const e = new Error("m"); e.f = () => {}; e.code = "F"; throw e',
  'nested function': 'const e = new Error("m"); e.n = { f() {} }; e.code = 1; throw e',
  symbols: 'const e = new Error("m"); e[Symbol("s")] = 1; e.s = Symbol("t"); e[Symbol.for("x")] = 2; throw e',
  cyclic: 'const e = new Error("m"); e.self = e; throw e',
  getter: 'const e = new Error("m"); Object.defineProperty(e, "g", { get() { return 7; }, enumerable: true }); throw e',
  'getter that throws': 'const e = new Error("m"); Object.defineProperty(e, "g", { get() { throw new Error("no"); } }); throw e',
  hidden: 'const e = new Error("m"); Object.defineProperty(e, "h", { value: 8, enumerable: false }); throw e',
  'no prototype': 'throw Object.setPrototypeOf(new Error("m"), null)',
  'not an error': 'throw { __proto__: Error.prototype, message: "fake", code: 1 }',
  tag: 'const e = new Error("m"); e[Symbol.toStringTag] = "Tag"; throw e',
  'other realm': 'throw require("vm").runInNewContext("new TypeError(\\"m\\")")',
  'not transferred': 'const e = new Error("m"); e.port = new MessageChannel().port1; throw e',
  string: 'throw "text"', bigint: 'throw 5n', undefined: 'throw undefined', null: 'throw null',
  symbol: 'throw Symbol("s")', 'symbol without description': 'throw Symbol()',
  object: 'throw { a: 1, b: { c: 2 } }', 'object with a function': 'throw { a: 1, f() {} }', array: 'throw [1, [2]]',
  'a function': 'throw function named() {}', class: 'throw class A {}', map: 'throw new Map([[1, () => {}]])', date: 'throw new Date(0)',
  weak: 'throw new WeakMap()', typed: 'throw new Uint16Array([1, 2])', instance: 'throw new (class Q { constructor() { this.a = 1; } })',
  rejected: 'Promise.reject(Object.assign(new TypeError("m"), { code: "R" }))',
  uri: 'decodeURIComponent("%")', reference: 'nope', syntax: 'foo bar',
  later: 'setTimeout(() => { throw Object.assign(new Error("m"), { code: "L" }); })',
};

function show(value) {
  if (typeof value !== 'object' || value === null) return inspect(value);
  const properties = Reflect.ownKeys(value).map((key) => {
    const { get, enumerable, writable, configurable, value: own } = Object.getOwnPropertyDescriptor(value, key);
    const flags = `${get ? 'g' : ''}${enumerable ? 'e' : ''}${writable ? 'w' : ''}${configurable ? 'c' : ''}`;
    const text = key === 'stack' || types.isNativeError(own) || own?.stack !== undefined ? '' : inspect(own, { depth: 3, breakLength: Infinity }).replace(/\n\s+at .*/g, '');
    return `${String(key)}:${flags}${text}`;
  });
  return [
    Object.getPrototypeOf(value)?.constructor?.name, value instanceof Error, types.isNativeError(value), String(value.name), properties.join(' '),
  ].join(', ');
}

(async () => {
  for (const [name, code] of Object.entries(codes)) {
    await new Promise((resolve) => {
      const worker = new Worker(code, { eval: true });
      worker.on('error', (error) => {
        console.log(name, '=>', show(error));
        for (let cause = error?.cause, depth = 0; cause?.stack !== undefined && depth < 3; depth++, cause = cause.cause) console.log('  cause', show(cause));
        if (name === 'cause itself') console.log(inspect(error.cause));
      });
      worker.on('exit', (status) => {
        if (status !== 1) console.log(name, 'exit', status);
        resolve();
      });
    });
  }
})();
