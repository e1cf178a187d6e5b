// README.md says what is proven where: the tests that it names are there, and it names every test of these folders.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const tests = ['c', 'cpp', 'rust'].flatMap((folder) => fs.readdirSync(path.join(root, folder))
  .filter((name) => /^[^_].*\.js$/.test(name)).map((name) => `${folder}/${name}`));

const text = fs.readFileSync(path.join(root, 'README.md'), 'utf8');
// A name without a folder is of c/; a star stands for anything.
const named = [...text.matchAll(/`((?:c|cpp|rust)\/)?([\w*-]+\.js)`/g)].filter(([, , name]) => name !== 'build.js')
  .map(([, folder = 'c/', name]) => new RegExp(`^${folder}${name.replace('.', '\\.').replace('*', '.*')}$`));

assert(tests.length > 50 && named.length > 50);
assert.deepStrictEqual(named.filter((pattern) => !tests.some((test) => pattern.test(test))), []);
assert.deepStrictEqual(tests.filter((test) => test !== 'c/readme.js' && !named.some((pattern) => pattern.test(test))), []);
