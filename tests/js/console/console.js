'use strict';
// The class Console and the shape of the global console.

const { Writable } = require('node:stream');
const { inspect } = require('node:util');

let out = '';
let err = '';
const sink = (f) => new Writable({ write(chunk, encoding, callback) { f(String(chunk)); callback(); } });
const make = (options) => new console.Console({ stdout: sink((s) => { out += s; }), stderr: sink((s) => { err += s; }), ...options });
const lines = [];
const show = (f, options) => {
  out = '';
  err = '';
  try {
    f(make(options));
  } catch (e) {
    lines.push(`${e.name} ${e.code} ${e.message}`);
  }
  lines.push(JSON.stringify([out.replace(/[\d.]+ms/g, 'Nms'), err.replace(/\n +at .*/g, '\n at')]));
};
process.on('warning', (w) => lines.push(`warning ${w.name} ${w.message}`));

show((c) => c.log('a', 1, { a: 1 }));
show((c) => c.log());
show((c) => { c.info('%s', 'x'); c.debug('d'); c.warn('w'); c.error('e %d', 5); });
show((c) => { c.group('G'); c.log('in\nner'); c.group(); c.error('x'); c.groupEnd(); c.groupEnd(); c.log('out'); c.groupEnd(); });
show((c) => { c.group('a', 'b'); c.error('e'); }, { groupIndentation: 4 });
show((c) => { c.groupCollapsed('z'); c.log(1); c.dir({ a: 1, b: 'x'.repeat(80) }); });
show((c) => { c.count(); c.count(); c.count('x'); c.countReset(); c.count(); c.countReset('nope'); });
show((c) => c.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 }));
show((c) => { c.dir({ a: { b: { c: { d: 1 } } } }); c.dirxml({ a: 1 }, [2]); });
show((c) => { c.assert(true, 'no'); c.assert(false); c.assert(false, 'msg %s', 'x'); c.assert(false, { a: 1 }); });
show((c) => c.trace('tr %d', 5));
show((c) => { c.timeEnd('nope'); c.timeLog('nope'); c.time('x'); c.time('x'); c.timeLog('x', 'extra', { a: 1 }); c.timeEnd('x'); c.time(); c.timeEnd(); });
show((c) => c.log('%c styled', 'color:red'));
show((c) => c.log({ a: 1 }), { colorMode: true });
show((c) => c.log({ a: { b: { c: {} } } }), { inspectOptions: { depth: 0 } });
show((c) => { const { log } = c; log('bound'); });
for (const args of [
  [[{ a: 1, b: 'x' }, { a: 2, c: true }]], [[[1, 2], [3, 4]]], [[1, 'a', null]], [{ x: { a: 1 }, y: { a: 2 } }], [new Map([['a', 1], ['b', { x: 1 }]])], [new Set([1, 2])],
  [5], ['str'], [null], [[{ a: 1, b: 2 }], ['b']], [[{ a: 1 }], 5], [[]], [new Map([[1, 2]]).entries()], [new Set([1]).values()], [[{ a: { b: { c: 1 } } }]],
  [[{ '\u65e5\u672c': '\u4e2d' }]], [[new Date(0), /a/, () => {}]], [[{ a: undefined }]], [{ a: 1, b: [1, 2] }], [[[1, [2]]]], [new Uint8Array(2)],
]) show((c) => c.table(...args));
show((c) => { c.group(); c.table([1]); });

for (const bad of [
  () => new console.Console(), () => new console.Console({ stdout: 5 }), () => new console.Console({ stdout: process.stdout, stderr: {} }), () => make({ colorMode: 'x' }),
  () => make({ colorMode: true, inspectOptions: { colors: true } }), () => make({ inspectOptions: 5 }), () => make({ groupIndentation: -1 }), () => make({ groupIndentation: 1001 }),
  () => make({ groupIndentation: 'a' }), () => console.Console(process.stdout), () => console.createTask(''),
]) show(bad);

class Loud extends console.Console {
  log(...args) { super.log('LOUD', ...args); }
  extra() { return 1; }
}
out = '';
const loud = new Loud(sink((s) => { out += s; }));
loud.log('q');
lines.push(out, loud.extra(), loud instanceof console.Console, console instanceof console.Console, {} instanceof console.Console);
lines.push(Object.keys(console).join(), Object.keys(make()).join(), Object.prototype.toString.call(console), require('node:console') === console);
lines.push(console.log.name, console.log.length, inspect(Object.getOwnPropertyDescriptor(globalThis, 'console'), { depth: 0 }), inspect(Object.getPrototypeOf(console)));

// Writes go through process.stdout.write, also when that was replaced after the first use.
console.log('plain');
const { write } = process.stdout;
process.stdout.write = (chunk) => { lines.push(`caught ${chunk}`); return true; };
console.log('x', { a: 1 });
process.stdout.write = write;

const { channel } = require('node:diagnostics_channel');
const published = (args) => lines.push(inspect(args));
channel('console.log').subscribe(published);
console.log('published', 1);
channel('console.log').unsubscribe(published);

setImmediate(() => { for (const line of lines) console.log(line); });
