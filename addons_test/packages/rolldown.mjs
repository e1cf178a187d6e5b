import assert from 'node:assert';
import { rolldown } from 'rolldown';
const files = { 'virtual:main': 'import { a } from "virtual:dep"; console.log(a);', 'virtual:dep': 'export const a: number = 42; export const unused = 1;' };
const calls = [];
const bundle = await rolldown({
  input: 'virtual:main',
  plugins: [{
    name: 'mem',
    resolveId(id) { calls.push('resolve'); return id in files ? id : null; },
    load(id) { if (id in files) return { code: files[id], moduleType: 'ts' }; },
    transform(code, id) { calls.push('transform'); return code.replace('42', '43'); },
  }],
});
const { output } = await bundle.generate({ format: 'esm', sourcemap: true, minify: false });
assert.match(output[0].code, /43/);
assert.ok(!output[0].code.includes('unused'));
assert.ok(calls.includes('resolve') && calls.includes('transform'));
assert.equal(output[0].map.version, 3);
await bundle.close();
console.log('ok');
