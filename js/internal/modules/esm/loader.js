// The loader of ES modules: loads whole graphs at once, links them, and evaluates them for `import()`, for the entry point
// and for `require`. Loading never waits, so there is one code path for all three; evaluation begins in a microtask, as the
// language has it, except for `require`.
'use strict';

const {
  codes: { ERR_REQUIRE_ASYNC_MODULE, ERR_REQUIRE_CYCLE_MODULE },
} = require('internal/errors');
const { ModuleMap, ModuleRecord } = require('internal/modules/esm/record');
const { defaultResolve, hrefToPath } = require('internal/modules/esm/resolve');
const { attributesType, defaultLoad } = require('internal/modules/esm/load');
const { translate } = require('internal/modules/esm/translators');
const { state: traces, traceImport } = require('internal/modules/traces');

const binding = internalBinding('module_wrap');
const files = internalBinding('modules');

const cycleAdvice = ' A cycle involving require(esm) is not allowed to maintain invariants mandated by the ECMAScript ' +
  'specification. Try making at least part of the dependency in the graph lazily loaded.';

class ModuleLoader {
  #map = new ModuleMap();
  #evalIndex = 0;
  // The hooks of `module.registerHooks`, once there are any.
  #hooks;

  setHooks(hooks) {
    this.#hooks = hooks;
  }

  // The text of an ES module that has been loaded.
  sourceOf(url) {
    return this.#map.get(url)?.source;
  }

