'use strict';

// node:cluster: processes that listen on the same addresses.

module.exports = require('internal/cluster/state').isWorker || process.env.NODE_UNIQUE_ID !== undefined ?
  require('internal/cluster/child') : require('internal/cluster/primary');
