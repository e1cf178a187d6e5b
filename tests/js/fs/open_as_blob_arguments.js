// openAsBlob() throws what is wrong at once; it once answered with a promise that was rejected.
'use strict';

const fs = require('node:fs');

for (const args of [['/no/such/file'], [5], [__filename, 5], [__filename, { type: 5 }], [__filename, { type: '' }]]) {
  try {
    fs.openAsBlob(...args).then(({ size, type }) => console.log(size > 0, type));
  } catch ({ code, message }) {
    console.log(code, message);
  }
}
