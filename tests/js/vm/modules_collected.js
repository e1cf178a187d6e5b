// flags: --experimental-vm-modules --no-warnings --expose-gc --no-compilation-cache
// The modules of node:vm are collected when nobody uses them any more: what they need hangs on themselves, and the runtime knows
// them weakly. (V8's cache of compiled texts keeps them for a while: here it is off.) And a
// function that is all that is left of a module still finds how its `import.meta` and `import()` are made.
'use strict';
const vm = require('node:vm');

async function finish(module, target) {
  await module.link(() => target);
  await module.evaluate();
  return module;
}

function makeSynthetic() {
  return new vm.SyntheticModule(['b'], function() { this.setExport('b', 2); });
}

const kinds = {
  plain: (n) => finish(new vm.SourceTextModule(`export const a = ${n}`)),
  meta: (n) => finish(new vm.SourceTextModule(`export const a = import.meta.x + ${n}`, { initializeImportMeta(meta) { meta.x = 1; } })),
  dynamic: (n) => finish(new vm.SourceTextModule(`export const a = ${n}`, { importModuleDynamically() {} })),
  unlinked: (n) => new vm.SourceTextModule(`import "x"; ${n}`),
  context: (n) => finish(new vm.SourceTextModule(`export const a = ${n}`, { context: vm.createContext({}) })),
  graph: (n) => finish(new vm.SourceTextModule(`export { b } from "t"; ${n}`), makeSynthetic()),
  synthetic: () => finish(makeSynthetic()),
  unevaluated: () => makeSynthetic(),
  failing: (n) => finish(new vm.SourceTextModule(`throw ${n}`)).catch(() => {}),
  failingLink: async (n) => {
    const module = new vm.SourceTextModule(`import "x"; ${n}`);
    await module.link(() => { throw n; }).catch(() => {});
    return module;
  },
};

async function make(count) {
  const references = [];
  for (const [kind, makeOne] of Object.entries(kinds)) {
    for (let index = 0; index < count; index++) {
      const module = await makeOne(index);
      if (module !== undefined) references.push({ kind, reference: new WeakRef(module) });
    }
  }
  return references;
}

// The functions of modules of which nothing else is left.
async function makeFunctions() {
  const text = 'export function read() { return import.meta.x; } export function load() { return import("y"); }';
  const module = await finish(new vm.SourceTextModule(text, {
    initializeImportMeta(meta, { identifier }) { meta.x = identifier; },
    importModuleDynamically: (specifier, { identifier }) => finish(new vm.SourceTextModule(`export default "${specifier} of ${identifier}"`)),
    identifier: 'm',
  }));
  const { read, load } = module.namespace;
  const bare = await finish(new vm.SourceTextModule(text, { initializeImportMeta(meta) { meta.x = 'bare'; } }));
  return { read, load, readBare: bare.namespace.read, loadBare: bare.namespace.load };
}

async function collect() {
  for (let index = 0; index < 6; index++) {
    gc();
    await new Promise(setImmediate);
  }
}

(async () => {
  const functions = await makeFunctions();
  const references = await make(8);
  await collect();
  const left = references.filter(({ reference }) => reference.deref() !== undefined);
  console.log('left', left.map(({ kind }) => kind));
  console.log(functions.read(), (await functions.load()).default, functions.readBare());
  await functions.loadBare().catch(({ code }) => console.log(code));
  // What is not collected works on: a target that only the module that imports it knows.
  const root = new vm.SourceTextModule('import { b } from "t"; export const c = b + 1');
  await root.link(() => makeSynthetic());
  await collect();
  await root.evaluate();
  console.log(root.namespace.c);
})();
