// What of node:vm warns that it is experimental, once and no sooner than it is used: the first module, and the first import() that a
// text leaves to the default loader.
'use strict';
const vm = require('node:vm');

if (!process.execArgv.includes('--experimental-vm-modules')) {
  const { spawnSync } = require('node:child_process');
  const { status, stdout } = spawnSync(process.execPath, ['--experimental-vm-modules', __filename], { encoding: 'utf8' });
  console.log(`${stdout}${status}`);
} else {
  main();
}

async function main() {
  process.on('warning', ({ name, code, message }) => console.log(`  ${name} ${code} ${message}`));
  const step = async (title, run) => {
    console.log(title);
    const value = await run();
    await new Promise(setImmediate);
    return value;
  };
  const importModuleDynamically = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  await step('a class', () => vm.SourceTextModule);
  const script = await step('a script', () => new vm.Script('import("node:fs")', { importModuleDynamically }));
  await step('its import', () => script.runInThisContext());
  await step('its import again', () => script.runInThisContext());
  const own = await step('a callback', () => new vm.Script('import("node:fs")', { importModuleDynamically: () => new vm.SyntheticModule([], () => {}) }));
  await step('its module', () => own.runInThisContext().catch(() => {}));
  await step('another module', () => new vm.SourceTextModule('1'));
}
