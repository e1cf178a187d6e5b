// What packages replace in the loader, and what must then happen: hooks on extensions, on _load, on _resolveFilename, on the
// wrapper, on the prototype, on the cache.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const Module = require('module');

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'patching-')));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));
function write(name, text) {
  const file = path.join(root, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  return file;
}
const local = (text) => String(text).replaceAll(root, 'ROOT');
const load = Module.createRequire(path.join(root, 'main.js'));

// As packages that compile on the fly do it.
write('code.lang', 'answer 42');
write('code.js', 'module.exports = "original"');
require.extensions['.lang'] = (module, filename) => {
  module._compile(`module.exports = ${fs.readFileSync(filename, 'utf8').split(' ')[1]}`, filename);
};
console.log(load('./code.lang'), Object.keys(require.extensions));
write('only.lang', 'answer 7');
console.log(load('./only'));
const originalJs = Module._extensions['.js'];
Module._extensions['.js'] = function(module, filename) {
  const compile = module._compile;
  module._compile = function(code, name, ...rest) {
    module._compile = compile;
    return module._compile(code.replace('original', 'transformed'), name, ...rest);
  };
  originalJs(module, filename);
};
console.log(load('./code.js'));
Module._extensions['.js'] = originalJs;
delete require.extensions['.lang'];
try {
  load('./fresh');
} catch (error) {
  console.log(error.code);
}

// As mocking packages do it.
const originalLoad = Module._load;
Module._load = function(request, parent, isMain) {
  if (request === 'mocked') return { mocked: true, from: local(parent.filename), isMain };
  if (request === 'fs') return 'fake fs';
  return originalLoad.apply(this, arguments);
};
write('uses-mock.js', 'module.exports = [require("mocked"), require("fs"), typeof require("node:fs")]');
console.log(load('./uses-mock.js'));
Module._load = originalLoad;

const originalResolve = Module._resolveFilename;
Module._resolveFilename = function(request, parent, isMain, options) {
  if (request.startsWith('alias:')) return path.join(root, `${request.slice(6)}.js`);
  return originalResolve.call(this, request, parent, isMain, options);
};
write('aliased.js', 'module.exports = "aliased"');
write('uses-alias.js', 'module.exports = [require("alias:aliased"), require.resolve("alias:aliased") === require("path").join(__dirname, "aliased.js")]');
console.log(load('./uses-alias.js'));
Module._resolveFilename = originalResolve;

const originalFind = Module._findPath;
const asked = [];
Module._findPath = function(request, paths, isMain) {
  asked.push(request);
  return originalFind.apply(this, arguments);
};
write('found.js', '');
load('./found.js');
Module._findPath = originalFind;
console.log(asked);

const originalNodeModulePaths = Module._nodeModulePaths;
Module._nodeModulePaths = (from) => [...originalNodeModulePaths(from), path.join(root, 'extra')];
write('extra/special.js', 'module.exports = "from extra"');
write('sub/uses-extra.js', 'module.exports = require("special")');
console.log(load('./sub/uses-extra.js'));
Module._nodeModulePaths = originalNodeModulePaths;

const originalRequire = Module.prototype.require;
const required = [];
Module.prototype.require = function(id) {
  required.push(id);
  return originalRequire.apply(this, arguments);
};
write('requires.js', 'require("path"); require("./found")');
load('./requires.js');
Module.prototype.require = originalRequire;
console.log(required);

const originalCompile = Module.prototype._compile;
Module.prototype._compile = function(content, filename, format) {
  return originalCompile.call(this, `${content}\nmodule.exports.compiled = ${JSON.stringify(path.basename(filename))}`, filename, format);
};
write('compiled.js', 'exports.a = 1');
console.log(load('./compiled.js'));
Module.prototype._compile = originalCompile;

// module.paths and module.children, by hand.
write('by-hand/dep.js', 'module.exports = "by hand"');
write('paths.js', 'module.paths.unshift(require("path").join(__dirname, "by-hand")); module.exports = require("dep")');
console.log(load('./paths.js'));
const hand = new Module('virtual', module);
hand.filename = path.join(root, 'virtual.js');
hand.paths = Module._nodeModulePaths(root);
hand._compile('module.exports = [__filename, typeof require, require("./aliased"), module.parent === arguments[2].parent]', hand.filename);
console.log(local(hand.exports), module.children.includes(hand), hand.loaded);

// The cache.
load.cache[load.resolve('./aliased')] = { id: 'x', exports: 'from the cache', loaded: true, children: [] };
console.log(load('./aliased'));
delete load.cache[load.resolve('./aliased')];
console.log(load('./aliased'));
Module._pathCache && console.log(typeof Module._pathCache, Object.keys(Module._pathCache).length > 0);

// Replaced built-in modules.
write('builtin.js', 'module.exports = [require("os").hostname(), require("node:os").hostname()]');
const hostname = os.hostname;
os.hostname = () => 'patched';
console.log(load('./builtin.js'));
Module.syncBuiltinESMExports();
import('os').then((ns) => {
  console.log(ns.hostname(), ns.default === os);
  os.hostname = hostname;
  Module.syncBuiltinESMExports();
  console.log(ns.hostname === hostname);

  // The wrapper.
  const [start, end] = Module.wrapper;
  Module.wrapper[0] = `${start}const injected = "by the wrapper"; `;
  write('wrapped.js', 'module.exports = injected');
  console.log(load('./wrapped.js'), end, Module.wrap('1').includes('injected'));
});
