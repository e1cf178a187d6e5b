// vm modules (behind a flag): the promise of evaluate() is settled at once where nothing waits, what is called at the wrong time or on
// another object is refused, code caches of another text are refused, scripts are told apart by who answers their import().
'use strict';
const vm = require('vm');
const { inspect } = require('util');

if (!process.execArgv.includes('--experimental-vm-modules')) {
  const { spawnSync } = require('child_process');
  const child = spawnSync(process.execPath, ['--experimental-vm-modules', '--no-warnings', __filename], { encoding: 'utf8' });
  process.stdout.write(child.stdout + child.stderr);
  console.log(child.status);
} else {
  main();
}

const shown = (error) => `${error?.name} ${error?.code} ${error?.message}`;

async function attempt(label, run) {
  try {
    console.log(label, await run());
  } catch (error) {
    console.log(label, 'threw', shown(error));
  }
}

// Node's texts name its own private fields for some of them.
function refused(label, run) {
  return attempt(label, async () => {
    try {
      return await run();
    } catch (error) {
      return error.name;
    }
  });
}

function linked(text, options) {
  const module = new vm.SourceTextModule(text, options);
  module.linkRequests([]);
  module.instantiate();
  return module;
}

// What the promise is at once: nobody could hide what follows later.
function evaluated(label, module) {
  const promise = module.evaluate();
  const text = inspect(promise).split('\n')[0];
  const again = module.evaluate();
  console.log(label, text, module.status, promise === again);
  again.catch(() => {});
  return promise.catch(() => {});
}

async function main() {
  await evaluated('plain', linked('export const a = 1'));
  await evaluated('throws', linked('throw new Error("thrown")'));
  const waiting = linked('await null; export const a = 1');
  await evaluated('waits', waiting);
  console.log(waiting.status);
  await evaluated('waited', waiting);
  const rejecting = linked('await null; throw new Error("late")');
  await evaluated('fails late', rejecting);
  console.log(rejecting.status, rejecting.error.message);

  const synthetic = (names, run) => new vm.SyntheticModule(names, run);
  const made = synthetic(['a'], () => made.setExport('a', 5));
  await evaluated('synthetic', made);
  console.log(made.namespace.a);
  const late = synthetic(['a'], async () => { await null; late.setExport('a', 6); });
  await evaluated('synthetic, asynchronous', late);
  console.log(late.namespace.a);
  await evaluated('synthetic, throws', synthetic(['a'], () => { throw new Error('thrown'); }));
  process.once('unhandledRejection', (error) => console.log('unhandled', error.message));
  await evaluated('synthetic, rejects', synthetic(['a'], async () => { throw new Error('rejected'); }));
  await new Promise(setImmediate);
  const early = synthetic(['a'], () => {});
  early.setExport('a', 1);
  console.log(early.status, early.namespace.a);
  await attempt('no such export', () => early.setExport('b', 1));
  await attempt('link', () => early.link());
  await attempt('link a function', () => synthetic([], () => {}).link(() => {}));

  // While it is evaluated.
  let inside;
  globalThis.again = () => attempt('again', () => inside.evaluate());
  inside = linked('globalThis.again()');
  await inside.evaluate();
  inside = synthetic([], () => { globalThis.again(); });
  await inside.evaluate();

  // Linking by hand.
  const two = () => new vm.SourceTextModule('import "a"; import "b"', { identifier: 'two' });
  await attempt('not linked', () => two().instantiate());
  await attempt('not linked, nothing to link', () => new vm.SourceTextModule('1').instantiate());
  await attempt('too few', () => two().linkRequests([made]));
  await attempt('too many', () => two().linkRequests([made, made, made]));
  await attempt('no array', () => two().linkRequests());
  for (const value of [undefined, null, 5, {}, vm.SourceTextModule.prototype]) {
    await attempt('no module', () => two().linkRequests([value, value]));
  }
  const done = two();
  done.linkRequests([made, made]);
  console.log(done.status);
  await attempt('namespace before', () => done.namespace);
  await attempt('evaluate before', () => done.evaluate());
  await attempt('again', () => done.linkRequests([made, made]));
  done.instantiate();
  console.log(done.status);
  await attempt('link() after', () => done.link(() => made));
  await attempt('instantiated twice', () => done.instantiate());
  await attempt('linked later', () => done.linkRequests([made, made]));
  await attempt('evaluate', () => done.evaluate());
  const foreign = vm.createContext({});
  await attempt('other context', () => two().linkRequests([new vm.SyntheticModule([], () => {}, { context: foreign }), made]));
  const broken = linked('throw 1');
  await broken.evaluate().catch(() => {});
  await attempt('errored', () => { const m = two(); m.linkRequests([made, broken]); m.instantiate(); console.log(m.status); return m.evaluate(); });
  await attempt('async graph before', () => two().hasAsyncGraph());
  await attempt('async graph', () => [done.hasAsyncGraph(), waiting.hasAsyncGraph(), waiting.hasTopLevelAwait()]);

  // Caches.
  const cachedData = new vm.SourceTextModule('const a = 1').createCachedData();
  await attempt('cache', () => new vm.SourceTextModule('const a = 1', { cachedData }).status);
  await attempt('cache of another text', () => new vm.SourceTextModule('differentSource', { cachedData }));
  await attempt('cache of nothing', () => new vm.SourceTextModule('const a = 1', { cachedData: Buffer.alloc(10) }));
  await attempt('cache after', () => waiting.createCachedData());

  // Members on other objects.
  const members = ['identifier', 'context', 'namespace', 'status', 'error', 'moduleRequests', 'dependencySpecifiers'];
  for (const name of members) {
    for (const { prototype } of [vm.Module, vm.SourceTextModule]) await refused(name, () => prototype[name]);
  }
  const methods = [
    ['link'], ['evaluate'], ['linkRequests', []], ['instantiate'], ['hasAsyncGraph'], ['hasTopLevelAwait'], ['createCachedData'],
  ];
  for (const [name, ...args] of methods) {
    await refused(name, () => vm.SourceTextModule.prototype[name](...args));
    await refused(name, () => vm.SourceTextModule.prototype[name].call({}, ...args));
  }
  for (const value of [null, {}, vm.SyntheticModule.prototype]) {
    await attempt('setExport', () => vm.SyntheticModule.prototype.setExport.call(value, 'a'));
  }
  for (const value of [null, vm.Module.prototype]) await attempt('inspect', () => waiting[inspect.custom].call(value));
  for (const name of [1, Symbol.iterator, null]) await attempt('name', () => synthetic([], () => {}).setExport(name, 1));
  console.log(inspect(waiting, { depth: -1 }), inspect(made, { depth: -1 }), inspect(made, { depth: 0 }));
  const requests = new vm.SourceTextModule('import "a"; import "b"; import "a"');
  console.log(requests.dependencySpecifiers === requests.dependencySpecifiers, requests.dependencySpecifiers,
    Object.isFrozen(requests.dependencySpecifiers));
  console.log(Reflect.ownKeys(waiting).filter((key) => typeof key === 'string'), Object.prototype.toString.call(waiting));

  // Options of evaluate().
  for (const options of [false, null, { timeout: 'x' }, { timeout: 0 }, { timeout: -1 }, { breakOnSigint: 1 }]) {
    await attempt('options', () => linked('1').evaluate(options));
    await attempt('options', () => new vm.SourceTextModule('1').evaluate(options));
  }
  const endless = linked('for (;;);');
  await attempt('timeout', () => endless.evaluate({ timeout: 20 }));
  await attempt('timeout', () => linked('export const a = 1').evaluate({ timeout: 5000, breakOnSigint: true }));
}
