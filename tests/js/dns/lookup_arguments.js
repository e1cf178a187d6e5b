// What lookup() takes for a wrong callback, and which wrong argument of lookupService() is told of.
'use strict';
const dns = require('node:dns');

function tell(method, ...args) {
  try {
    dns[method](...args);
    console.log(method, args.length, 'taken');
  } catch (error) {
    console.log(method, args.length, error.code, error.message);
  }
}

for (const options of [undefined, null, true, 0, 1.5, 'abc', Symbol('s'), 10n, {}, []]) {
  tell('lookup', '', options);
  tell('lookup', '', options, undefined);
  tell('lookup', '', options, 'x');
}
tell('lookup');
tell('lookup', 'a');
for (const address of [undefined, {}, 1, 'abc', '1.2.3.4']) {
  for (const port of [undefined, 'x', 80]) tell('lookupService', address, port, 1);
}
