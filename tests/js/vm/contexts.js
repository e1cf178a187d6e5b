// node:vm: scripts, contexts, functions, import() from them.
'use strict';
const vm = require('vm');

function attempt(label, run) {
  try {
    console.log(label, run());
  } catch (error) {
    console.log(label, 'threw', error?.name, error?.code, error?.message);
  }
}

console.log(Object.keys(vm), vm.constants);

// This context.
globalThis.shared = 1;
attempt('this', () => vm.runInThisContext('shared += 1; typeof require'));
attempt('script', () => new vm.Script('shared *= 10').runInThisContext());
console.log(shared);
attempt('syntax', () => new vm.Script('let ='));
attempt('throws', () => vm.runInThisContext('throw new RangeError("inside")'));
attempt('filename', () => {
  try {
    vm.runInThisContext('\n  nope()', { filename: 'given.js', lineOffset: 10 });
  } catch (error) {
    return error.stack.split('\n').find((line) => line.includes('at given.js'));
  }
});

// Contexts with a sandbox.
const sandbox = { x: 1, nested: { y: 2 }, get accessor() { return this.x + 100; } };
const context = vm.createContext(sandbox);
console.log(context === sandbox, vm.isContext(sandbox), vm.isContext({}), vm.createContext(sandbox) === sandbox);
attempt('read', () => vm.runInContext('x + nested.y + accessor', context));
attempt('write', () => vm.runInContext('x = 5; var declared = 6; function f() { return x }; let lexical = 7; this.viaThis = 8; globalThis.viaGlobal = 9; undeclared = 10', context));
console.log(Object.keys(sandbox), sandbox.x, sandbox.declared, sandbox.f(), sandbox.lexical, sandbox.viaThis, sandbox.viaGlobal, sandbox.undeclared);
attempt('lexical stays', () => vm.runInContext('lexical', context));
attempt('typeof', () => vm.runInContext('[typeof console, typeof process, typeof setTimeout, typeof Array, typeof globalThis]', context));
attempt('own world', () => vm.runInContext('[[] instanceof Array, Array]', context)[1] === Array);
attempt('this is the global', () => vm.runInContext('this === globalThis && this.x === x', context));
attempt('missing', () => vm.runInContext('missing', context));
attempt('delete', () => vm.runInContext('[delete x, typeof x, delete globalThis.viaThis]', context));
console.log('x' in sandbox, 'viaThis' in sandbox);
attempt('keys', () => vm.runInContext('Object.keys(globalThis).sort()', context));
attempt('names', () => vm.runInContext('Object.getOwnPropertyNames(globalThis).includes("nested")', context));
attempt('in', () => vm.runInContext('["nested" in globalThis, "Array" in globalThis, "zzz" in globalThis, Object.hasOwn(globalThis, "nested")]', context));
attempt('define', () => vm.runInContext('Object.defineProperty(globalThis, "fixed", { value: 1, enumerable: false }); [fixed, Object.getOwnPropertyDescriptor(globalThis, "fixed").enumerable]', context));
console.log(Object.getOwnPropertyDescriptor(sandbox, 'fixed'));
attempt('accessor', () => vm.runInContext('Object.defineProperty(globalThis, "acc", { get() { return 3 }, configurable: true }); acc', context));
sandbox.later = 'set outside';
attempt('later', () => vm.runInContext('later', context));
const frozen = vm.createContext(Object.freeze({ f: 1 }));
attempt('frozen', () => vm.runInContext('f = 2; f', frozen));
attempt('index', () => { const s = vm.createContext({ 0: 'zero' }); return [vm.runInContext('this[0] + (this[1] = "one")', s), s[1]]; });

// New contexts, plain contexts.
attempt('new', () => vm.runInNewContext('a + b', { a: 1, b: 2 }));
attempt('new without', () => vm.runInNewContext('typeof a'));
const plain = vm.createContext(vm.constants.DONT_CONTEXTIFY);
attempt('plain', () => [vm.isContext(plain), vm.runInContext('globalThis', plain) === plain, vm.runInContext('z = 4; typeof Array', plain), plain.z]);
attempt('no eval', () => vm.runInContext('eval("1")', vm.createContext({}, { codeGeneration: { strings: false } })));
attempt('timeout', () => vm.runInThisContext('for (;;) {}', { timeout: 20 }));
attempt('timeout in context', () => vm.runInNewContext('while (true);', {}, { timeout: 20 }));
attempt('in time', () => vm.runInThisContext('1', { timeout: 1000 }));

