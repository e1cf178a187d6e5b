// node:path: the paths of this platform, with both families beside it.

'use strict';

const posix = require('internal/path/posix');
const win32 = require('internal/path/win32');

posix.posix = win32.posix = posix;
posix.win32 = win32.win32 = win32;

// The snapshot is built for one platform, and none of them is Windows yet.
module.exports = posix;
