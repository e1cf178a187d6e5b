// What hooks of registerHooks are told of who asks: the URL that createRequire was given, with its query, and the URL that a hook gave to
// a module that is required.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'hooks-parent-')));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));
fs.writeFileSync(path.join(root, 'leaf.cjs'), '');
fs.writeFileSync(path.join(root, 'named.cjs'), 'require("./leaf.cjs");');
registerHooks({
  resolve(specifier, context, next) {
    console.log(specifier, context.parentURL?.replace(pathToFileURL(root).href, 'ROOT'));
    const result = next(specifier, context);
    return specifier.includes('named') ? { ...result, url: `${result.url}?by=hook` } : result;
  },
});
const url = pathToFileURL(path.join(root, 'x.js')).href;
for (const from of [`${url}?a=1#b`, new URL(`${url}?c`), url, path.join(root, 'x.js'), `${root}/`, new URL('.', url)]) {
  createRequire(from).resolve('./leaf.cjs');
}
createRequire(url)('./named.cjs');
