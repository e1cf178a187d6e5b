// url.parse of what servers are asked for: the paths that are taken as they are, and those next to them that are not.
'use strict';
const url = require('node:url');
const inputs = [
  '/', '//', '///', '////a', '//a/b', '/a?b', '/a?b?c', '/a?', '/?', '/a?@', '/a@b?c', '/a#b', '/a\\b', '/a?b\\c', ' /a ', '/a b', '/\xe4', '/a?\xe4', '/a?x#',
  '/a\x7f', '/a%zz?%', '/"<>', '/a?"<>', '/{|}', '/a\xa0', '/^`', '/a\x01', '/a\ufeff', '/a?b c', '/[a]?[b]', '/a:80', '/a;b=1,2',
];
for (const input of inputs) {
  for (const slashesDenoteHost of [false, true]) {
    for (const withQuery of [false, true]) {
      const parsed = url.parse(input, withQuery, slashesDenoteHost);
      console.log(JSON.stringify(input), JSON.stringify(parsed), url.format(parsed));
    }
  }
}
