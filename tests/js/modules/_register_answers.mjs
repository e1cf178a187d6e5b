// Hooks of register_answers.mjs: what they answer, and what they ask of the next, is right or wrong in one way each.
const resolved = {
  'bad:relative': { url: 'rel/path' },
  'bad:attributes': { url: 'x:y', importAttributes: 'json' },
  'other:attributes': { url: 'data:application/json,3', importAttributes: { type: 'json' } },
};
const loaded = {
  'load:list': { format: 'module', source: [] },
  'load:number': { format: 'module', source: 5 },
  'load:response': { format: 'module', source: '', responseURL: 5 },
  'load:format': { format: null, source: '' },
  'load:bytes': { format: 'module', source: new TextEncoder().encode('export default 1') },
  'file:///no-such-folder/no-such.cjs': { format: 'commonjs', source: 'module.exports = __filename' },
};

export function initialize() {
  if (this?.resolve !== undefined) throw new Error('hooks are called on nothing');
}

export async function resolve(specifier, context, next) {
  if (resolved[specifier]) return { shortCircuit: true, ...resolved[specifier] };
  if (loaded[specifier]) return { shortCircuit: true, url: specifier };
  switch (specifier) {
    case 'next:nothing': return next();
    case 'next:number': return next(5);
    case 'next:context': return next('node:fs', 5);
    case 'next:name': return { shortCircuit: true, url: `data:text/javascript,export default "${next.name} ${next.length} ${next.constructor.name}"` };
    case 'next:load': return { shortCircuit: true, url: 'next:load' };
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (url === 'next:load') return next('foo');
  return loaded[url] ? { shortCircuit: true, ...loaded[url] } : next(url, context);
}
