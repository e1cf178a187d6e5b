// differs-from-node: Node 26 crashes; an addon for a later Node-API is refused with an error, before its initialiser runs
'use strict';

const path = require('node:path');
const file = path.join(__dirname, '../build/c/registration_version_11.node');
try {
  require(file);
  console.log('loaded');
} catch (error) {
  console.log(error.name, error.message.replace(path.dirname(file), ''));
}
console.log('initialised', process.env.REGISTRATION_INITIALISED);
require('../build/c/registration_version_8.node');
console.log('initialised', process.env.REGISTRATION_INITIALISED);
