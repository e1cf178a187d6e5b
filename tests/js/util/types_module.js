// util/types is the object that util has as types.
'use strict';

const types = require('node:util/types');
console.log(types === require('node:util').types, types === require('util/types'), types.isDate(new Date()), Object.keys(types).length);
