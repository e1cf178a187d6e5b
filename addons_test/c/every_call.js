// timeout: 60
// Every function of the ABI with every kind of argument, on an addon of the latest stable version. _every_call.js says how.
'use strict';

const { sweep, show } = require('./_every_call');

// What napi_fatal_exception brings about.
process.on('uncaughtException', (error) => console.log(`uncaught: ${show(error)}`));
// What becomes of the promises is not the matter here.
process.on('unhandledRejection', () => {});

sweep(require('../build/c/every_call.node'));
