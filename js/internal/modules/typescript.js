// TypeScript by erasing types.
'use strict';

function unavailable(filename) {
  const error = new Error(`Loading TypeScript (${filename}) is not available in anode yet`);
  error.code = 'ERR_MODULE_NOT_AVAILABLE';
  return error;
}

function stripTypes(code, filename) {
  throw unavailable(filename);
}

function stripTypeScriptModuleTypes(source, filename) {
  return stripTypes(source, filename);
}

module.exports = { stripTypeScriptModuleTypes, stripTypes };
