// From the specifier of an import to the URL of a module: the algorithm that Node.js documents. The search for packages
// and the file system are the resolver's in Rust (src/modules/resolver.rs), which knows paths; URLs are known here.
'use strict';

const {
  codes: { ERR_INVALID_MODULE_SPECIFIER, ERR_UNSUPPORTED_RESOLVE_REQUEST },
} = require('internal/errors');
const { BuiltinModule } = require('internal/bootstrap/realm');
const { findRealPath, getLoaderSwitches, readSource } = require('internal/modules/helpers');
const { announceBuiltins } = require('internal/modules/cjs/resolve');
const { makeResolveError } = require('internal/modules/resolve_errors');
const path = require('node:path');

const binding = internalBinding('modules');

// Characters that mean the same in a path and in a file URL.
const plainPath = /^[A-Za-z0-9_\-./@+~!$&'()*,:;=]*$/;
const absoluteUrl = /^[A-Za-z][A-Za-z0-9+\-.]*:/;
const encodedSeparator = /%2f|%5c/i;

function pathToHref(filename) {
  return plainPath.test(filename) ? `file://${filename}` : require('internal/url').pathToFileURL(filename).href;
}

function hrefToPath(url) {
  const rest = url.slice(7);
  return url.startsWith('file:///') && plainPath.test(rest) ? rest : require('internal/url').fileURLToPath(url);
}

function isRelative(specifier) {
  return specifier.startsWith('./') || specifier.startsWith('../') || specifier === '.' || specifier === '..';
}

function unwrap(found) {
  if (typeof found === 'object') throw makeResolveError(found);
  return found;
}

// The path of the importing file; undefined when the importer is no file.
function basePath(parentURL) {
  return parentURL?.startsWith('file:') ? hrefToPath(parentURL) : undefined;
}

function finalize(filename, base, isMain) {
  const switches = getLoaderSwitches();
  const preserve = isMain ? switches.preserveSymlinksMain : switches.preserveSymlinks;
  return pathToHref(unwrap(findRealPath((keep) => binding.finalizeImport(filename, base, keep), preserve)));
}

// What is no URL of a file of this machine says who asked for it.
function fileUrlToPath(url, parentURL) {
  try {
    return require('internal/url').fileURLToPath(url);
  } catch (error) {
    Object.defineProperties(error, {
      input: { __proto__: null, configurable: true, enumerable: true, writable: true, value: `${url}` },
      module: { __proto__: null, configurable: true, enumerable: true, writable: true, value: `${parentURL}` },
    });
    throw error;
  }
}

// A file URL, resolved already except for the file system: its query and fragment stay.
function finalizeUrl(url, parentURL, isMain) {
  const base = basePath(parentURL);
  if (encodedSeparator.test(url.pathname)) {
    throw new ERR_INVALID_MODULE_SPECIFIER(url.pathname, 'must not include encoded "/" or "\\" characters', base);
  }
  let filename = fileUrlToPath(url, parentURL);
  if (url.pathname.endsWith('/') && !filename.endsWith('/')) filename += '/';
  return finalize(filename, base ?? parentURL, isMain) + url.search + url.hash;
}

function resolveUrl(url, specifier, parentURL, isMain) {
  switch (url.protocol) {
    case 'file:':
      return finalizeUrl(url, parentURL, isMain);
    case 'node:':
      if (!BuiltinModule.canBeRequiredByUsers(url.href.slice(5))) return url.href; // Loading it says what is wrong.
      return url.href;
    default:
      return url.href;
  }
}

function resolve(specifier, parentURL, conditions, isMain) {
  const base = basePath(parentURL);
  if (isRelative(specifier) || specifier.startsWith('/')) {
    if (base !== undefined && plainPath.test(specifier) && !/[?#]/.test(parentURL)) {
      const directory = base.endsWith('/') ? base : path.dirname(base);
      let filename = specifier.startsWith('/') ? path.normalize(specifier) : path.join(directory, specifier);
      if (/(?:^|\/)\.{1,2}$/.test(specifier) && !filename.endsWith('/')) filename += '/';
      return finalize(filename, base, isMain);
    }
    const { URL } = require('internal/url');
    let url;
    try {
      url = new URL(specifier, parentURL);
    } catch (cause) {
      throw unsupportedRequest(specifier, parentURL, cause);
    }
    return resolveUrl(url, specifier, parentURL, isMain);
  }
  if (specifier.startsWith('node:')) return specifier;
  if (BuiltinModule.canBeRequiredByUsersWithoutScheme(specifier)) return `node:${specifier}`;
  if (!specifier.startsWith('#') && absoluteUrl.test(specifier)) {
    const { URL } = require('internal/url');
    let url;
    try {
      url = new URL(specifier);
    } catch { /* A package whose name has a colon. */ }
    if (url !== undefined) return resolveUrl(url, specifier, parentURL, isMain);
  }
  if (base === undefined) {
    const { URL } = require('internal/url');
    try {
      new URL(specifier, parentURL);
    } catch (cause) {
      throw unsupportedRequest(specifier, parentURL, cause);
    }
    throw unsupportedRequest(specifier, parentURL);
  }
  announceBuiltins();
  getLoaderSwitches();
  const found = unwrap(binding.resolveImport(specifier, base, conditions));
  if (found.startsWith('node:')) return found;
  if (packageName.test(specifier)) warnAboutLegacyMain(specifier, found, base);
  return finalize(found, base, isMain);
}

const packageName = /^(?:@[^/]+\/)?[^/#][^/]*$/;

// The main file of a package of ES modules that its package.json does not name to the letter.
function warnAboutLegacyMain(specifier, found, base) {
  const at = found.lastIndexOf(`/node_modules/${specifier}/`);
  if (at === -1 || !found.endsWith('.js') || require('internal/modules/cjs/loader').packageTypeOf(found) !== 'module') return;
  const directory = found.slice(0, at + specifier.length + 15);
  const { exports, main } = JSON.parse(readSource(`${directory}package.json`));
  if (exports !== undefined && exports !== null) return;
  const isNamed = typeof main === 'string' && main !== '';
  if (isNamed && path.resolve(directory, main) === found) return;
  const file = found.slice(directory.length);
  process.emitWarning(isNamed ?
    `Package ${directory} has a "main" field set to "${main}", excluding the full filename and extension to the resolved file at ` +
    `"${file}", imported from ${base}.\n Automatic extension resolution of the "main" field is deprecated for ES modules.` :
    `No "main" or "exports" field defined in the package.json for ${directory} resolving the main entry point "${file}", ` +
    `imported from ${base}.\nDefault "index" lookups for the main are deprecated for ES modules.`, 'DeprecationWarning', 'DEP0151');
}

function unsupportedRequest(specifier, parentURL, cause) {
  const error = new ERR_UNSUPPORTED_RESOLVE_REQUEST(specifier, parentURL);
  if (cause !== undefined) error.cause = cause;
  return error;
}

// What `require` would have found, as a hint: `import 'x/'` where `x/index.js` is meant.
function commonJSHint(specifier, parentURL) {
  const base = basePath(parentURL);
  if (base === undefined) return undefined;
  if (specifier.startsWith('file:')) specifier = hrefToPath(specifier);
  const { Module } = require('internal/modules/cjs/loader');
  const parent = new Module(base, null);
  parent.filename = base;
  parent.paths = Module._nodeModulePaths(parent.path);
  let found;
  try {
    found = Module._resolveFilename(specifier, parent, false);
  } catch {
    return undefined;
  }
  if (!path.isAbsolute(found)) return undefined;
  if (isRelative(specifier)) {
    const relative = path.relative(path.dirname(base), found);
    return pathToSpecifier(relative.startsWith('.') ? relative : `./${relative}`);
  }
  if (path.isAbsolute(specifier)) return pathToSpecifier(found);
  const at = found.lastIndexOf('/node_modules/');
  if (at === -1) return undefined;
  const inPackages = found.slice(at + 14);
  return inPackages.includes('/') ? pathToSpecifier(inPackages) : pathToHref(found);
}

function pathToSpecifier(name) {
  return encodeURI(name).replace(/[?#]/g, encodeURIComponent);
}

function addHint(error, specifier, parentURL) {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND' && error?.code !== 'ERR_UNSUPPORTED_DIR_IMPORT') return;
  // Node looks for those from the working directory.
  if (error.code === 'ERR_UNSUPPORTED_DIR_IMPORT' && isRelative(specifier)) return;
  const hint = commonJSHint(specifier, parentURL);
  if (hint === undefined) return;
  const { message, stack } = error;
  error.message = `${message}\nDid you mean to import ${JSON.stringify(hint)}?`;
  if (typeof stack === 'string') error.stack = stack.replace(message, () => error.message);
}

// Resolutions that succeeded, by importer.
const resolved = new Map();

function defaultResolve(specifier, parentURL, conditions, isMain) {
  if (conditions !== undefined) return resolve(specifier, parentURL, conditions, isMain);
  let known = resolved.get(parentURL);
  if (known === undefined) resolved.set(parentURL, known = new Map());
  let url = known.get(specifier);
  if (url === undefined) {
    try {
      url = resolve(specifier, parentURL, undefined, isMain);
    } catch (error) {
      addHint(error, specifier, parentURL);
      throw error;
    }
    known.set(specifier, url);
  }
  return url;
}

module.exports = { defaultResolve, hrefToPath, pathToHref };
