'use strict';
// util.styleText, parseEnv, diff, MIMEType, and names of system errors.

const util = require('node:util');

const attempt = (f) => {
  try {
    console.log(JSON.stringify(f()));
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};

const plain = { validateStream: false };
for (const format of ['red', 'bold', 'dim', 'none', '#ff0000', '#abc', ['bold', 'red'], ['red', 'dim'], [], 'bgCyan', 'grey', 'reset']) {
  for (const text of ['x', 'a\u001b[39mb', 'a\u001b[22mb', '\u001b[31mred\u001b[39m', '\u001b[1mq\u001b[22m rest']) {
    attempt(() => util.styleText(format, text, plain));
  }
}
for (const args of [['nope', 'x'], ['red', 5], ['red', 'x', 5], ['red', 'x', { stream: 5 }], ['red', 'x', { validateStream: 5 }], ['#zzz', 'x'], [5, 'x']]) {
  attempt(() => util.styleText(...args));
}

for (const text of [
  'A=1\nB="x y"\n#c\nexport C=\'q\'\nD=`a\nb`\nE=a #c\nF="a\\nb"\nG=\nH= x \n', 'I="unterminated\nJ=1', 'K=1=2\n L = v\nM="a" trailing',
  'N=#x\nO=a#b\nP\nQ="a#b"\nR=\t\tz', 'A=1\r\nB=2\r\n', "S='a\\nb'", '', '\n\n# only\n', 'EMPTY=""\nNEXT=1', 'URL=http://a/b?c=d',
]) attempt(() => util.parseEnv(text));
attempt(() => util.parseEnv(5));

for (const [a, b] of [['ab', 'ac'], ['a\nb\nc', 'a\nc\nd'], [['a', 'b'], ['b']], ['', 'x'], ['same', 'same'], [1, 2], [[1], [2]], [['a'], 'a']]) {
  attempt(() => util.diff(a, b));
}

const { MIMEType, MIMEParams } = util;
for (const text of [
  'text/html; charset=utf-8;q="a b"', 'TEXT/HTML ; Charset="UTF-8"', 'text', '/x', 'a/', 'a b/c', 'a/b c', 'a/b;c', 'a/b;c=;d=1',
  'a/b;=x;c="q\\"w"', 'a/b;x=1;x=2', 'a/b;c="\\q";d="unterminated', 'a/b;c="";d=e f;g= h', 5,
]) {
  attempt(() => {
    const type = new MIMEType(text);
    return [`${type}`, type.type, type.subtype, type.essence, [...type.params]];
  });
}
attempt(() => { const t = new MIMEType('a/b'); t.type = 'C'; t.subtype = 'd'; t.params.set('X', 'y z'); return t; });
attempt(() => { const t = new MIMEType('a/b'); t.type = ''; });
attempt(() => { new MIMEParams().set('a b', 'c'); });
attempt(() => { new MIMEParams().set('a', '\u0100'); });

for (const errno of [-2, -1, -13, -4094, -99999, 5, 'a', 1.5]) {
  attempt(() => util.getSystemErrorName(errno));
  attempt(() => util.getSystemErrorMessage(errno));
}
const map = util.getSystemErrorMap();
console.log(map.size, [...map].sort((x, y) => x[0] - y[0]).map(([n, [name, text]]) => `${n} ${name} ${text}`).join('\n'));
