// A Buffer that a worker throws arrives with its bytes.
// differs-from-node: Node 26.10 makes an object without a prototype and without bytes of it
'use strict';
const { Worker } = require('node:worker_threads');

new Worker('throw Buffer.from("abc")', { eval: true }).on('error', (bytes) => console.log(bytes instanceof Uint8Array, Buffer.from(bytes).toString()));