  // { url, format, importAttributes } of a specifier: the last where hooks give others.
  resolveSync(specifier, parentURL, attributes, isMain = false) {
    if (this.#hooks !== undefined && this.#hooks.registered.count > 0) {
      return this.#hooks.resolveForImport(specifier, parentURL, attributes,
        (request, parent, conditions) => defaultResolve(request, parent, conditions, isMain));
    }
    return { url: defaultResolve(specifier, parentURL, undefined, isMain), format: undefined };
  }

  #load(url, format, attributes) {
    if (this.#hooks !== undefined && this.#hooks.registered.count > 0) {
      return this.#hooks.loadForImport(url, format, attributes);
    }
    return defaultLoad(url, format, attributes);
  }

  // The record for a URL, made unless it is there already. New ones are noted in `created` and wait there to be linked, except
  // while only their source is asked for (`isSource`).
  #getRecord(url, format, attributes, created, importer, isSource = false) {
    const type = attributesType(attributes, url);
    const known = this.#map.get(url, type);
    if (known !== undefined) {
      if (known.isSourceOnly && !isSource) this.#noteCreated(known, created);
      return known;
    }
    const loaded = this.#load(url, format, attributes);
    const filename = loaded.filename ?? (url.startsWith('file:') ? hrefToPath(url) : undefined);
    const record = new ModuleRecord(url, loaded.format, filename);
    record.importer = importer;
    record.fromHooks = loaded.fromHooks;
    translate(record, loaded.source);
    this.#map.set(url, type, record);
    if (isSource) {
      record.isSourceOnly = true;
    } else {
      this.#noteCreated(record, created);
    }
    return record;
  }

  #noteCreated(record, created) {
    record.isSourceOnly = false;
    created.push(record);
    if (record.format === 'wasm') require('internal/modules/esm/wasm').warnOfInstances();
  }

  // Loads everything that the records in `created` import, directly or not.
  #linkAll(created, isRequired) {
    for (let index = 0; index < created.length; index++) {
      const record = created[index];
      const list = binding.getRequests(record.handle);
      const handles = [];
      const requests = [];
      let sources;
      for (let at = 0; at < list.length; at += 5) {
        const specifier = list[at];
        const attributes = list[at + 1];
        const isSource = list[at + 2];
        const { url, format, importAttributes = attributes } = this.resolveSync(specifier, record.url, attributes);
        const target = this.#getRecord(url, format, importAttributes, created, record, isSource);
        if (isRequired) checkCycle(specifier, target, record);
        if (isSource) {
          sources ??= [];
          sources[handles.length] = target.getSource();
        }
        requests.push({ specifier, record: target });
        handles.push(target.handle);
      }
      record.requests = requests;
      if (handles.length > 0) binding.link(record.handle, handles, sources);
      record.linked = true;
    }
  }

  // Loads a graph, all or nothing: when a part fails, none of the new records stays. `isRequired`: `require` asks for it.
  #loadGraph(start, isRequired = false) {
    const created = [];
    files.begin();
    // No catch: an error that is thrown again is shown where that was done.
    let isLoaded = false;
    try {
      const record = start(created);
      this.#linkAll(created, isRequired);
      isLoaded = true;
      return record;
    } finally {
      if (!isLoaded && created.length > 0) this.#map.deleteAll(new Set(created));
      files.end();
    }
  }

  #loadUrl(url, format, attributes, isMain) {
    return this.#loadGraph((created) => {
      const record = this.#getRecord(url, format, attributes, created, undefined);
      if (isMain) record.isMain = true;
      return record;
    });
  }

  // The record of a module that is ready to be evaluated.
  load(specifier, parentURL, attributes, isEntryPoint = false) {
    const { url, format, importAttributes = attributes } = this.resolveSync(specifier, parentURL, attributes, isEntryPoint);
    const record = this.#loadUrl(url, format, importAttributes, isEntryPoint);
    record.instantiate();
    return record;
  }

  // The namespace of a module, for `import()` and the entry point.
  import(specifier, parentURL, attributes, isEntryPoint = false) {
    const load = () => this.#import(specifier, parentURL, attributes, isEntryPoint);
    return traces.isHeard ? traceImport(load, specifier, parentURL) : load();
  }

  async #import(specifier, parentURL, attributes, isEntryPoint) {
    // The module must not run before the code that asked for it goes on.
    await undefined;
    const record = this.load(specifier, parentURL, attributes, isEntryPoint);
    if (isEntryPoint) await require('internal/modules/run_main').beforeEntryPoint(record);
    return record.run();
  }

  // What `import.source()` gives.
  async importSource(specifier, parentURL, attributes) {
    await undefined;
    const { url, format, importAttributes = attributes } = this.resolveSync(specifier, parentURL, attributes);
    return this.#getRecord(url, format, importAttributes, [], undefined, true).getSource();
  }

  // Source that comes from the command line: it is the main module, and has a URL of its own in the working directory.
  async eval(source, url, isEntryPoint = false) {
    await undefined;
    const record = this.#loadGraph((created) => {
      const made = new ModuleRecord(url, 'module', hrefToPath(url));
      made.isMain = isEntryPoint;
      translate(made, source);
      created.push(made);
      return made;
    });
    record.instantiate();
    if (isEntryPoint) await require('internal/modules/run_main').beforeEntryPoint(record);
    return record.run();
  }

  nextEvalUrl() {
    const { pathToFileURL } = require('internal/url');
    this.#evalIndex++;
    // With its brackets as they are.
    return `${pathToFileURL(`${process.cwd()}/`).href}[eval${this.#evalIndex}]`;
  }

  // `require` of an ES module whose source the CommonJS loader has read.
  importSyncForRequire(mod, url, filename, source, parent) {
    const { kRequiredModuleSymbol } = require('internal/modules/cjs/loader');
    const from = parent ? ` (from ${parent.filename})` : '';
    const known = this.#map.get(url);
    if (known !== undefined && known.isEvaluating()) {
      throw new ERR_REQUIRE_CYCLE_MODULE(`Cannot require() ES Module ${filename} in a cycle.${from}${cycleAdvice}`);
    }
    const record = known ?? this.#loadGraph((created) => {
      const made = new ModuleRecord(url, 'module', filename);
      mod[kRequiredModuleSymbol] = made;
      translate(made, source);
      this.#map.set(url, undefined, made);
      created.push(made);
      return made;
    }, true);
    mod[kRequiredModuleSymbol] = record;
    record.instantiate();
    if (binding.isGraphAsync(record.handle)) throw asyncModuleError(filename, parent, mod);
    record.runSync();
    return record;
  }
}

// What is required is evaluated at once, so it can import nothing that is half way through its evaluation.
function checkCycle(specifier, target, importer) {
  const { Module, kIsExecuting } = require('internal/modules/cjs/loader');
  const isCommonJS = target.format === 'commonjs';
  if (isCommonJS ? !Module._cache[target.filename]?.[kIsExecuting] : !target.isEvaluating()) return;
  throw new ERR_REQUIRE_CYCLE_MODULE(`Cannot import ${isCommonJS ? 'CommonJS ' : ''}Module ${specifier} in a cycle. ` +
    `(from ${importer.filename ?? importer.url})`);
}

function asyncModuleError(filename, parent, mod) {
  const { getModuleParent } = require('internal/modules/cjs/loader');
  const requireStack = [];
  for (let cursor = getModuleParent(mod); cursor; cursor = getModuleParent(cursor)) {
    requireStack.push(cursor.filename || cursor.id);
  }
  return new ERR_REQUIRE_ASYNC_MODULE(filename, parent?.filename, requireStack);
}

let cascadedLoader;

function getOrInitializeCascadedLoader() {
  return cascadedLoader ??= new ModuleLoader();
}

module.exports = { ModuleLoader, getOrInitializeCascadedLoader };
