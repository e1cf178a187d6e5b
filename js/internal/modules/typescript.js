// TypeScript by erasing types: what is a type becomes white space, so that lines and columns stay as they were
// (documentation of Node.js: Modules: TypeScript). amaro (js/deps), which is swc, does it.
'use strict';

const {
  codes: {
    ERR_INVALID_TYPESCRIPT_SYNTAX,
    ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING,
    ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX,
  },
} = require('internal/errors');

const nodeModules = /[/\\]node_modules[/\\]/;

// JavaScript that is as long as `source`. Throws the error that `filename` stands in.
function eraseTypes(source, filename) {
  const { transformSync } = require('deps/amaro/dist/index');
  try {
    return transformSync(source, { mode: 'strip-only', filename }).code;
  } catch (diagnostic) {
    throw syntaxError(diagnostic, filename);
  }
}

// Throws what is no syntax error of swc's as it is.
function syntaxError(diagnostic, filename) {
  const { code, message, startLine, snippet } = diagnostic;
  let error;
  if (code === 'UnsupportedSyntax') error = new ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX(message);
  else if (code === 'InvalidSyntax') error = new ERR_INVALID_TYPESCRIPT_SYNTAX(message);
  else throw diagnostic;
  if (snippet !== undefined) {
    error.stack = `${filename}:${startLine}\n${snippet}\n${error.stack}`;
    internalBinding('errors').setDecorated(error);
  }
  return error;
}

function isTypeScriptSyntaxError(error) {
  return error.code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX' || error.code === 'ERR_INVALID_TYPESCRIPT_SYNTAX';
}

// `module.stripTypeScriptTypes()`.
function stripTypes(source, sourceURL) {
  const erased = eraseTypes(source, sourceURL);
  return sourceURL === '' ? erased : `${erased}\n\n//# sourceURL=${sourceURL}`;
}

// The JavaScript of a module. `filename`: a path, a URL, or the name of source text that is no file.
function stripTypeScriptModuleTypes(source, filename) {
  if (nodeModules.test(filename)) throw new ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING(filename);
  const isPath = filename.startsWith('/');
  return stripTypes(source, isPath ? require('internal/url').pathToFileURL(filename).href : filename);
}

module.exports = { isTypeScriptSyntaxError, stripTypeScriptModuleTypes, stripTypes };
