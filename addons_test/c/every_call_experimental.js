// timeout: 60
// Every function of the ABI with every kind of argument, on an addon of the experimental version. _every_call.js says how.
'use strict';

const { sweep, show } = require('./_every_call');

process.on('uncaughtException', (error) => console.log(`uncaught: ${show(error)}`));
process.on('unhandledRejection', () => {});

sweep(require('../build/c/every_call_experimental.node'));
