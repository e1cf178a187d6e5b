// CommonJS: the module object, the cache, circular loads, JSON, directories, errors.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const Module = require('module');

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'modules-')));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));
function write(name, text) {
  const file = path.join(root, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  return file;
}
const local = (text) => String(text).replaceAll(root, 'ROOT');
function attempt(label, run) {
  try {
    console.log(label, run());
  } catch (error) {
    console.log(label, 'threw', error.name, error.code, local(error.message), Object.keys(error), error.requireStack?.map(local));
  }
}
const requireRoot = Module.createRequire(path.join(root, 'main.js'));

// What a module sees of itself.
write('self.js', `
  module.exports = [typeof exports, typeof require, typeof module, __filename, __dirname, this === module.exports || this === exports,
    module.id, module.filename, module.loaded, module.children.length, module.paths.length, arguments.length,
    module.parent === undefined ? 'no parent' : module.parent === null ? 'null' : module.parent.filename, require.main === process.mainModule,
    Object.keys(module), module.path, typeof module.require, module instanceof require('module'), module.isPreloading];
`);
console.log(local(JSON.stringify(requireRoot('./self.js'))));
console.log(module.id, module.parent, require.main === module, Object.keys(require).sort(), require.extensions === Module._extensions,
  require.cache === Module._cache, typeof require.resolve.paths);

// Identity, cache, children.
write('counter.js', 'globalThis.count = (globalThis.count || 0) + 1; exports.count = globalThis.count;');
console.log(requireRoot('./counter') === requireRoot('./counter.js'), globalThis.count);
const counter = requireRoot.resolve('./counter');
console.log(requireRoot.cache[counter].loaded, requireRoot.cache[counter].exports.count);
delete requireRoot.cache[counter];
console.log(requireRoot('./counter').count);
requireRoot.cache[path.join(root, 'fake.js')] = { exports: 'replaced', loaded: true };
write('fake.js', 'throw 1');
console.log(requireRoot('./fake'));

// Circular loads.
write('a.js', 'exports.early = 1; const b = require("./b"); exports.seen = b.seen; exports.late = 2;');
write('b.js', 'const a = require("./a"); exports.seen = [a.early, a.late];');
console.log(requireRoot('./a'));

// Directories, index files, main, extensions.
write('dir/index.js', 'module.exports = "index"');
write('pkg/package.json', '{"main": "lib/entry"}');
write('pkg/lib/entry.js', 'module.exports = "entry"');
write('pkgdir/package.json', '{"main": "./lib"}');
write('pkgdir/lib/index.json', '{"kind": "json index"}');
write('noext', 'module.exports = "no extension"');
write('dir.js', 'module.exports = "file beside dir"');
write('x.foo.js', 'module.exports = "x.foo"');
for (const name of ['./dir', './dir/', './pkg', './pkgdir', './noext', './x.foo', './dir/.', './dir/../noext']) {
  attempt(name, () => requireRoot(name));
}
write('badmain/package.json', '{"main": "missing.js"}');
attempt('badmain', () => requireRoot('./badmain'));
write('badjson.json', '{"a": 1,}');
attempt('bad json', () => requireRoot('./badjson.json'));
write('bom.json', '\uFEFF{"bom": true}');
write('bom.js', '\uFEFFmodule.exports = "bom"');
write('shebang.js', '#!/usr/bin/env node\nmodule.exports = "shebang"');
for (const name of ['./bom.json', './bom', './shebang']) attempt(name, () => requireRoot(name));
write('badpkg/package.json', '{bad');
write('badpkg/index.js', '1');
attempt('bad package.json', () => requireRoot('./badpkg'));

// Errors.
for (const request of ['./missing', 'missing-package', 'missing-package/sub', 'node:missing', '', '/does/not/exist']) {
  attempt(JSON.stringify(request), () => requireRoot(request));
}
for (const value of [undefined, 1, null, {}]) attempt(String(value), () => requireRoot(value));
write('throws.js', 'exports.partial = true; throw new Error("while loading")');
attempt('throws', () => requireRoot('./throws'));
console.log(path.join(root, 'throws.js') in requireRoot.cache);
write('syntax.js', 'let x = ;');
attempt('syntax', () => requireRoot('./syntax'));
write('nested/one.js', 'require("./two")');
write('nested/two.js', 'require("./three")');
attempt('stack', () => requireRoot('./nested/one'));

// require.resolve
write('node_modules/dep/index.js', 'module.exports = "dep"');
write('elsewhere/node_modules/other/index.js', 'module.exports = "other"');
attempt('resolve', () => local(requireRoot.resolve('dep')));
attempt('resolve paths', () => local(requireRoot.resolve('other', { paths: [path.join(root, 'elsewhere')] })));
attempt('resolve relative paths', () => local(requireRoot.resolve('./index.js', { paths: [path.join(root, 'dir')] })));
attempt('resolve bad paths', () => requireRoot.resolve('other', { paths: 'x' }));
attempt('resolve builtin', () => [requireRoot.resolve('fs'), requireRoot.resolve('node:fs')]);
attempt('resolve.paths', () => local(JSON.stringify(requireRoot.resolve.paths('x').slice(0, 2))));
attempt('resolve.paths relative', () => local(requireRoot.resolve.paths('./x')));
attempt('resolve.paths builtin', () => requireRoot.resolve.paths('fs'));

// Symbolic links are followed, and the real file has one instance.
fs.symlinkSync(path.join(root, 'counter.js'), path.join(root, 'link.js'));
fs.symlinkSync(path.join(root, 'node_modules'), path.join(root, 'linked_modules'));
attempt('link', () => requireRoot('./link') === requireRoot('./counter'));
attempt('link in path', () => local(requireRoot.resolve('./linked_modules/dep')));
