// Wrong arguments make the promise of pipeline() reject; they were thrown once.
'use strict';

const { pipeline } = require('node:stream/promises');
const { PassThrough } = require('node:stream');

const stream = () => new PassThrough();
for (const args of [[], [stream()], [5, 6], [{}], [stream(), stream(), { signal: 5 }]]) {
  pipeline(...args).then(() => console.log('fulfilled'), ({ code, message }) => console.log(code, message));
}
