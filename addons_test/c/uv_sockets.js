// libuv's options of sockets, pipes that carry handles, connected datagrams and terminals, from an addon on the host's loop.
'use strict';

const { runScenarios } = require('./_uv_scenarios');

runScenarios(require('../build/c/uv_sockets.node'), ['tcp', 'travelling', 'named', 'datagrams', 'datagrams_reused', 'terminal']);
