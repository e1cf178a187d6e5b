// What Rust calls for `import()` and `import.meta` (src/modules/hooks.rs), and who handles `import()` in the texts that
// `node:vm` and the command line compile.
'use strict';

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING, ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG },
} = require('internal/errors');
const { hrefToPath, pathToHref } = require('internal/modules/esm/resolve');
const path = require('node:path');

const binding = internalBinding('module_wrap');

// A text compiled with this symbol has nobody who would import for it.
const missingCallback = Symbol('vm_dynamic_import_missing');
// One whose callback needs a switch of the command line that is not there. One symbol for all: V8 keeps a text with its symbol.
const missingFlag = Symbol('vm_dynamic_import_missing_flag');
// Those that `node:vm` compiled with a callback: symbol to { callback, referrer }. A symbol lives as long as its text.
const callbacks = new WeakMap();

// The symbol to compile a text with, so that its `import()` calls `callback(specifier, referrer, attributes)`, if there is one.
function registerImportModuleDynamically(callback) {
  const symbol = Symbol('importModuleDynamically');
  callbacks.set(symbol, { callback, referrer: undefined });
  return symbol;
}

// What the callback gets as its referrer: the script, function or module that was compiled.
function setReferrer(symbol, referrer) {
  const entry = callbacks.get(symbol);
  if (entry !== undefined) entry.referrer = referrer;
}

// The URL that relative specifiers of a text are relative to. Texts without a file are taken to lie in the working directory.
function referrerUrl(name) {
  if (typeof name === 'string') {
    if (path.isAbsolute(name)) return pathToHref(name);
    if (/^(?:file|data|node):/.test(name)) return name;
  }
  return require('internal/url').pathToFileURL(`${process.cwd()}/`).href;
}

// Answers `import()`: always with a promise.
async function importModuleDynamically(symbol, referrerName, specifier, attributes, isSource) {
  // `eval` that no text called, but a promise, has neither a name nor a symbol.
  const isOrphan = symbol === undefined && referrerName === undefined;
  if (symbol === missingCallback || isOrphan) throw new ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING();
  if (symbol === missingFlag) throw new ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG();
  const entry = symbol === undefined ? undefined : callbacks.get(symbol);
  if (entry !== undefined) {
    const { callback, referrer } = entry;
    if (callback === undefined) throw new ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING();
    return require('internal/vm').importFromCallback(callback, specifier, referrer, attributes, isSource);
  }
  if (symbol !== undefined && symbol === require('node:vm').constants.USE_MAIN_CONTEXT_DEFAULT_LOADER) {
    require('internal/util').emitExperimentalWarning('vm.USE_MAIN_CONTEXT_DEFAULT_LOADER');
  }
  const { getOrInitializeCascadedLoader } = require('internal/modules/esm/loader');
  const loader = getOrInitializeCascadedLoader();
  if (isSource) return loader.importSource(specifier, referrerUrl(referrerName), attributes);
  return loader.import(specifier, referrerUrl(referrerName), attributes);
}

// The first use of `import.meta` in a module. `handle` stands for the module.
function initializeImportMeta(handle, meta) {
  if (handle.initializeImportMeta !== undefined) {
    handle.initializeImportMeta(meta);
    return;
  }
  const { record } = handle;
  if (record === undefined) return;
  const { url } = record;
  if (url.startsWith('file:')) {
    const filename = hrefToPath(url.replace(/[?#].*$/s, ''));
    meta.dirname = path.dirname(filename);
    meta.filename = filename;
  }
  meta.main = record.isMain;
  meta.resolve = makeResolve(url);
  meta.url = url;
}

function makeResolve(parentURL) {
  return function resolve(specifier, givenParent = parentURL) {
    const { getOrInitializeCascadedLoader } = require('internal/modules/esm/loader');
    const { getOptionValue } = require('internal/options');
    let parent = parentURL;
    if (getOptionValue('--experimental-import-meta-resolve')) {
      if (typeof givenParent !== 'string' && !require('internal/url').isURL(givenParent)) {
        throw new ERR_INVALID_ARG_TYPE('parentURL', ['string', 'URL'], givenParent);
      }
      parent = `${givenParent}`;
    }
    try {
      return getOrInitializeCascadedLoader().resolveSync(`${specifier}`, parent, undefined).url;
    } catch (error) {
      // A file that does not exist has a URL all the same.
      if ((error?.code === 'ERR_UNSUPPORTED_DIR_IMPORT' || error?.code === 'ERR_MODULE_NOT_FOUND') && error.url) return error.url;
      throw error;
    }
  };
}

// A namespace of `record`'s exports with `__esModule`, for `require`.
function createRequiredFacade(record) {
  return binding.createRequiredModuleFacade(record.handle);
}

module.exports = {
  createRequiredFacade,
  importModuleDynamically,
  initializeImportMeta,
  missingCallback,
  missingFlag,
  registerImportModuleDynamically,
  setReferrer,
};
