// node:repl. There is no REPL yet; the module is there because packages load it long before they start one, if they ever do.
'use strict';

const { unavailable } = require('internal/unavailable');
const { BuiltinModule } = require('internal/bootstrap/realm');
const { inspect } = require('internal/util/inspect');
const { Interface } = require('node:readline');

// How a REPL shows a value.
function writer(value) {
  return inspect(value, writer.options);
}
writer.options = { ...inspect.defaultOptions, showProxy: true };

class REPLServer extends Interface {
  constructor() {
    throw unavailable('new repl.REPLServer()');
  }
}

// What an `eval` function of the program calls back with when a text is not complete.
class Recoverable extends SyntaxError {
  constructor(err) {
    super();
    this.err = err;
  }
}

function start() {
  throw unavailable('repl.start()');
}

function isValidSyntax() {
  throw unavailable('repl.isValidSyntax()');
}

module.exports = {
  start,
  writer,
  REPLServer,
  REPL_MODE_SLOPPY: Symbol('repl-sloppy'),
  REPL_MODE_STRICT: Symbol('repl-strict'),
  Recoverable,
  isValidSyntax,
};

for (const name of ['builtinModules', '_builtinLibs']) {
  Object.defineProperty(module.exports, name, {
    __proto__: null,
    configurable: true,
    enumerable: false,
    value: BuiltinModule.getCanBeRequiredByUsersWithoutSchemeList().filter((id) => !id.startsWith('_')),
    writable: true,
  });
}
