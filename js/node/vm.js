// node:vm: scripts compiled once and run in any context, contexts with a global object of the caller's, functions compiled
// from text.
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const {
  validateArray,
  validateBoolean,
  validateFunction,
  validateInt32,
  validateObject,
  validateOneOf,
  validateString,
  validateStringArray,
  validateUint32,
} = require('internal/validators');
const { unavailable } = require('internal/unavailable');
const { kEmptyObject } = require('internal/util');
const { getOptionValue } = require('internal/options');

const binding = internalBinding('contextify');

const constants = Object.freeze({
  __proto__: null,
  USE_MAIN_CONTEXT_DEFAULT_LOADER: Symbol('vm_dynamic_import_main_context_default'),
  DONT_CONTEXTIFY: Symbol('vm_context_no_contextify'),
});

const kParsingContext = Symbol('script parsing context');

// The symbol to compile a text with: who answers its `import()`.
function importSymbol(importModuleDynamically, name = 'options.importModuleDynamically') {
  const { missingCallback, missingFlag, registerImportModuleDynamically } = require('internal/modules/esm/utils');
  if (importModuleDynamically === constants.USE_MAIN_CONTEXT_DEFAULT_LOADER) return importModuleDynamically;
  if (importModuleDynamically === undefined) return missingCallback;
  validateFunction(importModuleDynamically, name);
  if (!getOptionValue('--experimental-vm-modules')) return missingFlag;
  return registerImportModuleDynamically(importModuleDynamically);
}

function validateCachedData(cachedData) {
  if (cachedData !== undefined && !ArrayBuffer.isView(cachedData)) {
    throw new ERR_INVALID_ARG_TYPE('options.cachedData', ['Buffer', 'TypedArray', 'DataView'], cachedData);
  }
}

function validateContext(contextifiedObject) {
  if (!isContext(contextifiedObject)) {
    throw new ERR_INVALID_ARG_TYPE('contextifiedObject', 'vm.Context', contextifiedObject);
  }
}

// [timeout, displayErrors, breakOnSigint] of what the run methods take; -1 for no timeout.
function runOptions(options) {
  validateObject(options, 'options');
  const { timeout, displayErrors = true, breakOnSigint = false } = options;
  if (timeout !== undefined) validateUint32(timeout, 'options.timeout', true);
  validateBoolean(displayErrors, 'options.displayErrors');
  validateBoolean(breakOnSigint, 'options.breakOnSigint');
  return [timeout ?? -1, displayErrors, breakOnSigint];
}

// What scripts and functions have in common, as Rust takes it. The offsets are checked in the order that is given.
function sourceOptions(options, defaultFilename, offsets) {
  const { filename = defaultFilename, cachedData, produceCachedData = false } = options;
  validateString(filename, 'options.filename');
  const places = { lineOffset: options.lineOffset ?? 0, columnOffset: options.columnOffset ?? 0 };
  for (const name of offsets) {
    if (options[name] !== undefined) validateInt32(options[name], `options.${name}`);
  }
  validateCachedData(cachedData);
  validateBoolean(produceCachedData, 'options.produceCachedData');
  return [filename, places.lineOffset, places.columnOffset, cachedData, produceCachedData];
}

class Script {
  #handle;

  constructor(code, options = kEmptyObject) {
    const text = `${code}`;
    const given = typeof options === 'string' ? { filename: options } : options;
    validateObject(given, 'options');
    const source = sourceOptions(given, 'evalmachine.<anonymous>', ['lineOffset', 'columnOffset']);
    const symbol = importSymbol(given.importModuleDynamically);
    this.cachedDataRejected = undefined;
    this.sourceMapURL = undefined;
    this.#handle = binding.compileScript(this, text, ...source, symbol, given[kParsingContext] ?? null);
    if (given.cachedData === undefined) delete this.cachedDataRejected;
    if (this.cachedData !== undefined) this.cachedData = Buffer.from(this.cachedData.buffer);
    if (symbol !== undefined) require('internal/modules/esm/utils').setReferrer(symbol, this);
  }

