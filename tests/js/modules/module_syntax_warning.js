// A file that is CommonJS by its name or its package and reads as an ES module: a warning says what to do, at once, before the error.
// Not for other errors of syntax; and where the syntax decides, `require` says nothing.
'use strict';
const fs = require('node:fs');
const { Module } = require('node:module');
const os = require('node:os');
const path = require('node:path');

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'module-syntax-')));
const shown = (text) => text.replaceAll(root, '<dir>');
process.removeAllListeners('warning');
process.on('warning', ({ name, code, message }) => console.log('  warning', name, code, shown(message)));

function attempt(label, run) {
  console.log(label);
  try {
    console.log('  loaded', run());
  } catch (error) {
    console.log('  threw', error.name, shown(error.message));
  }
}

fs.mkdirSync(path.join(root, 'typeless'));
fs.writeFileSync(path.join(root, 'typeless/package.json'), '{}');
fs.writeFileSync(path.join(root, 'package.json'), '{ "type": "commonjs" }');
const texts = {
  'export.js': 'export const a = 1;',
  'import.cjs': 'import "./export.js";',
  'meta.js': 'console.log(import.meta.url);',
  'await.js': 'await 1;',
  'redeclares.js': 'const require = 1; await 1;',
  'both.js': 'export const a = 1; const b = ;',
  'plain.js': 'const b = ;',
  'typeless/export.cjs': 'export const a = 1;',
  'typeless/export.js': 'export const a = 1;',
  'typeless/plain.js': 'const b = ;',
};
for (const [name, text] of Object.entries(texts)) {
  fs.writeFileSync(path.join(root, name), text);
  attempt(name, () => require(path.join(root, name)));
}
attempt('once more', () => require(path.join(root, 'export.js')));
attempt('_compile', () => new Module('x')._compile('export default 1', path.join(root, 'x.js'), 'commonjs'));
process.emitWarning = () => console.log('  replaced');
attempt('process.emitWarning has no say', () => require(path.join(root, 'export.js')));
fs.rmSync(root, { recursive: true });
