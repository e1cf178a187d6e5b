'use strict';
const assert = require('node:assert');
const swc = require('@swc/core');
async function main() {
  const src = 'const f = async (x: number): Promise<number> => x ** 2; export default f;';
  const opts = { filename: 'a.ts', sourceMaps: true, jsc: { parser: { syntax: 'typescript' }, target: 'es2015' }, module: { type: 'commonjs' } };
  const out = await swc.transform(src, opts);
  assert.match(out.code, /exports/);
  assert.ok(!/: number/.test(out.code));
  assert.match(out.code, /Math\.pow/);
  assert.equal(JSON.parse(out.map).version, 3);
  const sync = swc.transformSync(src, opts);
  assert.equal(sync.code, out.code);
  const ast = await swc.parse('let a = 1 + 2', { syntax: 'ecmascript' });
  assert.equal(ast.type, 'Module');
  assert.equal(ast.body[0].type, 'VariableDeclaration');
  const min = await swc.minify('function foo(){ const longName = 1; return longName + 1 }', { compress: true, mangle: true });
  assert.match(min.code, /return 2/);
  await assert.rejects(swc.transform('let = = ;', opts));
}
main().then(() => console.log('ok'));
