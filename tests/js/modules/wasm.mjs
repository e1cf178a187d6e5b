// WebAssembly modules among ES modules: what they import and export, `import source`, the names that are reserved, and the errors.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire, register, registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const directory = mkdtempSync(join(tmpdir(), 'anode-wasm-'));
const modules = {
  // (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)
  add: '0061736d0100000001070160027f7f017f030201000707010361646400000a09010700200020016a0b',
  // imports ./dep.mjs f and g (a global), ./add.wasm add, node:fs existsSync; exports memory, globals gi 42, gm 7 (mutable), gl 9n, a
  // table t, run(x) = add(f(x), g), incgm, "odd name!" and default() = 11
  imp: '0061736d0100000001130460017f017f60027f7f017f6000006000017f024404092e2f6465702e6d6a7301660000092e2f6465702e6d' +
    '6a730167037f000a2e2f6164642e7761736d036164640001076e6f64653a66730a65786973747353796e630002030504000202030404' +
    '0170000105030100010610037f00412a0b7f0141070b7e0042090b074109066d656d6f72790200026769030102676d030202676c0303' +
    '017401000372756e000305696e63676d0004096f6464206e616d652100050764656661756c7400060a1a040a0020001000230010010b' +
    '050023011a0b02000b0400410b0b',
  // imports gm and gi of ./imp.wasm; bump() adds one to gm
  glob: '0061736d010000000105016000017f0223020a2e2f696d702e7761736d02676d037f010a2e2f696d702e7761736d026769037f000302' +
    '01000708010462756d7000000a0d010b00230041016a240023000b',
  // (import "./dep.mjs" "log" (func $l)) (start $l)
  start: '0061736d01000000010401600000021101092e2f6465702e6d6a73036c6f670000080100',
  // (func $s unreachable) (start $s)
  trap: '0061736d01000000010401600000030201000801000a05010300000b',
  // (import "./dep.mjs" "nope" (func))
  missing: '0061736d01000000010401600000021201092e2f6465702e6d6a73046e6f70650000',
  // (import "./dep.mjs" "g" (func))
  notfn: '0061736d01000000010401600000020f01092e2f6465702e6d6a7301670000',
  // (import "./nothere.mjs" "g" (func))
  nomod: '0061736d010000000104016000000213010d2e2f6e6f74686572652e6d6a7301670000',
  // (import "wasm-js:x" "g" (func))
  res1: '0061736d01000000010401600000020f01097761736d2d6a733a7801670000',
  // (func (export "wasm:foo"))
  res2: '0061736d0100000001040160000003020100070c01087761736d3a666f6f00000a040102000b',
  // (import "./dep.mjs" "wasm:x" (func))
  res4: '0061736d01000000010401600000021401092e2f6465702e6d6a73067761736d3a780000',
  // (global (export "v") v128 …) (global (export "e") externref (ref.null extern))
  simd: '0061736d01000000061b027b00fd0c010000000200000003000000040000000b6f00d06f0b0709020176030001650301',
  // (import "./cyc.mjs" "f" (func $f (result i32))) (func (export "call") (result i32) call $f)
  cyc: '0061736d010000000105016000017f020f01092e2f6379632e6d6a7301660000030201000708010463616c6c00010a0601040010000b',
  // (import "wasm:js-string" "length" …) (func (export "len") (param externref) (result i32) …)
  str: '0061736d0100000001060160016f017f0219010e7761736d3a6a732d737472696e67066c656e677468000003020100070701036c656e' +
    '00010a08010600200010000b',
  empty: '',
  garbage: '68656c6c6f207761736d',
};
for (const [name, hex] of Object.entries(modules)) writeFileSync(join(directory, `${name}.wasm`), Buffer.from(hex, 'hex'));
writeFileSync(join(directory, 'dep.mjs'),
  'export function f(x) { return x * 2; } export const g = 5; export function log() { console.log("started"); }');
writeFileSync(join(directory, 'cyc.mjs'),
  'import { call } from "./cyc.wasm"; export function f() { return 99; } console.log("cyc", call());');
writeFileSync(join(directory, 'source.mjs'), `
  import source mod from './imp.wasm';
  import { run } from './imp.wasm';
  export { mod, run };
  export const again = await import.source('./imp.wasm');
  export const load = (specifier) => import.source(specifier);
`);
const url = (name) => new URL(name, pathToFileURL(`${directory}/`)).href;

async function t(what, make) {
  const shown = (text) => text.replaceAll(directory, 'DIR');
  try {
    console.log(what, await make());
  } catch (error) {
    const { name, code, message } = error;
    console.log(what, '!', name, code, shown(message), Object.keys(error), shown(error.stack.split('\n')[0]));
  }
}

await t('exports', async () => {
  const namespace = await import(url('imp.wasm'));
  console.log(namespace.run(10), namespace.default(), Object.getOwnPropertyDescriptor(namespace, 'gm'));
  return namespace;
});
await t('a global of another module', async () => {
  const { bump } = await import(url('glob.wasm'));
  return [bump(), bump(), (await import(url('imp.wasm'))).gm];
});
for (const name of Object.keys(modules).filter((name) => !['add', 'imp', 'glob', 'cyc', 'str'].includes(name))) {
  await t(name, () => import(url(`${name}.wasm`)));
}
await t('string builtins', async () => (await import(url('str.wasm'))).len('abcd'));
await t('cycle', () => import(url('cyc.mjs')));
await t('json', () => import(url('add.wasm'), { with: { type: 'json' } }));
await t('type', () => import(url('add.wasm'), { with: { type: 'webassembly' } }));
await t('query', async () => (await import(url('add.wasm?x'))) === (await import(url('add.wasm'))));
await t('data', () => import(`data:application/wasm;base64,${Buffer.from(modules.add, 'hex').toString('base64')}`));
await t('require', () => createRequire(import.meta.url)(join(directory, 'add.wasm')));
await t('source', async () => {
  const { mod, run, again, load } = await import(url('source.mjs'));
  console.log(mod, mod === again, run(1), WebAssembly.Module.exports(mod).length);
  console.log(Object.getPrototypeOf(WebAssembly.Module.prototype).constructor.name);
  await t('source of JavaScript', () => load('./dep.mjs'));
  await t('source of a built-in module', () => load('node:fs'));
  await t('source of JSON', () => load('./package.json'));
  await t('source of nothing', () => load('./q.wasm'));
  await t('source of garbage', () => load('./garbage.wasm'));
  // Nothing that it imports is looked for until it is evaluated.
  await t('source with a missing import', async () => (await load('./nomod.wasm')) instanceof WebAssembly.Module);
  await t('evaluation of that', () => import(url('nomod.wasm')));
});
// Hooks see its bytes, and they stay bytes.
const hooks = registerHooks({
  load(target, context, next) {
    const result = next(target, context);
    console.log(context.format, result.format, ArrayBuffer.isView(result.source));
    return result;
  },
});
await t('with hooks', async () => (await import(url('add.wasm?hooked'))).add(2, 3));
hooks.deregister();
register(`data:text/javascript,export const load = async (url, context, next) => {
  const result = await next(url, context);
  return { ...result, source: new Uint8Array(result.source) };
};`);
await t('with hooks on a thread', async () => (await import(url('add.wasm?thread'))).add(2, 3));
rmSync(directory, { recursive: true });
