// path.matchesGlob() asks nothing of the file system: empty parts, '.', '..' and a last slash in the path and in the pattern.
'use strict';
const path = require('node:path');

process.on('warning', () => {});

const patterns = [
  '', '.', '..', './', '/', '//', 'a', 'a/', './a', './/a', '//a', '/./a', 'a/.', 'a/b', 'a//b', 'a/./b', 'a/../b', 'a/b/', 'a/b/.', '../a',
  '../../b', 'a\\/b', '*', '*/', '*/.', '*/..', '*/*', './*', '../*', 'a/*', 'a//*', 'a/*/', '**', '**/', '/**', './**', '../**', '**/.',
  '**/..', '**/a', '**//a', '**/*', 'a/**', 'a/**/', 'a/**/b', 'a/**/*', 'a/../**', 'a/b/../**', '**/**/b', '**/b/**', '***', 'a/***', '.*',
  '?', '?(a)', '*(a)', '!(a)', '!(a)/b', 'a/?(b)', '{a/,a}b', '{,a}/b', 'a/{b,}', '{.,a}', 'C:/a',
];
const paths = [
  '', '.', '..', './', '/', '//', 'a', 'b', 'a/', 'a//', '/a', '//a', './a', '././a', './.a', '../a', '../..', '.a', 'a/.', 'a/..', 'a/b',
  'a//b', 'a/./b', 'a/../b', 'a/b/', 'a/b//', 'a/b/.', 'a/b/..', 'a/../../b', './../a', 'a/.a', 'a/b/c', 'x/a', '/a/b', 'a/**', 'a\\b',
  '...', 'c:/a', 'C:\\a',
];
for (const kind of ['posix', 'win32']) {
  for (const pattern of patterns) {
    console.log(kind, pattern, JSON.stringify(paths.filter((each) => path[kind].matchesGlob(each, pattern))));
  }
}
