// libuv's threads and their means of meeting, and its pool, from an addon.
'use strict';

const { runScenarios } = require('./_uv_scenarios');

runScenarios(require('../build/c/uv_threads.node'), ['meeting', 'identities', 'pool']);
