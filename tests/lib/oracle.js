// The Node that the tests compare with: npm's build of Node 26 for this platform, pinned by addons_test/package-lock.json,
// so that it is the same on every machine. Its folder also has the headers.
'use strict';

const path = require('node:path');

const MODULES = path.join(__dirname, '../../addons_test/node_modules');

const pinnedNode = () => path.join(MODULES, `node-${process.platform}-${process.arch}`, 'bin/node');

module.exports = { pinnedNode };
