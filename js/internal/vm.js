// What the module loaders and the command line share with node:vm: running texts in this context, and `import()` from texts
// that were compiled with a callback.
'use strict';

const { codes: { ERR_VM_MODULE_NOT_MODULE } } = require('internal/errors');

const binding = internalBinding('contextify');

// Compiles the text of -e, -p or standard input as a script of this context; returns what runs it. `import()` in it is the
// default loader's.
function compileMainScript(source, name, lineOffset = 0) {
  const script = binding.compileScript({}, source, name, lineOffset, 0, undefined, false, undefined, null);
  return () => binding.runScript(script, null, -1, true);
}

// Evaluates the text of a module with a wrapper around it that a program has changed.
function runWrapper(source, filename) {
  return compileMainScript(source, filename)();
}

// `import()` with a callback: what it returns is a module of node:vm, or a namespace.
async function importFromCallback(callback, specifier, referrer, attributes, isSource) {
  const result = await callback(specifier, referrer, attributes, isSource ? 'source' : 'evaluation');
  const { types: { isModuleNamespaceObject } } = require('node:util');
  if (isModuleNamespaceObject(result)) return result;
  const { isModule } = require('internal/vm/module');
  if (!isModule(result)) throw new ERR_VM_MODULE_NOT_MODULE();
  if (isSource) throw require('internal/modules/esm/link_errors').makeSourcePhaseError(result.identifier);
  if (result.status === 'errored') throw result.error;
  return result.namespace;
}

// Contexts whose microtasks run only after a script of theirs has.
const withOwnQueue = new WeakSet();

function hasOwnQueue(context) {
  return context !== undefined && withOwnQueue.has(context);
}

module.exports = { compileMainScript, hasOwnQueue, importFromCallback, runWrapper, withOwnQueue };
