// differs-from-node: Node exports tens of thousands of names, those of its copies of OpenSSL, ICU and zlib among them
// The executable exports the functions of Node-API and libuv, one more to explain what it cannot load, and nothing else: no name
// of the host's meets one of an addon's own libraries.
'use strict';

const { execFileSync } = require('node:child_process');

const listing = execFileSync('nm', ['--dynamic', '--defined-only', '--format=posix', process.execPath], { encoding: 'utf8' });
const names = listing.trim().split('\n').map((line) => line.split(' ')[0].split('@')[0]);
const isNodeApi = (name) => /^(napi|node_api)_/.test(name);
const isLibuv = (name) => name.startsWith('uv_');

console.log('Node-API', names.filter(isNodeApi).length);
console.log('libuv', names.filter(isLibuv).length > 300);
console.log('others', names.filter((name) => !isNodeApi(name) && !isLibuv(name)).join(' '));
