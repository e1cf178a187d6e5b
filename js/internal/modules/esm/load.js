// From the URL of a module to its format and source, and the check that its import attributes fit.
'use strict';

const {
  codes: {
    ERR_IMPORT_ATTRIBUTE_MISSING,
    ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE,
    ERR_IMPORT_ATTRIBUTE_UNSUPPORTED,
    ERR_INVALID_URL,
    ERR_UNKNOWN_BUILTIN_MODULE,
    ERR_UNKNOWN_FILE_EXTENSION,
    ERR_UNKNOWN_MODULE_FORMAT,
    ERR_UNSUPPORTED_ESM_URL_SCHEME,
  },
} = require('internal/errors');
const { BuiltinModule } = require('internal/bootstrap/realm');
const { getLoaderSwitches, readSource, warnAboutTypelessPackage } = require('internal/modules/helpers');
const { hrefToPath } = require('internal/modules/esm/resolve');
const { emitExperimentalWarning } = require('internal/util');
const path = require('node:path');

const contextify = internalBinding('contextify');

const dataPattern = /^([^/]+\/[^,;]+)(?:[^,]*?)(;base64)?,([\s\S]*)$/;

// How a WebAssembly module begins.
const kMagic = 0x0061736d;

const mimeFormats = {
  '__proto__': null,
  'application/json': 'json',
  'application/node': 'commonjs',
  'application/javascript': 'module',
  'application/wasm': 'wasm',
  'text/javascript': 'module',
};

// The bytes of a `data:` URL.
function dataSource(url) {
  const match = dataPattern.exec(url.slice(5));
  if (match === null) throw new ERR_INVALID_URL(url);
  const [, , base64, body] = match;
  return Buffer.from(decodeURIComponent(body), base64 ? 'base64' : 'utf8');
}

function dataFormat(url) {
  const mime = dataPattern.exec(url.slice(5))?.[1] ?? null;
  const format = mimeFormats[mime];
  if (format === undefined) throw new ERR_UNKNOWN_MODULE_FORMAT(mime, url);
  return format;
}

// A file without an extension, in a package of ES modules or in none, may be one.
function isWebAssembly(filename) {
  if (require('internal/modules/cjs/loader').packageTypeOf(filename) === 'commonjs') return false;
  const fs = require('node:fs');
  const start = Buffer.alloc(4);
  try {
    const descriptor = fs.openSync(filename);
    try {
      fs.readSync(descriptor, start);
    } finally {
      fs.closeSync(descriptor);
    }
  } catch {
    return false; // Loading it says what is wrong.
  }
  return start.readUInt32BE(0) === kMagic;
}

// What the name of a file and its package say; undefined: the syntax of the source decides.
function fileFormat(filename) {
  switch (path.extname(filename)) {
    case '':
      if (isWebAssembly(filename)) return 'wasm';
    // falls through
    case '.js': {
      const type = require('internal/modules/cjs/loader').packageTypeOf(filename);
      return type === 'none' ? undefined : type;
    }
    case '.mjs':
      return 'module';
    case '.cjs':
      return 'commonjs';
    case '.json':
      return 'json';
    case '.node':
      if (getLoaderSwitches().addonModules) return 'addon';
      throw new ERR_UNKNOWN_FILE_EXTENSION('.node', filename);
    case '.wasm':
      return 'wasm';
    case '.ts':
    case '.mts':
    case '.cts': {
      if (getLoaderSwitches().stripTypes) return require('internal/modules/cjs/loader').formatOf(filename);
    }
    // falls through
    default:
      throw new ERR_UNKNOWN_FILE_EXTENSION(path.extname(filename), filename);
  }
}

// Whether the `type` of import attributes asks for the text of a module, whatever it is (`--experimental-import-text`).
function asksForText(type) {
  return type === 'text' && getLoaderSwitches().importText;
}

