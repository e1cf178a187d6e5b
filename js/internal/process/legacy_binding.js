'use strict';

// process.binding(): Node's deprecated way into its internals. anode has other
// internals; what is answered here is what has a documented equivalent.

const identityConfig = {
  isDebugBuild: false,
  openSSLIsBoringSSL: false,
  hasOpenSSL: true,
  fipsMode: false,
  hasIntl: true,
  hasTracing: false,
  hasNodeOptions: true,
  hasInspector: false,
  noBrowserGlobals: false,
  bits: 64,
};

// The same object each time.
let fsBinding;

const bindings = {
  config: () => ({ ...identityConfig }),
  constants() {
    const os = require('node:os').constants;
    return {
      os,
      fs: require('node:fs').constants,
      crypto: process.getBuiltinModule('crypto')?.constants ?? {},
      zlib: process.getBuiltinModule('zlib')?.constants ?? {},
      trace: {},
    };
  },
  // Yarn's loader of ES modules replaces the function. What loads modules here looks at fs.readFileSync, which Yarn replaces as well.
  fs: () => fsBinding ??= {
    readFileUtf8(path, flags) {
      return require('node:fs').readFileSync(path, { encoding: 'utf8', flag: flags });
    },
  },
  // Which built-in modules there are (yarn reads the names). The texts stay inside.
  natives() {
    const { BuiltinModule } = require('internal/bootstrap/realm');
    const { unavailable } = require('internal/unavailable');
    const texts = { __proto__: null };
    for (const id of BuiltinModule.getCanBeRequiredByUsersWithoutSchemeList()) {
      Object.defineProperty(texts, id, {
        __proto__: null,
        enumerable: true,
        get() { throw unavailable(`The source text of ${id}`); },
      });
    }
    return texts;
  },
  spawn_sync: () => require('internal/child_process/spawn_sync').spawnSyncBinding,
  uv() {
    const { errno } = require('node:os').constants;
    const { getSystemErrorName } = require('node:util');
    const result = {
      errname: (number) => getSystemErrorName(number),
    };
    for (const name of Object.keys(errno))
      result[`UV_${name}`] = -errno[name];
    return result;
  },
  util() {
    const types = require('node:util').types;
    const names = [
      'isArrayBuffer', 'isAnyArrayBuffer', 'isAsyncFunction', 'isDataView', 'isDate', 'isExternal', 'isMap',
      'isMapIterator', 'isNativeError', 'isPromise', 'isRegExp', 'isSet', 'isSetIterator', 'isTypedArray',
      'isUint8Array', 'isArrayBufferView',
    ];
    return Object.fromEntries(names.map((name) => [name, types[name]]));
  },
};

let warned = false;

function processBinding(name) {
  name = String(name);
  if (!warned && require('internal/options').getOptionValue('--pending-deprecation')) {
    warned = true;
    process.emitWarning('process.binding() is deprecated. Please use public APIs instead.',
                        'DeprecationWarning', 'DEP0111');
  }
  if (!Object.hasOwn(bindings, name)) {
    throw new Error(`No such module: ${name}`);
  }
  return bindings[name]();
}

module.exports = { processBinding };
