// What follows a quoted parameter value of a MIME type.
'use strict';
const { MIMEType } = require('node:util');

for (const rest of ['x="y"', 'x="y";z=1', 'x="y"z=1', 'x="y"zz=1', 'x="y" z=1', 'x="y" ;z=1', 'x="y', 'x="y\\', 'x="y\\"', 'x="";z=""w=1']) {
  console.log(rest, [...new MIMEType(`a/b;${rest}`).params]);
}
