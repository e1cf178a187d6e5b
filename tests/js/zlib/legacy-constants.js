// Constants as members of the module itself, as packages that are older than `zlib.constants` (ws) read them.
'use strict';
const zlib = require('node:zlib');
for (const name of Object.getOwnPropertyNames(zlib).filter((name) => Object.hasOwn(zlib.constants, name)).sort()) {
  console.log(name, JSON.stringify(Object.getOwnPropertyDescriptor(zlib, name)));
}
