'use strict';

// node:cluster: processes that listen on the same addresses.

module.exports = require('internal/cluster/state').isWorker || Object.hasOwn(process.env, 'NODE_UNIQUE_ID') ?
  require('internal/cluster/child') : require('internal/cluster/primary');
