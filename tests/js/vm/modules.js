// The module classes of node:vm, which need a flag: the script runs itself again with it.
'use strict';
const vm = require('vm');

if (!process.execArgv.includes('--experimental-vm-modules')) {
  console.log(vm.SourceTextModule, vm.SyntheticModule, vm.Module);
  const { spawnSync } = require('child_process');
  const child = spawnSync(process.execPath, ['--experimental-vm-modules', '--no-warnings', __filename], { encoding: 'utf8' });
  process.stdout.write(child.stdout);
  console.log(child.status);
} else {
  main();
}

async function attempt(label, run) {
  try {
    console.log(label, await run());
  } catch (error) {
    console.log(label, 'threw', error.name, error.code, error.message);
  }
}

async function main() {
  const root = new vm.SourceTextModule(
    'import x, { y } from "dep" with { type: "z" }; import * as n from "other"; export default x + y; export const meta = import.meta; export { n }',
    { identifier: 'root', initializeImportMeta(meta, module) { meta.same = module === root; } });
  console.log(root.status, root.identifier, root.dependencySpecifiers, root.moduleRequests);
  await attempt('early namespace', () => root.namespace);
  await attempt('early evaluate', () => root.evaluate());
  const asked = [];
  const linking = root.link(async (specifier, referrer, extra) => {
    asked.push(specifier, referrer === root, extra.attributes.type);
    return new vm.SyntheticModule(['default', 'y'], function() {
      this.setExport('default', 1);
      this.setExport('y', 2);
    });
  });
  console.log(root.status);
  await linking;
  console.log(root.status, asked);
  console.log(await root.evaluate(), root.status, root.namespace.default, root.namespace.meta, root.namespace.n);
  await attempt('link again', () => root.link(() => {}));

  const failing = new vm.SourceTextModule('throw new RangeError("while evaluating")');
  await failing.link(() => {});
  await attempt('evaluate', () => failing.evaluate());
  console.log(failing.status, failing.error.message);
  await attempt('syntax', () => new vm.SourceTextModule('let = ;'));
  await attempt('wrong link', () => new vm.SourceTextModule('import "x"').link(() => 5));

  const context = vm.createContext({ given: 5 });
  const inside = new vm.SourceTextModule('globalThis.made = given + 1; export const same = globalThis.made', { context });
  await inside.link(() => {});
  await inside.evaluate();
  console.log(inside.namespace.same, context.made, inside.context === context);

  const make = async (names, step) => {
    const module = new vm.SyntheticModule(names, step);
    await module.link(() => {});
    await module.evaluate();
    return module;
  };
  const importing = new vm.SourceTextModule('const found = await import("foo"); export default found.a', {
    importModuleDynamically: (specifier, referrer) => {
      console.log('import()', specifier, referrer === importing);
      return make(['a'], function() { this.setExport('a', 9); });
    },
  });
  console.log(importing.hasTopLevelAwait());
  await importing.link(() => {});
  await importing.evaluate();
  console.log(importing.namespace.default);
  const script = new vm.Script('import("bar")', {
    importModuleDynamically: (specifier, referrer) => {
      console.log('import()', specifier, referrer === script);
      return make(['b'], function() { this.setExport('b', 10); });
    },
  });
  // It is not evaluated for that, nor is a module of JavaScript.
  console.log(await script.runInThisContext());
  const linked = new vm.SourceTextModule('export default 5');
  linked.linkRequests([]);
  linked.instantiate();
  const second = new vm.Script('import("bar")', { importModuleDynamically: () => linked });
  console.log(await second.runInThisContext(), linked.status);

  // import source: of modules of node:vm there is none.
  const sourced = new vm.SourceTextModule('import source x from "y"; import z from "y";', { identifier: 'sourced' });
  console.log(sourced.moduleRequests);
  const target = make(['default'], function() { this.setExport('default', 1); });
  await attempt('source', () => {
    sourced.linkRequests([target, target]);
    sourced.instantiate();
  });
  const sourceScript = new vm.Script('import.source("bar")', {
    importModuleDynamically: (specifier, referrer, attributes, phase) => {
      console.log(specifier, attributes, phase);
      return target;
    },
  });
  await attempt('import.source()', () => sourceScript.runInThisContext());

  for (const run of [
    () => new vm.SyntheticModule(1), () => new vm.SyntheticModule([1]), () => new vm.SyntheticModule(['x', 'x'], () => {}), () => new vm.SyntheticModule(['x']),
    () => new vm.SourceTextModule(1), () => new vm.SourceTextModule('1', 1), () => new vm.SourceTextModule('1', { context: {} }), () => new vm.Module(),
    () => new vm.SyntheticModule(['x'], () => {}).setExport('y', 1), () => new vm.SyntheticModule(['x'], () => {}).setExport(1),
  ]) await attempt('argument', run);
}
