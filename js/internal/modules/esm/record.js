// One module of the ES module loader, and the map that holds them all.
'use strict';

const binding = internalBinding('module_wrap');

class ModuleRecord {
  // Defined, not assigned: a program may have setters of these names on Object.prototype.
  url;
  format;
  filename;

  constructor(url, format, filename) {
    this.url = url;
    this.format = format;
    // The path of the file, undefined for what is none.
    this.filename = filename;
    // What stands for the module in Rust, set by the translator.
    this.handle = undefined;
    // What `import source` gives of it: of a WebAssembly module.
    this.sourceObject = undefined;
    this.linked = false;
    // Whether only its source was asked for as yet: nothing that it imports is loaded then.
    this.isSourceOnly = false;
    this.isMain = false;
    // Where hooks were asked for its source: { isLeft }, whether they leave it to the CommonJS loader.
    this.fromHooks = undefined;
    // How the requests of the module read: `specifier` and attributes of each.
    this.requests = undefined;
    // Who asked for it first, for messages.
    this.importer = undefined;
    // The promise of its evaluation, from the first time on.
    this.evaluation = undefined;
  }

  getStatus() {
    return binding.getStatus(this.handle);
  }

  isEvaluating() {
    return this.handle !== undefined && this.getStatus() === binding.kEvaluating;
  }

  // Whether its evaluation ended, one way or the other.
  isSettled() {
    return this.handle !== undefined && this.getStatus() >= binding.kEvaluated;
  }

  // What `import source` gives.
  getSource() {
    if (this.sourceObject !== undefined) return this.sourceObject;
    throw require('internal/modules/esm/link_errors').makeSourcePhaseError(this.url);
  }

  getNamespace() {
    return binding.getNamespace(this.handle);
  }

  // Makes V8 know what each import of the graph means. Throws its SyntaxError, explained where the cause is CommonJS.
  instantiate() {
    const status = this.getStatus();
    if (status === binding.kErrored) throw binding.getError(this.handle);
    if (status !== binding.kUninstantiated) return;
    try {
      binding.instantiate(this.handle);
    } catch (error) {
      require('internal/modules/esm/link_errors').explain(error, this);
      throw error;
    }
  }

  // The promise of its evaluation.
  evaluate() {
    return this.evaluation ??= binding.evaluate(this.handle);
  }

  // Evaluates the graph; resolves to the namespace.
  async run() {
    try {
      await this.evaluate();
    } catch (error) {
      this.#explain(error);
      throw error;
    }
    return this.getNamespace();
  }

  // Evaluates a graph that has no top-level await, at once.
  runSync() {
    const promise = this.evaluate();
    if (this.getStatus() === binding.kErrored) {
      promise.then(undefined, () => {}); // It is thrown here, so nobody else has to hear of it.
      const error = binding.getError(this.handle);
      this.#explain(error);
      throw error;
    }
    return this.getNamespace();
  }

  #explain(error) {
    const { explain } = require('internal/modules/esm/evaluation_errors');
    explain(error, this.filename, binding.hasTopLevelAwait(this.handle));
  }
}

// Records by URL and import type. Most modules are JavaScript, whose URL alone is the key.
class ModuleMap {
  #records = new Map();

  #key(url, type) {
    return type === undefined ? url : `${type}\x00${url}`;
  }

  get(url, type) {
    return this.#records.get(this.#key(url, type));
  }

  set(url, type, record) {
    this.#records.set(this.#key(url, type), record);
  }

  // Forgets records whose graph failed to load: the next import of one tries again.
  deleteAll(failed) {
    for (const [key, record] of this.#records) {
      if (failed.has(record)) this.#records.delete(key);
    }
  }

  values() {
    return this.#records.values();
  }
}

module.exports = { ModuleMap, ModuleRecord };