// Functions.
attempt('function', () => vm.compileFunction('return a + b + c', ['a', 'b'], { contextExtensions: [{ c: 3 }] })(1, 2));
attempt('function in context', () => vm.compileFunction('return typeof x', [], { parsingContext: vm.createContext({ x: 1 }) })());
attempt('function toString', () => vm.compileFunction('return 1', ['a']).toString());

// Cached data.
const first = new vm.Script('(function () { return 1 })()', { produceCachedData: true });
console.log(first.cachedDataProduced, Buffer.isBuffer(first.cachedData), Buffer.isBuffer(first.createCachedData()));
const second = new vm.Script('(function () { return 1 })()', { cachedData: first.createCachedData() });
console.log(second.cachedDataRejected, second.runInThisContext());
console.log(new vm.Script('1', { cachedData: Buffer.from('junk') }).cachedDataRejected);
console.log(new vm.Script('1\n//# sourceMappingURL=x.map').sourceMapURL, new vm.Script('1').sourceMapURL);

// Arguments.
for (const run of [
  () => new vm.Script('1', { filename: 1 }), () => new vm.Script('1', { lineOffset: 'a' }), () => new vm.Script('1', { cachedData: 1 }),
  () => new vm.Script('1', { produceCachedData: 1 }), () => new vm.Script('1', 1), () => new vm.Script('1', { importModuleDynamically: 1 }), () => vm.runInContext('1', {}),
  () => vm.runInContext('1'), () => vm.createContext(1), () => vm.createContext({}, { name: 1 }), () => vm.createContext({}, { microtaskMode: 1 }),
  () => vm.isContext(1), () => vm.compileFunction(1), () => vm.compileFunction('', [1]), () => vm.compileFunction('', [], { parsingContext: {} }),
  () => vm.compileFunction('', [], { contextExtensions: [1] }), () => vm.runInThisContext('1', { timeout: 0 }), () => vm.runInThisContext('1', { timeout: 'x' }),
  () => vm.runInThisContext('1', { displayErrors: 1 }), () => vm.runInThisContext('1', { breakOnSigint: 1 }),
]) attempt('argument', run);

// import()
async function imports() {
  for (const [label, run] of [
    ['missing', () => vm.runInThisContext('import("fs")')],
    ['default', () => vm.runInThisContext('import("fs")', { importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER })],
    ['flag', () => vm.runInThisContext('import("fs")', { importModuleDynamically() {} })],
    ['function missing', () => vm.compileFunction('return import("fs")')()],
  ]) {
    try {
      console.log(label, typeof (await run()).readFileSync);
    } catch (error) {
      console.log(label, 'rejected', error.name, error.code, error.message);
    }
  }
  const own = vm.createContext({ log: [] }, { microtaskMode: 'afterEvaluate' });
  vm.runInContext('Promise.resolve().then(() => log.push("micro")); log.push("main")', own);
  console.log(own.log);
}
imports();

// Code made of data: WebAssembly is forbidden one context at a time. The test runners of jest and webpack's own loader do so.
const bytes = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
for (const wasm of [true, false, undefined]) {
  attempt(`wasm ${wasm}`, () => vm.runInContext('new WebAssembly.Module(bytes); "compiled"',
    vm.createContext({ bytes }, { codeGeneration: { wasm } })));
}
attempt('wasm here', () => new WebAssembly.Module(bytes) && 'compiled');

// A sandbox that is a proxy, as jest's is: what it does not have is absent for every way of asking.
const proxied = vm.createContext(new Proxy({}, {
  defineProperty(target, key, descriptor) { return Reflect.defineProperty(target, key, descriptor); },
}));
proxied.has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);
attempt('proxy', () => vm.runInContext(`
  const symbol = Symbol.for('absent at first');
  const before = [has(globalThis, symbol), symbol in globalThis, has(globalThis, 'absent'), 'absent' in globalThis];
  Object.defineProperty(globalThis, symbol, { value: 1 });
  globalThis.set = 2;
  [...before, has(globalThis, symbol), globalThis[symbol], has(globalThis, 'set'), set, typeof absent, delete globalThis.set, 'set' in globalThis];
`, proxied));
