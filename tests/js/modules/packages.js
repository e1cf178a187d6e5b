// The exports and imports of packages, conditions, self reference: for require and for import.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const { createRequire } = require('module');
const { pathToFileURL } = require('url');

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'packages-')));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));
function write(name, text) {
  const file = path.join(root, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, typeof text === 'string' ? text : JSON.stringify(text));
}
const local = (text) => String(text).replaceAll(root, 'ROOT');

write('node_modules/full/package.json', {
  name: 'full',
  exports: {
    '.': { import: './main.mjs', require: './main.cjs' },
    './sub': './sub.js',
    './deep/*': './lib/*.js',
    './deep/*.js': './lib/*.js',
    './deep/private/*': null,
    './fallback': ['not-valid', './sub.js'],
    './outside': '../outside.js',
    './abs': '/abs.js',
    './bad': './node_modules/x.js',
    './number': 5,
    './conditions': { nope: './nope.js', node: { 'module-sync': './sync.js', default: './node.js' }, default: './default.js' },
    './missing': './does-not-exist.js',
    './dir': './lib',
    './noext': './lib/one',
    './package.json': './package.json',
    './encoded': './with%20space.js',
    './slash': './lib%2fone.js',
    './none': { nope: './x.js' },
  },
});
for (const name of ['sub.js', 'sync.js', 'node.js', 'default.js', 'lib/one.js', 'lib/two.js', 'lib/private/secret.js', 'main.cjs', 'with space.js']) {
  write(`node_modules/full/${name}`, `module.exports = ${JSON.stringify(name)}`);
}
write('node_modules/full/main.mjs', 'export default "main.mjs"');
write('node_modules/@scope/name/package.json', { name: '@scope/name', exports: './index.js' });
write('node_modules/@scope/name/index.js', 'module.exports = "scoped"');
write('node_modules/plain/package.json', { name: 'plain', main: 'main' });
write('node_modules/plain/main.js', 'module.exports = "plain main"');
write('node_modules/plain/other.js', 'module.exports = "plain other"');
write('node_modules/mixed/package.json', { exports: { '.': './a.js', 'import': './b.js' } });
write('node_modules/numeric/package.json', { exports: { '.': { 0: './a.js' } } });
write('node_modules/indexed/index.js', 'module.exports = "indexed"');
write('own/package.json', {
  name: 'own',
  exports: { '.': './main.js', './feature': './feature.js' },
  imports: {
    '#dep': 'plain', '#local': './feature.js', '#pattern/*': './*.js', '#cond': { node: './feature.js', default: './main.js' },
    '#missing': 'no-such-package', '#up': '../x.js', '#null': null,
  },
});
write('own/main.js', 'module.exports = "own main"');
write('own/feature.js', 'module.exports = "own feature"');

const specifiers = [
  'full', 'full/sub', 'full/sub.js', 'full/deep/one', 'full/deep/two.js', 'full/deep/private/secret', 'full/deep/../one', 'full/fallback',
  'full/outside', 'full/abs', 'full/bad', 'full/number', 'full/conditions', 'full/missing', 'full/dir', 'full/noext', 'full/package.json',
  'full/encoded', 'full/slash', 'full/none', 'full/', 'full/unknown', '@scope/name', '@scope/name/sub', '@scope', 'plain', 'plain/other', 'plain/other.js', 'mixed', 'numeric', 'indexed',
];
const ownSpecifiers = ['own', 'own/feature', 'own/other', '#dep', '#local', '#pattern/feature', '#cond', '#missing', '#up', '#null', '#unknown', '#', '#/x'];

function describe(error) {
  return `${error.name} ${error.code} ${local(error.message)}`;
}

async function main() {
  for (const [file, list] of [['main.js', specifiers], ['own/main.js', ownSpecifiers]]) {
    const require = createRequire(path.join(root, file));
    for (const specifier of list) {
      try {
        console.log('require', specifier, local(require.resolve(specifier)), require(specifier));
      } catch (error) {
        console.log('require', specifier, describe(error), 'path', local(error.path));
      }
    }
    const importer = file.replace(/js$/, 'mjs');
    write(importer, 'export const load = (s) => import(s); export const resolve = import.meta.resolve;');
    const { load, resolve } = await import(pathToFileURL(path.join(root, importer)));
    for (const specifier of list) {
      try {
        console.log('import', specifier, local(resolve(specifier)), (await load(specifier)).default);
      } catch (error) {
        console.log('import', specifier, describe(error));
      }
    }
  }
}
main();
