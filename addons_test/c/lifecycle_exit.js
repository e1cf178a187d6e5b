// exits: 9
// process.exit on the main thread ends the process at once: no hook, no finalizer.
'use strict';

const fs = require('node:fs');
const addon = require('../build/c/lifecycle.node');

addon.add_hook('hook');
addon.add_probe();
addon.set_instance_number(1);
globalThis.wrapped = {};
addon.finalize_with(globalThis.wrapped, 'finalized');
process.on('exit', (code) => fs.writeSync(1, `exit event ${code}\n`));
process.exit(9);
