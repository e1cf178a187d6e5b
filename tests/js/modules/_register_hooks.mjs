// Hooks of register.mjs. What they print goes to the descriptor: the program may end before the output of this thread has arrived.
import { writeSync } from 'node:fs';
import { inspect } from 'node:util';
import { isMainThread } from 'node:worker_threads';

const print = (...values) => writeSync(1, `${values.map((value) => inspect(value, { breakLength: Infinity })).join(' ')}\n`);
const short = (url) => url?.replace(/.*\//, '');

let given;

export async function initialize(data) {
  given = data?.given;
  print('initialize', Object.keys(data ?? {}), isMainThread);
  data?.port?.postMessage('from the hooks');
}

export async function resolve(specifier, context, nextResolve) {
  switch (specifier) {
    case 'virtual:module':
      return { url: specifier, format: 'module', shortCircuit: true };
    case 'virtual:cjs':
      return { url: specifier, format: 'commonjs', shortCircuit: true };
    case 'virtual:json':
      return { url: specifier, format: 'json', shortCircuit: true };
    case 'virtual:number':
      return { url: 5, shortCircuit: true };
    case 'virtual:incomplete':
      return { url: 'virtual:module' };
    case 'virtual:nothing':
      return undefined;
    case 'virtual:throw':
      throw Object.assign(new RangeError('thrown in a hook'), { code: 'E_HOOK' });
  }
  const result = await nextResolve(specifier, context);
  if (specifier.includes('show')) {
    const { conditions, importAttributes, parentURL } = context;
    print('resolve', short(specifier), Object.keys(context), conditions, importAttributes, short(parentURL), { ...result, url: short(result.url) });
  }
  return result;
}

export async function load(url, context, nextLoad) {
  switch (url) {
    case 'virtual:module':
      return { format: 'module', source: `export default ${JSON.stringify({ given, keys: Object.keys(context) })}`, shortCircuit: true };
    case 'virtual:cjs':
      return { format: 'commonjs', source: 'module.exports = { a: 1, b: typeof require }', shortCircuit: true };
    case 'virtual:json':
      return { format: 'json', source: Buffer.from('{"j":1}'), shortCircuit: true };
  }
  const result = await nextLoad(url, context);
  if (url.includes('show')) {
    print('load', short(url), context, Object.keys(result), result.format, result.source?.constructor.name, short(result.responseURL));
  }
  return url.includes('change') ? { ...result, source: `${result.source}`.replace('before', 'after') } : result;
}
