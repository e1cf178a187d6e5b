'use strict';
// All of the legacy functions that parse a string warn of url.parse(), once a process; what only parses inside an object does not.
const { spawnSync } = require('node:child_process');

const EXPRESSIONS = [
  "url.parse('http://a/b')", "url.resolve('http://a/b', 'c')", "url.resolveObject('http://a/b', 'c')", "url.resolveObject('', 'c')",
  "url.format('http://a/b')", "url.format({ host: 'a' })", "new url.Url().parse('http://a/b')", "new url.Url().resolve('http://a/b')",
  "new url.Url().resolveObject('http://a/b')",
];
const script = `const url = require('node:url');
process.on('warning', ({ code }) => console.log(code));
`;
for (const expression of EXPRESSIONS) {
  const { stdout } = spawnSync(process.execPath, ['-e', `${script}${expression};${expression};`], { encoding: 'utf8' });
  console.log(expression, '->', stdout.trim());
}