  runInThisContext(options = kEmptyObject) {
    return binding.runScript(this.#handle, null, ...runOptions(options));
  }

  runInContext(contextifiedObject, options = kEmptyObject) {
    validateContext(contextifiedObject);
    return binding.runScript(this.#handle, contextifiedObject, ...runOptions(options));
  }

  runInNewContext(contextObject, options = kEmptyObject) {
    const context = createContext(contextObject, contextOptions(options));
    return this.runInContext(context, options);
  }

  createCachedData() {
    return Buffer.from(binding.createCachedData(this.#handle).buffer);
  }
}

function contextOptions(options) {
  if (!options) return {};
  const {
    contextName: name, contextOrigin: origin, contextCodeGeneration: codeGeneration, microtaskMode,
  } = options;
  if (name !== undefined) validateString(name, 'options.contextName');
  if (origin !== undefined) validateString(origin, 'options.contextOrigin');
  if (codeGeneration !== undefined) validateCodeGeneration(codeGeneration, 'options.contextCodeGeneration');
  if (microtaskMode !== undefined) validateOneOf(microtaskMode, 'options.microtaskMode', ['afterEvaluate', undefined]);
  return { name, origin, codeGeneration, microtaskMode };
}

function validateCodeGeneration(codeGeneration, name) {
  validateObject(codeGeneration, name);
  const { strings, wasm } = codeGeneration;
  if (strings !== undefined) validateBoolean(strings, `${name}.strings`);
  if (wasm !== undefined) validateBoolean(wasm, `${name}.wasm`);
}

function isContext(object) {
  validateObject(object, 'object', require('internal/validators').kValidateObjectAllowArray);
  return binding.isContext(object);
}

function createContext(contextObject = {}, options = kEmptyObject) {
  const plain = contextObject === constants.DONT_CONTEXTIFY;
  if (!plain && isContext(contextObject)) return contextObject;
  validateObject(options, 'options');
  const { name, origin, codeGeneration, microtaskMode, importModuleDynamically } = options;
  // Names and origins are for an inspector, which there is none of.
  for (const [key, text] of Object.entries({ name, origin })) {
    if (text !== undefined) validateString(text, `options.${key}`);
  }
  if (codeGeneration !== undefined) validateCodeGeneration(codeGeneration, 'options.codeGeneration');
  validateOneOf(microtaskMode, 'options.microtaskMode', ['afterEvaluate', undefined]);
  const symbol = importSymbol(importModuleDynamically);
  const { strings = true, wasm = true } = codeGeneration ?? kEmptyObject;
  const made = binding.makeContext(plain ? null : contextObject, strings, microtaskMode === 'afterEvaluate', wasm, symbol);
  const context = plain ? made : contextObject;
  if (microtaskMode !== undefined) require('internal/vm').withOwnQueue.add(context);
  require('internal/modules/esm/utils').setReferrer(symbol, context);
  const protoMode = getOptionValue('--disable-proto');
  if (protoMode !== undefined) {
    require('internal/process/pre_execution').disableProto(protoMode, runInContext('Object.prototype', context));
  }
  return context;
}

function createScript(code, options) {
  return new Script(code, options);
}

function withFilename(options) {
  return typeof options === 'string' ? { filename: options } : options;
}

function runInContext(code, contextifiedObject, options) {
  validateContext(contextifiedObject);
  const given = { ...withFilename(options), [kParsingContext]: contextifiedObject };
  return new Script(code, given).runInContext(contextifiedObject, given);
}

function runInNewContext(code, contextObject, options) {
  const given = withFilename(options);
  const context = createContext(contextObject, contextOptions(given));
  return runInContext(code, context, given);
}

function runInThisContext(code, options) {
  const given = withFilename(options);
  return new Script(code, given).runInThisContext(given);
}

function compileFunction(code, params, options = kEmptyObject) {
  validateString(code, 'code');
  validateObject(options, 'options');
  if (params !== undefined) validateStringArray(params, 'params');
  const { parsingContext, contextExtensions = [], importModuleDynamically } = options;
  const source = sourceOptions(options, '', ['columnOffset', 'lineOffset']);
  if (parsingContext !== undefined && !binding.isContext(parsingContext)) {
    throw new ERR_INVALID_ARG_TYPE('options.parsingContext', 'Context', parsingContext);
  }
  validateArray(contextExtensions, 'options.contextExtensions');
  const { kValidateObjectAllowNullable } = require('internal/validators');
  contextExtensions.forEach((extension, index) => {
    validateObject(extension, `options.contextExtensions[${index}]`, kValidateObjectAllowNullable);
  });
  const symbol = importSymbol(importModuleDynamically);
  const result = binding.compileFunction(
    code, ...source, parsingContext ?? null, contextExtensions, params ?? [], symbol);
  const { function: compiled } = result;
  if (options.produceCachedData) {
    compiled.cachedDataProduced = result.cachedDataProduced;
    if (result.cachedData !== undefined) compiled.cachedData = Buffer.from(result.cachedData.buffer);
  }
  if (result.cachedDataRejected !== undefined) compiled.cachedDataRejected = result.cachedDataRejected;
  if (symbol !== undefined) require('internal/modules/esm/utils').setReferrer(symbol, compiled);
  return compiled;
}

function measureMemory(options = kEmptyObject) {
  validateObject(options, 'options');
  for (const [name, allowed] of [['mode', ['summary', 'detailed']], ['execution', ['default', 'eager']]]) {
    if (options[name] !== undefined) validateOneOf(options[name], `options.${name}`, allowed);
  }
  return Promise.reject(unavailable('vm.measureMemory()'));
}

module.exports = {
  Script,
  createContext,
  createScript,
  runInContext,
  runInNewContext,
  runInThisContext,
  isContext,
  compileFunction,
  measureMemory,
  constants,
};
