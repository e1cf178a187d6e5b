'use strict';
// glob: patterns, what they find, exclusion, file types. Results are sorted: their order is the file system's.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fs-glob-')));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
process.chdir(folder);
const clean = (text) => text.replaceAll(folder, 'FOLDER').replaceAll(path.basename(folder), 'BASE');

for (const file of ['a.js', 'b.txt', '.hidden', '.hid/x.js', 'a/b/c.js', 'a/b/d.JS', 'a/.dot/e.js', 'a/f.txt', 'x y/z.js',
                    '[br]/q.js', 'a/b/c/d/e.js', 'foo-1.md', 'foo-12.md', 'foo-a.md', 'bar.md', 'n1', 'n2', 'n10']) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, '');
}
fs.symlinkSync('a', 'link');
fs.symlinkSync('nowhere', 'broken');
fs.symlinkSync('..', 'a/up');

function glob(patterns, options) {
  try {
    const found = fs.globSync(patterns, options);
    console.log(clean(JSON.stringify(patterns)), found.map((each) => clean(
      typeof each === 'string' ? each : `${each.parentPath}|${each.name}|${each.isDirectory()}`)).sort().join(' '));
  } catch (error) {
    console.log(clean(JSON.stringify(patterns)), error.code, error.message);
  }
}

for (const patterns of [
  '*', '**', '**/*', '**/*.js', 'a/**', 'a/**/', 'a/**/*', '*/', '*/*', './*', './a/../*.js',
  `../${path.basename(folder)}/*.js`, `${folder}/*.js`, '{a,b}*', 'a/{b,c}/*', 'n{1..3}', 'n{01..10..3}', '{a..c}.js',
  'foo-[0-9].md', 'foo-[!0-9].md', 'foo-[^0-9].md', 'foo-+([0-9]).md', '@(foo|bar)*.md', '!(foo*)', '*(a|b).js', '?(x)a.js',
  '.*', '.hid/*', '**/.*', '**/.dot/*', '[[]br]/*', '\\[br\\]/*', 'x y/*', 'link/*', 'link/**', 'link/**/*.js', '**/up/*',
  'a/up/*', 'broken', 'nope', 'nope/*', '', '.', '..', './', '/', 'a', 'a/', 'a//b/*', 'a/./b/*', 'a/b/../b/*', '**/b/**',
  '**/b/**/*.js', 'a/**/b/**/*.js', '**/*/', '**/**/*.js', '[a-c].js', '[[:alpha:]].js', '[[:digit:]]', '*.{js,txt}',
  '*.!(js)', 'a.js/', 'a.js/*', 'a.js/**', 'foo-?.md', 'foo-??.md', '#a', '!a', '**/c.js', '**/*.JS', ['*.js', '*.txt'],
  ['*.js', 'a.js'], '**/d/../d/*', '{,a/}*.js', '{a,b', 'a/b/c{,/d}/*', '+(a)/+(b)/*.js', './**/*.md', '**/./*.md',
  'a/**/..', 'a/*/../*', 'n[12]', 'n[2-1]', '[', '*.m[d', 'n@(1|10|x)', '{foo-1,b{a,o}r}.md', '**.js', 'a**', 'a/b*/c.js',
]) glob(patterns);

glob('**/*.js', { exclude: (name) => name === 'b' });
glob('**/*.js', { exclude: ['a/**'] });
glob('**/*.js', { exclude: ['**/b/*'] });
glob('**/*.js', { exclude: ['a'] });
glob('**', { exclude: ['a/b'] });
glob('**/*', { exclude: ['**/*.js'] });
glob('*', { withFileTypes: true });
glob('**/*.js', { withFileTypes: true });
glob('**/*.js', { withFileTypes: true, exclude: (entry) => entry.name === 'b' });
glob('a', { withFileTypes: true });
glob('*', { cwd: 'a' });
glob('*', { withFileTypes: true, cwd: 'a' });
glob('**', { cwd: 'a/b' });
glob('../*', { cwd: 'a' });
glob('*', { cwd: pathToFileURL(`${folder}/a`) });
glob('*', { cwd: 'nope' });
glob('**/*.js', { followSymlinks: true, exclude: (name) => name === 'up' });
glob('*', { exclude: 5 });
glob('*', { exclude: [5] });
glob('*', { cwd: 5 });
glob('*', 5);
glob([5]);
glob(5);

(async () => {
  console.log((await Array.fromAsync(fs.promises.glob('**/*.js'))).sort().join(' '));
  fs.glob('**/*.md', { exclude: (name) => name.includes('foo') }, (error, found) => console.log(error, found));
  for (const [name, pattern] of [['a/b.js', '**/*.js'], ['a/b.js', '*.js'], ['.x', '*'], ['a/.x/b', '**'], ['b', '{a,b}'], ['a', 'A']]) {
    console.log(name, pattern, path.matchesGlob(name, pattern), path.win32.matchesGlob(name.replace('/', '\\'), pattern));
  }
})();
