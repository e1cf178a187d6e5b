'use strict';
const assert = require('node:assert');
const { NodeCompiler } = require('@myriaddreamin/typst-ts-node-compiler');
const c = NodeCompiler.create();
const pdf = c.pdf({ mainFileContent: '#set page(width: 100pt, height: 50pt)\n= Hello\n$ x^2 $' });
assert.equal(pdf.subarray(0, 5).toString(), '%PDF-'); assert.ok(pdf.length > 1000);
assert.match(c.svg({ mainFileContent: 'Hello' }), /<svg/);
const bad = c.compile({ mainFileContent: '#let x = ' }); assert.equal(bad.hasError(), true);
console.log('ok');
