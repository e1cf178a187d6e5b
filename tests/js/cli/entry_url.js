'use strict';
// --entry-url: the program is named by a URL, relative to the working directory, and argv[1] is that URL as given.
// --experimental-import-text: the text of any module. --trace-require-module: who requires which ES module.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const directory = fs.mkdtempSync(path.join(fs.realpathSync(require('node:os').tmpdir()), 'entry-'));
const files = {
  'a.mjs': 'console.log(import.meta.url, process.argv.slice(1), import.meta.main);',
  'b.cjs': 'console.log(__filename, process.argv.slice(1), require.main === module);',
  't.txt': '\ufefftext\n',
  'text.mjs': `import text from './t.txt' with { type: 'text' };
    console.log(JSON.stringify(text), (await import('./a.mjs', { with: { type: 'text' } })).default.length);
    console.log(await import('data:image/png,abc', { with: { type: 'text' } }), (await import('data:application/json,{}', { with: { type: 'text' } })).default);
    for (const [specifier, type] of [['./t.txt'], ['node:fs', 'text'], ['./none.txt', 'text'], ['./t.txt', 'texts']]) {
      await import(specifier, { with: type && { type } }).catch(({ code, message }) => console.log(code, message));
    }`,
  'hooks.mjs': `import { registerHooks } from 'node:module';
    registerHooks({
      resolve(specifier, context, next) { const found = next(specifier, context); console.log(found.format); return found; },
      load(url, context, next) { const { format, source } = next(url, context); return { format, source: String(source).toUpperCase() }; },
    });
    console.log((await import('./r.mjs', { with: { type: 'text' } })).default);`,
  'r.cjs': 'require("./r.mjs"); require("p");',
  'r.mjs': 'export default 1;',
  'r2.cjs': 'require("p"); require("p/within.cjs");',
  'r3.cjs': 'require("p/within.cjs");',
  'node_modules/p/package.json': '{ "type": "module", "main": "index.js" }',
  'node_modules/p/index.js': 'export default 2;',
  'node_modules/p/within.cjs': 'require("./other.js");',
  'node_modules/p/other.js': 'export default 3;',
};
for (const [name, text] of Object.entries(files)) {
  fs.mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
  fs.writeFileSync(path.join(directory, name), text);
}
const runs = [
  ['--entry-url', './a.mjs?x=1#h', 'q'], ['--entry-url', `${pathToFileURL(directory)}/b.cjs`], ['--entry-url', 'b.cjs?y'],
  ['--entry-url', 'data:text/javascript,console.log(process.argv.slice(1))', 'k'], ['--entry-url', 'http://x/'], ['--entry-url', 'none.mjs'],
  ['--entry-url', 'node:fs'], ['--entry-url', '-p', '1'],
  ['--experimental-import-text', 'text.mjs'], ['text.mjs'], ['--experimental-import-text', 'hooks.mjs'],
  ['--trace-require-module=all', 'r.cjs'], ['--trace-require-module=no-node-modules', 'r2.cjs'],
  ['--trace-require-module=all', 'r3.cjs'], ['--trace-require-module=no-node-modules', 'r3.cjs'], ['--trace-require-module=some', 'r.cjs'],
];
for (const args of runs) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: directory, encoding: 'utf8' });
  // The warning or the error, without the place in the program that throws it.
  const told = stderr.split('\n').filter((line) => /Warning: |^\S*Error|^Support|invalid value/.test(line));
  const lines = [...args, status, stdout, ...told].join('\n').replaceAll(directory, '');
  console.log(lines.replace(/\(node:\d+\)/g, '').replace(/^\S*(?=: invalid value)/m, ''));
}
fs.rmSync(directory, { recursive: true });
