// What hooks see: the context and the default result of each kind of module, for `import` and `require`, on the program's thread
// (module.registerHooks) and on a thread of their own (module.register); loaders such as tsx decide by it what a file is. And how
// often they are asked: imported CommonJS once, with the source that they gave; `require.resolve` and built-in modules, too.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'hooks-seen-')));
const write = (name, text) => {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), text);
};
const names = ['f.js', 'esm.js', 'f.mjs', 'f.cjs', 'f.ts', 'esm.ts', 'f.mts', 'f.cts', 'f', 'f.json', 'f.txt'];
for (const type of ['none', 'module', 'commonjs']) {
  write(`${type}/package.json`, type === 'none' ? '{}' : JSON.stringify({ type }));
  for (const name of names) {
    if (type === 'commonjs' && name.startsWith('esm')) continue;
    write(`${type}/${name}`, name.startsWith('esm') ? 'export const a = 1' : name.endsWith('json') ? '{}' : '');
  }
}
write('commonjs/outer.cjs', `
  exports.inner = require('./inner.cjs');
  exports.resolved = require.resolve('./f.cjs').slice(-5);
  exports.children = module.children.length;
  exports.cached = require.cache[__filename] === module;
`);
write('commonjs/inner.cjs', 'exports.inner = 1');

const asURL = pathToFileURL(root).href;
const shown = (value) => {
  if (value === null || typeof value !== 'object') return `${value}`.replaceAll(asURL, '').replaceAll(root, '');
  if (Buffer.isBuffer(value)) return 'a Buffer';
  if (Array.isArray(value)) return `[${value}]`;
  const prototype = Object.getPrototypeOf(value);
  const made = prototype === null ? 'null' : prototype === Object.prototype ? '' : prototype.constructor.name;
  return `${made}{ ${Object.entries(value).map(([key, part]) => `${key}: ${shown(part)}`).join(', ')} }`;
};

// In a thread the text of the hooks is this very file.
export async function resolve(specifier, context, nextResolve) {
  const result = await nextResolve(specifier, context);
  tell(`resolve ${shown(result)}`);
  return result;
}

export async function load(url, context, nextLoad) {
  tell(`load ${shown(context)}`);
  const result = await nextLoad(url, context);
  tell(`gives ${shown(result)}`);
  return result;
}

function tell(line) {
  // The folder of the program's thread is not this thread's.
  fs.writeSync(1, `  ${line.replace(/file:\/\/[^,]*hooks-seen-[^/]*/g, '')}\n`);
}

async function attempt(label, run) {
  fs.writeSync(1, `${label}\n`);
  try {
    fs.writeSync(1, `  -> ${shown(await run())}\n`);
  } catch (error) {
    fs.writeSync(1, `  -> ${error.code}\n`);
  }
}

const require = createRequire(path.join(root, 'main.js'));
const importOf = (type, name) => import(`${asURL}/${type}/${name}`, name.endsWith('json') ? { with: { type: 'json' } } : undefined);

async function all() {
  for (const type of ['none', 'module', 'commonjs']) {
    for (const name of names) {
      if (!fs.existsSync(path.join(root, type, name))) continue;
      await attempt(`import ${type} ${name}`, async () => Object.keys(await importOf(type, name)));
      for (const key of Object.keys(require.cache)) delete require.cache[key];
      await attempt(`require ${type} ${name}`, () => Object.keys(require(`./${type}/${name}`)));
    }
  }
  for (const name of ['node:punycode', 'constants', 'data:text/javascript,1']) {
    await attempt(`import ${name}`, async () => typeof await import(name));
    if (!name.startsWith('data:')) await attempt(`require ${name}`, async () => typeof require(name));
  }
}

function more() {
  const calls = [];
  const handle = registerHooks({
    resolve(specifier, context, next) {
      calls.push(`resolve ${specifier.slice(specifier.lastIndexOf('/') + 1)}`);
      return specifier === 'made-up' ? { url: 'made:up', shortCircuit: true } : next(specifier, { ...context, more: 1 });
    },
    load(url, context, next) {
      calls.push(`load ${url.slice(url.lastIndexOf('/') + 1)}`);
      if (url === 'node:tty') return { format: 'commonjs', source: 'exports.made = __filename', shortCircuit: true };
      const result = next(url);
      if (url.endsWith('inner.cjs')) return { ...result, source: `${result.source}; exports.added = 1` };
      if (url.endsWith('outer.cjs')) return { ...result, source: `exports.first = 1; ${result.source}` };
      if (url.endsWith('/f.cjs')) return { ...result, source: 'exports.ignored = 1', shouldBeReloadedByCJSLoader: true };
      return result;
    },
  });
  const counted = (label, run) => attempt(label, async () => {
    calls.length = 0;
    return shown(await run()) + ` after ${calls}`;
  });
  return (async () => {
    await counted('CommonJS is imported', async () => (await importOf('commonjs', 'outer.cjs')).default);
    await counted('left to the CommonJS loader', async () => (await importOf('commonjs', 'f.cjs')).default);
    await counted('a built-in module is replaced', () => require('tty'));
    for (const request of ['fs', 'node:fs', 'node:nope', './commonjs/f.js', './none/nope', 'made-up', `${asURL}/commonjs/f.js`]) {
      await counted(`require.resolve(${shown(request)})`, () => require.resolve(request));
    }
    await counted('with paths', () => require.resolve('./f.js', { paths: [path.join(root, 'none')] }));
    await counted('require of a file URL', () => require(`${asURL}/commonjs/f.js`));
    handle.deregister();
  })();
}

const [mode] = process.argv.slice(2);
if (mode === 'sync') {
  process.removeAllListeners('warning');
  const conditions = new Set();
  let contextOf;
  registerHooks({
    resolve(specifier, context, next) {
      conditions.add(`${context.constructor.name} ${context.conditions}`);
      const result = next(specifier, context);
      tell(`resolve ${shown(context.importAttributes)} ${shown(result)}`);
      return result;
    },
    load(url, context, next) {
      tell(`load ${shown(context)}`);
      const result = next(url, context);
      tell(`gives ${shown(result)}`);
      return result;
    },
  });
  await all();
  fs.writeSync(1, `${[...conditions].join('\n')}\n`);
} else if (mode === 'more') {
  await more();
} else if (mode === 'thread') {
  (await import('node:module')).register(`${import.meta.url}?hooks`);
  await all();
} else if (!import.meta.url.endsWith('?hooks')) {
  for (const [name, options] of [['sync', ['-C', 'custom']], ['thread', []], ['more', []]]) {
    const { status, stdout } = spawnSync(process.execPath, ['--no-warnings', ...options, import.meta.filename, name], { encoding: 'utf8' });
    console.log(`--- ${name} ${status}\n${stdout}`);
  }
}
fs.rmSync(root, { recursive: true });
