// In a quoted parameter every backslash takes the character behind it, also when that is one.
'use strict';
const { MIMEType } = require('util');
for (const value of ['\\\\', '\\\\\\"a', 'a\\b\\\\c', '[\\\\]', 'a\\\\\\', '\\"']) {
  console.log(JSON.stringify(value), JSON.stringify(String(new MIMEType(`x/x;x="${value}"`))));
}
