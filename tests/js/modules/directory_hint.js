// import() of a directory by its URL: the error says what require() would have found.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const { pathToFileURL } = require('url');

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'hint-')));
for (const [name, files] of Object.entries({ main: { 'package.json': '{"main":"m.js"}', 'm.js': '' }, index: { 'index.js': '' }, bare: {} })) {
  fs.mkdirSync(path.join(root, name));
  for (const [file, text] of Object.entries(files)) fs.writeFileSync(path.join(root, name, file), text);
}
(async () => {
  for (const name of ['main', 'index', 'bare', 'main/']) {
    await import(`${pathToFileURL(root)}/${name}`).catch(({ code, message }) => console.log(code, message.replaceAll(root, '').replaceAll(__filename, '')));
  }
  console.log([undefined, null, 5, {}, 'fs', 'node:fs', 'none'].map((name) => require('module').isBuiltin(name)));
  fs.rmSync(root, { recursive: true });
})();
