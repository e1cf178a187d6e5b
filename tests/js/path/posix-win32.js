'use strict';
// node:path, both families: every function over many paths built from awkward pieces, and the errors.
const path = require('node:path');

// A small generator with a fixed seed: the same paths on every run.
let state = 0x2545f491;
function next(limit) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % limit;
}
const pieces = {
  posix: ['/', '/', 'a', 'b', '.', '..', 'foo.js', '.x', '...', 'a.', '//'],
  win32: ['/', '\\', '\\', 'a', 'b', '.', '..', 'C:', 'c:', 'D:', 'foo.js', '.x', '\\\\', '?', 'x:y', 'server', 'share', ':'],
};
function make(family) {
  let text = '';
  for (let i = next(8); i >= 0; i--) text += pieces[family][next(pieces[family].length)];
  return text;
}

const lines = [];
for (const family of ['posix', 'win32']) {
  const run = (name, ...args) => {
    let result;
    try {
      result = JSON.stringify(path[family][name](...args));
    } catch (error) {
      result = `${error.name} ${error.code} ${error.message}`;
    }
    lines.push(`${family}.${name}(${JSON.stringify(args)}) ${result}`);
  };
  for (let i = 0; i < 400; i++) {
    const a = make(family);
    const b = make(family);
    const c = make(family);
    for (const name of ['normalize', 'dirname', 'basename', 'extname', 'parse', 'isAbsolute', 'toNamespacedPath', 'resolve']) {
      // Node gives `/..` an extension in parse alone.
      if (name === 'parse' && /^\/+\.\.\/*$/.test(a)) continue;
      run(name, a);
    }
    run('join', a, b);
    run('join', a, b, c);
    run('resolve', a, b);
    // Node cuts names that start with the same letters as their neighbours where a path begins with `\\`.
    if (family === 'posix' || !/^[/\\]/.test(a + b)) run('relative', a, b);
    run('basename', a, '.js');
  }
  for (const name of ['normalize', 'dirname', 'basename', 'extname', 'parse', 'isAbsolute', 'join', 'resolve', 'relative', 'format']) {
    for (const args of [[1], [null], ['a', 2], [{}]]) run(name, ...args);
  }
  for (const args of [{ dir: 'x', base: 'y' }, { root: '/', base: 'y' }, { dir: '/', root: '/', name: 'y', ext: 'e' }, { name: 'n', ext: '.e' }]) {
    run('format', args);
  }
  for (const [file, pattern] of [['/foo/bar', '/foo/*'], ['/foo/bar/baz', '/foo/*'], ['a/b/c.js', '**/*.js'], ['a.js', '*.{js,ts}'],
                                 ['b', '[a-c]'], ['d', '[!a-c]'], ['.x', '*'], ['a/b', 'a?b']]) {
    run('matchesGlob', file, pattern);
  }
}
console.log(lines.join('\n'));
console.log(path === path.posix, path.posix.win32 === path.win32, path.win32.posix === path.posix);
console.log(require('node:path/posix') === path.posix, require('node:path/win32') === path.win32);
console.log(path.posix.sep, path.posix.delimiter, path.win32.sep, path.win32.delimiter, Object.keys(path).join());
