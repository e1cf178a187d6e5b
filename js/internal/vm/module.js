// The module classes of node:vm (with --experimental-vm-modules): modules that the program itself links.
'use strict';

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_THIS,
    ERR_MODULE_LINK_MISMATCH,
    ERR_VM_MODULE_ALREADY_LINKED,
    ERR_VM_MODULE_CANNOT_CREATE_CACHED_DATA,
    ERR_VM_MODULE_DIFFERENT_CONTEXT,
    ERR_VM_MODULE_LINK_FAILURE,
    ERR_VM_MODULE_NOT_MODULE,
    ERR_VM_MODULE_STATUS,
  },
} = require('internal/errors');
const {
  validateBoolean,
  validateFunction,
  validateInt32,
  validateObject,
  validateString,
  validateUint32,
} = require('internal/validators');
const { customInspectSymbol, emitExperimentalWarning, kEmptyObject } = require('internal/util');
const { hasOwnQueue } = require('internal/vm');

const binding = internalBinding('module_wrap');

// How many modules without a name the contexts have got.
const unnamedInContext = new WeakMap();
let unnamedInMain = 0;

function defaultIdentifier(context) {
  if (context === undefined) return `vm:module(${unnamedInMain++})`;
  const number = unnamedInContext.get(context) ?? 0;
  unnamedInContext.set(context, number + 1);
  return `vm:module(${number})`;
}

const kHandle = Symbol('kHandle');
const kType = Symbol('kType');
const kState = Symbol('kState');
const kBase = Symbol('kBase');

const statusNames = ['unlinked', 'linking', 'linked', 'evaluating', 'evaluated', 'errored'];

function validateContext(context) {
  if (context === undefined) return;
  const isObject = typeof context === 'object' && context !== null;
  if (isObject && require('node:vm').isContext(context)) return;
  throw new ERR_INVALID_ARG_TYPE('options.context', 'vm.Context', context);
}

// `type`: the class whose methods Rust can carry out with it.
function setHandle(module, handle, type) {
  Object.defineProperties(module, { [kHandle]: { __proto__: null, value: handle }, [kType]: { __proto__: null, value: type } });
}

function isModule(value) {
  return typeof value === 'object' && value !== null && value[kHandle] !== undefined;
}

class Module {
  constructor(base, options) {
    if (base !== kBase) throw new TypeError('Module is not a constructor');
    emitExperimentalWarning('VM Modules');
    const { identifier, context } = options;
    if (identifier !== undefined) validateString(identifier, 'options.identifier');
    validateContext(context);
    // What the module is beside its handle: `linking` and `failure` are stages that V8 does not know.
    Object.defineProperty(this, kState, {
      __proto__: null,
      value: { identifier: identifier ?? defaultIdentifier(context), context, linking: false, linked: false, failure: undefined },
    });
  }

  get identifier() {
    return stateOf(this).identifier;
  }

  get context() {
    return stateOf(this).context;
  }

  get namespace() {
    const handle = handleOf(this);
    if (binding.getStatus(handle) < binding.kInstantiated) throw new ERR_VM_MODULE_STATUS('must not be unlinked or linking');
    return binding.getNamespace(handle);
  }

  get status() {
    const state = stateOf(this);
    if (state.failure !== undefined) return 'errored';
    if (state.linking) return 'linking';
    return statusNames[binding.getStatus(this[kHandle])];
  }

  get error() {
    const { failure } = stateOf(this);
    if (failure !== undefined) return failure.error;
    if (this.status !== 'errored') throw new ERR_VM_MODULE_STATUS('must be errored');
    return binding.getError(this[kHandle]);
  }

  async link(linker) {
    const state = stateOf(this);
    validateFunction(linker, 'linker');
    if (this.status === 'linked') throw new ERR_VM_MODULE_ALREADY_LINKED();
    if (this.status !== 'unlinked') throw new ERR_VM_MODULE_STATUS('must be unlinked');
    await linkGraph(this, linker);
    try {
      binding.instantiate(this[kHandle]);
    } catch (error) {
      state.failure = { error };
      throw error;
    }
  }

