// Serialized data that names what only a message between threads may hold.
'use strict';
const v8 = require('node:v8');

for (const hex of ['ff0f7700', 'ff0f7500', 'ff0f6f2201617700', 'ff0f5c', 'ff0f']) {
  try {
    console.log(hex, v8.deserialize(Buffer.from(hex, 'hex')));
  } catch (error) {
    console.log(hex, error.name, error.message);
  }
}
