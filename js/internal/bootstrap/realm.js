'use strict';
// Which built-in modules there are and which of them programs may require: the names that Node.js 26 has, what of them anode
// has, and the loading of one for a program.

let requireBuiltin;
let internalBinding_;
let existing;
// What modules exported when a program first asked for them.
const exportNames = new Map();

// The public modules of Node.js 26, without the ones that can only be had with `node:`.
const publicIds = [
  '_http_agent', '_http_client', '_http_common', '_http_incoming', '_http_outgoing', '_http_server',
  '_tls_common', '_tls_wrap', 'assert', 'assert/strict', 'async_hooks', 'buffer', 'child_process', 'cluster', 'console',
  'constants', 'crypto', 'dgram', 'diagnostics_channel', 'dns', 'dns/promises', 'domain', 'events', 'fs', 'fs/promises',
  'http', 'http2', 'https', 'inspector', 'inspector/promises', 'module', 'net', 'os', 'path', 'path/posix', 'path/win32',
  'perf_hooks', 'process', 'punycode', 'querystring', 'readline', 'readline/promises', 'repl', 'stream', 'stream/consumers',
  'stream/promises', 'stream/web', 'string_decoder', 'sys', 'timers', 'timers/promises', 'tls', 'trace_events', 'tty', 'url',
  'util', 'util/types', 'v8', 'vm', 'wasi', 'worker_threads', 'zlib',
];
const schemeOnlyIds = ['ffi', 'sea', 'sqlite', 'test', 'test/reporters'];
const known = new Set([...publicIds, ...schemeOnlyIds]);
const schemeOnly = new Set(schemeOnlyIds);

class BuiltinModule {
  // Whether an internal or public module of this id (`fs`, `internal/errors`) can be loaded.
  static exists(id) {
    return existing.has(id.startsWith('internal/') ? id : `node:${id}`);
  }

  // Whether programs may require this id, given without `node:`. True as well for what anode does not have yet: requiring
  // it then throws an error that says so.
  static canBeRequiredByUsers(id) {
    return known.has(id);
  }

  static canBeRequiredByUsersWithoutScheme(id) {
    return known.has(id) && !schemeOnly.has(id);
  }

  static normalizeRequirableId(id) {
    const name = id.startsWith('node:') ? id.slice('node:'.length) : id;
    const canBeRequired = known.has(name) && (name !== id || !schemeOnly.has(name));
    return canBeRequired ? name : undefined;
  }

  static isBuiltin(id) {
    return BuiltinModule.normalizeRequirableId(id) !== undefined;
  }

  static getSchemeOnlyModuleNames() {
    return schemeOnlyIds;
  }

  // What `module.builtinModules` lists.
  static getAllBuiltinModuleIds() {
    return [...publicIds, ...schemeOnlyIds.map((id) => `node:${id}`)];
  }

  static getCanBeRequiredByUsersWithoutSchemeList() {
    return publicIds;
  }

  // The exports of a public module, for a program. `id` is given without `node:`.
  static compileForPublicLoader(id) {
    if (!existing.has(`node:${id}`)) {
      const error = new Error(`The built-in module 'node:${id}' is not available in anode yet`);
      error.code = 'ERR_MODULE_NOT_AVAILABLE';
      throw error;
    }
    const exports = requireBuiltin(`node:${id}`);
    if (!exportNames.has(id)) exportNames.set(id, Object.keys(exports));
    return exports;
  }

  // The names that `import` finds: those that the exports had when the program first saw them, whatever it made of them since.
  static exportNamesOf(id) {
    return exportNames.get(id);
  }
}

module.exports = {
  BuiltinModule,
  get internalBinding() { return internalBinding_; },
  requireBuiltin(id) { return requireBuiltin(id); },
  setup(parts) {
    ({ requireBuiltin, internalBinding: internalBinding_ } = parts);
    existing = new Set(parts.builtinIds);
  },
};
