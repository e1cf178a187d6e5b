'use strict';
// What the properties of built-in modules are like: constants stay what they are, and functions that are no constructors have no
// prototype.
const flags = (object, key) => {
  const { configurable, enumerable, get, value, writable } = Object.getOwnPropertyDescriptor(object, key);
  return `${writable ? 'w' : '-'}${enumerable ? 'e' : '-'}${configurable ? 'c' : '-'} ${get ? 'get' : typeof value}`;
};
function constants(name, object) {
  const kinds = {};
  for (const key of Reflect.ownKeys(object)) (kinds[flags(object, key)] ??= []).push(key);
  const counts = Object.entries(kinds).sort().map(([kind, keys]) => `${kind}: ${keys.length}`);
  console.log(name, counts, Object.isExtensible(object), Object.getPrototypeOf(object) === null);
}

const fs = require('node:fs');
const http2 = require('node:http2');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const perfHooks = require('node:perf_hooks');
const util = require('node:util');

constants('fs', fs.constants);
constants('http2', http2.constants);
for (const group of ['dlopen', 'errno', 'signals', 'priority']) constants(`os.${group}`, os.constants[group]);
constants('perf_hooks', perfHooks.constants);
constants('ranges', net.BlockList.PRIVATE_RANGES);
console.log(flags(perfHooks.PerformanceMark.prototype, 'toJSON'), flags(perfHooks.PerformanceMark.prototype, 'detail'));

function prototypes(name, object, keys = Object.keys(object)) {
  const found = keys.filter((key) => typeof object[key] === 'function' && Object.hasOwn(object[key], 'prototype'));
  console.log(name, found.sort().join(' '));
}
prototypes('path', path);
prototypes('path.win32', path.win32);
prototypes('os', os);
prototypes('process', process, [
  'abort', 'dlopen', 'uptime', '_getActiveRequests', '_getActiveHandles', 'getActiveResourcesInfo', 'reallyExit', '_kill',
  'constrainedMemory', 'availableMemory', 'getuid', 'geteuid', 'getgid', 'getegid', 'getgroups', '_fatalException', 'kill', 'exit',
  'cpuUsage', 'memoryUsage', 'hrtime', 'nextTick', 'emitWarning',
]);
console.log(process.dlopen.length, process.reallyExit.length, process._kill.length);
prototypes('util', util, ['toUSVString', 'parseArgs', 'debounce', 'throttle', 'setTraceSigInt', 'format', 'inherits']);
prototypes('crypto', require('node:crypto'), ['getMacs', 'timingSafeEqual', 'getHashes', 'randomBytes']);

// The names that util.promisify gives to what the callback gets.
const file = path.join(os.tmpdir(), `shapes-${process.pid}`);
const fd = fs.openSync(file, 'w');
util.promisify(fs.writev)(fd, [Buffer.from('ab')]).then((written) => {
  console.log(written);
  fs.closeSync(fd);
  fs.unlinkSync(file);
});
