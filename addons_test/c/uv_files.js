// libuv's functions for files, at once and on the pool, and its watchers of files, from an addon on the host's loop.
'use strict';

const { runScenarios } = require('./_uv_scenarios');

runScenarios(require('../build/c/uv_files.node'), ['files_at_once', 'files', 'event', 'poll']);
