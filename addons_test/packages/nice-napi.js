'use strict';
const assert = require('node:assert');
const os = require('node:os');
const nice = require('nice-napi');
const before = os.getPriority();
nice(2);
assert.equal(os.getPriority(), Math.min(before + 2, 19));
console.log('ok');
