'use strict';
// Evaluated once, into the startup snapshot: makes the loader of built-in modules, evaluates the modules that most programs
// need, puts the globals in place, and returns what Rust needs to go on from there.
//
// compileFunction(id): the function that the file of a built-in module is the body of.
// defineLazyProperty(name, enumerable, target): see src/runtime/lazy_property.rs.
// builtinIds: the ids of all built-in modules there are files for.

// The bindings that modules in the snapshot ask for: empty here, filled by Rust when they are first touched at run time.
const placeholders = { __proto__: null };
let loadBinding;

function internalBinding(name) {
  const known = placeholders[name];
  if (known !== undefined) return known;
  return placeholders[name] = loadBinding === undefined ? { __proto__: null } : loadBinding(name);
}

// What the modules know as `process`, whatever a program puts in the place of the global one. Filled by internal/process/object.
const process = Object.create({});

// The loader: see internal/bootstrap/realm for what the public side of it is.
const modules = { __proto__: null };
const existing = new Set(builtinIds);

function requireBuiltin(id) {
  const known = modules[id];
  if (known !== undefined) return known.exports;
  if (!existing.has(id)) throw new Error(`No such built-in module: ${id}`);
  const module = { id, exports: {} };
  modules[id] = module;
  let done = false;
  try {
    if (id.startsWith('deps/')) compileFunction(id)(module.exports, requireFrom(id), module, undefined, process, true);
    else compileFunction(id)(module.exports, requireBuiltin, module, internalBinding, process);
    done = true;
  } finally {
    if (!done) delete modules[id];
  }
  return module.exports;
}

// `require` for a file of an npm package (js/deps): its own files by relative paths, Node's modules by name.
function requireFrom(id) {
  return (request) => {
    if (!request.startsWith('.')) {
      return realm.BuiltinModule.compileForPublicLoader(request.startsWith('node:') ? request.slice(5) : request);
    }
    const path = id.split('/').slice(0, -1);
    for (const part of request.replace(/\.js$/, '').split('/')) {
      if (part === '..') path.pop();
      else if (part !== '.') path.push(part);
    }
    const file = path.join('/');
    return requireBuiltin(existing.has(file) ? file : `${file}/index`);
  };
}

const realm = requireBuiltin('internal/bootstrap/realm');
realm.setup({ builtinIds, requireBuiltin, internalBinding });
const expose = requireBuiltin('internal/bootstrap/expose');
expose.setup(defineLazyProperty);
const entry = requireBuiltin('internal/bootstrap/node');

return {
  placeholders,
  entry,
  require: requireBuiltin,
  // At run time, when the snapshot has come to life: Rust's functions, which no snapshot can hold.
  connect(compile, load, defineLazily) {
    compileFunction = compile;
    loadBinding = load;
    expose.setup(defineLazily);
  },
  // Called by build.rs before the snapshot is taken.
  disconnect() {
    compileFunction = undefined;
    defineLazyProperty = undefined;
    expose.setup(undefined);
  },
};
