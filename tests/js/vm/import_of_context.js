// import() in a context: the promise is one of the context that asks; what no text is known of (as in promise.then(eval)) is answered by
// the context's own callback.
'use strict';
const vm = require('vm');

if (!process.execArgv.includes('--experimental-vm-modules')) {
  const { spawnSync } = require('child_process');
  const child = spawnSync(process.execPath, ['--experimental-vm-modules', '--no-warnings', __filename], { encoding: 'utf8' });
  process.stdout.write(child.stdout + child.stderr);
  console.log(child.status);
} else {
  main();
}

async function main() {
  const found = new vm.SyntheticModule(['a'], () => {});
  found.setExport('a', 1);
  const mustNotBeAsked = () => console.log('asked a text that has nothing to do with it');

  const context = vm.createContext({}, {
    importModuleDynamically(specifier, referrer) {
      console.log('asked the context', specifier, referrer === context);
      return found;
    },
  });
  const indirect = 'Promise.resolve("import(\'foo\')").then(eval)';
  console.log(await vm.runInContext(indirect, context, { importModuleDynamically: mustNotBeAsked }));
  const bare = vm.createContext({});
  await vm.runInContext(indirect, bare, { importModuleDynamically: mustNotBeAsked }).catch((error) => console.log(error.code));
  for (const importModuleDynamically of [5, 'x', null]) {
    try {
      vm.createContext({}, { importModuleDynamically });
    } catch (error) {
      console.log(error.message);
    }
  }

  const asks = 'const promise = import("m"); [promise instanceof Promise, promise]';
  for (const importModuleDynamically of [() => found, () => { throw new Error('refused'); }]) {
    const [isOwn, promise] = vm.runInContext(asks.replace('const', 'var'), bare, { importModuleDynamically });
    console.log(isOwn, await promise.catch((error) => error.message));
    const module = new vm.SourceTextModule(`globalThis.result = (() => { ${asks.replace(';', '; return')} })()`,
      { context: bare, importModuleDynamically });
    await module.link(() => {});
    await module.evaluate();
    console.log(bare.result[0], await bare.result[1].catch((error) => error.message));
  }

  // A context whose microtasks run after its scripts only: nothing is waited for that nobody would run.
  const apart = vm.createContext({ inner: {} }, { microtaskMode: 'afterEvaluate' });
  for (const text of ['inner.promise = Promise.resolve()', 'await 1; inner.late = 1', 'throw new Error("thrown")', 'await new Promise(() => {})']) {
    const module = new vm.SourceTextModule(text, { context: apart });
    await module.link(() => {});
    const promise = module.evaluate();
    promise.catch(() => {});
    console.log(require('util').inspect(promise).split('\n')[0], promise instanceof Promise, apart.inner.late);
    if (module.status === 'evaluated' && !text.includes('new Promise')) console.log(await promise);
  }
}
