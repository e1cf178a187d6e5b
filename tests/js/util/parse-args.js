'use strict';
// util.parseArgs.

const { parseArgs } = require('node:util');

const show = (config) => {
  try {
    console.log(JSON.stringify(parseArgs(config)));
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
const options = {
  foo: { type: 'boolean', short: 'f' },
  bar: { type: 'string', short: 'b' },
  multi: { type: 'string', multiple: true },
  def: { type: 'string', default: 'd' },
};
for (const args of [
  ['-f', '--bar', 'b'], ['-fb', 'x'], ['-fbx'], ['--foo=1'], ['--bar'], ['--nope'], ['pos'], ['--multi', 'a', '--multi=b'],
  ['--no-foo'], ['--', '-f'], ['-f', '--', 'x'], ['--bar', '-f'], ['-b', '--foo'], ['-x'], ['--bar='], ['-b='], ['-'],
  ['--bar', '--baz'], ['-fbf'], ['--no-bar'], ['--no-foo=1'], ['--bar', '-'], ['--bar', ''], ['--multi', '-x'], ['-f=5'],
  ['--bar', '5', '--bar', '6'], ['--f'], ['--foo', 'x', '--', '--bar'], ['-ffb', 'q', 'r'], [],
]) {
  for (const more of [{}, { allowPositionals: true, tokens: true }, { allowNegative: true }, { strict: false, tokens: true }]) {
    show({ args, options, ...more });
    show({ args, ...more });
  }
}
for (const bad of [
  { args: 5 }, { options: 5 }, { strict: 5 }, { tokens: 5 }, { allowPositionals: 1 }, { allowNegative: 1 }, { options: { foo: 5 } },
  { options: { foo: {} } }, { options: { foo: { type: 'x' } } }, { options: { foo: { type: 'string', short: 'ab' } } },
  { options: { foo: { type: 'string', short: '' } } }, { options: { foo: { type: 'string', multiple: 5 } } },
  { options: { foo: { type: 'string', default: 5 } } }, { options: { foo: { type: 'boolean', default: 'x' } } },
  { options: { foo: { type: 'string', multiple: true, default: 'a' } } }, { args: ['--__proto__', 'x'], strict: false },
]) {
  show({ args: [], ...bad });
}
