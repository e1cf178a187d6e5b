'use strict';

// What anode says it is: the Node.js release whose behaviour and ABI it
// follows, and the parts it is really made of.

const nodeVersion = '26.10.0';
const moduleVersion = '147';
const napiVersion = '10';

const releaseBase = `https://nodejs.org/download/release/v${nodeVersion}/node-v${nodeVersion}`;

const release = {
  name: 'node',
  sourceUrl: `${releaseBase}.tar.gz`,
  headersUrl: `${releaseBase}-headers.tar.gz`,
};

// node-gyp and native packages' install scripts read these variables; only
// those that describe the host's ABI and configuration have a meaning here.
const config = {
  target_defaults: {
    cflags: [],
    default_configuration: 'Release',
    defines: [],
    include_dirs: [],
    libraries: [],
    configurations: { Release: {}, Debug: {} },
  },
  variables: {
    asan: 0,
    clang: 0,
    host_arch: 'x64',
    target_arch: 'x64',
    napi_build_version: napiVersion,
    node_byteorder: 'little',
    node_install_npm: false,
    node_module_version: Number(moduleVersion),
    node_no_browser_globals: false,
    node_prefix: '/usr/local',
    node_shared: false,
    node_shared_openssl: false,
    node_use_openssl: false,
    node_use_v8_platform: true,
    shlib_suffix: `so.${moduleVersion}`,
    v8_enable_i18n_support: 1,
    v8_enable_inspector: 0,
    v8_enable_pointer_compression: 0,
    v8_enable_sandbox: 0,
    v8_enable_webassembly: 1,
  },
};

function deepFreeze(object) {
  for (const value of Object.values(object)) {
    if (typeof value === 'object' && value !== null)
      deepFreeze(value);
  }
  return Object.freeze(object);
}
deepFreeze(config);

const features = {
  inspector: false,
  debug: false,
  uv: true,
  ipv6: true,
  tls_alpn: true,
  tls_sni: true,
  tls_ocsp: true,
  tls: true,
  openssl_is_boringssl: false,
  get cached_builtins() { return true; },
  get require_module() { return require('internal/options').getOptionValue('--experimental-require-module') !== false; },
  get dtls() { return false; },
  get quic() { return false; },
};
Object.defineProperty(features, 'typescript', {
  __proto__: null,
  get: function get() { return require('internal/options').getOptionValue('--strip-types') && 'strip'; },
  set: undefined,
  enumerable: true,
  configurable: true,
});

// `parts` are the versions of the libraries inside, as the binary knows them.
function makeVersions(parts) {
  const all = {
    ...parts,
    modules: moduleVersion,
    napi: napiVersion,
  };
  const versions = { __proto__: Object.prototype };
  const define = (name, value) => Object.defineProperty(versions, name, {
    __proto__: null,
    value, enumerable: true, writable: false, configurable: false,
  });
  define('node', nodeVersion);
  for (const name of Object.keys(all).sort())
    define(name, all[name]);
  return versions;
}

module.exports = { nodeVersion, release, config, features, makeVersions };
