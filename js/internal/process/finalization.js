'use strict';

// process.finalization: callbacks that run with an object when the process
// exits, unless the object has been collected before.

const { emitExperimentalWarning } = require('internal/util');
const { validateFunction, validateObject, kValidateObjectAllowFunction } =
  require('internal/validators');

function createFinalization() {
  let registry;
  // event name -> set of { weak, callback }
  const entries = { exit: new Set(), beforeExit: new Set() };

  function run(event) {
    const pending = entries[event];
    while (pending.size > 0) {
      const [entry] = pending;
      pending.delete(entry);
      const object = entry.weak.deref();
      if (object !== undefined)
        entry.callback(object, event);
      stopIfEmpty(event);
    }
  }
  const listeners = {
    exit: () => run('exit'),
    beforeExit: () => run('beforeExit'),
  };

  function stopIfEmpty(event) {
    if (entries[event].size === 0)
      process.removeListener(event, listeners[event]);
  }

  function add(event, object, callback) {
    registry ??= new FinalizationRegistry(({ event, entry }) => {
      entries[event].delete(entry);
      stopIfEmpty(event);
    });
    if (entries[event].size === 0)
      process.on(event, listeners[event]);
    const entry = { weak: new WeakRef(object), callback };
    entries[event].add(entry);
    registry.register(object, { event, entry }, object);
  }

  // The function `name`, for the callbacks of an event.
  function registration(name, event) {
    return {
      [name](obj, fn) {
        emitExperimentalWarning(`process.finalization.${name}`);
        validateObject(obj, 'obj', kValidateObjectAllowFunction);
        validateFunction(fn, 'fn');
        add(event, obj, fn);
      },
    };
  }

  function unregister(obj) {
    emitExperimentalWarning('process.finalization.unregister');
    validateObject(obj, 'obj', kValidateObjectAllowFunction);
    registry?.unregister(obj);
    for (const event of Object.keys(entries)) {
      for (const entry of entries[event]) {
        const target = entry.weak.deref();
        if (target === undefined || target === obj)
          entries[event].delete(entry);
      }
      stopIfEmpty(event);
    }
  }

  return { ...registration('register', 'exit'), ...registration('registerBeforeExit', 'beforeExit'), unregister };
}

module.exports = { createFinalization };
