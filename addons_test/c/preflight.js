// differs-from-node: Node names the first missing symbol, or loads the addon and ends when it is called; anode says all of it at once
'use strict';

const path = require('node:path');
for (const name of ['preflight_v8', 'preflight_mixed', 'preflight_unknown']) {
  const file = path.join(__dirname, `../build/c/${name}.node`);
  try {
    require(file);
    console.log('loaded');
  } catch (error) {
    console.log(error.name, error.code, error.message.replace(path.dirname(file), ''));
  }
}
