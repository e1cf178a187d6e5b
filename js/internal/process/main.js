'use strict';
// What the command line asks for: a script, code of -e and -p, or standard input.

const { getOptionValue } = require('internal/options');
const options = internalBinding('options');

function runMain() {
  if (getOptionValue('--expose-internals')) throw new Error('internals cannot be exposed');
  const main = options.script;
  const binding = internalBinding('builtins');
  const text = getOptionValue('--eval') ?? binding.readText(main);
  const result = (0, eval)(text);
  if (getOptionValue('--print')) binding.printText(String(result));
}

module.exports = { runMain };
