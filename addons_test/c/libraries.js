// Addons that open other libraries, and that look the host's functions up with dlsym.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const addon = require('../build/c/libraries.node');
const { show } = require('../_show');
const { signatures } = require('./_signatures');

console.log(addon.through_second(1, {}), '|', addon.through_second(0, 'text'), addon.reopen_second());
console.log(show(addon.look_up()), addon.missing(), addon.all_there(signatures().map(({ name }) => name)));

// Every function of libuv that its headers declare for this platform.
const include = path.join(__dirname, `../node_modules/node-${process.platform}-${process.arch}/include/node`);
const header = fs.readFileSync(path.join(include, 'uv.h'), 'utf8');
const names = [...header.matchAll(/^UV_EXTERN [^;(]*?\b(uv_\w+)\(/gm)].map(([, name]) => name);
console.log('libuv', names.length > 280, addon.all_there(names));
