// Makes the error of an ES module that uses a variable of the CommonJS wrapper say what the module is, and what to write instead.
'use strict';

const { codes: { ERR_AMBIGUOUS_MODULE_SYNTAX } } = require('internal/errors');

const messagePattern = /^(require|module|exports|__filename|__dirname) is not defined$/;

const useExport = 'use export instead of module.exports/exports.';
const advice = {
  __proto__: null,
  require: 'replace require() with import.',
  module: useExport,
  exports: useExport,
  __filename: 'use import.meta.filename instead.',
  __dirname: 'use import.meta.dirname instead.',
};

// The stack is not touched: it is made when it is first read, and says where the error was thrown as long as nobody sets it.
// `hasTopLevelAwait`: it may have been meant as CommonJS, whose syntax has none.
function explain(error, filename, hasTopLevelAwait) {
  if (error?.name !== 'ReferenceError') return;
  const match = messagePattern.exec(error.message);
  if (match === null) return;
  const [old, name] = match;
  if (hasTopLevelAwait) {
    const { message, code } = new ERR_AMBIGUOUS_MODULE_SYNTAX(name, advice[name]);
    error.message = message;
    error.code = code;
  } else {
    error.message = `${old} in ES module scope${name === 'require' ? ', you can use import instead' : ''}${packageAdvice(filename)}`;
  }
}

function packageAdvice(filename) {
  const { packageTypeOf } = require('internal/modules/cjs/loader');
  if (!filename?.endsWith('.js') || packageTypeOf(filename) !== 'module') return '';
  const manifest = require('node:module').findPackageJSON(filename);
  return `\nThis file is being treated as an ES module because it has a '.js' file extension and '${manifest}' contains ` +
    '"type": "module". To treat it as a CommonJS script, rename it to use the \'.cjs\' file extension.';
}

module.exports = { explain };
