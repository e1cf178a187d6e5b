// What frameworks read of node:http2 when they are loaded: the constants, the default settings, the members.
'use strict';

const http2 = require('node:http2');

console.log(Object.entries(http2.constants).sort(([a], [b]) => (a < b ? -1 : 1)));
console.log(http2.getDefaultSettings());
console.log(http2.sensitiveHeaders);
for (const [name, value] of Object.entries(http2)) {
  console.log(name, typeof value, typeof value === 'function' ? [value.name, value.length] : '');
}
