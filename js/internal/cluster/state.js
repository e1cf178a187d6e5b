'use strict';

// Whether this process is a worker of a cluster. Small, because every server
// that begins to listen asks.

module.exports = { isWorker: false };
