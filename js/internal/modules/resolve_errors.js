// Turns what the resolver in Rust reports (src/modules/error.rs, as an array of a kind and its fields) into Node's errors.
'use strict';

const { codes } = require('internal/errors');

// A file that a package's map promises, but that is not there.
function createEsmNotFoundErr(request, path) {
  const error = new Error(`Cannot find module '${request}'`);
  error.code = 'MODULE_NOT_FOUND';
  if (path) error.path = path;
  return error;
}

function invalidMain([, main, packageJson, request]) {
  const error = new Error(`Cannot find module '${main}'. Please verify that the package.json has a valid "main" entry`);
  error.code = 'MODULE_NOT_FOUND';
  error.path = packageJson;
  error.requestPath = request;
  return error;
}

function targetText(target) {
  return typeof target === 'object' && target !== null ? JSON.stringify(target) : `${target}`;
}

function pathToHref(path) {
  return require('internal/url').pathToFileURL(path).href;
}

// The error for a report. Absent fields are undefined.
function makeResolveError(report) {
  const [kind, a, b, c, d, e] = report;
  switch (kind) {
    case 'ERR_PACKAGE_PATH_NOT_EXPORTED':
      return new codes.ERR_PACKAGE_PATH_NOT_EXPORTED(a, b, c);
    case 'ERR_PACKAGE_IMPORT_NOT_DEFINED':
      return new codes.ERR_PACKAGE_IMPORT_NOT_DEFINED(a, b, c);
    case 'ERR_INVALID_PACKAGE_TARGET':
      return new codes.ERR_INVALID_PACKAGE_TARGET(a, b, targetText(JSON.parse(c)), d, e);
    case 'ERR_INVALID_PACKAGE_CONFIG':
      // Without a reason the file is no JSON, and Node's message, made elsewhere, ends with a full stop.
      if (c !== undefined) return new codes.ERR_INVALID_PACKAGE_CONFIG(a, b && pathToHref(b), c);
      return b === undefined ? new codes.ERR_INVALID_PACKAGE_CONFIG(`${a}.`) : new codes.ERR_INVALID_PACKAGE_CONFIG(a, `${b}.`);
    case 'ERR_INVALID_MODULE_SPECIFIER':
      return new codes.ERR_INVALID_MODULE_SPECIFIER(a, b, c);
    case 'ERR_MODULE_NOT_FOUND':
      return new codes.ERR_MODULE_NOT_FOUND(a, b, c ? pathToHref(a) : undefined);
    case 'ERR_UNSUPPORTED_DIR_IMPORT':
      return new codes.ERR_UNSUPPORTED_DIR_IMPORT(a, b, pathToHref(a));
    case 'TARGET_NOT_FOUND':
      return createEsmNotFoundErr(a, b);
    default:
      return invalidMain(report);
  }
}

module.exports = { createEsmNotFoundErr, makeResolveError };
