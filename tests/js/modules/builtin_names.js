// import() of a built-in module finds the names that the module had when the program first required it, whatever it made of them.
const fs = require('node:fs');
const os = require('node:os');
const { syncBuiltinESMExports } = require('node:module');

delete fs.readFileSync;
fs.newAPI = 1;
fs.readFile = 'replaced';
syncBuiltinESMExports();
import('node:fs').then((esm) => console.log('readFileSync' in esm, typeof esm.readFileSync, 'newAPI' in esm, esm.readFile, esm.default === fs));
os.extra = 1;
delete os.cpus;
import('node:os').then((esm) => console.log('cpus' in esm, typeof esm.cpus, 'extra' in esm));
