'use strict';
const assert = require('node:assert');
const { MagicString } = require('@napi-rs/magic-string');
const s = new MagicString('problems = 99'); s.overwrite(0, 8, 'answer'); s.overwrite(11, 13, '42'); s.prepend('var ').append(';');
assert.equal(s.toString(), 'var answer = 42;');
assert.equal(s.generateMap({ source: 'a.js', includeContent: true }).toMap().version, 3);
console.log('ok');
