'use strict';
// Ways to make a Buffer, what comes out, how it prints, and what it refuses.
const { inspect } = require('node:util');
const buffer = require('node:buffer');
const lines = [];
const show = (label, fn) => {
  try {
    lines.push(`${label} ${inspect(fn())}`);
  } catch (error) {
    lines.push(`${label} ${error.name} ${error.code} ${error.message}`);
  }
};
const words = new Uint16Array([1, 256, 65535]);
for (const [label, value] of Object.entries({
  string: 'abc', empty: '', array: [1, 256, -1, 1.9, '7', 'x', null], arrayLike: { length: 3, 0: 1, 2: 5 }, negative: { length: -1 }, noLength: {}, stringLength: { length: '2', 0: 1 },
  json: { type: 'Buffer', data: [1, 2, 3] }, jsonWrong: { type: 'Buffer', data: 5 }, words, view: new DataView(new ArrayBuffer(4)), memory: new ArrayBuffer(3), shared: new SharedArrayBuffer(2),
  object: new String('abc'), valueOf: { valueOf() { return 'xyz'; } }, valueOfNumber: { valueOf() { return 5; } }, primitive: { [Symbol.toPrimitive]() { return 'prim'; } },
  number: 5, null: null, undefined, bool: true, symbol: Symbol('s'), fn() {}, bigint: 5n, date: new Date(0), buffer: Buffer.from('b'), map: new Map(),
})) {
  show(`from ${label}`, () => Buffer.from(value));
}
for (const args of [[1], [1, 2], [0, 9], [9], [-1], [0, -1], ['1', '1'], [NaN], [undefined, 2], [null], [3, NaN]]) show(`from memory ${inspect(args)}`, () => Buffer.from(new Uint8Array([1, 2, 3, 4]).buffer, ...args));
show('from encoding', () => Buffer.from('a', 'zz'));
show('from encoding', () => Buffer.from('6162', 'hex'));
show('from encoding', () => Buffer.from('ab', 5));
for (const args of [[5], [0], ['5'], [-1], [NaN], [2 ** 53], [5, 'ab'], [5, 1], [5, Buffer.from('xy')], [5, ''], [5, 'zz', 'hex'], [4, '6162', 'hex'], [3, 'a', 'zz'], [3, {}], [2, true], [3.7], [undefined]]) {
  show(`alloc ${inspect(args)}`, () => Buffer.alloc(...args));
}
for (const method of ['allocUnsafe', 'allocUnsafeSlow']) {
  for (const args of [[5], [0], ['5'], [-1], [NaN], [5, 16], [5, 3], [5, 'x'], [5, 0], [0, 8]]) {
    show(`${method} ${inspect(args)}`, () => { const b = Buffer[method](...args); return [b.length, Buffer.isBuffer(b)]; });
  }
}
show('of', () => [Buffer.of(), Buffer.of(1, 256, 'x')]);
for (const args of [[], [[]], [[Buffer.from('ab'), new Uint8Array([99])]], [[Buffer.from('abc')], 2], [[Buffer.from('abc')], 5], [[Buffer.from('abc')], 0], [[Buffer.from('a')], -1], [[Buffer.from('a')], 1.5], [[Buffer.from('a')], 'x'], [['a']], ['abc'], [[Buffer.from('a'), 5]], [[], 5]]) {
  show(`concat ${inspect(args)}`, () => Buffer.concat(...args));
}
for (const args of [[words], [words, 1], [words, 1, 1], [words, 9], [words, 0, 9], [words, -1], [words, 0, -1], ['a'], [new Uint8Array(0)], [new Float32Array([1])]]) show('copyBytesFrom', () => Buffer.copyBytesFrom(...args));
for (const value of ['abc', '', Buffer.from('abc'), new ArrayBuffer(3), words, 5, null, {}]) show('byteLength', () => Buffer.byteLength(value));
show('byteLength', () => [Buffer.byteLength('\u20ac'), Buffer.byteLength('\u20ac', 'latin1'), Buffer.byteLength('abc', 'zz'), Buffer.byteLength('abcd', 'hex')]);
show('isBuffer', () => [Buffer.isBuffer(Buffer.alloc(1)), Buffer.isBuffer(new Uint8Array(1)), Buffer.isBuffer(null), Buffer.isBuffer({ __proto__: Buffer.prototype })]);
show('isEncoding', () => ['utf8', 'UTF8', '', 'x', null, undefined, 5].map((e) => Buffer.isEncoding(e)));
const base = Buffer.from('hello world');
for (const args of [[], [3], [3, 5], [-5], [-5, -2], [5, 3], [100], [0, 100], ['2', '4'], [NaN], [1.9, 3.9], [-100, 2], [null, 3]]) show(`subarray ${inspect(args)}`, () => [base.subarray(...args), base.slice(...args).length]);
show('shared memory', () => { const s = base.slice(0, 2); s[0] = 0x48; return [base.toString(), s.buffer === base.buffer, s.parent === base.buffer, s.offset === s.byteOffset]; });
show('uint8 methods', () => [base.map((x) => x + 1), base.filter((x) => x > 110), Buffer.from([3, 1, 2]).sort(), base.at(-1), Buffer.from('ab').toReversed().constructor.name]);
show('toJSON', () => JSON.stringify(Buffer.from('ab')));
show('toLocaleString', () => base.toLocaleString('hex', 0, 2));
show('inspect', () => [Buffer.alloc(60), Buffer.alloc(51), Buffer.alloc(50), Object.assign(Buffer.from('a'), { x: 1, 'a-b': [2] }), Object.assign(Buffer.alloc(0), { y: 2 })]);
show('inspect method', () => Buffer.from('abc').inspect());
show('INSPECT_MAX_BYTES', () => { buffer.INSPECT_MAX_BYTES = 2; const r = [buffer.INSPECT_MAX_BYTES, inspect(Buffer.from('abcd'))]; buffer.INSPECT_MAX_BYTES = 50; return r; });
show('INSPECT_MAX_BYTES', () => { buffer.INSPECT_MAX_BYTES = 'x'; });
show('subclass', () => { class B extends Buffer {} return [new B(2).constructor.name, B.from('x').constructor.name, Object.getPrototypeOf(B) === Buffer]; });
show('identity', () => [Object.getPrototypeOf(Buffer) === Uint8Array, Buffer.prototype.constructor === Buffer, Buffer.name, Buffer.length, Buffer.poolSize, Buffer[Symbol.species].name, typeof new Buffer.prototype.constructor(2)]);
show('old', () => [new Buffer('abc'), Buffer(2).length, new Buffer([1])]);
show('old', () => new Buffer(5, 'utf8'));
show('module', () => [buffer.kMaxLength, buffer.kStringMaxLength, buffer.constants, buffer.Buffer === Buffer, buffer.atob === atob]);
show('statics', () => Object.keys(Buffer));
show('methods', () => Object.getOwnPropertyNames(Buffer.prototype).sort());
show('exports', () => Object.keys(buffer));
show('getters', () => [Buffer.prototype.parent, Buffer.prototype.offset]);
show('structured', () => Buffer.from(structuredClone(Buffer.from('abc'))));
console.log(lines.join('\n'));
