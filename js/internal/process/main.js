'use strict';
// What the command line asks for: a script, code of -e and -p, or standard input.

const { getOptionValue } = require('internal/options');
const options = internalBinding('options');

function runMain() {
  const { Module, initializeCJS } = require('internal/modules/cjs/loader');
  initializeCJS();
  const code = getOptionValue('--eval');
  const script = options.script;
  if (code === undefined && script !== undefined) process.argv[1] = require('node:path').resolve(script);
  const preloads = getOptionValue('--require');
  if (preloads.length > 0) Module._preloadModules(preloads);
  if (getOptionValue('--check')) {
    require('internal/modules/eval').checkSyntax(process.argv[1]);
  } else if (code !== undefined) {
    require('internal/modules/eval').evalSource(code, '[eval]', getOptionValue('--print'));
  } else if (script !== undefined) {
    Module.runMain(process.argv[1]);
  } else {
    require('internal/modules/eval').evalStandardInput(getOptionValue('--print'));
  }
}

module.exports = { runMain };
