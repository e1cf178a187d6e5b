// Source maps: --enable-source-maps and its switches, module.findSourceMap(), module.SourceMap, stacks and uncaught errors in the
// places of the original. Mappings here end in a separator or a name: without, Node reads the last entry's name past the end.
'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { SourceMap, findSourceMap, getSourceMapsSupport, setSourceMapsSupport } = require('node:module');
const os = require('node:os');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'source-maps-')));
const shown = (text) => `${text}`.replaceAll(directory, '<dir>');
const attempt = (label, run) => {
  try {
    console.log(label, run());
  } catch (error) {
    console.log(label, 'threw', error.name, error.code, error.message);
  }
};

// original.ts, line 3: `  throw new Error(...)`; generated line 1.
const original = 'type T = 1;\nexport function fail(): never {\n  throw new Error("mapped");\n}\n';
const generated = 'exports.fail = function fail() { throw new Error("mapped"); };\n';
const map = {
  version: 3, sourceRoot: '', sources: ['original.ts'], names: ['originalName'], mappings: 'AACAA,iCACEA',
};
const write = (name, text) => fs.writeFileSync(path.join(directory, name), text);
fs.mkdirSync(path.join(directory, 'node_modules'));
write('original.ts', original);
write('node_modules/original.ts', original);
write('external.js', `${generated}//# sourceMappingURL=external.js.map\n`);
write('external.js.map', JSON.stringify(map));
const inline = Buffer.from(JSON.stringify({ ...map, sourcesContent: [original] })).toString('base64');
write('inline.js', `${generated}//# sourceMappingURL=data:application/json;charset=utf-8;base64,${inline}`);
write('node_modules/dependency.js', `${generated}//# sourceMappingURL=data:application/json;base64,${inline}`);
write('module.mjs', `${generated.replace('exports.fail =', 'export')}//# sourceMappingURL=external.js.map\n`);
write('missing.js', `${generated}//# sourceMappingURL=nowhere.map`);
write('broken.js', `${generated}//# sourceMappingURL=data:application/json;base64,e30=`);
write('main.js', 'require("./external.js").fail()');

function firstFrame(run) {
  try {
    run();
  } catch (error) {
    return shown(error.stack.split('\n')[1].trim());
  }
}
const load = (name) => require(path.join(directory, name)).fail;

console.log(process.sourceMapsEnabled, getSourceMapsSupport(), findSourceMap(path.join(directory, 'external.js')));
console.log('off', firstFrame(load('external.js')));
delete require.cache[path.join(directory, 'external.js')];

setSourceMapsSupport(true);
console.log(process.sourceMapsEnabled, getSourceMapsSupport());
for (const name of ['external.js', 'inline.js', 'node_modules/dependency.js', 'missing.js', 'broken.js']) {
  console.log(name, firstFrame(load(name)));
  const found = findSourceMap(path.join(directory, name));
  console.log(found === undefined ? 'no map' : shown(JSON.stringify([found instanceof SourceMap, found.payload.sources, found.lineLengths])));
}
attempt('by URL', () => findSourceMap(pathToFileURL(path.join(directory, 'inline.js')).href) === findSourceMap(path.join(directory, 'inline.js')));

const prepared = Error.prepareStackTrace;
Error.prepareStackTrace = (error, trace) => ['at', `${trace[0].getFileName()}:${trace[0].getLineNumber()}`];
attempt('a program that formats stacks gets the generated places', () => firstFrame(() => {
  try {
    load('inline.js')();
  } catch (error) {
    throw { stack: error.stack.join('\n') };
  }
}));
Error.prepareStackTrace = prepared;

