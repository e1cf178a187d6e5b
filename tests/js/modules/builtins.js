// The names of built-in modules: what is listed, what counts as built in, what node:module has.
'use strict';
const Module = require('module');

console.log(Module.builtinModules);
console.log(Object.isFrozen(Module.builtinModules), Module === Module.Module, Module.prototype.constructor === Module);
for (const id of ['fs', 'node:fs', 'fs/promises', 'test', 'node:test', 'sqlite', 'node:sqlite', 'node:nope', 'nope', '', 'internal/util', '_stream_readable', 'sys', 'node:util/types']) {
  console.log(JSON.stringify(id), Module.isBuiltin(id));
}
for (const id of ['assert/strict', 'path/posix', 'path/win32', 'timers/promises', 'stream/promises', 'stream/web', 'stream/consumers', 'util/types', 'fs/promises', 'process', 'console', 'punycode']) {
  console.log(id, typeof require(id), require(id) === require(`node:${id}`));
}
console.log(require('util/types') === require('util').types, require('fs/promises') === require('fs').promises, require('process') === process, require('console') === console,
  require('path/posix') === require('path').posix, require('assert/strict') === require('assert').strict);
for (const id of ['internal/util', 'node:internal/util', 'node:sys/x', 'test', 'sqlite']) {
  try {
    require(id);
  } catch (error) {
    console.log(id, error.name, error.code);
  }
}
console.log(Object.keys(Module).sort());
console.log(Object.keys(require('module').constants), Module.constants.compileCacheStatus);
console.log(Module.wrapper[0], JSON.stringify(Module.wrapper[1]), Module.wrap('x') === Module.wrapper.join('x').replace(',', ''));
console.log(Module.getSourceMapsSupport(), Module.findSourceMap('x'));
console.log(Module._nodeModulePaths('/a/b/node_modules/c/d'), Module._nodeModulePaths('/'), Module._nodeModulePaths('/node_modules'));
console.log(Module._resolveLookupPaths('./x', { id: 'a', filename: '/a/b.js', paths: [] }), Module._resolveLookupPaths('fs', null));
for (const value of ['./relative', 'http://example.com', undefined, 1, {}, new URL('http://example.com')]) {
  try {
    Module.createRequire(value);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
for (const value of ['/x/y.js', 'file:///x/y.js', new URL('file:///x/y.js'), '/x/y/']) {
  const require = Module.createRequire(value);
  console.log(require.resolve.paths('a')[0], require.main === module);
}
