// module.registerHooks: for require and for import.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const { createRequire, registerHooks } = require('module');
const { pathToFileURL } = require('url');

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'hooks-')));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));
function write(name, text) {
  const file = path.join(root, name);
  fs.writeFileSync(file, text);
  return file;
}
const local = (text) => String(text).replaceAll(root, 'ROOT');
write('package.json', '{}');
write('real.cjs', 'module.exports = { real: true }');
write('real.mjs', 'export const real = true');
write('typed.js', 'exports.text = "untouched"');
const load = createRequire(path.join(root, 'main.js'));

async function main() {
  const { go } = await import(pathToFileURL(write('main.mjs', 'export const go = (s, o) => import(s, o)')));
  const seen = [];
  const first = registerHooks({
    resolve(specifier, context, nextResolve) {
      seen.push(['resolve', specifier, local(context.parentURL), context.conditions.includes('import'), Object.keys(context)]);
      if (specifier === 'virtual:json') return { url: 'virtual:json', format: 'json', shortCircuit: true };
      if (specifier === 'virtual:esm') return { url: 'virtual:esm', format: 'module', shortCircuit: true };
      if (specifier === 'virtual:cjs') return { url: 'virtual:cjs', format: 'commonjs', shortCircuit: true };
      if (specifier === 'redirected') return nextResolve('./real.cjs', context);
      return nextResolve(specifier, context);
    },
    load(url, context, nextLoad) {
      seen.push(['load', local(url), context.format]);
      if (url === 'virtual:json') return { format: 'json', source: '{"virtual": true}', shortCircuit: true };
      if (url === 'virtual:esm') return { format: 'module', source: 'export default "virtual esm"', shortCircuit: true };
      if (url === 'virtual:cjs') return { format: 'commonjs', source: 'exports.virtual = "cjs"', shortCircuit: true };
      const result = nextLoad(url, context);
      if (url.endsWith('typed.js')) return { ...result, source: String(result.source).replace('untouched', 'changed') };
      return result;
    },
  });
  console.log(load('./real.cjs'), load('redirected') === load('./real.cjs'), load('./typed.js'), typeof load('fs').readFileSync, typeof load('node:os').EOL);
  console.log((await go('./real.mjs')).real, (await go('redirected')).default, (await go('fs')).default === fs);
  console.log((await go('virtual:esm')).default, (await go('virtual:json', { with: { type: 'json' } })).default);
  for (const entry of seen.filter(([kind]) => kind === 'resolve')) console.log(...entry);
  first.deregister();
  seen.length = 0;
  load('./real.cjs');
  console.log(seen.length);

  const order = [];
  const a = registerHooks({ resolve(s, c, next) { order.push('a'); return next(s, c); } });
  const b = registerHooks({ resolve(s, c, next) { order.push('b'); return next(s, c); } });
  write('late.cjs', '');
  load('./late.cjs');
  console.log(order.join());
  a.deregister();
  b.deregister();

  for (const hooks of [
    { resolve: () => ({ url: 'file:///x' }) }, { resolve: () => 1 }, { resolve: () => ({ shortCircuit: true }) },
  ]) {
    const handle = registerHooks(hooks);
    try {
      load('./nothing.cjs');
    } catch (error) {
      console.log(error.name, error.code);
    }
    handle.deregister();
  }
  for (const bad of [undefined, 1, { resolve: 1 }, { load: 'x' }]) {
    try {
      registerHooks(bad);
    } catch (error) {
      console.log(error.name, error.code, error.message);
    }
  }
}
main();