  // What does not wait for anything is over when this returns, and its promise is settled.
  evaluate(options = kEmptyObject) {
    try {
      const { context, failure } = stateOf(this);
      validateObject(options, 'options');
      const { timeout = -1, breakOnSigint = false } = options;
      if (timeout !== -1 || Object.hasOwn(options, 'timeout')) validateUint32(timeout, 'options.timeout', true);
      validateBoolean(breakOnSigint, 'options.breakOnSigint');
      const { status } = this;
      if (status !== 'linked' && status !== 'evaluated' && status !== 'errored') {
        throw new ERR_VM_MODULE_STATUS('must be one of linked, evaluated, or errored');
      }
      if (failure !== undefined) throw failure.error;
      const promise = binding.evaluate(this[kHandle], timeout, breakOnSigint);
      return hasOwnQueue(context) ? promiseOutside(promise) : promise;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  [customInspectSymbol](depth, options) {
    const state = stateOf(this);
    const { constructor } = this;
    const name = typeof constructor === 'function' ? constructor.name : 'Module';
    if (typeof depth === 'number' && depth < 0) return `[${name}]`;
    const property = (value) => ({ __proto__: null, value, enumerable: true });
    const shown = Object.create(Object.getPrototypeOf(this), {
      status: property(this.status),
      identifier: property(state.identifier),
      context: property(state.context),
    });
    return require('internal/util/inspect').inspect(shown, { ...options, customInspect: false });
  }
}

function stateOf(module) {
  const state = module?.[kState];
  if (state === undefined) throw new ERR_INVALID_THIS('Module');
  return state;
}

// What stands for the module in Rust, for a method of the class `type`.
function handleOf(module, type = 'Module') {
  const handle = module?.[kHandle];
  const isOfType = handle !== undefined && (type === 'Module' || module[kType] === type);
  if (!isOfType) throw new ERR_INVALID_THIS(type);
  return handle;
}

// A promise that follows one of a context with a queue of microtasks that nobody may ever look at again.
function promiseOutside(promise) {
  const [state, result] = internalBinding('util').getPromiseDetails(promise);
  const [fulfilled, rejected] = [1, 2];
  if (state === fulfilled) return Promise.resolve(result);
  return new Promise((resolve, reject) => {
    if (state === rejected) reject(result);
    Reflect.apply(Promise.prototype.then, promise, [resolve, reject]);
  });
}

// Asks the linker for everything that the graph below `root` imports.
async function linkGraph(root, linker) {
  const queue = [root];
  const touched = [];
  try {
    for (let index = 0; index < queue.length; index++) {
      const module = queue[index];
      const state = stateOf(module);
      if (state.linking || binding.getStatus(module[kHandle]) !== binding.kUninstantiated) continue;
      state.linking = true;
      touched.push(state);
      const requests = module.moduleRequests ?? [];
      const found = await Promise.all(requests.map(async (request) => {
        const { specifier, attributes } = request;
        const target = await linker(specifier, module, { attributes, assert: attributes });
        checkTarget(target, module, request);
        if (target.status === 'errored') {
          throw new ERR_VM_MODULE_LINK_FAILURE(`request for '${specifier}' resolved to an errored module`, target.error);
        }
        return target;
      }));
      binding.link(module[kHandle], found.map((target) => target[kHandle]));
      state.linked = true;
      queue.push(...found);
    }
  } catch (error) {
    for (const state of touched) state.failure = { error };
    throw error;
  } finally {
    for (const state of touched) state.linking = false;
  }
}

function checkTarget(target, module, { phase }) {
  if (!isModule(target)) throw new ERR_VM_MODULE_NOT_MODULE();
  if (target.context !== module.context) throw new ERR_VM_MODULE_DIFFERENT_CONTEXT();
  if (phase === 'source') throw require('internal/modules/esm/link_errors').makeSourcePhaseError(target.identifier);
}

class SourceTextModule extends Module {
  #requests;
  #specifiers;

  constructor(sourceText, options = kEmptyObject) {
    validateString(sourceText, 'sourceText');
    validateObject(options, 'options');
    super(kBase, options);
    const { lineOffset = 0, columnOffset = 0, context, cachedData } = options;
    const { initializeImportMeta, importModuleDynamically } = options;
    validateInt32(lineOffset, 'options.lineOffset');
    validateInt32(columnOffset, 'options.columnOffset');
    if (initializeImportMeta !== undefined) validateFunction(initializeImportMeta, 'options.initializeImportMeta');
    if (cachedData !== undefined && !ArrayBuffer.isView(cachedData)) {
      throw new ERR_INVALID_ARG_TYPE('options.cachedData', ['Buffer', 'TypedArray', 'DataView'], cachedData);
    }
    const { missingCallback, registerImportModuleDynamically, setReferrer } = require('internal/modules/esm/utils');
    let symbol = missingCallback;
    if (importModuleDynamically !== undefined) validateFunction(importModuleDynamically, 'options.importModuleDynamically');
    if (importModuleDynamically !== undefined || initializeImportMeta !== undefined) {
      // Also what lets a function of the module, when only that is left of it, find how `import.meta` is made.
      symbol = registerImportModuleDynamically(importModuleDynamically);
      setReferrer(symbol, this);
    }
    const handle = binding.compileModule(
      this.identifier, sourceText, lineOffset, columnOffset, symbol, context, cachedData);
    if (initializeImportMeta !== undefined) {
      handle.initializeImportMeta = (meta) => initializeImportMeta(meta, this);
    }
    handle.identifier = this.identifier;
    setHandle(this, handle, 'SourceTextModule');
  }

  linkRequests(modules) {
    const handle = handleOf(this, 'SourceTextModule');
    if (!Array.isArray(modules)) throw new ERR_INVALID_ARG_TYPE('modules', 'Array', modules);
    if (this.status !== 'unlinked') throw new ERR_VM_MODULE_STATUS('must be unlinked');
    const requests = this.moduleRequests;
    if (modules.length !== requests.length) {
      throw new ERR_MODULE_LINK_MISMATCH(`Expected ${requests.length} modules, got ${modules.length}`);
    }
    modules.forEach((target, index) => checkTarget(target, this, requests[index]));
    binding.link(handle, modules.map((target) => target[kHandle]));
    stateOf(this).linked = true;
  }

  instantiate() {
    const handle = handleOf(this, 'SourceTextModule');
    if (this.status !== 'unlinked') throw new ERR_VM_MODULE_STATUS('must be unlinked');
    if (!stateOf(this).linked) throw new ERR_VM_MODULE_LINK_FAILURE('module is not linked');
    binding.instantiate(handle);
  }

  get dependencySpecifiers() {
    this.#specifiers ??= Object.freeze(this.moduleRequests.map(({ specifier }) => specifier));
    return this.#specifiers;
  }

  get moduleRequests() {
    if (this.#requests === undefined) {
      const list = binding.getRequests(this[kHandle]);
      const requests = [];
      for (let at = 0; at < list.length; at += 5) {
        requests.push(Object.freeze({
          __proto__: null,
          specifier: list[at],
          attributes: Object.freeze(list[at + 1] ?? { __proto__: null }),
          phase: list[at + 2] ? 'source' : 'evaluation',
        }));
      }
      this.#requests = Object.freeze(requests);
    }
    return this.#requests;
  }

  hasAsyncGraph() {
    const handle = handleOf(this, 'SourceTextModule');
    if (binding.getStatus(handle) < binding.kInstantiated) throw new ERR_VM_MODULE_STATUS('must be instantiated');
    return binding.isGraphAsync(handle);
  }

  hasTopLevelAwait() {
    return binding.hasTopLevelAwait(handleOf(this, 'SourceTextModule'));
  }

  createCachedData() {
    const handle = handleOf(this, 'SourceTextModule');
    const hasRun = ['evaluating', 'evaluated', 'errored'].includes(this.status);
    if (hasRun) throw new ERR_VM_MODULE_CANNOT_CREATE_CACHED_DATA();
    return Buffer.from(binding.createCachedData(handle).buffer);
  }
}

function checkExportNames(names) {
  const areStrings = Array.isArray(names) && names.every((name) => typeof name === 'string');
  if (!areStrings) throw new ERR_INVALID_ARG_TYPE('exportNames', 'Array of unique strings', names);
  const twice = names.find((name, index) => names.includes(name, index + 1));
  if (twice !== undefined) throw new ERR_INVALID_ARG_VALUE(`exportNames.${twice}`, twice, 'is duplicated');
}

class SyntheticModule extends Module {
  constructor(exportNames, evaluateCallback, options = kEmptyObject) {
    checkExportNames(exportNames);
    validateFunction(evaluateCallback, 'evaluateCallback');
    validateObject(options, 'options');
    super(kBase, options);
    const handle = binding.createSyntheticModule(
      this.identifier, exportNames, () => { Reflect.apply(evaluateCallback, this, []); }, options.context);
    setHandle(this, handle, 'SyntheticModule');
    // There is nothing to link.
    binding.link(handle, []);
    binding.instantiate(handle);
  }

  async link() {
    // There is nothing to link.
  }

  setExport(name, value) {
    const handle = handleOf(this, 'SyntheticModule');
    validateString(name, 'name');
    binding.setExport(handle, name, value);
  }
}

module.exports = { Module, SourceTextModule, SyntheticModule, isModule };
