// Compiles the page's TypeScript source, runs the result, and writes the HTML that it renders.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs/promises');
const path = require('node:path');
const vm = require('node:vm');
const swc = require('@swc/core');

const SOURCE = path.join(__dirname, '..', 'src', 'page.ts');

async function buildPage(entries, folder) {
  const source = await fs.readFile(SOURCE, 'utf8');
  const { code, map } = await swc.transform(source, {
    filename: 'page.ts',
    sourceMaps: true,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2020' },
    module: { type: 'commonjs' },
  });
  assert.doesNotMatch(code, /interface|: string/, 'the types are gone');
  assert.deepStrictEqual(JSON.parse(map).sources, ['page.ts']);

  const compiled = { exports: {} };
  vm.runInNewContext(code, { module: compiled, exports: compiled.exports });
  const html = compiled.exports.render('Media library', entries);
  for (const { name } of entries) assert.ok(html.includes(`alt="${name}"`));
  await fs.writeFile(path.join(folder, 'index.html'), html);

  const minified = await swc.minify(code, { compress: true, mangle: true });
  assert.ok(minified.code.length < code.length);
  await assert.rejects(swc.transform('let = = ;', { jsc: { parser: { syntax: 'ecmascript' } } }));

  return { value: html, summary: `${source.length} to ${minified.code.length} characters, page of ${html.length}` };
}

module.exports = { buildPage };
