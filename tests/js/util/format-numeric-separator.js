// util.format() separates the digits of its numbers where inspect's defaults, or the given options, ask for it.
'use strict';
const util = require('util');
const values = [118059162071741130342, 118059162071741130342, 123_123_123, 1234567.1234567, 1234567n, 1234567n, 1234567n, 1234567];
const text = '%d %s %i %f %s %d %i %o';
console.log(util.format(text, ...values));
console.log(util.formatWithOptions({ numericSeparator: true }, text, ...values));
util.inspect.defaultOptions.numericSeparator = true;
console.log(util.format(text, ...values));
console.log(util.formatWithOptions({ numericSeparator: false }, text, ...values));
console.log(util.format('%d %s %i', '1234567', -0, '1234567px'), util.format('%s', 1180591620717411303424));
