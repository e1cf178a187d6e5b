// `process.dlopen` passes its flags to the dynamic loader: with RTLD_DEEPBIND an addon's own functions come before the host's.
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { RTLD_LAZY, RTLD_NOW, RTLD_DEEPBIND } = os.constants.dlopen;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deepbind-'));
for (const [name, flags] of Object.entries({ none: undefined, lazy: RTLD_LAZY, now: RTLD_NOW, deepbind: RTLD_NOW | RTLD_DEEPBIND })) {
  // An image that is loaded already keeps the flags that it has.
  const file = path.join(folder, `${name}.node`);
  fs.copyFileSync(path.join(__dirname, '../build/c/deepbind.node'), file);
  const module = { exports: {} };
  if (flags === undefined) process.dlopen(module, file);
  else process.dlopen(module, file, flags);
  const version = module.exports.version();
  console.log(name, version === process.versions.uv ? "the host's" : version);
}
fs.rmSync(folder, { recursive: true });
