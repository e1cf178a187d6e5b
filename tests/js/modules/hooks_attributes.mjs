// Hooks that answer with null for the import attributes give none: those of the import stand.
import fs from 'fs';
import os from 'os';
import path from 'path';
import { registerHooks } from 'module';
import { pathToFileURL } from 'url';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attributes-'));
fs.writeFileSync(path.join(folder, 'a.cjs'), 'exports.a = 1;');
fs.writeFileSync(path.join(folder, 'b.json'), '{ "b": 2 }');
const url = (name) => `${pathToFileURL(folder)}/${name}`;

registerHooks({
  resolve(specifier, context, next) {
    const importAttributes = specifier.includes('?json') ? { type: 'json' } : null;
    return { ...next(specifier, context), importAttributes };
  },
});
const show = (name, options) => import(url(name), options).then((module) => console.log(name, module.default), ({ code }) => console.log(name, code));
await show('a.cjs');
await show('b.json');
await show('b.json?1', { with: { type: 'json' } });
await show('b.json?json');
fs.rmSync(folder, { recursive: true });
