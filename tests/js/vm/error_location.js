// Where an error is, before its stack: syntax errors of node:vm and of CommonJS files have no frame in the text that is wrong, so
// a program that prints `error.stack` (test runners do) showed nothing of the place. Written once, and not printed twice.
'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const vm = require('node:vm');
const { Worker } = require('node:worker_threads');

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'location-')));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));
const head = (error) => JSON.stringify(String(error?.stack ?? error).split('\n    at ')[0].replaceAll(root, 'ROOT').replaceAll(__dirname, 'TEST'));
function attempt(name, run) {
  try {
    run();
    console.log(name, 'returned');
  } catch (error) {
    console.log(name, head(error));
  }
}

attempt('script', () => new vm.Script('foo(', 'x.js'));
attempt('script, no name', () => new vm.Script('foo bar'));
attempt('script, displayErrors false', () => new vm.Script('foo(', { filename: 'x.js', displayErrors: false }));
attempt('run, syntax', () => vm.runInThisContext('foo(', { filename: 'x.js', displayErrors: false }));
attempt('run', () => vm.runInThisContext('1;\n  null.x', 'x.js'));
attempt('run, displayErrors false', () => vm.runInThisContext('1;\n  null.x', { filename: 'x.js', displayErrors: false }));
attempt('tabs', () => vm.runInThisContext('\tnull\n\t.x', 'x.js'));
attempt('string', () => vm.runInThisContext('throw "s"', 'x.js'));
attempt('object', () => vm.runInThisContext('throw { stack: "st" }', 'x.js'));
attempt('stack is no string', () => vm.runInThisContext('throw { stack: 5 }', 'x.js'));
attempt('getter throws', () => vm.runInThisContext('throw { get stack() { return globalThis.reads = (globalThis.reads ?? 0) + 1; } }', 'x.js'));
attempt('frozen', () => vm.runInThisContext('throw Object.freeze(new Error("f"))', 'x.js'));
attempt('called later', () => vm.runInThisContext('(f) => f()', 'x.js')(() => null.y));
globalThis.deep = () => null.y;
attempt('elsewhere', () => vm.runInThisContext('deep()', 'x.js'));
globalThis.old = new Error('old');
attempt('old', () => vm.runInThisContext('throw old', 'y.js'));
attempt('twice', () => vm.runInThisContext('throw old', 'z.js'));
attempt('other context', () => vm.runInNewContext('throw new Error("q")', {}, 'x.js'));
attempt('other context, syntax', () => vm.runInNewContext('foo(', {}, 'x.js'));
attempt('compileFunction', () => vm.compileFunction('foo(', [], { filename: 'x.js' }));
attempt('offset', () => new vm.Script('foo bar', { filename: 'x.js', lineOffset: 10, columnOffset: 5 }));
attempt('offset, second line', () => new vm.Script('\nfoo bar', { filename: 'x.js', lineOffset: 10, columnOffset: 5 }));
attempt('long line', () => new vm.Script(`${'x'.repeat(2000)} y`, { filename: 'x.js' }));
attempt('stackTraceLimit', () => {
  Error.stackTraceLimit = 0;
  try {
    new vm.Script('foo bar', 'x.js');
  } finally {
    Error.stackTraceLimit = 10;
  }
});
attempt('prepareStackTrace', () => {
  Error.prepareStackTrace = () => 'custom';
  try {
    new vm.Script('foo bar', 'x.js');
  } finally {
    delete Error.prepareStackTrace;
  }
});
attempt('run again', () => {
  const script = new vm.Script('null.x', 'x.js');
  attempt('first', () => script.runInThisContext({ displayErrors: false }));
  script.runInThisContext();
});
attempt('Function', () => new Function('foo('));
attempt('eval', () => (0, eval)('foo('));
attempt('_compile', () => new module.constructor('q')._compile('foo bar', 'q.js'));

const write = (name, text) => fs.writeFileSync(path.join(root, name), text);
write('bad.js', 'foo(\n');
write('twice.js', 'let a;\n\tlet a;\n');
write('throws.js', 'null.x');
write('bad.mjs', 'export const x = ; // y');
write('imports.mjs', 'import "./bad.mjs"');
write('bad.json', '{"a":}');
for (const name of ['bad.js', 'twice.js', 'throws.js', 'bad.mjs', 'imports.mjs', 'bad.json']) {
  attempt(`require ${name}`, () => require(path.join(root, name)));
}
write('catches.js', 'try { require("./bad.js") } catch (error) { console.log(error); throw error; }');
for (const args of [['bad.js'], ['twice.js'], ['throws.js'], ['bad.mjs'], ['catches.js'], ['-e', 'foo bar'], ['-e', 'null.x'], ['-p', '1;\nnull.x']]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-strip-types', ...args], { cwd: root, encoding: 'utf8' });
  const shown = (text) => JSON.stringify(text.split('\n').filter((line) => !/^\s+at /.test(line)).join('\n').replaceAll(root, 'ROOT'));
  console.log(args.join(' '), status, shown(stdout), shown(stderr));
}

(async () => {
  for (const name of ['bad.js', 'bad.mjs', 'throws.js']) await import(path.join(root, name)).catch((error) => console.log('import', name, head(error)));
  for (const worker of [new Worker(path.join(root, 'bad.js')), new Worker('foo bar', { eval: true })]) {
    await new Promise((resolve) => worker.on('error', (error) => console.log('worker', head(error))).on('exit', resolve));
  }
})();
