// An ES module that uses a variable of the CommonJS wrapper: the error says that it is an ES module, why, and what to write.
'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'scope-')));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));
function write(name, text) {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), text);
  return path.join(root, name);
}
const local = (text) => text.replaceAll(root, 'ROOT');
const show = (name) => (error) => console.log(name, error.name, error.code, local(error.message), error.stack.includes(error.message));

write('package/package.json', '{"type":"module"}');
write('tla.mjs', 'await 1');
const files = {};
for (const name of ['require', 'module', 'exports', '__filename', '__dirname', 'other']) {
  files[name] = write(`${name}.mjs`, `${name}; export {}`);
  files[`${name} package`] = write(`package/${name}.js`, `1;\n${name}`);
  files[`${name} await`] = write(`await-${name}.mjs`, `await 1; ${name}`);
}
files.detected = write('detected.js', 'require("fs"); export {}');
files.imported = write('imported.mjs', 'import "./package/require.js"');
files['imported await'] = write('imported-await.mjs', 'import "./await-require.mjs"');
files['imports await'] = write('imports-await.mjs', 'import "./tla.mjs"; require("x")');
files.own = write('own.mjs', 'throw new ReferenceError("require is not defined")');
files['other class'] = write('class.mjs', 'throw new TypeError("require is not defined")');
files['no error'] = write('none.mjs', 'throw "require is not defined"');
files['read before'] = write('read.mjs', 'const e = new ReferenceError("module is not defined"); e.stack; throw e');
files.caught = write('caught.mjs', 'try { require("x"); } catch (error) { console.log(error.message); } throw new Error("done")');
(async () => {
  for (const [name, file] of Object.entries(files)) await import(file).catch((error) => (typeof error === 'string' ? console.log(name, error) : show(name)(error)));
  for (const name of ['require', 'require package', '__dirname', 'detected']) {
    const copy = write(path.join(path.dirname(path.relative(root, files[name])), `again-${path.basename(files[name])}`), fs.readFileSync(files[name]));
    try {
      require(copy);
    } catch (error) {
      show(`required ${name}`)(error);
    }
  }
  for (const args of [[files['require package']], [files['exports await']], ['--input-type=module', '-e', 'require("x")'], ['-e', 'require("x"); await 1']]) {
    const { stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    console.log(local(args.join(' ')), status, local(stderr).split('\n').filter((line) => !/^\s+at /.test(line)).join('\n'));
  }
})();
