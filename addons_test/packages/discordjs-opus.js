'use strict';
const assert = require('node:assert');
const { OpusEncoder } = require('@discordjs/opus/build/Release/opus.node'); // built here; lib/index.js looks for a downloaded prebuild
const enc = new OpusEncoder(48000, 2);
const pcm = Buffer.alloc(960 * 2 * 2);
for (let i = 0; i < 960; i++) { const v = Math.round(8000 * Math.sin((i * 2 * Math.PI * 440) / 48000)); pcm.writeInt16LE(v, i * 4); pcm.writeInt16LE(v, i * 4 + 2); }
const e = enc.encode(pcm);
assert.ok(e.length > 3 && e.length < pcm.length / 4);
assert.equal(enc.decode(e).length, pcm.length);
enc.setBitrate(64000); assert.equal(enc.getBitrate(), 64000);
console.log('ok');
