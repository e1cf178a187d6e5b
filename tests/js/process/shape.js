'use strict';

// What packages look at on the process object.

const { inspect } = require('util');

function attributes(object, key) {
  const descriptor = Object.getOwnPropertyDescriptor(object, key);
  return descriptor === undefined ? 'none' :
    `${descriptor.enumerable ? 'e' : ''}${descriptor.configurable ? 'c' : ''}`;
}

for (const key of [
  'version', 'versions', 'arch', 'platform', 'release', 'config', 'features', 'exitCode', 'env', 'argv', 'execArgv',
  'execPath', 'pid', 'ppid', 'title', 'stdout', 'stdin', 'stderr', 'report', 'hrtime', 'emitWarning', 'nextTick',
  '_events', 'binding', 'umask', 'finalization', 'allowedNodeEnvironmentFlags',
]) console.log(key, attributes(process, key));
console.log(Object.prototype.toString.call(process), String(process), process.constructor.name);
console.log(process instanceof require('events'), Object.getPrototypeOf(process) === require('events').prototype);
console.log(process.release.name, process.version, process.versions.node, process.versions.modules, process.versions.napi);
console.log(Object.isFrozen(process.config), process.config.variables.napi_build_version);
console.log(process.platform, process.arch === require('os').arch(), typeof process.ppid, process.pid > 0);
console.log(typeof process.versions.v8, typeof process.versions.uv);
console.log(inspect(Object.keys(process.memoryUsage())), typeof process.memoryUsage.rss());
console.log(inspect(Object.keys(process.resourceUsage())));
console.log(process.hrtime().length, typeof process.hrtime.bigint(), process.hrtime(process.hrtime())[0]);
const before = process.hrtime.bigint();
console.log(process.hrtime.bigint() >= before, process.uptime() > 0);
console.log(process.cwd() === require('fs').realpathSync('.'), process.argv.length, process.argv[1] === __filename);
console.log(process.getuid() === process.geteuid(), Array.isArray(process.getgroups()));
console.log(Object.keys(process.report.getReport()));
console.log(typeof process.report.getReport().header.glibcVersionRuntime);
console.log(process.allowedNodeEnvironmentFlags.has('--no_warnings'), process.allowedNodeEnvironmentFlags.has('nonsense'));
console.log(process.permission, process.features.require_module, process.features.typescript);
console.log(process.stdout.fd, process.stderr.fd, process.stdin.fd);
process.title = 'renamed';
console.log(process.title, require('fs').readFileSync('/proc/self/cmdline', 'latin1').startsWith('renamed\0'));
const ref = { [Symbol.for('nodejs.ref')]() { console.log('ref'); }, unref() { console.log('unref'); } };
process.ref(ref);
process.unref(ref);
// What programs and install scripts ask: got whether brotli and zstd are there, ssh2 which OpenSSL it is.
for (const name of ['openssl', 'zlib', 'brotli', 'zstd', 'nghttp2', 'uv', 'undici', 'amaro']) {
  console.log(name, /^\d+\.\d+\.\d+/.test(process.versions[name]));
}
console.log(/^\d+/.exec(process.versions.openssl)[0]);