// The format that resolving tells to hooks: null where only the source will tell, undefined where nothing is known yet. Of what
// is no file it tells only of built-in modules that were asked for without their scheme.
function formatForHooks(specifier, url, attributes) {
  if (asksForText(attributes?.type)) return 'text';
  if (url.startsWith('node:')) return specifier.startsWith('node:') ? undefined : 'builtin';
  if (!url.startsWith('file:')) return undefined;
  try {
    const format = fileFormat(hrefToPath(url));
    return format === undefined || format === 'typescript' ? null : format;
  } catch {
    // Loading it says what is wrong.
    return undefined;
  }
}

function checkScheme(url) {
  if (url.startsWith('file:') || url.startsWith('data:') || url.startsWith('node:')) return;
  const { URL } = require('internal/url');
  const parsed = new URL(url);
  const schemes = ['file', 'data'];
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') schemes.push('node');
  throw new ERR_UNSUPPORTED_ESM_URL_SCHEME(parsed, schemes);
}

// { format, source, filename } of the module at `url`. `format` as the resolution gave it, if it did.
function defaultLoad(url, format, attributes) {
  checkScheme(url);
  if (url.startsWith('node:')) {
    const id = url.slice(5);
    if (!BuiltinModule.canBeRequiredByUsers(id)) throw new ERR_UNKNOWN_BUILTIN_MODULE(url);
    checkAttributes(url, 'builtin', attributes);
    return { format: 'builtin', source: undefined, filename: undefined };
  }
  if (asksForText(attributes?.type)) {
    emitExperimentalWarning('Text import');
    format = 'text';
  }
  if (url.startsWith('data:')) {
    format ??= dataFormat(url);
    checkAttributes(url, format, attributes);
    const source = dataSource(url);
    return { format, source: format === 'wasm' ? source : source.toString(), filename: undefined };
  }
  const filename = hrefToPath(url);
  format ??= fileFormat(filename);
  if (format !== undefined) checkAttributes(url, format, attributes);
  if (format === 'addon') emitExperimentalWarning('Importing addons');
  if (format === 'addon') return { format, source: undefined, filename };
  if (format === 'wasm') return { format, source: require('node:fs').readFileSync(filename), filename };
  const source = readSource(filename, url);
  if (format === undefined) {
    const detect = getLoaderSwitches().detectModule;
    format = detect && contextify.containsModuleSyntax(source, filename) ? 'module' : 'commonjs';
    if (format === 'module') warnAboutTypelessPackage(filename, url);
    checkAttributes(url, format, attributes);
  }
  return { format, source, filename };
}

// The same as hooks for `import` see it: the source is bytes, its format is decided.
function loadForHooks(url, given, attributes) {
  let { format, source } = defaultLoad(url, given ?? undefined, attributes);
  if (format === 'typescript') {
    const filename = hrefToPath(url);
    const erased = require('internal/modules/typescript').stripTypeScriptModuleTypes(source, filename);
    format = contextify.containsModuleSyntax(erased, filename) ? 'module-typescript' : 'commonjs-typescript';
  }
  return { __proto__: null, format, responseURL: url, source: source === undefined ? null : Buffer.from(source) };
}

// The format that a `type` asks for.
function formatOfType(type) {
  return type === 'json' || asksForText(type) ? type : undefined;
}

// The `type` of import attributes, after the check that the host knows them all.
function attributesType(attributes, url) {
  if (attributes === undefined) return undefined;
  for (const key of Object.keys(attributes)) {
    if (key !== 'type') throw new ERR_IMPORT_ATTRIBUTE_UNSUPPORTED(key, attributes[key], url);
  }
  return attributes.type;
}

function checkAttributes(url, format, attributes) {
  const type = attributesType(attributes, url);
  if (type === undefined) {
    if (format === 'json') throw new ERR_IMPORT_ATTRIBUTE_MISSING(url, 'type', 'json');
    return;
  }
  if (formatOfType(type) === undefined) throw new ERR_IMPORT_ATTRIBUTE_UNSUPPORTED('type', type, url);
  if (formatOfType(type) !== format) throw new ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE(url, type);
}

module.exports = { attributesType, checkAttributes, defaultLoad, formatForHooks, loadForHooks };
