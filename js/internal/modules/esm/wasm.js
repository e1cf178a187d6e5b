// WebAssembly modules in the graph of ES modules (https://webassembly.github.io/esm-integration/js-api/). The text of a module is
// made that imports what the WebAssembly module imports, exports what it exports, and makes the instance when it is evaluated.
'use strict';

const binding = internalBinding('module_wrap');
const { emitExperimentalWarning } = require('internal/util');

// The exports of instances by the namespace that programs see: another instance imports a global itself, not its value.
const instances = new WeakMap();

// What the language keeps for itself: names of modules, and of what they import and export.
const reservedModule = /^wasm-js:/;
const reservedName = /^wasm(?:-js)?:/;

function compile(record, source) {
  const { Module } = WebAssembly;
  try {
    return new Module(source, { builtins: ['js-string'], importedStringConstants: 'wasm:js/string-constants' });
  } catch (error) {
    error.message = `${record.filename ?? record.url}: ${error.message}`;
    throw error;
  }
}

function checkNames(record, imports, exports) {
  const { LinkError } = WebAssembly;
  for (const { module, name } of imports) {
    if (reservedModule.test(module)) throw new LinkError(`Invalid Wasm import "${module}" in ${record.url}`);
    if (reservedName.test(name)) throw new LinkError(`Invalid Wasm import name "${name}" in ${record.url}`);
  }
  for (const { name } of exports) {
    if (reservedName.test(name)) throw new LinkError(`Invalid Wasm export name "${name}" in ${record.url}`);
  }
}

// A global is exported as its value when the instance is made; undefined for one of a type that JavaScript has not.
function exportedValue(value) {
  if (!(value instanceof WebAssembly.Global)) return value;
  try {
    return value.value;
  } catch {
    return undefined;
  }
}

function importedValue(namespace, name) {
  const value = instances.get(namespace)?.[name];
  return value instanceof WebAssembly.Global ? value : namespace[name];
}

// `source`: bytes. What `import source` gives of the module is `record.sourceObject`.
function translateWasm(record, source) {
  const module = compile(record, source);
  const imports = WebAssembly.Module.imports(module);
  const exports = WebAssembly.Module.exports(module);
  checkNames(record, imports, exports);
  const specifiers = [...new Set(imports.map((entry) => entry.module))];

  const locals = exports.map((_, index) => `e${index}`);
  const text = [
    ...specifiers.map((specifier, index) => `import * as i${index} from ${JSON.stringify(specifier)};`),
    locals.length > 0 ? `let ${locals.join()};` : '',
    `export { ${exports.map(({ name }, index) => `e${index} as ${JSON.stringify(name)}`).join()} };`,
    `[${locals.join()}] = import.meta.instantiate([${specifiers.map((_, index) => `i${index}`).join()}]);`,
  ].join('\n');
  record.handle = binding.compileModule(record.url, text, 0, 0);
  record.handle.record = record;
  record.sourceObject = module;
  record.handle.initializeImportMeta = (meta) => {
    meta.instantiate = (namespaces) => {
      const importObject = { __proto__: null };
      for (const { module: specifier, name } of imports) {
        importObject[specifier] ??= { __proto__: null };
        importObject[specifier][name] = importedValue(namespaces[specifiers.indexOf(specifier)], name);
      }
      const instance = new WebAssembly.Instance(module, importObject);
      instances.set(record.getNamespace(), instance.exports);
      return exports.map(({ name }) => exportedValue(instance.exports[name]));
    };
  };
}

function warnOfInstances() {
  emitExperimentalWarning('Importing WebAssembly module instances');
}

module.exports = { translateWasm, warnOfInstances };
