'use strict';
const assert = require('node:assert');
const fs = require('node:fs'), os = require('node:os'), path = require('node:path');
const { spawnSync } = require('node:child_process');
const { OxcTransformer } = require('@oxc-node/core');
const out = new OxcTransformer(__dirname).transform('a.ts', 'const a: number = 1; export { a }'); assert.match(out.source(), /const a = 1/);
console.log('ok');
