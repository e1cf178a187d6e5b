'use strict';
// Reports of NODE_V8_COVERAGE carry the source maps of the modules that were loaded, in "source-map-cache": c8 and others tell
// by them what ran of the original text. Which comment names a map, and what its sources are relative to.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'coverage-maps-')));
const map = (more) => JSON.stringify({ version: 3, sources: ['x.ts'], names: ['a'], mappings: 'AAAAA', ...more });
const inline = `data:application/json;base64,${Buffer.from(map()).toString('base64')}`;
const text = 'exports.a = 1;\n';
const files = {
  'inline.js': `${text}//# sourceMappingURL=${inline}\n`,
  'file.js': `${text}\n//# sourceMappingURL=file.js.map\n\n`,
  'file.js.map': map({ sourcesContent: ['let a'] }),
  'root.js': `${text}//# sourceMappingURL=root.js.map`,
  'root.js.map': map({ sourceRoot: 'src' }),
  'folder.js': `${text}//@ sourceMappingURL=folder.js.map\n`,
  'folder.js.map': map({ sourceRoot: '../src/' }),
  'module.mjs': 'export const a = 1;\n//# sourceMappingURL=file.js.map\n',
  'missing.js': `${text}//# sourceMappingURL=nowhere.map\n`,
  'broken.js': `${text}//# sourceMappingURL=broken.map\n`,
  'broken.map': '{',
  'remote.js': `${text}//# sourceMappingURL=https://example.test/a.map\n`,
  'none.js': text,
  'more-than-a-URL.js': `${text}//# sourceMappingURL=file.js.map and more\n`,
  'last-counts.js': `${text}//# sourceMappingURL=file.js.map\n//# sourceMappingURL=file.js.map x\n`,
  'block.js': `${text}/*# sourceMappingURL=file.js.map */\n`,
  'in-a-string.js': 'exports.a = "//# sourceMappingURL=file.js.map";\n',
  'node_modules/dependency/index.js': `${text}//# sourceMappingURL=../../file.js.map\n`,
  'main.js': `
    for (const name of fs.readdirSync(__dirname)) if (/js$/.test(name) && name !== 'main.js') require('./' + name);
    require('dependency');
    const { findSourceMap, getSourceMapsSupport } = require('node:module');
    console.log(getSourceMapsSupport().enabled, findSourceMap(__dirname + '/file.js').payload.sources.length);
  `.replace('for', 'const fs = require("node:fs"); for'),
};
for (const [name, content] of Object.entries(files)) {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), content);
}

const run = (script) => {
  const directory = path.join(root, 'reports');
  const { stdout, stderr } = spawnSync(process.execPath, [path.join(root, script)], {
    encoding: 'utf8', env: { ...process.env, NODE_V8_COVERAGE: directory },
  });
  console.log('---', script, stdout, stderr);
  for (const file of fs.readdirSync(directory)) {
    const report = JSON.parse(fs.readFileSync(path.join(directory, file)));
    console.log(Object.keys(report).sort(), JSON.stringify(report['source-map-cache'], null, 1)?.replaceAll(pathToFileURL(root).href, ''));
  }
  fs.rmSync(directory, { recursive: true });
};
run('none.js');
run('main.js');
fs.rmSync(root, { recursive: true });
