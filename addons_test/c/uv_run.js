// An addon may run loops of its own anywhere, and even the host's.
'use strict';

const { runScenarios } = require('./_uv_scenarios');

runScenarios(require('../build/c/uv_run.node'), ['about', 'own_loops', 'nested']);
