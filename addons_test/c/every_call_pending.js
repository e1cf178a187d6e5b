// Every function of the ABI while an exception is pending: which refuse, which work, and what is left of the exception.
'use strict';

const { sweepPending } = require('./_every_call');

process.on('uncaughtException', (error) => console.log(`uncaught: ${error.message}`));

for (const addon of ['every_call_version_8', 'every_call', 'every_call_experimental']) {
  console.log(addon);
  sweepPending(require(`../build/c/${addon}.node`));
}
