// What packages still read of process.binding(): the names of the built-in modules (yarn 1), configuration, constants.
'use strict';
const names = Object.keys(process.binding('natives'));
console.log(require('node:module').builtinModules.filter((id) => !id.startsWith('node:') && !names.includes(id)));
console.log(process.binding('config').hasOpenSSL, process.binding('config').hasIntl);
console.log(process.binding('constants').os.signals.SIGTERM, process.binding('constants').fs.O_RDONLY);
console.log(process.binding('uv').errname(-2), process.binding('uv').UV_ENOENT);
console.log(Object.keys(process.binding('util')).sort());
