// The forms of `stdio`: words for all three descriptors, nothing that counts as 'pipe' ('' was refused once), descriptors below
// zero, which are pipes as well.
'use strict';

const { fork, spawn } = require('node:child_process');
const { inspect } = require('node:util');

const kinds = ({ stdio }) => stdio.map((stream) => stream?.constructor.name ?? stream);
function attempt(start) {
  try {
    const child = start();
    child.on('error', () => {});
    return kinds(child);
  } catch (error) {
    return `${error.code}: ${error.message}`;
  }
}
for (const stdio of ['pipe', 'inherit', 'ignore', 'overlapped', 'other', '', 0, null, [-1, 'ignore', -5], [1], {}]) {
  console.log(inspect(stdio), attempt(() => spawn('true', { stdio })));
}
for (const stdio of ['pipe', 'inherit', 'ignore', 'other']) {
  console.log('fork', stdio, attempt(() => fork('/dev/null', { stdio })));
}
