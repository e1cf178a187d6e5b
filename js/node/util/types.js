'use strict';
// node:util/types: the `types` of node:util under a name of its own.

module.exports = require('internal/util/types');