const code = `globalThis.made = () => { throw new Error("made"); }\n//# sourceURL=${directory}/made.js\n//# sourceMappingURL=data:application/json;base64,${inline}`;
setSourceMapsSupport(true, { nodeModules: true, generatedCode: true });
console.log(getSourceMapsSupport());
(0, eval)(code);
console.log('eval', firstFrame(made));
new Function(code)();
console.log('Function', firstFrame(made));
delete require.cache[path.join(directory, 'node_modules/dependency.js')];
console.log('dependency', firstFrame(load('node_modules/dependency.js')));
process.setSourceMapsEnabled(false);
console.log(getSourceMapsSupport(), firstFrame(load('inline.js')), eval('1 + 1'));
process.setSourceMapsEnabled(true);
console.log(getSourceMapsSupport());

for (const given of [[], [1], [true, 1], [true, { nodeModules: 1 }], [true, { generatedCode: 'x' }]]) {
  attempt('support', () => setSourceMapsSupport(...given));
}
attempt('payload', () => new SourceMap(1));
attempt('no sources', () => new SourceMap({}));
const payload = { version: 3, sources: ['x.js', 'y.js'], sourceRoot: 'root', names: ['n'], mappings: 'AAAAA,ICAC,I;;AACA' };
const made1 = new SourceMap(payload, { lineLengths: [9, 0, 4] });
console.log(made1.payload !== payload, JSON.stringify(made1.payload) === JSON.stringify(payload), made1.lineLengths);
for (const place of [[0, 0], [0, 3], [0, 4], [0, 100], [1, 0], [2, 0], [50, 50], [-1, 0]]) {
  const { name, ...entry } = made1.findEntry(...place);
  console.log(place, entry, made1.findOrigin(place[0] + 1, place[1] + 1).lineNumber);
}
const sections = new SourceMap({ version: 3, sections: [
  { offset: { line: 0, column: 0 }, map: { version: 3, sources: ['a.js'], names: [], mappings: 'AAAA' } },
  { offset: { line: 1, column: 2 }, map: { version: 3, sources: ['b.js'], names: [], mappings: 'AAAA,CAAC,' } },
] });
console.log(sections.findEntry(0, 5), sections.findEntry(1, 1).originalSource, sections.findEntry(1, 3));

// Frames of every kind: a constructor, a method, one without a name, an asynchronous one.
const kinds = `class C { constructor() { throw new Error('k') } static s() { throw new Error('k') } get g() { throw new Error('k') } #p() { throw new Error('k') } p() { this.#p() } ['a b']() { throw new Error('k') } }
exports.kinds = [() => new C(), () => C.s(), () => C.prototype.g, () => C.prototype['a b'](), exports.later = function one() { throw new Error('k') }, () => exports.later(), () => new (class extends C { constructor() { super(0); } })(), () => { class D { #p() { throw new Error('k') } p() { this.#p() } } new D().p(); }, () => [1].map(() => { throw new Error('k') }), async () => { await 1; throw new Error('k') }, { m: async function() { await this.n() }, n: async () => { await 1; throw new Error('k') } }];
`;
const everyLine = (mappings) => Buffer.from(JSON.stringify({ version: 3, sources: ['o.ts'], names: ['x'], mappings })).toString('base64');
write('kinds.js', `${kinds}//# sourceMappingURL=data:application/json;base64,${everyLine('AAAA;AACA;')}`);
const kindsOf = require(path.join(directory, 'kinds.js')).kinds;
const trace = (error) => console.log(shown(error.stack.split('\n').filter((line) => line.includes('o.ts')).join('\n')));
for (const kind of kindsOf) {
  try {
    if (typeof kind === 'function') Promise.resolve(kind()).catch(trace); else kind.m().catch(trace);
  } catch (error) {
    trace(error);
  }
}

const child = spawnSync(process.execPath, ['--enable-source-maps', path.join(directory, 'main.js')], { encoding: 'utf8' });
console.log(child.status, shown(child.stderr.split('\n').slice(0, 6).join('\n')));

import(path.join(directory, 'module.mjs')).then(({ fail }) => {
  console.log('module', firstFrame(fail));
  fs.rmSync(directory, { recursive: true });
});
