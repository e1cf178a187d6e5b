'use strict';
// Packages put archives or memory in place of the file system (Yarn's PnP, memfs, pkg) by replacing functions of `fs`. The loaders
// read files and follow symbolic links through what stands there: `fs.readFileSync` and `fs.realpathSync`.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'replaced-fs-')));
const write = (name, text) => {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), text);
};
write('data.json', '{"from":"disk"}');
write('common.js', 'module.exports = "disk"; exports.marker;');
write('esm.mjs', 'export default "disk";');
write('typed.ts', 'const from: string = "disk"; module.exports = from;');
write('node_modules/pack/package.json', '{"main":"lib/main.js"}');
write('node_modules/pack/lib/main.js', 'module.exports = "disk";');
write('package.json', '{"name":"own","exports":"./common.js","imports":{"#inside":"./typed.ts"}}');
write('own.js', 'module.exports = [require("own"), require("#inside")];');
write('elsewhere/target.js', 'module.exports = __filename;');
fs.symlinkSync(path.join(folder, 'elsewhere/target.js'), path.join(folder, 'link.js'));
write('elsewhere/imported.mjs', 'export default import.meta.url;');
fs.symlinkSync(path.join(folder, 'elsewhere/imported.mjs'), path.join(folder, 'link.mjs'));

const { readFileSync, realpathSync } = fs;
const shown = (name) => String(name).replaceAll(folder, '');
const calls = [];
let answer = (text) => text;

fs.readFileSync = function(name, options) {
  calls.push(['readFileSync', this === fs, name?.constructor.name, shown(name), options]);
  const text = Reflect.apply(readFileSync, this, arguments);
  return typeof text === 'string' ? answer(text) : Buffer.from(answer(text.toString()));
};
fs.realpathSync = function(name, options) {
  calls.push(['realpathSync', this === fs, shown(name), typeof options]);
  return Reflect.apply(realpathSync, this, arguments);
};

function tell(what, value) {
  console.log(what, value);
  for (const call of calls.splice(0)) console.log('  ', ...call);
}

const request = (name) => path.join(folder, name);
const file = (name, suffix = '') => pathToFileURL(request(name)).href + suffix;

(async () => {
  answer = (text) => text.replace('"disk"', '"replacement"');
  tell('json', require(request('data.json')));
  tell('again', require(request('data.json')));
  tell('js', require(request('common')));
  tell('require of esm', require(request('esm.mjs')).default);
  tell('ts', require(request('typed.ts')));
  tell('package', require.resolve('pack', { paths: [folder] }).replace(folder, ''));
  tell('package', require(request('node_modules/pack')));
  tell('self and imports', require(request('own.js')));
  tell('link', shown(require(request('link.js'))));
  try {
    require(request('missing'));
  } catch (error) {
    tell('missing', error.code);
  }

  tell('import esm', (await import(file('esm.mjs', '?1'))).default);
  tell('import json', (await import(file('data.json', '?1'), { with: { type: 'json' } })).default);
  tell('import common', Object.entries(await import(file('common.js'))));
  tell('import link', shown((await import(file('link.mjs'))).default));

  answer = () => {
    throw Object.assign(new Error('refused'), { code: 'MINE' });
  };
  delete require.cache[request('data.json')];
  try {
    require(request('data.json'));
  } catch (error) {
    tell('json', error.code);
  }
  await import(file('esm.mjs', '?2')).catch((error) => tell('import', error.code));

  // The files that resolution finds are those of the real disk; where the links lead is for the replacement to say.
  answer = (text) => text;
  fs.realpathSync = (name) => (name === request('link.js') ? request('common.js') : name);
  tell('led elsewhere', shown(require.resolve('./link.js', { paths: [folder] })));
})().finally(() => {
  Object.assign(fs, { readFileSync, realpathSync });
  fs.rmSync(folder, { recursive: true });
});
